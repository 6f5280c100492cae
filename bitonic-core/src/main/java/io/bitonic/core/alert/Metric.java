package io.bitonic.core.alert;

/**
 * Something that rules can look at.
 *
 * @param name as in a rule: lower case, with points
 * @param scope what there is one value of it for
 * @param counter only rises while the program runs, so that its increase is what matters
 * @param text one line for people
 */
public record Metric(String name, MetricUnit unit, Scope scope, boolean counter, String text) {

  /** What a metric has a value for. */
  public enum Scope {
    /** The whole program. */
    ALL,
    /** Each torrent. */
    TORRENT,
    /** Each host of trackers. */
    TRACKER
  }
}
