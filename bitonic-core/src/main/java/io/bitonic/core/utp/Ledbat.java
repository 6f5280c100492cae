package io.bitonic.core.utp;

/**
 * The congestion window (RFC 6817, BEP 29): grows while packets wait less than the target in
 * queues, shrinks when they wait longer, and halves on loss. Sizes in bytes of payload.
 */
final class Ledbat {
  static final int TARGET_MICROS = 100_000;
  private static final int GAIN_PER_RTT = 3000;

  /** Part of the window that is given up in a round trip when delays are twice the target. */
  private static final double DECREASE = 0.05;

  private static final int FIRST_PACKETS = 4;
  private static final long LOSS_INTERVAL = 100_000_000L;

  /** A queue of this length ends the slow start: what is on its way then will lengthen it. */
  private static final int SLOW_START_MICROS = TARGET_MICROS / 4;

  static final int MAX = 2 << 20;
  private static final long SPAN = 50_000_000L;

  private int least;
  private int before;
  private long spanBegan;
  private long samples;
  private double window;
  private double threshold = MAX;
  private boolean slowStart = true;
  private long lastCut;
  private boolean cutBefore;

  Ledbat(int packet) {
    window = (double) FIRST_PACKETS * packet;
  }

  int window() {
    return (int) window;
  }

  boolean slowStart() {
    return slowStart;
  }

  /** A delay of a packet of ours, in µs above the base delay. */
  void delay(int micros, long now) {
    if (samples++ == 0 || now - spanBegan >= SPAN) {
      before = samples == 1 ? micros : least;
      least = micros;
      spanBegan = now;
    } else {
      least = Math.min(least, micros);
    }
  }

  /** The least of a tenth of a second: a process that had to wait for its turn is no queue. */
  private int queueing() {
    return samples == 0 ? 0 : Math.min(before, least);
  }

  /**
   * @param bytes newly acknowledged
   * @param flight bytes that were in flight before
   * @param packet bytes of a full packet
   */
  void acked(int bytes, int flight, int packet) {
    boolean full = flight + packet >= window;
    int queue = queueing();
    if (slowStart && queue > SLOW_START_MICROS) {
      // Half of what is in flight has been sent since the queue was that long.
      slowStart = false;
      window = Math.max(packet, window * 0.6);
    }
    if (slowStart) {
      if (full) {
        window += bytes;
      }
      slowStart = window < threshold;
    } else {
      double offTarget = Math.max(-1, (double) (TARGET_MICROS - queue) / TARGET_MICROS);
      double share = Math.min(1, bytes / window);
      if (offTarget < 0) {
        // In proportion to the window: so those who have more give more to those who have less.
        window += Math.max(GAIN_PER_RTT, window * DECREASE) * offTarget * share;
      } else if (full) {
        window += GAIN_PER_RTT * offTarget * share;
      }
    }
    window = Math.clamp(window, packet, MAX);
  }

  /** Halves the window, but not more often than every 100 ms and once a round trip. */
  boolean lost(long now, long rtt, int packet) {
    if (cutBefore && now - lastCut < Math.max(LOSS_INTERVAL, rtt)) {
      return false;
    }
    cutBefore = true;
    lastCut = now;
    window = Math.max(packet, window / 2);
    threshold = window;
    slowStart = false;
    return true;
  }

  /** Nothing has come back: begins anew, up to half of what was. */
  void timedOut(int packet) {
    threshold = Math.max(2.0 * packet, window / 2);
    window = packet;
    slowStart = true;
  }
}
