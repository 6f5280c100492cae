package io.bitonic.core.swarm;

import io.bitonic.core.swarm.PeerInput.ProtocolException;

/**
 * Counts what a peer says that serves nothing: what we know already, what it takes back at once. A
 * little of it is usual; a flood ends the connection. Loop thread only.
 */
final class Manners {
  private static final int ENDURED = 3000;

  /** What looking through all pieces counts. */
  static final int ALL_PIECES = 20;

  /** What makes us answer counts more, lest answers fill our uplink. */
  static final int ANSWERED = 5;

  /** A request for what it is waiting for already. */
  static final int REPEATED = 30;

  private static final int BYTES = 4096;

  private static final long NANOS_PER_MESSAGE = 50_000_000L;

  private int spent;
  private long since;

  Manners(long now) {
    since = now;
  }

  /** What a message of so many bytes counts that nobody understands. */
  static int weight(int bytes) {
    return 1 + bytes / BYTES;
  }

  /**
   * One more such message.
   *
   * @param weight how much it counts
   */
  void useless(int weight, long now) throws ProtocolException {
    long back = (now - since) / NANOS_PER_MESSAGE;
    since += back * NANOS_PER_MESSAGE;
    spent = (int) Math.max(0, spent - back) + weight;
    if (spent > ENDURED) {
      throw new ProtocolException("a flood of messages of no use");
    }
  }
}
