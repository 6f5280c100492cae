package io.bitonic.tui.terminal;

import io.bitonic.tui.terminal.InputEvent.Mouse;
import io.bitonic.tui.terminal.InputEvent.Name;

/**
 * The tables of escape sequences: which number or letter is which key, which code which mouse
 * action.
 */
final class KeyNames {
  private static final int MOTION = 32;
  private static final int WHEEL = 64;
  private static final int EXTRA_BUTTONS = 128;
  private static final int MODIFIERS = 4 | 8 | 16;

  private KeyNames() {}

  /** Final letter of CSI and SS3 sequences, or null. */
  static Name byLetter(char letter) {
    return switch (letter) {
      case 'A' -> Name.UP;
      case 'B' -> Name.DOWN;
      case 'C' -> Name.RIGHT;
      case 'D' -> Name.LEFT;
      case 'H' -> Name.HOME;
      case 'F' -> Name.END;
      case 'P' -> Name.F1;
      case 'Q' -> Name.F2;
      case 'R' -> Name.F3;
      case 'S' -> Name.F4;
      default -> null;
    };
  }

  /** Number of a "CSI n ~" sequence, or null. */
  static Name byNumber(int number) {
    return switch (number) {
      case 1, 7 -> Name.HOME;
      case 2 -> Name.INSERT;
      case 3 -> Name.DELETE;
      case 4, 8 -> Name.END;
      case 5 -> Name.PAGE_UP;
      case 6 -> Name.PAGE_DOWN;
      case 11, 12, 13, 14, 15 -> Name.values()[Name.F1.ordinal() + number - 11];
      case 17, 18, 19, 20, 21 -> Name.values()[Name.F6.ordinal() + number - 17];
      case 23, 24 -> Name.values()[Name.F11.ordinal() + number - 23];
      default -> null;
    };
  }

  /**
   * A mouse report (xterm's button code, cell from 0), or null for what we don't use: moves without
   * a button.
   */
  static Mouse mouse(int code, int x, int y, boolean release) {
    if (x < 0 || y < 0 || x > 10_000 || y > 10_000 || code < 0 || code >= EXTRA_BUTTONS) {
      return null;
    }
    int plain = code & ~MODIFIERS;
    if ((plain & WHEEL) != 0) {
      Mouse.Kind kind = (plain & 3) == 0 ? Mouse.Kind.WHEEL_UP : Mouse.Kind.WHEEL_DOWN;
      return (plain & 3) > 1 || release ? null : new Mouse(kind, Mouse.Button.NONE, x, y);
    }
    Mouse.Button button =
        switch (plain & 3) {
          case 0 -> Mouse.Button.LEFT;
          case 1 -> Mouse.Button.MIDDLE;
          case 2 -> Mouse.Button.RIGHT;
          default -> Mouse.Button.NONE;
        };
    if ((plain & MOTION) != 0) {
      return button == Mouse.Button.NONE ? null : new Mouse(Mouse.Kind.DRAG, button, x, y);
    }
    return new Mouse(release ? Mouse.Kind.UP : Mouse.Kind.DOWN, button, x, y);
  }
}
