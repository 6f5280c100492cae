package io.bitonic.tui.terminal;

import io.bitonic.tui.terminal.InputEvent.Key;
import io.bitonic.tui.terminal.InputEvent.Name;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Turns the bytes a terminal sends into events: UTF-8 text, control keys, the escape sequences of
 * xterm, tmux, rxvt, the Linux console and of the modifyOtherKeys and CSI-u protocols, SGR and X10
 * mouse reports, and bracketed paste. Bytes may arrive in any slices. Unknown sequences are
 * swallowed whole, so that their tail never arrives as keys. Not thread-safe.
 */
final class KeyDecoder {
  /** How long a lone escape waits for the rest of a sequence. */
  static final int ESCAPE_MILLIS = 50;

  /** How long a paste may be silent before it is taken as ended. */
  static final int PASTE_MILLIS = 2_000;

  private static final int MAX_SEQUENCE = 128;
  private static final int MAX_STRING = 4_096;
  private static final int ESC = 0x1B;

  private final Consumer<InputEvent> sink;
  private final PasteBuffer paste = new PasteBuffer();
  private byte[] pending = new byte[256];
  private int length;
  private boolean pasting;
  private boolean expired;

  KeyDecoder(Consumer<InputEvent> sink) {
    this.sink = sink;
  }

  /** Takes bytes and emits every event that is complete. */
  void feed(byte[] bytes, int offset, int count) {
    int end = offset + count;
    int at = offset;
    while (at < end) {
      if (pasting) {
        at = feedPaste(bytes, at, end);
        continue;
      }
      int room = Math.min(end - at, MAX_STRING);
      if (length + room > pending.length) {
        pending = Arrays.copyOf(pending, length + room);
      }
      System.arraycopy(bytes, at, pending, length, room);
      length += room;
      at += room;
      int consumed = drain();
      if (pasting) {
        at -= length - consumed;
        length = 0;
      } else {
        System.arraycopy(pending, consumed, pending, 0, length - consumed);
        length -= consumed;
      }
    }
  }

  /**
   * Milliseconds of silence after which {@link #expire} is due, or −1 when nothing is half read.
   */
  int waitMillis() {
    if (pasting) {
      return PASTE_MILLIS;
    }
    return length > 0 ? ESCAPE_MILLIS : -1;
  }

  /** Nothing more came: a half-read sequence is what was typed. */
  void expire() {
    if (pasting) {
      pasting = false;
      sink.accept(paste.take());
      return;
    }
    expired = true;
    int consumed = drain();
    expired = false;
    System.arraycopy(pending, consumed, pending, 0, length - consumed);
    length -= consumed;
  }

