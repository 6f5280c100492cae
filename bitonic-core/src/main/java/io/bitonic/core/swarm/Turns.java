package io.bitonic.core.swarm;

import io.bitonic.core.net.Loop;
import java.util.ArrayDeque;

/**
 * The peers of a torrent that wait for a rate limit, in the order in which they came: each takes
 * what there is when its turn comes, and goes to the end of the row when it wants more. Without
 * turns the first peer would be first every time and starve the others. Loop thread only.
 */
final class Turns {
  private final Loop loop;
  private final Bandwidth bandwidth;
  private final ArrayDeque<Runnable> row = new ArrayDeque<>();
  private boolean armed;

  Turns(Loop loop, Bandwidth bandwidth) {
    this.loop = loop;
    this.bandwidth = bandwidth;
  }

  /**
   * Runs {@code then} when {@code bytes} may move and those who came before have had their turn.
   */
  void await(int bytes, Runnable then) {
    row.addLast(then);
    arm(bytes);
  }

  private void arm(int bytes) {
    if (!armed && !row.isEmpty()) {
      armed = true;
      loop.schedule(bandwidth.nanosUntil(bytes, loop.clock().nanos()), () -> next(bytes));
    }
  }

  private void next(int bytes) {
    armed = false;
    for (int n = row.size(); n > 0 && bandwidth.allows(bytes, loop.clock().nanos()); n--) {
      row.pollFirst().run();
    }
    arm(bytes);
  }
}
