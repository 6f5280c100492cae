package io.bitonic.core.mse;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;

/**
 * The RC4 stream cipher as message stream encryption uses it: the first 1024 bytes of the key
 * stream are thrown away. Encrypting and decrypting are the same. Not thread-safe. Done by the
 * system's OpenSSL where there is one.
 *
 * <p>It hides traffic from devices that look for BitTorrent; as a cipher it is broken.
 */
public final class Rc4 {
  private static final int DROPPED = 1024;
  private static final VarHandle LONG =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** Bytes in ints, which spares masks in the loop. */
  private final int[] state;

  /** Does the work, or null. */
  private final NativeRc4 system;

  private int i;
  private int j;

  /**
   * @param key 1–256 bytes
   */
  public Rc4(byte[] key) {
    this(key, NativeRc4.of(key));
  }

  /** For tests: in Java, whatever the system has. */
  static Rc4 inJava(byte[] key) {
    return new Rc4(key, null);
  }

  private Rc4(byte[] key, NativeRc4 system) {
    this.system = system;
    this.state = system == null ? schedule(key) : null;
    apply(new byte[DROPPED], 0, DROPPED);
  }

  private static int[] schedule(byte[] key) {
    int[] s = new int[256];
    for (int k = 0; k < 256; k++) {
      s[k] = k;
    }
    int x = 0;
    for (int k = 0; k < 256; k++) {
      int a = s[k];
      x = (x + a + (key[k % key.length] & 0xff)) & 0xff;
      s[k] = s[x];
      s[x] = a;
    }
    return s;
  }

  /** Encrypts or decrypts {@code data[from..from + length)} in place. */
  public void apply(byte[] data, int from, int length) {
    apply(ByteBuffer.wrap(data), from, length);
  }

  /**
   * Encrypts or decrypts {@code length} bytes in place from the absolute index {@code from} on;
   * position, limit and byte order of the buffer are neither used nor changed.
   */
  public void apply(ByteBuffer data, int from, int length) {
    Objects.checkFromIndexSize(from, length, data.capacity());
    if (system != null) {
      system.apply(data, from, length);
    } else {
      applyInJava(data, from, length);
    }
  }

  private void applyInJava(ByteBuffer data, int from, int length) {
    int[] s = state;
    int x = i;
    int y = j;
    int at = from;
    int end = from + length;
    for (; at <= end - 8; at += 8) {
      long stream = 0;
      for (int shift = 0; shift < 64; shift += 8) {
        x = (x + 1) & 0xff;
        int a = s[x];
        y = (y + a) & 0xff;
        int b = s[y];
        s[x] = b;
        s[y] = a;
        stream |= (long) s[(a + b) & 0xff] << shift;
      }
      LONG.set(data, at, (long) LONG.get(data, at) ^ stream);
    }
    for (; at < end; at++) {
      x = (x + 1) & 0xff;
      int a = s[x];
      y = (y + a) & 0xff;
      int b = s[y];
      s[x] = b;
      s[y] = a;
      data.put(at, (byte) (data.get(at) ^ s[(a + b) & 0xff]));
    }
    i = x;
    j = y;
  }
}
