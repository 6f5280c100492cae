package io.bitonic.core.metrics;

import io.bitonic.core.api.Distribution;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Counts durations in buckets whose bounds double, from 16 µs to 33.6 s, and above.
 *
 * <p>Concurrency: either one thread records with {@link #record}, or any with {@link
 * #recordShared}; any thread reads, and may miss the latest records. Recording neither allocates
 * nor waits.
 */
public final class Histogram {
  private static final int FIRST_SHIFT = 4;
  private static final int BOUNDS = 22;

  private final AtomicLongArray counts = new AtomicLongArray(BOUNDS + 1);
  private final AtomicLong sumNanos = new AtomicLong();

  /** Owner thread; less than nothing counts as nothing. */
  public void record(long nanos) {
    long n = Math.max(0, nanos);
    int i = bucket(n);
    counts.setOpaque(i, counts.getPlain(i) + 1);
    sumNanos.setOpaque(sumNanos.getPlain() + n);
  }

  /** As {@link #record}, from any thread. */
  public void recordShared(long nanos) {
    long n = Math.max(0, nanos);
    counts.getAndIncrement(bucket(n));
    sumNanos.getAndAdd(n);
  }

  /** The first bucket whose bound, 2^(4+i) µs, is not below the duration. */
  private static int bucket(long nanos) {
    long micros = nanos / 1000 + (nanos % 1000 == 0 ? 0 : 1);
    int bits = micros <= 1 ? 0 : 64 - Long.numberOfLeadingZeros(micros - 1);
    return Math.min(BOUNDS, Math.max(0, bits - FIRST_SHIFT));
  }

  /** What has been recorded so far; any thread. */
  public Distribution read() {
    double[] bounds = new double[BOUNDS];
    long[] n = new long[BOUNDS + 1];
    for (int i = 0; i < n.length; i++) {
      n[i] = counts.getOpaque(i);
      if (i < BOUNDS) {
        bounds[i] = (1L << FIRST_SHIFT + i) / 1e6;
      }
    }
    return new Distribution(bounds, n, sumNanos.getOpaque() / 1e9);
  }
}
