package io.bitonic.tui.terminal;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * The terminal's output with a 64 KiB buffer: a frame reaches the terminal by one {@link #flush}.
 * Written by the UI thread; {@link #shut} may come from any thread and makes all later output
 * vanish, so that nothing is drawn over the restored screen.
 */
final class FrameOutput extends OutputStream {
  static final int BUFFER_BYTES = 64 * 1024;

  private final OutputStream out;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private int length;
  private long written;
  private boolean shut;

  FrameOutput(OutputStream out) {
    this.out = out;
  }

  @Override
  public void write(int b) throws IOException {
    if (length == BUFFER_BYTES) {
      drain();
    }
    buffer[length++] = (byte) b;
  }

  @Override
  public void write(byte[] bytes, int offset, int count) throws IOException {
    int at = offset;
    int left = count;
    while (left > 0) {
      if (length == BUFFER_BYTES) {
        drain();
      }
      int part = Math.min(left, BUFFER_BYTES - length);
      System.arraycopy(bytes, at, buffer, length, part);
      length += part;
      at += part;
      left -= part;
    }
  }

  void ascii(String text) throws IOException {
    for (int i = 0; i < text.length(); i++) {
      write(text.charAt(i));
    }
  }

  /** A non-negative decimal number. */
  void decimal(int value) throws IOException {
    if (value >= 10) {
      decimal(value / 10);
    }
    write('0' + value % 10);
  }

  /** A code point as UTF-8. */
  void codePoint(int c) throws IOException {
    if (c < 0x80) {
      write(c);
    } else if (c < 0x800) {
      write(0xC0 | c >> 6);
      write(0x80 | c & 0x3F);
    } else if (c < 0x10000) {
      write(0xE0 | c >> 12);
      write(0x80 | c >> 6 & 0x3F);
      write(0x80 | c & 0x3F);
    } else {
      write(0xF0 | c >> 18);
      write(0x80 | c >> 12 & 0x3F);
      write(0x80 | c >> 6 & 0x3F);
      write(0x80 | c & 0x3F);
    }
  }

  @Override
  public void flush() throws IOException {
    drain();
    synchronized (this) {
      if (!shut) {
        out.flush();
      }
    }
  }

  private synchronized void drain() throws IOException {
    if (length > 0 && !shut) {
      out.write(buffer, 0, length);
      written += length;
    }
    length = 0;
  }

  /** Bytes that have reached the terminal. */
  synchronized long written() {
    return written;
  }

  /** Writes {@code last} to the terminal as the very last output; what is buffered is dropped. */
  synchronized void shut(String last) throws IOException {
    if (!shut) {
      shut = true;
      out.write(last.getBytes(StandardCharsets.UTF_8));
      out.flush();
    }
  }

  /** Output reaches the terminal again after {@link #shut}. */
  synchronized void reopen() {
    shut = false;
    length = 0;
  }
}
