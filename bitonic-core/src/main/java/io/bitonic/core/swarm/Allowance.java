package io.bitonic.core.swarm;

import io.bitonic.core.net.Loop;
import io.bitonic.core.util.PieceLayout;

/**
 * What the rate limits let one torrent move now, both ways, and who waits for more. Loop thread
 * only.
 */
final class Allowance {
  private final Loop loop;
  private final Bandwidth down;
  private final Bandwidth up;
  private final Turns downTurns;
  private final Turns upTurns;

  Allowance(SwarmContext context) {
    this.loop = context.loop();
    this.down = context.down();
    this.up = context.up();
    this.downTurns = new Turns(loop, down);
    this.upTurns = new Turns(loop, up);
  }

  boolean isDownUnlimited() {
    return down.unlimited();
  }

  /**
   * Takes the right to read.
   *
   * @param wanted bytes
   * @return bytes, maybe fewer or none
   */
  int takeDown(int wanted) {
    return down.take(wanted, now());
  }

  boolean allowsDown(int bytes) {
    return down.allows(bytes, now());
  }

  /** Gives back bytes that were taken and then not read. */
  void notRead(int bytes) {
    down.giveBack(bytes);
  }

  void whenDownAllowed(Runnable then) {
    downTurns.await(PieceLayout.BLOCK, then);
  }

  /** Takes the right to send so many bytes, or nothing. */
  boolean takeUp(int length) {
    return up.takeAll(length, now());
  }

  void whenUpAllowed(int length, Runnable then) {
    upTurns.await(length, then);
  }

  private long now() {
    return loop.clock().nanos();
  }
}
