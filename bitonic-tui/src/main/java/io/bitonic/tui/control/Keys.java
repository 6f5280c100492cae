package io.bitonic.tui.control;

import io.bitonic.tui.terminal.InputEvent.Key;
import java.util.Locale;

/** Names of keys, as the action table and the help write them. */
public final class Keys {
  private Keys() {}

  /** {@code j}, {@code Space}, {@code Enter}, {@code ^K}, {@code S-Tab}, {@code M-x}. */
  public static String name(Key key) {
    String plain =
        switch (key.name()) {
          case CHARACTER -> key.text().equals(" ") ? "Space" : key.text();
          case ENTER -> "Enter";
          case TAB -> "Tab";
          case ESCAPE -> "Esc";
          case BACKSPACE -> "Backspace";
          case DELETE -> "Del";
          case INSERT -> "Ins";
          case UP -> "↑";
          case DOWN -> "↓";
          case LEFT -> "←";
          case RIGHT -> "→";
          case HOME -> "Home";
          case END -> "End";
          case PAGE_UP -> "PgUp";
          case PAGE_DOWN -> "PgDn";
          default -> key.name().name();
        };
    if (key.ctrl()) {
      plain = "^" + plain.toUpperCase(Locale.ROOT);
    }
    if (key.shift()) {
      plain = "S-" + plain;
    }
    return key.alt() ? "M-" + plain : plain;
  }
}
