package io.bitonic.core.health;

import io.bitonic.core.api.TrackerHealth;

/**
 * How well one tracker answers: its latest outcomes, each counting a quarter of what is known, less
 * up to 20 for answers that take longer than a second. Owned by one thread.
 */
public final class TrackerScore {
  private static final double NEW = 0.25;
  private static final double PATIENCE_SECONDS = 1;
  private static final double POINTS_PER_SECOND = 5;
  private static final int MOST_FOR_SLOWNESS = 20;

  private int answers;
  private int failures;
  private double outcomes = TrackerHealth.UNKNOWN.score() / 100.0;
  private double meanSeconds = -1;

  /**
   * @param nanos from the announce to its answer
   */
  public void answered(long nanos) {
    answers++;
    outcomes += (1 - outcomes) * NEW;
    double seconds = Math.max(0, nanos / 1e9);
    meanSeconds = meanSeconds < 0 ? seconds : meanSeconds + (seconds - meanSeconds) * NEW;
  }

  public void failed() {
    failures++;
    outcomes -= outcomes * NEW;
  }

  /** 0–100. */
  public int score() {
    double slow = Math.max(0, meanSeconds - PATIENCE_SECONDS) * POINTS_PER_SECOND;
    double score = 100 * outcomes - Math.min(MOST_FOR_SLOWNESS, slow);
    return Math.clamp(Math.round(score), 0, 100);
  }

  /** The score and what it is made of, to be shown. */
  public TrackerHealth view() {
    long millis = meanSeconds < 0 ? -1 : Math.round(meanSeconds * 1000);
    return new TrackerHealth(score(), answers, failures, millis);
  }
}
