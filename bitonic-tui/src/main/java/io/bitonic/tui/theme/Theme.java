package io.bitonic.tui.theme;

import io.bitonic.tui.terminal.Style;
import java.util.EnumMap;
import java.util.Map;

/** An immutable set of styles, one for each {@link Role}. */
public final class Theme {
  private final String name;
  private final boolean light;
  private final Style[] styles = new Style[Role.values().length];

  /**
   * @param given styles by role; roles left out take their parent's style, and every role but the
   *     overlays {@link Role#SELECTED} and {@link Role#SELECTED_IDLE} takes the background of
   *     {@link Role#TEXT} when it has none
   */
  public Theme(String name, boolean light, Map<Role, Style> given) {
    this.name = name;
    this.light = light;
    EnumMap<Role, Style> map = new EnumMap<>(Role.class);
    map.putAll(given);
    Style text = map.getOrDefault(Role.TEXT, Style.PLAIN);
    for (Role role : Role.values()) {
      Style style = find(map, role);
      styles[role.ordinal()] = isOverlay(role) ? style : withBackgroundOf(style, text);
    }
  }

  private static boolean isOverlay(Role role) {
    return role == Role.SELECTED || role == Role.SELECTED_IDLE;
  }

  private static Style find(Map<Role, Style> map, Role role) {
    for (Role r = role; r != null; r = r.parent()) {
      if (map.get(r) != null) {
        return map.get(r);
      }
    }
    return isOverlay(role) ? Style.PLAIN.with(Style.REVERSE) : Style.PLAIN;
  }

  private static Style withBackgroundOf(Style style, Style text) {
    return style.background() == Style.UNSET ? style.withBackground(text.background()) : style;
  }

  public String name() {
    return name;
  }

  /** Whether it is made for a light background. */
  public boolean light() {
    return light;
  }

  public Style get(Role role) {
    return styles[role.ordinal()];
  }
}
