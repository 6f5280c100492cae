package io.bitonic.tui.model;

/** The last values of one quantity, the oldest overwritten. Owned by the UI thread. */
public final class History {
  /** Values kept. */
  public static final int SAMPLES = 512;

  private final float[] values = new float[SAMPLES];
  private int count;

  /** Adds the newest; what is not known counts as nothing. */
  public void add(double value) {
    values[count++ % SAMPLES] = Double.isNaN(value) ? 0 : (float) value;
  }

  /** The value {@code ago} before the newest, which is 0; 0 when there is none. */
  public double at(int ago) {
    return ago < Math.min(count, SAMPLES) ? values[(count - 1 - ago) % SAMPLES] : 0;
  }

  /** The largest of the last {@code n}, at least 0. */
  public double max(int n) {
    double max = 0;
    for (int i = 0; i < Math.min(n, SAMPLES); i++) {
      max = Math.max(max, at(i));
    }
    return max;
  }
}
