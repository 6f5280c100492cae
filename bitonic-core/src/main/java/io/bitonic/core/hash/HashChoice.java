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
 * <p>One message at a time goes to libcrypto where there is one, else to the JDK. Several go to
 * machine code of our own where the processor has what it takes, once it was measured to be faster.
 * Elsewhere vector code is to be had, which is many times slower until the JVM has compiled it, and
 * that takes about a second of CPU. So it is made ready, by a thread of its own that hashes nothing
 * of use, only when what is to be hashed would keep one at a time busy for {@link #WORTH_SECONDS}.
 *
 * <p>Thread-safe: choices are published by volatile fields, and hashers look at each batch.
 */
public final class HashChoice {
  /** Work, in seconds of hashing one at a time, from which on preparing vector code pays. */
  private static final double WORTH_SECONDS = 4;

  /** Vector code that is not ready after this long never will be: ns. */
  private static final long PATIENCE = 8_000_000_000L;

  /** Less is hashed before a faster way would be linked and measured: bytes. */
  private static final long WORTH_LINKING = 32 << 20;

  private static final int MESSAGE = 16 << 10;
  private static final int ROUNDS = 48;

  /** For code that is fast at once: the Java around it, which is not, shall not count. */
  private static final int LONG_MESSAGE = 128 << 10;

  private static final int LONG_ROUNDS = 3;

  private static final Map<HashAlgorithm, HashChoice> ALL = new EnumMap<>(HashAlgorithm.class);

  static {
    for (HashAlgorithm a : HashAlgorithm.values()) {
      ALL.put(a, new HashChoice(a));
    }
  }

  private final HashAlgorithm algorithm;
  private final AtomicBoolean asked = new AtomicBoolean();

  /** What takes several messages; written before {@link #crossover}. */
  private HashBackend several = HashBackend.VECTOR;

  /** Messages from which on {@link #several} is faster; no number of them while it is not ready. */
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

  /** Makes every choice now, as for much work, so that a start-up cache has what that takes. */
  public static void rehearse() {
    for (HashChoice choice : ALL.values()) {
      if (choice.asked.compareAndSet(false, true)) {
        choice.choose(WORTH_LINKING);
      }
    }
  }

  private void expect(long bytes) {
    if (bytes < WORTH_LINKING || !asked.compareAndSet(false, true)) {
      return;
    }
    Thread.ofPlatform().daemon().name("bitonic-hash-choice").start(() -> choose(bytes));
  }

  /** Smallest number of messages of one length that {@link #several} hashes faster. */
  int crossover() {
    return crossover;
  }

  /** The backend for as many messages; call {@link #crossover} first. */
  HashBackend several() {
    return several;
  }

  private void choose(long bytes) {
    try (Arena arena = Arena.ofShared()) {
      boolean code = HashBackend.CODE.isPresent();
      Trial trial = new Trial(arena, code ? LONG_MESSAGE : MESSAGE);
      BatchDigest single = single().create(algorithm);
      // The first use links the library; that is not its speed.
      trial.rate(single, 1);
      if (code) {
        takeCode(trial, single);
        return;
      }
      double rate = trial.rate(single, ROUNDS);
      if (bytes < rate * WORTH_SECONDS) {
        Logger.debug(
            "{}: {} MB/s by {}, too little work to prepare vector code",
            algorithm.title(),
            Math.round(rate / 1e6),
            single().title());
        asked.set(false);
      } else if (VectorModule.isLoaded()) {
        Thread.currentThread().setPriority(Thread.MIN_PRIORITY);
        prepare(trial, single);
      }
    } catch (RuntimeException | LinkageError e) {
      Logger.warn(e, "{} goes on one message at a time", algorithm.title());
    }
  }

  /** Code of our own needs no time to become fast, and so is only measured. */
  private void takeCode(Trial trial, BatchDigest single) {
    BatchDigest code = HashBackend.CODE.create(algorithm);
    trial.rate(code, 1);
    decide(HashBackend.CODE, trial.rate(code, LONG_ROUNDS), trial.rate(single, LONG_ROUNDS));
  }

  /**
   * Takes a backend when it is faster.
   *
   * @param now bytes a second of {@code backend}
   * @param one of one message at a time
   */
  private boolean decide(HashBackend backend, double now, double one) {
    if (now <= 1.15 * one) {
      return false;
    }
    int lanes = backend.lanes();
    several = backend;
    crossover = (int) Math.min(lanes, Math.floor(lanes * one / now) + 1);
    Logger.debug(
        "{}: {}, {} MB/s, from {} messages on; {} MB/s by {}",
        algorithm.title(),
        backend.title(),
        Math.round(now / 1e6),
        crossover,
        Math.round(one / 1e6),
        single().title());
    return true;
  }

  private void prepare(Trial trial, BatchDigest single) {
    BatchDigest vector = VectorDigests.of(algorithm);
    long start = System.nanoTime();
    double before = 0;
    while (System.nanoTime() - start < PATIENCE) {
      double now = trial.rate(vector, ROUNDS);
      double one = trial.rate(single, 4);
      if (now < 1.05 * before && decide(HashBackend.VECTOR, now, one)) {
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
    private final int message;

    Trial(Arena arena, int message) {
      this.message = message;
      MemorySegment data = arena.allocate((long) COUNT * message, 64);
      out = arena.allocate((long) COUNT * BatchDigest.STRIDE).address();
      Arrays.setAll(address, i -> data.address() + (long) i * message);
    }

    /** Bytes a second of the best of {@code rounds} batches. */
    double rate(BatchDigest digest, int rounds) {
      long best = Long.MAX_VALUE;
      for (int i = 0; i < rounds; i++) {
        // Now and then other lengths, so that all of the code is compiled before it is needed.
        boolean odd = i % 8 == 7;
        Arrays.setAll(length, l -> odd ? message - l * 999 : message);
        long start = System.nanoTime();
        digest.digest(address, length, odd ? COUNT - 3 : COUNT, out);
        best = odd ? best : Math.min(best, System.nanoTime() - start);
      }
      return (double) COUNT * message * 1e9 / best;
    }
  }
}
