package io.bitonic.core.swarm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.core.api.TorrentRules;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is limited moves at its limit: no faster, and when more would come, no slower. */
class SwarmLimitTest {
  private static final long LIMIT = 500_000;

  /** Reads that bring less than they might are the rule on a real network. */
  private static SimWorld world() {
    SimWorld w = new SimWorld(21, 16 << 20);
    w.net.cuts = RandomGeneratorFactory.of("L64X128MixRandom").create(5);
    return w;
  }

  private static long limit(boolean on) {
    return on ? LIMIT : 0;
  }

  @ParameterizedTest(name = "{0} peers, of the torrent: {1}")
  @CsvSource({"1,true", "1,false", "4,true", "4,false"})
  void aDownloadKeepsToItsLimit(int peers, boolean ofTorrent) {
    SimWorld w = world();
    for (int i = 0; i < peers; i++) {
      w.seed("seed" + i);
    }
    SimNode n =
        w.node(
            "leecher",
            c -> {
              c.downLimit = limit(ofTorrent);
              c.down.limit(limit(!ofTorrent));
            });
    w.run(Duration.ofSeconds(3));
    long before = n.swarm().downloaded();
    w.run(Duration.ofSeconds(10));
    assertEquals(LIMIT, (n.swarm().downloaded() - before) / 10.0, LIMIT * 0.05);
  }

  @ParameterizedTest(name = "{0} peers")
  @ValueSource(ints = {1, 3})
  void eachPeerKeepsToItsOwnLimit(int peers) {
    SimWorld w = world();
    for (int i = 0; i < peers; i++) {
      w.seed("seed" + i);
    }
    SimNode n = w.node("leecher", c -> c.peerDown = LIMIT);
    w.run(Duration.ofSeconds(3));
    long before = n.swarm().downloaded();
    w.run(Duration.ofSeconds(8));
    assertEquals(peers * LIMIT, (n.swarm().downloaded() - before) / 8.0, peers * LIMIT * 0.05);
  }

  /** Else a loop that is fast enough reads what has come in since the last look, all the time. */
  @ParameterizedTest(name = "of the peer: {0}")
  @ValueSource(booleans = {true, false})
  void aFewBytesAreNotWorthARead(boolean ofPeer) {
    SimWorld w = world();
    w.seed("seed");
    SimNode n =
        w.node(
            "leecher",
            c -> {
              c.peerDown = limit(ofPeer);
              c.down.limit(limit(!ofPeer));
            });
    w.run(Duration.ofSeconds(3));
    List<PeerRequests> all = new ArrayList<>();
    n.swarm().peers().forEach(s -> all.add(s.requests));
    PeerRequests r = all.getFirst();
    int left = 16 << 10;
    int none = 0;
    for (int i = 0; i < 20; i++) {
      w.run(Duration.ofMillis(1));
      int bytes = r.allowance(left);
      assertTrue(bytes == 0 || bytes >= 1500, bytes + " bytes");
      none += bytes == 0 ? 1 : 0;
    }
    assertTrue(none > 10, "some 500 bytes gather in a millisecond: " + none);
    while (r.allowance(left) > 0) {
      // Takes what there is.
    }
    w.run(Duration.ofMillis(1));
    assertEquals(200, r.allowance(200), "the last of a block is read however little it is");
  }

  @Test
  void anUploadToAPeerKeepsToItsLimit() {
    SimWorld w = world();
    SimNode seed =
        w.node(
            "seed",
            c -> {
              c.complete = true;
              c.upBytesPerSecond = 4 << 20;
              c.peerUp = LIMIT;
            });
    // They give each other nothing.
    w.node("a", c -> c.uploadSlots = 0);
    w.node("b", c -> c.uploadSlots = 0);
    w.run(Duration.ofSeconds(3));
    long before = seed.swarm().uploaded();
    w.run(Duration.ofSeconds(10));
    assertEquals(2 * LIMIT, (seed.swarm().uploaded() - before) / 10.0, 2 * LIMIT * 0.05);
  }

  @Test
  void rulesOfATorrentChangeWhileItRuns() {
    SimWorld w = world();
    w.seed("seed");
    SimNode n = w.node("leecher", c -> c.downLimit = 50_000);
    w.run(Duration.ofSeconds(4));
    n.torrent
        .commands()
        .setRules(
            new TorrentRules(
                0,
                0,
                LIMIT,
                0,
                0,
                0,
                TorrentRules.Order.SEQUENTIAL,
                TorrentRules.Priority.HIGH,
                -1,
                -1));
    long before = n.swarm().downloaded();
    w.run(Duration.ofSeconds(10));
    assertEquals(LIMIT, (n.swarm().downloaded() - before) / 10.0, LIMIT * 0.05);
    assertTrue(n.torrent.snapshot(0).sequential());
  }

  @Test
  void peersInTheLocalNetworkAreExemptWhenThatIsChosen() {
    SimWorld w = world();
    w.node(
        "near",
        c -> {
          c.complete = true;
          c.ip = "192.168.1.2";
        });
    SimNode n =
        w.node(
            "leecher",
            c -> {
              c.down.limit(20_000);
              c.downLimit = 20_000;
              c.peerDown = 20_000;
              c.localExempt = true;
            });
    w.run(Duration.ofSeconds(20));
    assertTrue(n.swarm().downloaded() > 5 << 20, n.swarm().downloaded() + " bytes");
  }

  /** What is not limited asks no lock: here another thread holds it. */
  @Test
  void withoutALimitNoLockIsTaken() throws Exception {
    Bandwidth.Shared shared = new Bandwidth.Shared();
    Bandwidth b = new Bandwidth(shared);
    b.place("films", 2);
    shared.labels(Map.of("films", 1000L));
    assertEquals(0, b.take(1 << 20, 0) / (1 << 20));
    shared.labels(Map.of());
    CountDownLatch held = new CountDownLatch(1);
    CountDownLatch done = new CountDownLatch(1);
    Thread holder =
        Thread.ofPlatform()
            .start(
                () -> {
                  synchronized (shared) {
                    held.countDown();
                    try {
                      done.await();
                    } catch (InterruptedException e) {
                      Thread.currentThread().interrupt();
                    }
                  }
                });
    held.await();
    assertTrue(b.unlimited());
    assertEquals(1 << 20, b.take(1 << 20, 0));
    assertTrue(b.takeAll(1 << 20, 0));
    b.giveBack(5);
    done.countDown();
    holder.join();
  }

  @ParameterizedTest(name = "{0} peers, of the torrent: {1}")
  @CsvSource({"1,true", "1,false", "4,true", "4,false"})
  void anUploadKeepsToItsLimit(int peers, boolean ofTorrent) {
    SimWorld w = world();
    SimNode seed =
        w.node(
            "seed",
            c -> {
              c.complete = true;
              c.upBytesPerSecond = 4 << 20;
              c.upLimit = limit(ofTorrent);
              c.up.limit(limit(!ofTorrent));
            });
    for (int i = 0; i < peers; i++) {
      w.node("leecher" + i, c -> c.uploadSlots = 0);
    }
    w.run(Duration.ofSeconds(3));
    long before = seed.swarm().uploaded();
    w.run(Duration.ofSeconds(10));
    assertEquals(LIMIT, (seed.swarm().uploaded() - before) / 10.0, LIMIT * 0.05);
  }
}
