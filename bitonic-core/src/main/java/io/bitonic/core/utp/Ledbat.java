package io.bitonic.core.utp;

/**
 * The congestion window (RFC 6817, BEP 29): grows while packets wait less than the target in
 * queues, shrinks when they wait longer, and on loss. Sizes in bytes of payload.
 *
 * <p>A full queue loses packets when it is at its longest. So a loss takes away half of the window
 * when the queue is as long as it ever gets, and less when it is shorter: line noise loses packets
 * at any length. Where many are lost, it takes half whatever the queue. A queue that is full before
 * it is as long as the target lowers the target, so that others find room in it (docs/adr/030).
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

  /** How long the longest queue is remembered, up to twice this. */
  private static final long LONGEST_SPAN = 10_000_000_000L;

  /** Queues of so many packets are jitter, up to {@link #MOST_JITTER_MICROS}. */
  private static final double JITTER_PACKETS = 1.5;

  private static final int MOST_JITTER_MICROS = 5_000;

  /** A queue that is not this many times the jitter long is not full. */
  private static final int LEAST_FULL = 3;

  /** A queue that may have no room for the target. */
  private static final int SHORT_MICROS = TARGET_MICROS * 5 / 4;

  /** What is left of the target after a loss out of a full queue that is shorter. */
  private static final double BELOW_FULL = 0.6;

  /** How the target comes back, each {@link #SPAN}: 5 % a second. */
  private static final double TARGET_GROWTH = 1.0025;

  /** Packets over which the share of lost ones is taken. */
  private static final double LOSS_MEMORY = 512;

  /** More than this is no noise. */
  private static final double MOST_NOISE = 0.03;

  /** A cut of at least this part of the window ends the slow start. */
  private static final double REAL_CUT = 0.25;

  private int least;
  private int before;
  private long spanBegan;
  private long samples;
  private double window;
  private double threshold = MAX;
  private boolean slowStart = true;
  private long lastCut;
  private boolean cutBefore;
  private double target = TARGET_MICROS;
  private double beforeCut;
  private double lossShare;
  private int longest;
  private int longestBefore;
  private long longestBegan;

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
      target = Math.min(TARGET_MICROS, target * TARGET_GROWTH);
    } else {
      least = Math.min(least, micros);
    }
    remember(queueing(), now);
  }

  private void remember(int queue, long now) {
    if (samples == 1 || now - longestBegan >= LONGEST_SPAN) {
      longestBefore = samples == 1 ? 0 : longest;
      longest = queue;
      longestBegan = now;
    } else {
      longest = Math.max(longest, queue);
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
    lossShare *= Math.max(0, 1 - bytes / (packet * LOSS_MEMORY));
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
      double offTarget = Math.max(-1, (target - queue) / target);
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

  /**
   * A packet is lost. Cuts the window, but not more often than every 100 ms and once a round trip.
   *
   * @param rttMin the shortest round trip, in nanoseconds as {@code rtt}
   */
  void lost(long now, long rtt, long rttMin, int packet) {
    lossShare += (1 - lossShare) / LOSS_MEMORY;
    if (cutBefore && now - lastCut < Math.max(LOSS_INTERVAL, rtt)) {
      return;
    }
    cutBefore = true;
    lastCut = now;
    beforeCut = window;
    double part = cut(rttMin / 1000.0, packet);
    window = Math.max(packet, window * (1 - part));
    if (part >= REAL_CUT) {
      threshold = window;
      slowStart = false;
    }
  }

  /** The part of the window that a loss takes away now: 0–0.5. */
  private double cut(double rttMicros, int packet) {
    int queue = queueing();
    int longestQueue = Math.max(longest, longestBefore);
    double jitter =
        Math.min(MOST_JITTER_MICROS, rttMicros * Math.max(0.01, JITTER_PACKETS * packet / window));
    double full = Math.max(LEAST_FULL * jitter, Math.min(longestQueue, TARGET_MICROS));
    double part = full == 0 ? 0.5 : Math.clamp(0.5 * (queue - jitter) / (full - jitter), 0, 0.5);
    if (part >= REAL_CUT && longestQueue < SHORT_MICROS) {
      // There is no room for our target in that queue, and none is left for others' packets.
      target = Math.min(target, Math.max(LEAST_FULL * jitter, BELOW_FULL * queue));
    }
    return lossShare > MOST_NOISE ? 0.5 : part;
  }

  /** What was taken for a loss has arrived late. */
  void notLost(long now, long rtt) {
    lossShare = Math.max(0, lossShare - 1 / LOSS_MEMORY);
    if (cutBefore && now - lastCut < 2 * rtt) {
      window = Math.max(window, beforeCut);
    }
  }

  /** Nothing has come back: begins anew, up to half of what was. */
  void timedOut(int packet) {
    threshold = Math.max(2.0 * packet, window / 2);
    window = packet;
    slowStart = true;
  }
}
