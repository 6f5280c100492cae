package io.bitonic.app.perf;

import io.bitonic.core.hash.BatchDigest;
import io.bitonic.core.hash.Blake3;
import io.bitonic.core.hash.HashAlgorithm;
import io.bitonic.core.hash.HashBackend;
import io.bitonic.core.hash.HashChoice;
import io.bitonic.core.hash.MeasuredSpeeds;
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

  /** Messages at once that are measured. */
  public static final List<Integer> BATCHES = List.of(1, 2, 4, 8, MESSAGES);

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

    private Runnable work(long[] address, long out, int messages) {
      if (sha == null) {
        Blake3 blake3 = new Blake3(null, of == HashBackend.VECTOR);
        long[] length = {BYTES};
        return () -> blake3.digest(address, length, 1, out);
      }
      BatchDigest digest = of.create(sha);
      int[] length = new int[messages];
      Arrays.fill(length, BYTES / MESSAGES);
      return () -> {
        for (int i = 0; i < MESSAGES; i += messages) {
          digest.digest(address, length, messages, out);
        }
      };
    }
  }

  /** When a way is used. */
  public enum Use {
    /** From the start. */
    NOW,
    /** Once there is enough to hash, for batches from {@link Row#from} messages on. */
    LATER,
    NO
  }

  /**
   * A result.
   *
   * @param rates bytes a second, for each of {@link #BATCHES}
   * @param from smallest batch it is used for; 0: none
   */
  public record Row(Way way, double[] rates, Use use, int from) {
    /** With as many messages at once as there are lanes. */
    public double best() {
      return rates[rates.length - 1];
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

  /**
   * Hashes for the time given, after as much again for the compiler.
   *
   * @param before what was measured so far; of this algorithm one at a time comes first
   */
  public static Row measure(Way way, Duration time, List<Row> before) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment data = arena.allocate(BYTES, 64);
      MemorySegment out = arena.allocate((long) MESSAGES * BatchDigest.STRIDE, 64);
      long[] address = new long[MESSAGES];
      Arrays.setAll(address, i -> data.address() + (long) i * (BYTES / MESSAGES));
      rate(way.work(address, out.address(), MESSAGES), time.toNanos());
      double best = rate(way.work(address, out.address(), MESSAGES), time.toNanos());
      double[] rates = new double[BATCHES.size()];
      Arrays.fill(rates, best);
      if (way.sha != null && way.of.lanes() > 1) {
        for (int i = 0; i < rates.length - 1; i++) {
          Runnable work = way.work(address, out.address(), BATCHES.get(i));
          rates[i] = rate(work, time.toNanos() / BATCHES.size());
        }
      }
      return row(way, rates, before);
    }
  }

  private static Row row(Way way, double[] rates, List<Row> before) {
    if (way.sha == null) {
      return new Row(way, rates, Use.NO, 0);
    }
    if (way.of == HashChoice.single()) {
      return new Row(way, rates, Use.NOW, 1);
    }
    if (way.of == HashBackend.CODE) {
      return new Row(way, rates, Use.LATER, HashChoice.codeFrom(way.sha));
    }
    if (way.of == HashBackend.VECTOR) {
      return vector(way, rates, before);
    }
    return new Row(way, rates, Use.NO, 0);
  }

  /**
   * Vector code is used where there is nothing better, and when it is faster than one at a time.
   */
  private static Row vector(Way way, double[] rates, List<Row> before) {
    double best = rates[rates.length - 1];
    for (Row r : before) {
      if (r.way.sha == way.sha && r.use == Use.NOW) {
        MeasuredSpeeds.note(way.sha, new MeasuredSpeeds.Speeds(r.way.backend(), r.best(), best));
        boolean used = best > r.best() && !HashBackend.CODE.isPresent();
        int from = HashChoice.crossover(r.best(), best, way.of.lanes());
        return new Row(way, rates, used ? Use.LATER : Use.NO, used ? from : 0);
      }
    }
    return new Row(way, rates, Use.NO, 0);
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
