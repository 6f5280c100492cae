package io.bitonic.core.mse;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Rc4Test {
  /** RFC 6229: the key streams of two keys from offset 1024 on. */
  @Test
  void rfc6229() {
    assertStream("0102030405", "30abbcc7c20b01609f23ee2d5f6bb7df");
    assertStream("0102030405060708090a0b0c0d0e0f10", "bdf0324e6083dcc6d3cedd3ca8c53c16");
  }

  private static void assertStream(String key, String expected) {
    byte[] k = HexFormat.of().parseHex(key);
    for (Rc4 cipher : List.of(new Rc4(k), Rc4.inJava(k))) {
      byte[] b = new byte[16];
      cipher.apply(b, 0, 16);
      assertEquals(expected, HexFormat.of().formatHex(b));
    }
  }

  /** Any cut, any buffer, any byte order: always the stream that the JDK's cipher gives. */
  @Test
  void likeTheJdkInPieces() throws Exception {
    byte[] key = "a key of this test".getBytes(StandardCharsets.US_ASCII);
    Random random = new Random(1);
    byte[] data = new byte[100_000];
    random.nextBytes(data);
    byte[] expected = PlainMse.rc4(key).update(data);
    for (int kind = 0; kind < 8; kind++) {
      ByteBuffer b =
          kind % 2 == 0
              ? ByteBuffer.allocate(data.length + 5)
              : ByteBuffer.allocateDirect(data.length + 5);
      b.order(kind % 4 < 2 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
      b.put(5, data);
      b.position(3).limit(data.length + 5);
      Rc4 ours = kind < 4 ? new Rc4(key) : Rc4.inJava(key);
      for (int at = 0; at < data.length; ) {
        int n = Math.min(data.length - at, random.nextInt(random.nextInt(20) == 0 ? 3000 : 40));
        ours.apply(b, 5 + at, n);
        at += n;
      }
      assertEquals(3, b.position());
      byte[] got = new byte[data.length];
      b.get(5, got);
      assertArrayEquals(expected, got);
    }
  }
}
