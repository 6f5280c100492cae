package io.bitonic.core.hash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.core.disk.PumpedLoop;
import io.bitonic.core.disk.TestTorrent;
import io.bitonic.core.disk.TestTorrent.Spec;
import io.bitonic.core.util.BlockPool;
import io.bitonic.core.util.PieceBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class HashPoolTest {
  private final PumpedLoop loop = new PumpedLoop();
  private final BlockPool pool = new BlockPool(64 << 20);

  private PieceBuffer buffer(TestTorrent t, int piece) {
    byte[] bytes = t.piece(piece);
    PieceBuffer b = pool.take(piece, bytes.length);
    b.data.put(bytes);
    return b;
  }

  private void allGoodAndEveryFlipBad(TestTorrent t) {
    PieceHashes hashes = TorrentPieceHashes.of(t.meta);
    int pieces = t.meta.layout().pieces();
    int[] good = {0};
    int[] bad = {0};
    try (HashPool hashPool = new HashPool(2)) {
      for (int p = 0; p < pieces; p++) {
        PieceBuffer whole = buffer(t, p);
        PieceBuffer broken = buffer(t, p);
        int at = whole.size - 1;
        broken.data.put(at, (byte) (broken.data.get(at) ^ 1));
        hashPool.submit(whole, hashes, (b, g) -> good[0] += g ? 1 : 0, loop);
        hashPool.submit(broken, hashes, (b, g) -> bad[0] += g ? 0 : 1, loop);
      }
      loop.until(() -> good[0] == pieces && bad[0] == pieces);
    }
  }

  @Test
  void verifiesSha1() {
    allGoodAndEveryFlipBad(
        TestTorrent.v1(1, 100_000, Spec.file("a", 750_001), Spec.padding(5), Spec.file("b", 1)));
  }

  @Test
  void verifiesMerkleTrees() {
    allGoodAndEveryFlipBad(
        TestTorrent.v2(
            2,
            128 << 10,
            Spec.file("one block", 1),
            Spec.file("exactly one block", 16 << 10),
            Spec.file("three blocks", 40_000),
            Spec.file("exactly one piece", 128 << 10),
            Spec.file("last piece shorter than a subtree", (256 << 10) + 20_000),
            Spec.file("empty", 0)));
  }

  @Test
  void aBatchComesBackAsOneTask() {
    TestTorrent t = TestTorrent.v1(3, 1000, Spec.file("a", 8000));
    PieceHashes hashes = TorrentPieceHashes.of(t.meta);
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    List<Integer> order = new ArrayList<>();
    HashPool hashPool = new HashPool(1, () -> new GatedHasher(started, go));
    hashPool.submit(buffer(t, 0), hashes, (b, g) -> order.add(b.piece), loop);
    await(started);
    for (int p = 1; p < 8; p++) {
      hashPool.submit(buffer(t, p), hashes, (b, g) -> order.add(b.piece), loop);
    }
    assertEquals(7, hashPool.queued());
    go.countDown();
    loop.until(() -> order.size() == 8);
    assertEquals(2, loop.executed());
    assertEquals(List.of(0, 1, 2, 3, 4, 5, 6, 7), order);
    hashPool.close();
  }

  @Test
  void aFailingHasherFailsItsPiecesAndLives() {
    TestTorrent t = TestTorrent.v1(4, 1000, Spec.file("a", 2000));
    PieceHashes hashes = TorrentPieceHashes.of(t.meta);
    boolean[] result = {true, false};
    int[] count = {0};
    try (HashPool hashPool = new HashPool(1, FailingOnceHasher::new)) {
      for (int p = 0; p < 2; p++) {
        int piece = p;
        hashPool.submit(
            buffer(t, p),
            hashes,
            (b, g) -> {
              result[piece] = g;
              count[0]++;
            },
            loop);
        loop.until(() -> count[0] == piece + 1);
      }
    }
    assertFalse(result[0]);
    assertTrue(result[1]);
  }

  @Test
  void closeFinishesWhatWasQueuedAndTakesNoMore() {
    TestTorrent t = TestTorrent.v1(5, 1000, Spec.file("a", 20_000));
    PieceHashes hashes = TorrentPieceHashes.of(t.meta);
    int[] good = {0};
    HashPool hashPool = new HashPool(2);
    for (int p = 0; p < 20; p++) {
      hashPool.submit(buffer(t, p), hashes, (b, g) -> good[0] += g ? 1 : 0, loop);
    }
    hashPool.close();
    loop.until(() -> good[0] == 20);
    PieceBuffer b = buffer(t, 0);
    assertThrows(
        RejectedExecutionException.class, () -> hashPool.submit(b, hashes, (x, g) -> {}, loop));
  }

  @Test
  void hashesThatDoNotFitTheTorrentAreRefused() {
    TestTorrent t = TestTorrent.v2(6, 16 << 10, Spec.file("a", 40_000));
    var m = t.meta;
    var wrong =
        new io.bitonic.core.metainfo.Metainfo(
            m.infoHash(),
            m.rawInfo(),
            m.name(),
            m.multiFile(),
            m.files(),
            m.layout(),
            m.pieceHashes(),
            List.of(new byte[32]),
            false,
            List.of(),
            List.of(),
            "",
            "",
            0,
            "");
    assertThrows(IllegalArgumentException.class, () -> TorrentPieceHashes.of(wrong));
  }

  @Test
  void piecesOfZerosAreKnownWithoutHashingEach() {
    TestTorrent t = TestTorrent.v1(7, 4096, Spec.padding(4096), Spec.file("a", 4096));
    PieceHashes hashes = TorrentPieceHashes.of(t.meta);
    ZeroPieces zeros = new ZeroPieces();
    PieceBuffer zero = pool.take(0, 4096);
    zero.data.put(new byte[4096]);
    assertTrue(ZeroPieces.isZero(zero));
    assertTrue(zeros.good(zero, hashes));
    zero.piece = 1;
    assertFalse(zeros.good(zero, hashes));
    for (int at : new int[] {0, 1, 63, 64, 65, 2000, 4095}) {
      zero.data.put(at, (byte) 1);
      assertFalse(ZeroPieces.isZero(zero), "byte " + at);
      zero.data.put(at, (byte) 0);
    }
    assertNull(pool.take(0, 64 << 20));
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Stops in its first batch until the test lets it go. */
  private static final class GatedHasher implements Hasher {
    private final BatchHasher real = new BatchHasher();
    private final CountDownLatch started;
    private final CountDownLatch go;

    GatedHasher(CountDownLatch started, CountDownLatch go) {
      this.started = started;
      this.go = go;
    }

    @Override
    public int lanes() {
      return real.lanes();
    }

    @Override
    public void digest(PieceBuffer[] pieces, PieceHashes[] hashes, int count, byte[] out) {
      started.countDown();
      await(go);
      real.digest(pieces, hashes, count, out);
    }
  }

  private static final class FailingOnceHasher implements Hasher {
    private final BatchHasher real = new BatchHasher();
    private boolean failed;

    @Override
    public int lanes() {
      return 1;
    }

    @Override
    public void digest(PieceBuffer[] pieces, PieceHashes[] hashes, int count, byte[] out) {
      if (!failed) {
        failed = true;
        throw new IllegalStateException("on purpose");
      }
      real.digest(pieces, hashes, count, out);
    }
  }
}
