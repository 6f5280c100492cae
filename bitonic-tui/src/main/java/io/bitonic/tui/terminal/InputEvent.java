package io.bitonic.tui.terminal;

/** What a person or the terminal did. Immutable, so it may cross threads. */
public sealed interface InputEvent {

  /** Keys that are not text. */
  enum Name {
    /** Text: {@link Key#text()} has it. */
    CHARACTER,
    ENTER,
    TAB,
    ESCAPE,
    BACKSPACE,
    DELETE,
    INSERT,
    UP,
    DOWN,
    LEFT,
    RIGHT,
    HOME,
    END,
    PAGE_UP,
    PAGE_DOWN,
    F1,
    F2,
    F3,
    F4,
    F5,
    F6,
    F7,
    F8,
    F9,
    F10,
    F11,
    F12
  }

  /**
   * A key. For {@link Name#CHARACTER}, {@code text} is one whole code point, never half a surrogate
   * pair; with {@code ctrl} it is the lower-case letter. Shift is only told for keys that are not
   * text; Shift+Tab is TAB with shift.
   */
  record Key(Name name, String text, boolean ctrl, boolean alt, boolean shift)
      implements InputEvent {
    /** A key without modifiers that is not text. */
    public static Key of(Name name) {
      return new Key(name, "", false, false, false);
    }

    /** A typed character. */
    public static Key of(String text) {
      return new Key(Name.CHARACTER, text, false, false, false);
    }

    /** Ctrl and a letter. */
    public static Key ctrl(char letter) {
      return new Key(Name.CHARACTER, String.valueOf(letter), true, false, false);
    }
  }

  /**
   * Pasted text, as one event however long; control characters other than newline and tab are
   * dropped.
   */
  record Paste(String text, boolean truncated) implements InputEvent {}

  /** A mouse action at a cell, counted from 0. */
  record Mouse(Kind kind, Button button, int x, int y) implements InputEvent {
    /** What was done. */
    public enum Kind {
      DOWN,
      UP,
      DRAG,
      WHEEL_UP,
      WHEEL_DOWN
    }

    /** Which button; NONE for the wheel. */
    public enum Button {
      LEFT,
      MIDDLE,
      RIGHT,
      NONE
    }
  }

  /** The terminal has a new size in cells. */
  record Resize(int columns, int rows) implements InputEvent {}

  /** The program was stopped and goes on; everything has to be drawn again. */
  record Resumed() implements InputEvent {}

  /**
   * The terminal's input has ended (it was closed, or the connection was lost). Nothing follows.
   */
  record Closed() implements InputEvent {}
}
