package io.bitonic.core.swarm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.core.api.DetailPart;
import io.bitonic.core.api.EngineEvent;
import io.bitonic.core.api.FilePriority;
import io.bitonic.core.api.PeerRow;
import io.bitonic.core.disk.TestTorrent.Spec;
import io.bitonic.core.webseed.Batches;
import io.bitonic.core.webseed.WebSeedRun;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Downloads from web seeds, in virtual time. */
class SwarmWebSeedTest {
  private static final int SIZE = (8 << 20) + 12_345;

  private final SimWorld w = new SimWorld(31, SIZE);
  private final SimWebSeeds web = new SimWebSeeds(w.payload(w.meta));

  private SimNode node(String... urls) {
    return w.node(
        "leecher",
        c -> {
          c.webSeeds = web;
          c.webSeedUrls = List.of(urls);
        });
  }

  private void complete(SimNode n, int seconds) {
    w.await("the download", seconds, () -> n.finished);
    assertTrue(n.hasPayload());
  }

  private static List<PeerRow> rows(SimNode n) {
    return n.torrent.detail(Set.of(DetailPart.PEERS)).peers();
  }

  @Test
  void oneWebSeedIsEnough() {
    SimNode n = node("http://a.example/f");
    w.run(Duration.ofSeconds(1));
    PeerRow row = rows(n).getFirst();
    assertEquals("a.example", row.client());
    assertEquals("DW", row.flags());
    assertEquals("web seed", row.source());
    assertEquals(1, row.progress());
    assertTrue(row.downRate() > 1 << 20, row::toString);
    assertEquals(1, n.snapshot().seeds());
    assertEquals(1, n.snapshot().peers());
    complete(n, 10);
    assertEquals(0, n.swarm().wastedBytes());
    assertEquals(SIZE, n.swarm().downloaded());
    w.run(Duration.ofSeconds(2));
    assertEquals(0, web.atWork(), "nobody waits for a torrent that is complete");
    assertTrue(rows(n).isEmpty());
  }

  @Test
  void asksForLongRuns() {
    SimNode n = node("http://a.example/f");
    complete(n, 10);
    int pieces = w.meta.layout().pieces();
    assertTrue(web.runs.size() < pieces / 4, web.runs.size() + " runs of " + pieces + " pieces");
    for (WebSeedRun r : web.runs) {
      assertTrue(r.blocks() <= WebSeedSession.MOST_BLOCKS);
    }
  }

  @Test
  void severalAreUsedAtOnceAndNotAll() {
    web.rate = 100_000;
    SimNode n = node("http://a/f", "http://b/f", "http://c/f", "http://d/f", "http://e/f");
    w.run(Duration.ofSeconds(5));
    assertEquals(WebSeeds.MOST, web.atWork());
    assertEquals(WebSeeds.MOST, n.snapshot().seeds());
    assertEquals(400_000, n.snapshot().downRate(), 40_000);
  }

  @Test
  void whenThereIsNoPlaceItWaitsForOne() {
    web.most = 0;
    SimNode n = node("http://a/f");
    w.run(Duration.ofSeconds(5));
    assertEquals(0, web.opened.size());
    web.most = 1;
    complete(n, 10);
  }

  @Test
  void peersAndWebSeedsShareTheWork() {
    SimNode seed = w.seed("seed");
    web.rate = 1 << 20;
    SimNode n = node("http://a/f");
    complete(n, 60);
    long fromPeer = seed.swarm().uploaded();
    assertTrue(fromPeer > SIZE / 5 && fromPeer < SIZE * 4 / 5, fromPeer + " bytes of the peer");
    assertTrue(n.swarm().wastedBytes() < SIZE / 20, n.swarm().wastedBytes() + " bytes in vain");
  }

