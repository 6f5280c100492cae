package io.bitonic.core.tracker;

import java.util.ArrayDeque;

/**
 * Lets so many calls run at once and queues the rest, so that thousands of torrents that start
 * together don't open thousands of sockets. Loop thread only.
 */
final class Gate {
  private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
  private int free;

  Gate(int limit) {
    free = limit;
  }

  /** Runs {@code start} now or later; it must be followed by one {@link #leave}. */
  void enter(boolean urgent, Runnable start) {
    if (free > 0) {
      free--;
      start.run();
    } else if (urgent) {
      waiting.addFirst(start);
    } else {
      waiting.addLast(start);
    }
  }

  void leave() {
    Runnable next = waiting.pollFirst();
    if (next == null) {
      free++;
    } else {
      next.run();
    }
  }

  /** Forgets what waits. */
  void clear() {
    waiting.clear();
  }
}
