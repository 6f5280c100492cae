package io.bitonic.tui.model;

/**
 * Rates over time at four resolutions, so that a graph can show a minute or a day from a few
 * kilobytes. Owned by the UI thread.
 */
public final class RateHistory {
  /** Seconds of one sample, by zoom level. */
  public static final int[] STEP = {1, 5, 30, 180};

  /** Samples kept for each level. */
  public static final int SAMPLES = 512;

  public static final int LEVELS = STEP.length;

  private final float[][] down = new float[LEVELS][SAMPLES];
  private final float[][] up = new float[LEVELS][SAMPLES];
  private final double[] sumDown = new double[LEVELS];
  private final double[] sumUp = new double[LEVELS];
  private final int[] pending = new int[LEVELS];
  private final int[] count = new int[LEVELS];

  /** Adds one second. */
  public void add(long downRate, long upRate) {
    for (int i = 0; i < LEVELS; i++) {
      sumDown[i] += downRate;
      sumUp[i] += upRate;
      if (++pending[i] == STEP[i]) {
        int at = count[i]++ % SAMPLES;
        down[i][at] = (float) (sumDown[i] / STEP[i]);
        up[i][at] = (float) (sumUp[i] / STEP[i]);
        sumDown[i] = 0;
        sumUp[i] = 0;
        pending[i] = 0;
      }
    }
  }

  /** Samples there are at a level. */
  public int size(int level) {
    return Math.min(count[level], SAMPLES);
  }

  /** Bytes a second, {@code ago} samples before the newest, 0 when not known. */
  public double down(int level, int ago) {
    return ago < size(level) ? down[level][(count[level] - 1 - ago) % SAMPLES] : 0;
  }

  /** As {@link #down}. */
  public double up(int level, int ago) {
    return ago < size(level) ? up[level][(count[level] - 1 - ago) % SAMPLES] : 0;
  }
}
