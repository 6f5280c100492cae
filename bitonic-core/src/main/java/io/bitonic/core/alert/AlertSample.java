package io.bitonic.core.alert;

/** The values of one moment. */
public interface AlertSample {
  /** Told of values. */
  @FunctionalInterface
  interface Visitor {
    /**
     * @param subject id of a torrent, host of a tracker, or empty
     * @param name of the subject for people, or empty
     * @param value NaN when it is not known
     */
    void value(String subject, String name, double value);
  }

  /** Wall clock. */
  long wallMillis();

  /** Of a clock that never goes back; only differences mean anything. */
  long elapsedMillis();

  /** Tells all values of a metric: one, or one for each subject there is. */
  void each(Metric metric, Visitor visitor);
}