  private int feedPaste(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to) {
      if (paste.add(bytes[at++])) {
        pasting = false;
        sink.accept(paste.take());
        break;
      }
    }
    return at;
  }

  private int drain() {
    int at = 0;
    while (at < length && !pasting) {
      int used = parse(at);
      if (used == 0) {
        break;
      }
      at += used;
    }
    return at;
  }

  /** Bytes of the token at {@code at}, or 0 when it is not complete yet. */
  private int parse(int at) {
    int b = pending[at] & 0xFF;
    return b == ESC ? parseEscape(at) : parsePlain(at, b, false);
  }

  private int parsePlain(int at, int b, boolean alt) {
    if (b < 0x20 || b == 0x7F) {
      sink.accept(control(b, alt));
      return 1;
    }
    if (b < 0x80) {
      sink.accept(new Key(Name.CHARACTER, String.valueOf((char) b), false, alt, false));
      return 1;
    }
    int size = b >= 0xF0 && b < 0xF5 ? 4 : b >= 0xE0 ? 3 : b >= 0xC2 ? 2 : 1;
    int codePoint = size == 1 || b >= 0xF5 ? -1 : b & (0x7F >> size);
    for (int i = 1; i < size && codePoint >= 0; i++) {
      if (at + i >= length) {
        return expired ? emitText(0xFFFD, alt, length - at) : 0;
      }
      int next = pending[at + i] & 0xFF;
      if ((next & 0xC0) != 0x80) {
        return emitText(0xFFFD, alt, i);
      }
      codePoint = codePoint << 6 | next & 0x3F;
    }
    boolean valid =
        Character.isValidCodePoint(codePoint)
            && (codePoint < Character.MIN_SURROGATE || codePoint > Character.MAX_SURROGATE);
    return emitText(valid ? codePoint : 0xFFFD, alt, codePoint < 0 ? 1 : size);
  }

  private int emitText(int codePoint, boolean alt, int used) {
    sink.accept(new Key(Name.CHARACTER, Character.toString(codePoint), false, alt, false));
    return used;
  }

  private static Key control(int b, boolean alt) {
    return switch (b) {
      case '\r', '\n' -> new Key(Name.ENTER, "", false, alt, false);
      case '\t' -> new Key(Name.TAB, "", false, alt, false);
      case 0x7F, 0x08 -> new Key(Name.BACKSPACE, "", false, alt, false);
      case ESC -> new Key(Name.ESCAPE, "", false, alt, false);
      case 0 -> new Key(Name.CHARACTER, " ", true, alt, false);
      default -> {
        char letter = (char) (b <= 26 ? b + 'a' - 1 : b + '@');
        yield new Key(Name.CHARACTER, String.valueOf(letter), true, alt, false);
      }
    };
  }

  private int parseEscape(int at) {
    if (at + 1 == length) {
      if (!expired) {
        return 0;
      }
      sink.accept(Key.of(Name.ESCAPE));
      return 1;
    }
    int b = pending[at + 1] & 0xFF;
    if (b == ESC) {
      return parseDoubleEscape(at);
    }
    int used =
        switch (b) {
          case '[' -> parseCsi(at, 2, false);
          case 'O' -> parseSs3(at, 2, false);
          case 'P', ']', '_' -> parseString(at);
          default -> {
            int n = parsePlain(at + 1, b, true);
            yield n == 0 ? 0 : n + 1;
          }
        };
    if (used == 0 && expired) {
      return length - at == 2 ? parsePlain(at + 1, b, true) + 1 : length - at;
    }
    return used;
  }

  /** rxvt sends Alt with a function key as one more escape in front. */
  private int parseDoubleEscape(int at) {
    int third = at + 2 < length ? pending[at + 2] & 0xFF : -1;
    if (third < 0 && !expired) {
      return 0;
    }
    if (third == '[' || third == 'O') {
      int used = third == '[' ? parseCsi(at, 3, true) : parseSs3(at, 3, true);
      if (used != 0 || !expired) {
        return used;
      }
    }
    sink.accept(Key.of(Name.ESCAPE));
    return 1;
  }

  private int parseCsi(int at, int skip, boolean alt) {
    int start = at + skip;
    if (start < length && pending[start] == '[') {
      return start + 1 < length ? linuxFunctionKey(pending[start + 1], skip + 2) : 0;
    }
    if (start < length && pending[start] == 'M') {
      if (start + 3 >= length) {
        return 0;
      }
      int code = (pending[start + 1] & 0xFF) - 32;
      emitMouse(
          code,
          (pending[start + 2] & 0xFF) - 32,
          (pending[start + 3] & 0xFF) - 32,
          (code & 3) == 3);
      return skip + 4;
    }
    boolean isPrivate = start < length && pending[start] >= '<' && pending[start] <= '?';
    for (int i = start; i < length; i++) {
      int b = pending[i] & 0xFF;
      boolean rxvtShift = b == '$' && !isPrivate && i > start;
      if ((b >= 0x40 && b <= 0x7E) || rxvtShift) {
        dispatchCsi(start, i, (char) b, alt);
        return i - at + 1;
      }
      if (b < 0x20 || b > 0x7E || i - start > MAX_SEQUENCE) {
        return i - at;
      }
    }
    return 0;
  }

  private int linuxFunctionKey(int letter, int used) {
    if (letter >= 'A' && letter <= 'E') {
      sink.accept(Key.of(Name.values()[Name.F1.ordinal() + letter - 'A']));
    }
    return used;
  }

  private int parseSs3(int at, int skip, boolean alt) {
    int i = at + skip;
    int modifier = 0;
    while (i < length && (pending[i] >= '0' && pending[i] <= '9' || pending[i] == ';')) {
      modifier = pending[i] == ';' ? 0 : Math.min(99, modifier * 10 + pending[i] - '0');
      i++;
      if (i - at > MAX_SEQUENCE) {
        return i - at;
      }
    }
    if (i >= length) {
      return 0;
    }
    char letter = (char) pending[i];
    boolean rxvtCtrl = letter >= 'a' && letter <= 'd';
    Name name = KeyNames.byLetter(rxvtCtrl ? Character.toUpperCase(letter) : letter);
    if (name != null) {
      emit(name, "", Math.max(0, modifier - 1) | (rxvtCtrl ? 4 : 0), alt);
    } else if (letter == 'M') {
      emit(Name.ENTER, "", 0, alt);
    } else if (letter >= 'j' && letter <= 'y') {
      emit(Name.CHARACTER, String.valueOf("*+,-./0123456789".charAt(letter - 'j')), 0, alt);
    }
    return i - at + 1;
  }

  /** Replies of the terminal (DCS, OSC, APC): swallowed up to BEL or ST. */
  private int parseString(int at) {
    for (int i = at + 2; i < length; i++) {
      if (pending[i] == 7) {
        return i - at + 1;
      }
      if (pending[i] == ESC && i + 1 < length && pending[i + 1] == '\\') {
        return i - at + 2;
      }
      if (i - at >= MAX_STRING) {
        return i - at;
      }
    }
    return 0;
  }

  private void dispatchCsi(int start, int end, char last, boolean alt) {
    int[] numbers = new int[4];
    int count = 0;
    boolean sub = false;
    boolean any = false;
    boolean mouse = false;
    for (int i = start; i < end; i++) {
      int b = pending[i];
      if (b >= '0' && b <= '9' && count < numbers.length) {
        any = true;
        if (!sub) {
          numbers[count] = Math.min(1_000_000_000 / 10, numbers[count]) * 10 + b - '0';
        }
      } else if (b == ';') {
        count = Math.min(count + 1, numbers.length);
        sub = false;
      } else if (b == ':') {
        sub = true;
      } else if (b == '<' && i == start) {
        mouse = true;
      } else if (b < '0' || b > '9') {
        return;
      }
    }
    if (mouse) {
      if (last == 'M' || last == 'm') {
        emitMouse(numbers[0], numbers[1], numbers[2], last == 'm');
      }
      return;
    }
    dispatchKey(numbers, any, last, alt);
  }

  private void dispatchKey(int[] n, boolean any, char last, boolean alt) {
    int modifiers = Math.max(0, n[1] - 1);
    switch (last) {
      case '~', '^', '$', '@' -> {
        if (n[0] == 200 && last == '~') {
          pasting = true;
        } else if (n[0] == 27 && n[2] > 0) {
          emitCode(n[2], modifiers, alt);
        } else {
          int rxvt = last == '^' ? 4 : last == '$' ? 1 : last == '@' ? 5 : 0;
          Name name = KeyNames.byNumber(n[0]);
          if (name != null) {
            emit(name, "", modifiers | rxvt, alt);
          }
        }
      }
      case 'u' -> emitCode(n[0], modifiers, alt);
      case 'Z' -> emit(Name.TAB, "", modifiers | 1, alt);
      case 'a', 'b', 'c', 'd' ->
          emit(KeyNames.byLetter(Character.toUpperCase(last)), "", modifiers | 1, alt);
      default -> {
        Name name = KeyNames.byLetter(last);
        boolean report = last == 'R' && any && n[0] != 1;
        if (name != null && !report) {
          emit(name, "", modifiers, alt);
        }
      }
    }
  }

  /** A key given by its code point (modifyOtherKeys and CSI-u). */
  private void emitCode(int code, int modifiers, boolean alt) {
    switch (code) {
      case 9 -> emit(Name.TAB, "", modifiers, alt);
      case 13 -> emit(Name.ENTER, "", modifiers, alt);
      case 27 -> emit(Name.ESCAPE, "", modifiers, alt);
      case 8, 127 -> emit(Name.BACKSPACE, "", modifiers, alt);
      default -> {
        boolean surrogate = code >= Character.MIN_SURROGATE && code <= Character.MAX_SURROGATE;
        boolean privateUse = code >= 0xE000 && code <= 0xF8FF;
        if (code >= ' ' && Character.isValidCodePoint(code) && !surrogate && !privateUse) {
          boolean ctrl = (modifiers & 4) != 0;
          boolean upper = (modifiers & 1) != 0 && !ctrl;
          String text =
              Character.toString(
                  ctrl ? Character.toLowerCase(code) : upper ? Character.toUpperCase(code) : code);
          emit(Name.CHARACTER, text, modifiers & ~1, alt);
        }
      }
    }
  }

  private void emit(Name name, String text, int modifiers, boolean alt) {
    sink.accept(
        new Key(
            name, text, (modifiers & 4) != 0, alt || (modifiers & 2) != 0, (modifiers & 1) != 0));
  }

  private void emitMouse(int code, int column, int row, boolean release) {
    InputEvent.Mouse event = KeyNames.mouse(code, column - 1, row - 1, release);
    if (event != null) {
      sink.accept(event);
    }
  }
}
