package io.bitonic.app.perf;

import io.bitonic.core.hash.BatchDigest;
import io.bitonic.core.hash.Blake3;
import io.bitonic.core.hash.HashAlgorithm;
import io.bitonic.core.hash.HashBackend;
import io.bitonic.core.hash.HashChoice;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Measures every way of hashing on this thread. */
public final class HashSpeed {
  private static final int BYTES = 1 << 20;

  /** The lanes of the widest vectors, each with an equal share of the data. */
  private static final int MESSAGES = 16;

  /** A rate is the best of slices of this length: others' work on the machine is not our speed. */
  private static final long SLICE = 20_000_000;

  /**
   * One way of hashing.
   *
   * @param sha null for BLAKE3
   * @param of what computes it; for BLAKE3 VECTOR or not
   */
  public record Way(HashAlgorithm sha, HashBackend of) {
    /** SHA-1, SHA-256 or BLAKE3. */
    public String algorithm() {
      return sha == null ? "BLAKE3" : sha.title();
    }

    /** How the backend is called. */
    public String backend() {
      return sha == null && of == HashBackend.JDK ? "scalar" : of.title();
    }

    public String title() {
      return algorithm() + ", " + backend();
    }

    private Runnable work(long[] address, long out) {
      if (sha == null) {
        Blake3 blake3 = new Blake3(null, of == HashBackend.VECTOR);
        long[] length = {BYTES};
        return () -> blake3.digest(address, length, 1, out);
      }
      BatchDigest digest = of.create(sha);
      int[] length = new int[MESSAGES];
      Arrays.fill(length, BYTES / MESSAGES);
      return () -> digest.digest(address, length, MESSAGES, out);
    }
  }

  /**
   * A result.
   *
   * @param use "now" for what hashes from the start, "later" for what takes over when there is
   *     enough to hash, "no"
   */
  public record Row(Way way, double bytesPerSecond, String use) {
    /** The use as one sign. */
    public String mark() {
      return switch (use) {
        case "now" -> "*";
        case "later" -> "+";
        default -> "";
      };
    }
  }

  private HashSpeed() {}

  /** What there is on this machine. */
  public static List<Way> ways() {
    List<Way> ways = new ArrayList<>();
    for (HashAlgorithm a : HashAlgorithm.values()) {
      for (HashBackend b : HashBackend.values()) {
        if (b.isPresent()) {
          ways.add(new Way(a, b));
        }
      }
    }
    ways.add(new Way(null, HashBackend.JDK));
    if (HashBackend.VECTOR.isPresent()) {
      ways.add(new Way(null, HashBackend.VECTOR));
    }
    return ways;
  }

  /** Hashes for the time given, after as much again for the compiler. */
  public static Row measure(Way way, Duration time) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment data = arena.allocate(BYTES, 64);
      MemorySegment out = arena.allocate((long) MESSAGES * BatchDigest.STRIDE, 64);
      long[] address = new long[MESSAGES];
      Arrays.setAll(address, i -> data.address() + (long) i * (BYTES / MESSAGES));
      Runnable work = way.work(address, out.address());
      rate(work, time.toNanos());
      double rate = rate(work, time.toNanos());
      return new Row(way, rate, use(way));
    }
  }

  private static String use(Way way) {
    if (way.sha == null) {
      return "no";
    }
    if (way.of == HashChoice.single()) {
      return "now";
    }
    return way.of == HashBackend.VECTOR ? "later" : "no";
  }

  private static double rate(Runnable work, long nanos) {
    double best = 0;
    long begin = System.nanoTime();
    long now = begin;
    while (now - begin < nanos) {
      long start = now;
      long bytes = 0;
      while (now - start < SLICE) {
        work.run();
        bytes += BYTES;
        now = System.nanoTime();
      }
      best = Math.max(best, bytes * 1e9 / (now - start));
    }
    return best;
  }
}
