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

  /** Of how many. */
  public long count() {
    long n = 0;
    for (long c : counts) {
      n += c;
    }
    return n;
  }
}
