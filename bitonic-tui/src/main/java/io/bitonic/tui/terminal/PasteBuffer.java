package io.bitonic.tui.terminal;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Collects one bracketed paste up to its end mark, keeps at most {@link #MAX_BYTES} of it and
 * cleans it.
 */
final class PasteBuffer {
  static final int MAX_BYTES = 256 * 1024;

  private static final byte[] END = "\u001b[201~".getBytes(StandardCharsets.US_ASCII);

  private byte[] bytes = new byte[1024];
  private int length;
  private int matched;
  private boolean truncated;

  /** Takes a byte; true when it completes the end mark. */
  boolean add(byte b) {
    if (b == END[matched]) {
      matched++;
      return matched == END.length;
    }
    for (int i = 0; i < matched; i++) {
      store(END[i]);
    }
    matched = 0;
    if (b == END[0]) {
      matched = 1;
    } else {
      store(b);
    }
    return false;
  }

  private void store(byte b) {
    if (length == MAX_BYTES) {
      truncated = true;
      return;
    }
    if (length == bytes.length) {
      bytes = Arrays.copyOf(bytes, length * 2);
    }
    bytes[length++] = b;
  }

  /** The event of what was collected; the buffer is empty afterwards. */
  InputEvent.Paste take() {
    int end = length;
    if (truncated) {
      while (end > 0 && (bytes[end - 1] & 0xC0) == 0x80) {
        end--;
      }
      end = end > 0 && (bytes[end - 1] & 0x80) != 0 ? end - 1 : end;
    }
    InputEvent.Paste event =
        new InputEvent.Paste(clean(new String(bytes, 0, end, StandardCharsets.UTF_8)), truncated);
    bytes = new byte[1024];
    length = 0;
    matched = 0;
    truncated = false;
    return event;
  }

  private static String clean(String text) {
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\r') {
        if (i + 1 == text.length() || text.charAt(i + 1) != '\n') {
          out.append('\n');
        }
      } else if (c == '\n' || c == '\t' || !Character.isISOControl(c)) {
        out.append(c);
      }
    }
    return out.toString();
  }
}
