package io.bitonic.core.hash;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Blake3Test {
  private static final byte[] KEY =
      "whats the Elvish word for friend".getBytes(StandardCharsets.US_ASCII);

  private static Blake3 of(byte[] key, boolean vectors) {
    assumeTrue(!vectors || VectorModule.isLoaded(), "this JVM has no vector module");
    return new Blake3(key, vectors);
  }

  private static byte[] reference(byte[] key, byte[] data) {
    byte[] out = new byte[32];
    var hasher =
        key == null
            ? org.apache.commons.codec.digest.Blake3.initHash()
            : org.apache.commons.codec.digest.Blake3.initKeyedHash(key);
    hasher.update(data).doFinalize(out);
    return out;
  }

  /** From the test vectors that BLAKE3's authors publish: bytes 0 to 250, over and over. */
  @ParameterizedTest
  @CsvSource({
    "0, af1349b9f5f9a1a6a0404dea36dcc949, 92b2b75604ed3c761f9d6f62392c8a92",
    "1, 2d3adedff11b61f14c886e35afa03673, 6d7878dfff2f485635d39013278ae14f",
    "1023, 10108970eeda3eb932baac1428c7a216, c951ecdf03288d0fcc96ee3413563d8a",
    "1024, 42214739f095a406f3fc83deb889744a, 75c46f6f3d9eb4f55ecaaee480db732e",
    "1025, d00278ae47eb27b34faecf67b4fe263f, 357dc55de0c7e382c900fd6e320acc04",
    "2048, e776b6028c7cd22a4d0ba182a8bf6220, 879cf1fa2ea0e79126cb1063617a05b6",
    "2049, 5f4d72f40d7a5f82b15ca2b2e44b1de3, 9f29700902f7c86e514ddc4df1e3049f",
    "3072, b98cb0ff3623be03326b373de6b90952, 044a0e7b172a312dc02a4c9a818c036f",
    "4097, 9b4052b38f1c5fc8b1f9ff7ac7b27cd2, 00df940cd36bb9fa7cbbc3556744e0db",
    "5121, 628bd2cb2004694adaab7bbd778a25df, 6ccf1c34753e7a044db80798ecd0782a",
    "6144, 3e2e5b74e048f3add6d21faab3f83aa4, 3d6b6d21281d0ade5b2b016ae4034c5d",
    "7169, a003fc7a51754a9b3c7fae0367ab3d78, ed9b1a922c046fdb3d423ae34e143b05"
  })
  void officialVectors(int length, String plain, String keyed) {
    byte[] data = new byte[length];
    for (int i = 0; i < length; i++) {
      data[i] = (byte) (i % 251);
    }
    for (boolean vectors : new boolean[] {false, VectorModule.isLoaded()}) {
      MemorySegment segment = MemorySegment.ofArray(data);
      assertEquals(
          plain, HexFormat.of().formatHex(new Blake3(null, vectors).digest(segment), 0, 16));
      assertEquals(
          keyed, HexFormat.of().formatHex(new Blake3(KEY, vectors).digest(segment), 0, 16));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void oneMessageOfAnyLength(boolean vectors) {
    Blake3 plain = of(null, vectors);
    Blake3 keyed = of(KEY, vectors);
    Random random = new Random(5);
    int[] edges = {
      63,
      64,
      65,
      15 << 10,
      16 << 10,
      (16 << 10) + 1,
      (17 << 10) - 1,
      31 << 10,
      (33 << 10) + 5,
      1 << 20,
      (1 << 20) + 1,
      (2 << 20) - 1,
      2 << 20,
      (2 << 20) + 1,
      (3 << 20) + 1025,
      5 << 20
    };
    for (int i = 0; i < edges.length + 60; i++) {
      byte[] data = new byte[i < edges.length ? edges[i] : random.nextInt(70_000)];
      random.nextBytes(data);
      MemorySegment segment = MemorySegment.ofArray(data);
      assertArrayEquals(reference(null, data), plain.digest(segment), data.length + " bytes");
      assertArrayEquals(reference(KEY, data), keyed.digest(segment), data.length + " bytes, keyed");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void manyMessages(boolean vectors) {
    Blake3 blake3 = of(KEY, vectors);
    Random random = new Random(6);
    for (int n : new int[] {1, 2, 3, 15, 16, 17, 40, 1500}) {
      try (Arena arena = Arena.ofConfined()) {
        long[] address = new long[n];
        long[] length = new long[n];
        byte[][] expected = new byte[n][];
        for (int i = 0; i < n; i++) {
          byte[] data = new byte[random.nextInt(n > 1000 ? 300 : 30_000)];
          if (n == 17 && i == 8) {
            data = new byte[(1 << 20) + 100];
          }
          random.nextBytes(data);
          expected[i] = reference(KEY, data);
          length[i] = data.length;
          address[i] = arena.allocate(data.length + 1L).address();
          MemorySegment.ofAddress(address[i])
              .reinterpret(data.length)
              .copyFrom(MemorySegment.ofArray(data));
        }
        MemorySegment out = arena.allocate(n * 32L);
        blake3.digest(address, length, n, out.address());
        for (int i = 0; i < n; i++) {
          byte[] got = out.asSlice(i * 32L, 32).toArray(ValueLayout.JAVA_BYTE);
          assertArrayEquals(expected[i], got, "message " + i + " of " + n);
        }
      }
    }
  }

  @Test
  void refusesKeysOfAnotherLength() {
    assertThrows(IllegalArgumentException.class, () -> new Blake3(new byte[31], false));
  }
}
