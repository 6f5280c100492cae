package io.bitonic.core.api;

/**
 * How long things took.
 *
 * @param bounds upper bounds of the buckets in seconds, rising
 * @param counts one per bucket, and one for what took longer than the last bound
 * @param sum seconds in all
 */
public record Distribution(double[] bounds, long[] counts, double sum) {

  /** Both together; the bounds are the same. */
  public Distribution plus(Distribution other) {
    long[] both = counts.clone();
    for (int i = 0; i < both.length; i++) {
      both[i] += other.counts[i];
    }
    return new Distribution(bounds, both, sum + other.sum);
  }

  /** What has come since {@code before}; null: since the start. */
  public Distribution since(Distribution before) {
    if (before == null) {
      return this;
    }
    long[] rest = counts.clone();
    for (int i = 0; i < rest.length; i++) {
      rest[i] = Math.max(0, rest[i] - before.counts[i]);
    }
    return new Distribution(bounds, rest, Math.max(0, sum - before.sum));
  }

  /**
   * Seconds that this part of all stayed below, as far as the buckets tell: within one it is taken
   * to rise evenly.
   *
   * @param part 0 to 1, as 0.99
   * @return NaN without any
   */
  public double quantile(double part) {
    double rank = part * count();
    double below = 0;
    for (int i = 0; i < bounds.length; i++) {
      if (counts[i] > 0 && below + counts[i] >= rank) {
        double lower = i == 0 ? 0 : bounds[i - 1];
        return lower + (bounds[i] - lower) * (rank - below) / counts[i];
      }
      below += counts[i];
    }
    return counts[bounds.length] > 0 ? bounds[bounds.length - 1] : Double.NaN;
  }

  /** Of how many. */
  public long count() {
    long n = 0;
    for (long c : counts) {
      n += c;
    }
    return n;
  }
}
