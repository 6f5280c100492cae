package io.bitonic.core.swarm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.core.api.EngineEvent;
import io.bitonic.core.api.TorrentState;
import io.bitonic.core.disk.StorageException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a torrent does when its disk doesn't. */
class SwarmDiskTest {
  private final SimWorld w = new SimWorld(3, (4 << 20) + 777);
  private final SimNode seed = w.seed("seed");
  private final SimNode node = w.node("leecher", c -> c.poolBytes = 1 << 20);

  private void fillDisk() {
    w.await("some pieces", 20, () -> node.torrent.havePieces() > 8);
    node.storage.full = true;
    w.await("a write that fails", 20, () -> node.storage.failedWrites > 0);
  }

  private void endsWithEverythingOnce() {
    w.await("the end", 60, () -> node.finished);
    assertTrue(node.hasPayload());
    assertEquals(w.meta.layout().totalSize(), node.snapshot().downloaded());
    assertTrue(node.events(EngineEvent.HashFailed.class).isEmpty());
    assertTrue(node.events(EngineEvent.TorrentFailed.class).isEmpty());
  }

  @Test
  void aFullDiskIsWaitedForAndNothingIsLost() {
    fillDisk();
    w.run(Duration.ofSeconds(30));
    assertEquals(1, node.events(EngineEvent.TorrentWaiting.class).size(), "told once");
    assertFalse(node.snapshot().waiting().isEmpty());
    assertEquals(TorrentState.DOWNLOADING, node.state());
    assertTrue(node.pool.lent() <= node.pool.bound(), "memory is bounded meanwhile");
    node.storage.full = false;
    w.await("the resumption", 6, () -> node.snapshot().waiting().isEmpty());
    endsWithEverythingOnce();
  }

  @Test
  void aTorrentPausedWhileTheDiskIsFullGoesOnWhenResumed() {
    fillDisk();
    w.run(Duration.ofSeconds(2));
    node.torrent.life().pause();
    w.run(Duration.ofSeconds(30));
    node.storage.full = false;
    node.torrent.life().resume();
    w.await("the end", 60, () -> node.finished);
    assertTrue(node.hasPayload());
    assertTrue(node.events(EngineEvent.HashFailed.class).isEmpty());
  }

  @Test
  void aDiskThatIsStillFullAfterResumingIsWaitedForAgain() {
    fillDisk();
    node.torrent.life().pause();
    w.run(Duration.ofSeconds(10));
    node.torrent.life().resume();
    w.run(Duration.ofSeconds(20));
    assertFalse(node.snapshot().waiting().isEmpty());
    node.storage.full = false;
    w.await("the end", 60, () -> node.finished);
    assertTrue(node.hasPayload());
  }

  @Test
  void aTorrentThatCannotBeReadStops() {
    w.await("some pieces", 20, () -> node.torrent.havePieces() > 8);
    seed.storage.readFailure = StorageException.Kind.IO;
    w.await("the error", 20, () -> seed.state() == TorrentState.ERROR);
    assertEquals(1, seed.events(EngineEvent.TorrentFailed.class).size());
    assertTrue(seed.snapshot().error().contains("file.bin"));
    seed.storage.readFailure = null;
    seed.torrent.life().resume();
    w.await("the end", 60, () -> node.finished);
    assertTrue(node.hasPayload());
  }

  @Test
  void aFileThatIsGoneIsNoLongerClaimed() {
    w.await("some pieces", 20, () -> node.torrent.havePieces() > 8);
    seed.storage.readFailure = StorageException.Kind.MISSING;
    w.await("the error", 20, () -> seed.state() == TorrentState.ERROR);
    assertTrue(seed.torrent.havePieces() < w.meta.layout().pieces());
  }
}
