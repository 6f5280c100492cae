package io.bitonic.core.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.core.api.AddTorrent;
import io.bitonic.core.api.EngineCommand;
import io.bitonic.core.api.EngineStats;
import io.bitonic.core.api.TorrentHandle;
import io.bitonic.core.api.TorrentState;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What two engines count while one gets a torrent of the other. */
@Timeout(60)
class StatsTest {
  private static final int SIZE = 2_000_000;
  @TempDir Path dir;
  private EngineLab lab;

  @BeforeEach
  void open() {
    lab = new EngineLab(dir);
  }

  @AfterEach
  void close() {
    lab.close();
  }

  private static void awaitSeeding(TorrentHandle t) {
    EngineLab.await("seeding", () -> t.snapshot().state() == TorrentState.SEEDING);
  }

  private static EngineStats stats(EngineLab.Node n) {
    return n.engine.stats().join();
  }

  @Test
  void totalsAreOfWhatWasMovedAndStayWhenTheTorrentGoes() throws Exception {
    EngineLab.Node seed = lab.node("seed", 2);
    EngineLab.Node leecher = lab.node("leecher", 2);
    byte[] t = lab.payload("seed", "t", SIZE);
    awaitSeeding(seed.add(AddTorrent.of(t, seed.folder()).forSeeding()));
    TorrentHandle h = leecher.add(t);
    leecher.submit(new EngineCommand.SetTorrentLimits(h.id(), 500_000, 0));
    leecher.connect(h, seed);
    EngineLab.await("a peer", () -> stats(leecher).peers().byDirection().get("outgoing") == 1);
    EngineStats now = stats(leecher);
    assertEquals(1, now.peers().bySource().get("manual"));
    assertEquals(0, now.peers().byDirection().get("incoming"));
    assertEquals(1, sum(now.peers().byTransport()));
    assertEquals(1, sum(now.peers().byEncryption()));
    EngineLab.await("a seed", () -> stats(leecher).peers().byState().get("seed") == 1);
    EngineLab.await("unchoked", () -> stats(leecher).peers().byState().get("unchoking") == 1);
    EngineLab.await("incoming", () -> stats(seed).peers().byDirection().get("incoming") == 1);
    leecher.submit(new EngineCommand.SetTorrentLimits(h.id(), 0, 0));
    awaitSeeding(h);

    EngineStats got = stats(leecher);
    assertEquals(SIZE, got.received());
    assertEquals(0, got.wasted());
    assertEquals(0, got.piecesFailed());
    assertEquals(h.snapshot().pieces(), got.piecesPassed());
    assertEquals((SIZE + 16383) / 16384, got.requestLatency().count());
    assertTrue(got.requestLatency().sum() > 0);
    assertEquals(2, got.loopTurns().size());
    got.loopTurns().forEach(d -> assertTrue(d.count() > 0));
    assertNull(got.dht());
    EngineLab.await("all sent", () -> stats(seed).sent() == SIZE);

    leecher.submit(new EngineCommand.Remove(h.id(), false));
    assertEquals(SIZE, stats(leecher).received());
    assertEquals(0, sum(stats(leecher).peers().byTransport()));
  }

  @Test
  void aClosedEngineRefuses() {
    EngineLab.Node n = lab.node("n", 1);
    n.engine.close();
    Assertions.assertThrows(ExecutionException.class, () -> n.engine.stats().get());
  }

  private static int sum(java.util.Map<String, Integer> of) {
    return of.values().stream().mapToInt(Integer::intValue).sum();
  }
}
