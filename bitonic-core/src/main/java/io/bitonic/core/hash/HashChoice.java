package io.bitonic.core.hash;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.tinylog.Logger;

/**
 * Which backend hashes, decided by measurement while the program runs.
 *
 * <p>One message at a time goes to libcrypto where there is one, else to the JDK. Vector code is
 * many times slower than these until the JVM has compiled it, which takes about a second of CPU. So
 * it is made ready, by a thread of its own that hashes nothing of use, only when what is to be
 * hashed would keep one at a time busy for {@link #WORTH_SECONDS}; and it is used only after it was
 * seen to be faster. What was measured is kept for the next run: {@link MeasuredSpeeds}.
 *
 * <p>Thread-safe: choices are published by volatile fields, and hashers look at each batch.
 */
public final class HashChoice {
  /** Work, in seconds of hashing one at a time, from which on preparing vector code pays. */
  private static final double WORTH_SECONDS = 4;

  /** Vector code that is not ready after this long never will be: ns. */
  private static final long PATIENCE = 8_000_000_000L;

  /** Vector code that is faster by less than this is left alone. */
  static final double ADVANTAGE = 1.15;

  private static final int MESSAGE = 16 << 10;
  private static final int ROUNDS = 48;

  private static final Map<HashAlgorithm, HashChoice> ALL = new EnumMap<>(HashAlgorithm.class);

  static {
    for (HashAlgorithm a : HashAlgorithm.values()) {
      ALL.put(a, new HashChoice(a));
    }
  }

  private final HashAlgorithm algorithm;
  private final AtomicBoolean asked = new AtomicBoolean();

  /** Messages from which on vector code is faster; no number of them while it is not ready. */
  private volatile int crossover = Integer.MAX_VALUE;

  private HashChoice(HashAlgorithm algorithm) {
    this.algorithm = algorithm;
  }

  static HashChoice of(HashAlgorithm algorithm) {
    return ALL.get(algorithm);
  }

  /** The backend for one message at a time. */
  public static HashBackend single() {
    return HashBackend.OPENSSL.isPresent() ? HashBackend.OPENSSL : HashBackend.JDK;
  }

  /**
   * Says that about so many bytes will be hashed soon; returns at once. Vector code is prepared
   * when that is worth it, at most once in a process.
   */
  public static void expect(HashAlgorithm algorithm, long bytes) {
    of(algorithm).expect(bytes);
  }

  private void expect(long bytes) {
    // One at a time makes at least 100 MB/s anywhere: below this nothing needs to be measured.
    if (bytes < WORTH_SECONDS * 100e6 || !asked.compareAndSet(false, true)) {
      return;
    }
    Thread.ofPlatform()
        .daemon()
        .name("bitonic-hash-choice")
        .priority(Thread.MIN_PRIORITY)
        .start(() -> choose(bytes));
  }

  /** Smallest number of messages of one length that vector code hashes faster. */
  int crossover() {
    return crossover;
  }

  private void choose(long bytes) {
    try {
      BatchDigest single = single().create(algorithm);
      try (Arena arena = Arena.ofShared()) {
        Trial trial = new Trial(arena);
        MeasuredSpeeds.Speeds known = MeasuredSpeeds.recall(algorithm, single().title());
        if (known != null && known.vector() > 0 && !known.isVectorFaster()) {
          Logger.debug(
              "{} by {}: vector code was not faster when it was measured",
              algorithm.title(),
              single().title());
          return;
        }
        double rate = known == null ? rate(trial, single) : known.single();
        if (bytes < rate * WORTH_SECONDS) {
          Logger.debug(
              "{}: {} MB/s by {}, too little work to prepare vector code",
              algorithm.title(),
              Math.round(rate / 1e6),
              single().title());
          asked.set(false);
          return;
        }
        if (VectorModule.isLoaded()) {
          prepare(trial, single);
        }
      }
    } catch (RuntimeException | LinkageError e) {
      Logger.warn(e, "{} goes on without vector code", algorithm.title());
    }
  }

  private double rate(Trial trial, BatchDigest single) {
    // The first use links the library; that is not its speed.
    trial.rate(single, 1);
    double rate = trial.rate(single, ROUNDS);
    MeasuredSpeeds.note(algorithm, new MeasuredSpeeds.Speeds(single().title(), rate, 0));
    return rate;
  }

  /** Messages from which on vector code that makes {@code vector} with full lanes is faster. */
  public static int crossover(double single, double vector, int lanes) {
    return (int) Math.min(lanes, Math.floor(lanes * single / vector) + 1);
  }

  private void prepare(Trial trial, BatchDigest single) {
    BatchDigest vector = VectorDigests.of(algorithm);
    long start = System.nanoTime();
    double before = 0;
    while (System.nanoTime() - start < PATIENCE) {
      double now = trial.rate(vector, ROUNDS);
      double one = trial.rate(single, 4);
      if (now > ADVANTAGE * one && now < 1.05 * before) {
        crossover = crossover(one, now, VectorDigests.lanes());
        MeasuredSpeeds.note(algorithm, new MeasuredSpeeds.Speeds(single().title(), one, now));
        Logger.info(
            "{}: vector code, {} MB/s, from {} messages on; {} MB/s by {}",
            algorithm.title(),
            Math.round(now / 1e6),
            crossover,
            Math.round(one / 1e6),
            single().title());
        return;
      }
      before = now;
    }
    Logger.debug(
        "{}: vector code makes {} MB/s and is not used",
        algorithm.title(),
        Math.round(before / 1e6));
  }

  /** Messages to measure with. */
  private static final class Trial {
    private static final int COUNT = 16;

    private final long[] address = new long[COUNT];
    private final int[] length = new int[COUNT];
    private final long out;

    Trial(Arena arena) {
      MemorySegment data = arena.allocate((long) COUNT * MESSAGE, 64);
      out = arena.allocate((long) COUNT * BatchDigest.STRIDE).address();
      Arrays.setAll(address, i -> data.address() + (long) i * MESSAGE);
    }

    /** Bytes a second of the best of {@code rounds} batches. */
    double rate(BatchDigest digest, int rounds) {
      long best = Long.MAX_VALUE;
      for (int i = 0; i < rounds; i++) {
        // Now and then other lengths, so that all of the code is compiled before it is needed.
        boolean odd = i % 8 == 7;
        Arrays.setAll(length, l -> odd ? MESSAGE - l * 999 : MESSAGE);
        long start = System.nanoTime();
        digest.digest(address, length, odd ? COUNT - 3 : COUNT, out);
        best = odd ? best : Math.min(best, System.nanoTime() - start);
      }
      return (double) COUNT * MESSAGE * 1e9 / best;
    }
  }
}
