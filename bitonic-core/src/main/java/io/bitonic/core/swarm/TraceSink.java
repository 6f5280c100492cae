package io.bitonic.core.swarm;

/** Takes what is said with a peer, line by line. Never blocks; called on loops. */
@FunctionalInterface
public interface TraceSink {
  /**
   * @param wallMillis when
   * @param text printable, one line
   */
  void line(long wallMillis, String text);
}
