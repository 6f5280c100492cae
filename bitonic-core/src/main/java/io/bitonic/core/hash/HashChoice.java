package io.bitonic.core.hash;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.tinylog.Logger;

/**
 * Which backend hashes, decided by measurement while the program runs.
 *
 * <p>One message at a time goes to libcrypto where there is one, else to the JDK. Several go to
 * machine code of our own where the processor has what it takes. Elsewhere vector code is to be
 * had, which is many times slower until the JVM has compiled it, and that takes about a second of
 * CPU. So it is made ready, by a thread of its own that hashes nothing of use, only when what is to
 * be hashed would keep one at a time busy for {@link #WORTH_SECONDS}. What was measured is kept for
 * the next run: {@link MeasuredSpeeds}.
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

  /** Less is hashed before a faster way would be linked: bytes. */
  private static final long WORTH_LINKING = 400_000_000;

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

  /**
   * Whether {@link #takeCode} has looked at the code, whose results do not change; under {@code
   * this}.
   */
  private boolean codeTried;

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
      choice.choose(WORTH_LINKING);
    }
  }

  private void expect(long bytes) {
    if (bytes >= WORTH_LINKING && asked.compareAndSet(false, true)) {
      Thread.ofPlatform().daemon().name("bitonic-hash-choice").start(() -> choose(bytes));
    }
  }

  /** As {@link #expect}, for a thread that has nothing else to do: what needs no trial is ready. */
  public static void expectNow(HashAlgorithm algorithm, long bytes) {
    HashChoice choice = of(algorithm);
    if (bytes < WORTH_LINKING || !choice.takeCode()) {
      choice.expect(bytes);
    }
  }

  /** Much is being hashed: takes what is fast without preparation, if there is such a thing. */
  static void haste(HashAlgorithm algorithm) {
    of(algorithm).takeCode();
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
    if (takeCode()) {
      return;
    }
    try (Arena arena = Arena.ofShared()) {
      BatchDigest single = single().create(algorithm);
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
      } else if (VectorModule.isLoaded()) {
        Thread.currentThread().setPriority(Thread.MIN_PRIORITY);
        prepare(trial, single);
      }
    } catch (RuntimeException | LinkageError e) {
      Logger.warn(e, "{} goes on one message at a time", algorithm.title());
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

  /**
   * Code of our own is at its full speed at once, and no processor that has its instructions hashes
   * as fast one message at a time. With SHA instructions, against which there is the least to win,
   * it is 3.5 times as fast for SHA-1 and 1.9 times for SHA-256, all lanes filled.
   *
   * @return whether this system can run it; it is taken when it also agrees with the JDK
   */
  private synchronized boolean takeCode() {
    if (!HashBackend.CODE.isPresent()) {
      return false;
    }
    if (codeTried) {
      return true;
    }
    codeTried = true;
    asked.set(true);
    if (!codeAgrees()) {
      Logger.warn("{}: machine code gives wrong results here and is not used", algorithm.title());
      return true;
    }
    several = HashBackend.CODE;
    Logger.info(
        "{}: {} code from {} messages on, below by {}",
        algorithm.title(),
        HashBackend.CODE.title(),
        codeFrom(algorithm),
        single().title());
    crossover = codeFrom(algorithm);
    return true;
  }

  /** Messages from which on {@link HashBackend#CODE} hashes faster than one at a time. */
  public static int codeFrom(HashAlgorithm algorithm) {
    return algorithm == HashAlgorithm.SHA1 ? 5 : 9;
  }

  /** Whether it gives what the JDK gives, for messages of many lengths. */
  private boolean codeAgrees() {
    int n = LaneCode.LANES;
    long out = (long) n * BatchDigest.STRIDE;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment data = arena.allocate(n * 256L, 64);
      for (int i = 0; i < data.byteSize(); i++) {
        data.set(ValueLayout.JAVA_BYTE, i, (byte) (i * 31 >> 3));
      }
      long[] address = new long[n];
      int[] length = new int[n];
      Arrays.setAll(address, i -> data.address() + i * 256L);
      Arrays.setAll(length, i -> 256 - 15 * i);
      MemorySegment ours = arena.allocate(out, 64);
      MemorySegment theirs = arena.allocate(out, 64);
      HashBackend.CODE.create(algorithm).digest(address, length, n, ours.address());
      HashBackend.JDK.create(algorithm).digest(address, length, n, theirs.address());
      return ours.mismatch(theirs) == -1;
    } catch (LinkageError e) {
      Logger.debug(e, "machine code for {}", algorithm.title());
      return false;
    }
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
