package io.bitonic.tui.theme;

import io.bitonic.tui.terminal.ColorDepth;
import io.bitonic.tui.terminal.Palette;
import io.bitonic.tui.terminal.Style;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** An immutable set of styles, one for each {@link Role}. */
public final class Theme {
  private static final int WHITE = 0xffffff;
  private static final int RED = 0xff0000;
  private static final int GREEN = 0x00cd00;
  private static final int YELLOW = 0xcdcd00;
  private static final int BLUE = 0x0000ee;

  private final String name;
  private final boolean light;
  private final Style[] styles = new Style[Role.values().length];
  private final Map<Ramp, Style[]> ramps = new ConcurrentHashMap<>();

  private boolean shades = true;

  private record Ramp(Role from, Role to, int steps) {}

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

  /**
   * A ramp of {@code steps} styles from the colour of one role to that of another, for graphs; all
   * the first style when a colour is the terminal's own.
   */
  public Style[] ramp(Role from, Role to, int steps) {
    return ramps.computeIfAbsent(new Ramp(from, to, steps), this::build);
  }

  private Style[] build(Ramp ramp) {
    Style a = get(ramp.from);
    Style b = get(ramp.to);
    Style[] result = new Style[ramp.steps];
    for (int i = 0; i < ramp.steps; i++) {
      boolean mixed =
          shades
              && a.foreground() != Style.UNSET
              && b.foreground() != Style.UNSET
              && ramp.steps > 1;
      result[i] =
          mixed
              ? a.withForeground(
                  Palette.mix(a.foreground(), b.foreground(), i / (double) (ramp.steps - 1)))
              : b;
    }
    return result;
  }

  /**
   * This theme for a terminal that shows fewer colours. With sixteen colours the terminal's own
   * text and background stay and a selection is white on blue, since shades so close can't be told
   * apart; without colour, roles differ by attributes alone.
   */
  public Theme forDepth(ColorDepth depth) {
    if (depth == ColorDepth.TRUE || depth == ColorDepth.INDEXED256) {
      return this;
    }
    EnumMap<Role, Style> map = new EnumMap<>(Role.class);
    for (Role role : Role.values()) {
      map.put(role, depth == ColorDepth.MONO ? mono(role) : sixteen(role));
    }
    Theme reduced = new Theme(name, light, map);
    reduced.shades = false;
    return reduced;
  }

  private Style sixteen(Role role) {
    Style style = get(role);
    return switch (role) {
      case SELECTED -> Style.of(WHITE, BLUE, style.attributes() & ~Style.REVERSE);
      case SELECTED_IDLE -> Style.PLAIN.with(Style.UNDERLINE);
      case GOOD -> Style.of(GREEN, Style.UNSET, style.attributes());
      case WARN -> Style.of(YELLOW, Style.UNSET, style.attributes());
      case BAD -> Style.of(RED, Style.UNSET, style.attributes());
      case BAR_EMPTY, PIECE_MISSING -> Style.PLAIN.with(Style.DIM);
      default -> {
        boolean plain = style.foreground() == get(Role.TEXT).foreground();
        yield Style.of(plain ? Style.UNSET : style.foreground(), Style.UNSET, style.attributes());
      }
    };
  }

  private Style mono(Role role) {
    int attributes =
        get(role).attributes()
            | switch (role) {
              case SELECTED -> Style.REVERSE;
              case SELECTED_IDLE, MATCH -> Style.UNDERLINE;
              case ACCENT, WARN, TITLE, COLUMN_SORTED, BORDER_FOCUS, MARKED, KEY, TAB_ACTIVE ->
                  Style.BOLD;
              case BAD -> Style.BOLD | Style.UNDERLINE;
              default -> 0;
            };
    return Style.of(Style.UNSET, Style.UNSET, attributes);
  }
}
