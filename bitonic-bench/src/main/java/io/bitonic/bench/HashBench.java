package io.bitonic.bench;

import io.bitonic.core.hash.BatchDigest;
import io.bitonic.core.hash.Blake3;
import io.bitonic.core.hash.HashAlgorithm;
import io.bitonic.core.hash.HashBackend;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Every way of hashing, one thread: 16 messages of 64 KiB (SHA-1, as slices of pieces), 64 of 16
 * KiB (SHA-256, as the leaves of v2), one of 1 MiB (BLAKE3). An operation is a MiB (2²⁰ bytes).
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(
    value = 1,
    jvmArgsAppend = {
      "-Dbitonic.vector=true",
      "--add-exports=java.base/jdk.internal.module=ALL-UNNAMED",
      "-XX:+UnlockExperimentalVMOptions",
      "-XX:+EnableVectorSupport",
      "--enable-native-access=ALL-UNNAMED"
    })
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class HashBench {
  private static final int BYTES = 1 << 20;

  /** The backend; BLAKE3 knows VECTOR, SCALAR and CODEC (Apache commons-codec). */
  @Param({"JDK", "OPENSSL", "CODE", "VECTOR", "SCALAR", "CODEC"})
  public String backend;

  private final MemorySegment data = Arena.ofAuto().allocate(BYTES, 64);
  private final MemorySegment out = Arena.ofAuto().allocate(64 * 32, 64);
  private final byte[] heap = new byte[BYTES];
  private final byte[] digest = new byte[32];
  private final long[] at16 = new long[16];
  private final int[] length16 = new int[16];
  private final long[] at64 = new long[64];
  private final int[] length64 = new int[64];
  private final long[] one = {data.address()};
  private final long[] oneLength = {BYTES};
  private BatchDigest sha1;
  private BatchDigest sha256;
  private Blake3 blake3;

  /** Makes what the backend can do. */
  @Setup
  public void open() {
    new Random(1).nextBytes(heap);
    MemorySegment.copy(heap, 0, data, ValueLayout.JAVA_BYTE, 0, BYTES);
    Arrays.setAll(at16, i -> data.address() + i * (64L << 10));
    Arrays.fill(length16, 64 << 10);
    Arrays.setAll(at64, i -> data.address() + i * (16L << 10));
    Arrays.fill(length64, 16 << 10);
    switch (backend) {
      case "JDK", "OPENSSL", "CODE", "VECTOR" -> {
        HashBackend b = HashBackend.valueOf(backend);
        sha1 = b.create(HashAlgorithm.SHA1);
        sha256 = b.create(HashAlgorithm.SHA256);
        blake3 = b == HashBackend.VECTOR ? new Blake3(null, true) : null;
      }
      case "SCALAR" -> blake3 = new Blake3(null, false);
      default -> blake3 = null;
    }
  }

  @Benchmark
  public void sha1() {
    sha1.digest(at16, length16, 16, out.address());
  }

  @Benchmark
  public void sha256() {
    sha256.digest(at64, length64, 64, out.address());
  }

  @Benchmark
  public byte[] blake3() {
    if (blake3 == null) {
      if (!backend.equals("CODEC")) {
        throw new UnsupportedOperationException(backend + " has no BLAKE3");
      }
      org.apache.commons.codec.digest.Blake3.initHash().update(heap).doFinalize(digest);
      return digest;
    }
    blake3.digest(one, oneLength, 1, out.address());
    return digest;
  }
}
