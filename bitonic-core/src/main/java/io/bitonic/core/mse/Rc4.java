package io.bitonic.core.mse;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The RC4 stream cipher as message stream encryption uses it: the first 1024 bytes of the key
 * stream are thrown away. Encrypting and decrypting are the same. Not thread-safe.
 *
 * <p>It hides traffic from devices that look for BitTorrent; as a cipher it is broken.
 */
public final class Rc4 {
  private static final int DROPPED = 1024;
  private static final VarHandle LONG =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** Bytes in ints, which spares masks in the loop. */
  private final int[] state = new int[256];

  private int i;
  private int j;

  /**
   * @param key 1–256 bytes
   */
  public Rc4(byte[] key) {
    int[] s = state;
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
    apply(new byte[DROPPED], 0, DROPPED);
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
