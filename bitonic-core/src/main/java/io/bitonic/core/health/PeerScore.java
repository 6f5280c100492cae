package io.bitonic.core.health;

import io.bitonic.core.api.PeerHealth;

/**
 * What one peer has done for us and to us, and the score that follows from it. Faults are points
 * that are forgiven by three a minute; speed is counted in relation to the other peers, so that a
 * slow line of ours blames nobody. A few numbers; nothing is allocated after it was made.
 *
 * <p>Owned by one thread; times are monotonic nanoseconds.
 */
public final class PeerScore {
  private static final long NANOS_PER_POINT = 20_000_000_000L;
  private static final int MOST_POINTS = 100;

  private static final int FAILED_CALL = 15;
  private static final int HUNG_UP = 8;
  private static final int BAD_PIECE = 30;
  private static final int STALL = 12;
  private static final int TIMEOUT = 3;
  private static final int REJECT = 1;
  private static final int REPEAT = 1;

  /** What the fastest can gain, those with twice the mean rate or more. */
  private static final int MOST_FOR_SPEED = 25;

  /** So much of unwanted bytes is put down to cancels that crossed blocks on their way. */
  private static final long WASTE_ENDURED = 512 * 1024;

  private static final int MOST_FOR_WASTE = 30;

  /** The score of a peer under suspicion at most. */
  private static final int SUSPECT = 40;

  private int calls;
  private int failedCalls;
  private int badPieces;
  private boolean suspected;
  private int stalls;
  private int timeouts;
  private int rejects;
  private int repeats;
  private long received;
  private long wasted;
  private float share;
  private float points;
  private long pointsAt;

  /** We try to connect to it. */
  public void called() {
    calls++;
  }

  /** The attempt has led to no handshake. */
  public void callFailed(long now) {
    failedCalls++;
    fault(FAILED_CALL, now);
  }

  /** The connection ended right after the handshake. */
  public void hungUp(long now) {
    failedCalls++;
    fault(HUNG_UP, now);
  }

  /** A piece that it had a part in failed the hash check. */
  public void badPiece(long now) {
    badPieces++;
    fault(BAD_PIECE, now);
  }

  /** Whether it is being watched for bad data. */
  public void suspected(boolean on) {
    suspected = on;
  }

  /** It sends nothing although we have asked. */
  public void stalled(long now) {
    stalls++;
    fault(STALL, now);
  }

  /**
   * Requests were given up at the same time.
   *
   * @param requests &gt; 0
   */
  public void timedOut(int requests, long now) {
    timeouts += requests;
    fault(TIMEOUT, now);
  }

  /** It refused a request without choking us. */
  public void rejected(long now) {
    rejects++;
    fault(REJECT, now);
  }

  /** It asked again for a block that it was waiting for. */
  public void repeated(long now) {
    repeats++;
    fault(REPEAT, now);
  }

  /** A block came that was of use. */
  public void received(int bytes) {
    received += bytes;
  }

  /** A block came that it was not asked for. */
  public void wasted(int bytes) {
    wasted += bytes;
  }

  /**
   * Its rate while it owes us blocks; to be called every second.
   *
   * @param rate bytes per second
   * @param mean of all peers that owe us blocks, ≥ 0
   */
  public void rate(long rate, long mean) {
    if (mean > 0) {
      float now = Math.min(8f, (float) rate / mean);
      share = share == 0 ? now : share + (now - share) / 8;
    }
  }

  private void fault(int more, long now) {
    points = Math.min(MOST_POINTS, pointsLeft(now) + more);
    pointsAt = now;
  }

  private float pointsLeft(long now) {
    return points == 0 ? 0 : Math.max(0, points - (float) (now - pointsAt) / NANOS_PER_POINT);
  }

  /** 0–100. */
  public int score(long now) {
    float speed = MOST_FOR_SPEED * Math.min(1, share / 2);
    float waste =
        wasted <= WASTE_ENDURED ? 0 : MOST_FOR_WASTE * (float) wasted / (wasted + received);
    float score = PeerHealth.UNKNOWN.score() + speed - waste - pointsLeft(now);
    return Math.clamp(Math.round(score), 0, suspected ? SUSPECT : 100);
  }

  public Standing standing(long now) {
    return Standing.of(score(now));
  }

  /** Adds what was counted under another address of the same peer. */
  public void add(PeerScore other, long now) {
    points = Math.min(MOST_POINTS, pointsLeft(now) + other.pointsLeft(now));
    pointsAt = now;
    calls += other.calls;
    failedCalls += other.failedCalls;
    badPieces += other.badPieces;
    suspected |= other.suspected;
    stalls += other.stalls;
    timeouts += other.timeouts;
    rejects += other.rejects;
    repeats += other.repeats;
    received += other.received;
    wasted += other.wasted;
    share = other.share == 0 ? share : other.share;
  }

  /** The score and what it is made of, to be shown. */
  public PeerHealth view(long now) {
    return new PeerHealth(
        score(now),
        calls,
        failedCalls,
        badPieces,
        suspected,
        stalls,
        timeouts,
        rejects,
        repeats,
        received,
        wasted,
        share);
  }
}
