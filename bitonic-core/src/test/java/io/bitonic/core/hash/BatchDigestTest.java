package io.bitonic.core.hash;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BatchDigestTest {
  private static final int[] EDGES = {0, 1, 55, 56, 63, 64, 65, 119, 120, 127, 128, 1023, 1025};

  private static BatchDigest vectors(HashAlgorithm a) {
    assumeTrue(VectorModule.isLoaded(), "this JVM was started without the vector module");
    return VectorDigests.of(a);
  }

  private static void check(HashAlgorithm a, BatchDigest d, int[] lengths, long seed) {
    try (Arena arena = Arena.ofConfined()) {
      Random random = new Random(seed);
      MessageDigest reference = MessageDigest.getInstance(a.title());
      long[] address = new long[lengths.length];
      byte[][] expected = new byte[lengths.length][];
      for (int i = 0; i < lengths.length; i++) {
        byte[] data = new byte[lengths[i]];
        random.nextBytes(data);
        expected[i] = reference.digest(data);
        // At odd addresses too.
        MemorySegment to = arena.allocate(lengths[i] + 4L).asSlice(random.nextInt(4), lengths[i]);
        to.copyFrom(MemorySegment.ofArray(data));
        address[i] = to.address();
      }
      MemorySegment out = arena.allocate(Math.max(1, lengths.length) * 32L);
      d.digest(address, lengths, lengths.length, out.address());
      for (int i = 0; i < lengths.length; i++) {
        byte[] got = out.asSlice(i * 32L, a.size()).toArray(ValueLayout.JAVA_BYTE);
        assertArrayEquals(expected[i], got, "message " + i + " of " + lengths[i] + " bytes");
      }
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private static void checkMany(HashAlgorithm a, Function<HashAlgorithm, BatchDigest> maker) {
    BatchDigest d = maker.apply(a);
    check(a, d, new int[0], 0);
    check(a, d, EDGES, 1);
    check(a, d, new int[] {(1 << 20) + 7, 3, 1 << 20}, 2);
    Random random = new Random(3);
    for (int n = 1; n <= 40; n++) {
      int bound = n % 3 == 0 ? 5000 : 200;
      int[] lengths = random.ints(n, 0, bound).toArray();
      check(a, d, lengths, n);
      Arrays.fill(lengths, bound);
      check(a, d, lengths, n);
    }
  }

  @ParameterizedTest
  @EnumSource
  void vectorsAgreeWithTheJdk(HashAlgorithm a) {
    checkMany(a, BatchDigestTest::vectors);
  }

  @ParameterizedTest
  @EnumSource
  void theJdkOffTheHeapAgreesWithItself(HashAlgorithm a) {
    checkMany(a, JdkDigest::new);
  }

  @ParameterizedTest
  @EnumSource
  void libcryptoAgreesWithTheJdk(HashAlgorithm a) {
    assumeTrue(LibCrypto.isPresent(), "this system has no libcrypto");
    checkMany(a, LibCrypto::new);
  }

  @ParameterizedTest
  @EnumSource
  void machineCodeAgreesWithTheJdk(HashAlgorithm a) {
    assumeTrue(CodeCompressor.isPresent(), "this processor has no AVX-512");
    checkMany(a, HashBackend.CODE::create);
  }

  private static String hex(BatchDigest d, HashAlgorithm a, String message) {
    try (Arena arena = Arena.ofConfined()) {
      byte[] bytes = message.getBytes(StandardCharsets.US_ASCII);
      MemorySegment data = arena.allocate(bytes.length + 1L);
      data.asSlice(0, bytes.length).copyFrom(MemorySegment.ofArray(bytes));
      MemorySegment out = arena.allocate(32);
      d.digest(new long[] {data.address()}, new int[] {bytes.length}, 1, out.address());
      return HexFormat.of().formatHex(out.asSlice(0, a.size()).toArray(ValueLayout.JAVA_BYTE));
    }
  }

  @Test
  void examplesOfTheStandard() {
    String two = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
    BatchDigest sha1 = vectors(HashAlgorithm.SHA1);
    BatchDigest sha256 = vectors(HashAlgorithm.SHA256);
    assertEquals("a9993e364706816aba3e25717850c26c9cd0d89d", hex(sha1, HashAlgorithm.SHA1, "abc"));
    assertEquals("84983e441c3bd26ebaae4aa1f95129e5e54670f1", hex(sha1, HashAlgorithm.SHA1, two));
    assertEquals(
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        hex(sha256, HashAlgorithm.SHA256, "abc"));
    assertEquals(
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
        hex(sha256, HashAlgorithm.SHA256, two));
  }
}
