package io.bitonic.core.api;

/**
 * How well a tracker has answered in this session.
 *
 * @param score 0–100; 70 when nothing is known
 * @param answers announces that it answered
 * @param failures announces that failed
 * @param meanMillis time to an answer, the latest ones weighing most; -1 unknown
 */
public record TrackerHealth(int score, int answers, int failures, long meanMillis) {
  /** A tracker that was not asked yet. */
  public static final TrackerHealth UNKNOWN = new TrackerHealth(70, 0, 0, -1);
}
