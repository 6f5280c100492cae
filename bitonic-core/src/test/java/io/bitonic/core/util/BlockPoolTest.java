package io.bitonic.core.util;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BlockPoolTest {
  private static final int B = PieceLayout.BLOCK;

  @Test
  void lendsUpToTheBoundAndReuses() {
    BlockPool pool = new BlockPool(4L * B);
    PieceBuffer a = pool.take(7, 2 * B);
    assertEquals(7, a.piece);
    assertEquals(2 * B, a.size);
    assertTrue(a.data.isDirect());
    assertEquals(a.data.capacity(), a.data.remaining());
    PieceBuffer b = pool.take(8, 2 * B);
    assertNull(pool.take(9, 1));
    assertFalse(pool.belowLowWater());
    a.data.position(5).limit(9);
    pool.release(a);
    assertTrue(pool.belowLowWater());
    PieceBuffer again = pool.take(9, 2 * B - 5);
    assertSame(a, again);
    assertEquals(0, again.data.position());
    assertEquals(2 * B, again.data.limit());
    pool.release(again);
    pool.release(b);
    assertEquals(0, pool.lent());
  }

  @Test
  void oneBufferIsLentWhateverTheBound() {
    BlockPool pool = new BlockPool(B);
    PieceBuffer big = pool.take(0, 64 * B);
    assertNotNull(big);
    assertNull(pool.take(1, 1));
    pool.release(big);
    assertNotNull(pool.take(1, 1));
  }

  @Test
  void otherSizesPushIdleBuffersOut() {
    BlockPool pool = new BlockPool(4L * B);
    PieceBuffer a = pool.take(0, 4 * B);
    pool.release(a);
    PieceBuffer b = pool.take(0, 2 * B);
    pool.release(b);
    assertEquals(0, pool.lent());
    assertNotNull(pool.take(0, 4 * B));
  }

  @Test
  void releasingTwiceIsAnError() {
    BlockPool pool = new BlockPool(4L * B);
    PieceBuffer a = pool.take(0, B);
    pool.release(a);
    assertThrows(IllegalStateException.class, () -> pool.release(a));
    assertEquals(0, pool.lent());
  }

  @Test
  void impossibleSizesAreRefused() {
    BlockPool pool = new BlockPool(4L * B);
    assertThrows(IllegalArgumentException.class, () -> pool.take(0, -1));
    assertThrows(IllegalArgumentException.class, () -> pool.take(0, Integer.MAX_VALUE));
    assertEquals(0, pool.lent());
  }

  @Test
  void manyThreadsNeverShareABuffer() throws Exception {
    BlockPool pool = new BlockPool(16L * B);
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      var jobs =
          IntStream.range(0, 4)
              .<Future<?>>mapToObj(t -> threads.submit(() -> takeAndRelease(pool, t)))
              .toList();
      for (Future<?> job : jobs) {
        job.get();
      }
    }
    assertEquals(0, pool.lent());
  }

  private static void takeAndRelease(BlockPool pool, int thread) {
    ArrayDeque<PieceBuffer> mine = new ArrayDeque<>();
    for (int i = 0; i < 5_000; i++) {
      PieceBuffer b = pool.take(thread, B * (1 + i % 3));
      if (b != null) {
        b.data.putLong(0, thread);
        mine.add(b);
      }
      if (mine.size() > 2 || b == null && !mine.isEmpty()) {
        PieceBuffer back = mine.remove();
        assertEquals(thread, back.data.getLong(0));
        assertEquals(thread, back.piece);
        pool.release(back);
      }
    }
    mine.forEach(pool::release);
  }
}
