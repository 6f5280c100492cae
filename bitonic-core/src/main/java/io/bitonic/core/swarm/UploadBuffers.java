package io.bitonic.core.swarm;

import io.bitonic.core.net.Loop;
import io.bitonic.core.util.BlockPool;
import io.bitonic.core.util.PieceBuffer;
import java.util.ArrayDeque;

/** Buffers for blocks that one torrent sends, and who waits for one. Loop thread only. */
final class UploadBuffers {
  private static final long WAIT_NANOS = 50_000_000L;

  private final Loop loop;
  private final BlockPool pool;
  private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();

  UploadBuffers(Loop loop, BlockPool pool) {
    this.loop = loop;
    this.pool = pool;
  }

  /**
   * Null when the bound of {@link BlockPool} is reached; {@link #whenFreed} tells when to ask
   * again.
   */
  PieceBuffer take(int size) {
    return pool.take(-1, size);
  }

  void whenFreed(Runnable then) {
    waiting.add(then);
    // Buffers are freed by other torrents too, which don't know who waits here.
    loop.schedule(WAIT_NANOS, this::wakeNext);
  }

  private void wakeNext() {
    Runnable next = waiting.poll();
    if (next != null) {
      loop.execute(next);
    }
  }

  void release(PieceBuffer buffer) {
    pool.release(buffer);
    wakeNext();
  }

  /** Nobody waits any more. */
  void forgetWaiting() {
    waiting.clear();
  }
}