  /** The end of a download is not held up by the slower of two. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theEndgameCrossesOver(boolean webIsSlow) {
    web.rate = webIsSlow ? 5_000 : 2 << 20;
    w.node(
        "seed",
        c -> {
          c.complete = true;
          c.upBytesPerSecond = webIsSlow ? 2 << 20 : 5_000;
        });
    SimNode n = node("http://a/f");
    complete(n, 60);
  }

  @Test
  void aLiarIsGivenUpAndOthersGoOn() {
    SimNode n = node("http://liar/f", "http://b/f");
    complete(n, 60);
    List<EngineEvent.WebSeedFailed> failed = n.events(EngineEvent.WebSeedFailed.class);
    assertEquals(1, failed.size());
    assertEquals("http://liar/f", failed.getFirst().url());
    assertTrue(failed.getFirst().message().contains("hash check"));
    assertTrue(n.events(EngineEvent.PeerBanned.class).isEmpty());
  }

  @Test
  void honestPeersAreNotBannedForALiarOnTheWeb() {
    w.seed("seed");
    SimNode n = node("http://liar/f");
    complete(n, 120);
    assertTrue(n.events(EngineEvent.PeerBanned.class).isEmpty());
    assertEquals(1, n.events(EngineEvent.WebSeedFailed.class).size());
  }

  @Test
  void errorsAreRetriedLaterAndLater() {
    web.error = url -> Batches.later();
    SimNode n = node("http://a/f");
    w.run(Duration.ofSeconds(100));
    // After 5, 10, 20 and 40 seconds; each time at the next tick, which may take one more.
    assertEquals(5, web.opened.size());
    assertTrue(n.events(EngineEvent.WebSeedFailed.class).isEmpty());
    web.error = url -> null;
    complete(n, 120);
  }

  @Test
  void silenceIsNotWaitedForForEver() {
    w.node(
        "seed",
        c -> {
          c.complete = true;
          c.upBytesPerSecond = 200_000;
        });
    SimNode n = node("http://silent/f");
    complete(n, 300);
  }

  @Test
  void theDownloadLimitHolds() {
    SimNode n =
        w.node(
            "leecher",
            c -> {
              c.webSeeds = web;
              c.webSeedUrls = List.of("http://a/f", "http://b/f");
              c.downLimit = 300_000;
            });
    w.run(Duration.ofSeconds(3));
    long before = n.swarm().downloaded();
    w.run(Duration.ofSeconds(10));
    assertEquals(300_000, (n.swarm().downloaded() - before) / 10.0, 15_000);
  }

  @Test
  void aPausedTorrentAsksNobody() {
    SimNode n = node("http://a/f");
    w.run(Duration.ofMillis(500));
    n.torrent.life().pause();
    assertEquals(0, web.atWork());
    int opened = web.opened.size();
    w.run(Duration.ofSeconds(5));
    assertEquals(opened, web.opened.size());
    assertFalse(n.finished);
    n.torrent.life().resume();
    complete(n, 20);
  }

  @Test
  void withoutTheNetworkNobodyIsAsked() {
    SimNode n = node("http://a/f");
    w.run(Duration.ofMillis(500));
    n.budget.suspend(true);
    n.torrent.networkDown();
    assertEquals(0, web.atWork());
    w.run(Duration.ofSeconds(5));
    assertEquals(0, web.atWork());
    n.budget.suspend(false);
    n.torrent.networkUp();
    complete(n, 20);
  }

  @Test
  void onlyWantedFilesAreAskedFor() {
    SimWorld two = new SimWorld(32, Spec.file("a", 3 << 20), Spec.file("b", 3 << 20));
    SimWebSeeds seeds = new SimWebSeeds(two.payload(two.meta));
    SimNode n =
        two.node(
            "leecher",
            c -> {
              c.webSeeds = seeds;
              c.webSeedUrls = List.of("http://a/");
              c.priorities = Map.of(0, FilePriority.SKIP);
            });
    two.await("the download", 20, () -> n.finished);
    assertEquals(3 << 20, n.swarm().downloaded());
  }

  @Test
  void aFileThatIsMissingThereIsFetchedElsewhere() {
    SimWorld two = new SimWorld(33, Spec.file("a", 2 << 20), Spec.file("b", 2 << 20));
    SimWebSeeds seeds = new SimWebSeeds(two.payload(two.meta));
    int half = (2 << 20) / SimWorld.PIECE;
    seeds.error =
        url -> {
          WebSeedRun last = seeds.runs.getLast();
          boolean touchesA = last.piece() < half;
          return url.contains("half") && touchesA ? Batches.noFile(0) : null;
        };
    SimNode n =
        two.node(
            "leecher",
            c -> {
              c.webSeeds = seeds;
              c.webSeedUrls = List.of("http://half/");
            });
    two.await(
        "the other file",
        30,
        () -> n.torrent.progress().done(1) == 2 << 20 && n.torrent.progress().done(0) == 0);
    assertTrue(n.events(EngineEvent.WebSeedFailed.class).isEmpty());
    two.seed("seed");
    two.await("the download", 60, () -> n.finished);
  }
}
