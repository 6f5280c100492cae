package io.bitonic.app.run;

import java.time.Duration;

/** The wait between two looks at an engine, cut short by a signal. */
public interface Pulse extends AutoCloseable {
  /** Waits; false as soon as the user has asked to stop. */
  boolean next(Duration wait);

  /** The signal's number, 0 when there was none. */
  int signal();

  /** Gives the signals back. */
  @Override
  void close();
}
