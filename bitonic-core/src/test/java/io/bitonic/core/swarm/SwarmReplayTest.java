package io.bitonic.core.swarm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.core.api.EngineEvent;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole swarms that run from a seed. */
class SwarmReplayTest {
  private static final int PEERS = 50;

  /** One seed, leechers of which a third leaves early, and a tenth who send bad data. */
  private static SimWorld swarm(long seed, int bytes) {
    SimWorld w = new SimWorld(seed, bytes);
    w.net.cuts = w.random;
    w.node(
        "seed",
        c -> {
          c.complete = true;
          c.upBytesPerSecond = 4 << 20;
        });
    RandomGenerator r = w.random;
    for (int i = 1; i < PEERS; i++) {
      boolean liar = i % 10 == 0;
      boolean leaves = i % 3 == 0 && !liar;
      boolean claimsAll = i % 4 == 0;
      double lies = i % 20 == 0 ? 1 : 0.2;
      w.node(
          (liar ? "liar" : "peer") + i,
          c -> {
            c.upBytesPerSecond = 300_000 + r.nextInt(1_000_000);
            c.latencyNanos = 5_000_000L + r.nextInt(60_000_000);
            c.maxPeers = 20;
            if (liar) {
              c.lies = lies;
              c.complete = claimsAll;
            }
          });
      SimNode n = w.nodes.getLast();
      if (leaves) {
        w.loop.schedule(1_000_000_000L + (long) (r.nextDouble() * 12e9), n::leave);
      }
    }
    return w;
  }

  private static List<SimNode> honest(SimWorld w) {
    return w.nodes.stream().filter(n -> !n.gone && !n.liar).toList();
  }

  private static void finish(SimWorld w) {
    List<SimNode> all = w.nodes;
    w.await(
        "the end of all honest downloads",
        600,
        () -> {
          for (SimNode n : all) {
            if (!n.gone && !n.liar && !n.torrent.picker().isFinished()) {
              return false;
            }
          }
          return true;
        });
  }

  private static String play(long seed, int bytes) {
    SimWorld w = swarm(seed, bytes);
    finish(w);
    return w.recorded() + " " + w.recordHash();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void everyHonestPeerFinishesAndNoneIsBanned(long seed) {
    SimWorld w = swarm(seed, 8 << 20);
    finish(w);
    Set<String> liars = new HashSet<>();
    w.nodes.stream()
        .filter(n -> n.liar)
        .forEach(n -> liars.add(n.address().getAddress().getHostAddress()));
    int bans = 0;
    for (SimNode n : honest(w)) {
      assertTrue(n.hasPayload(), n.name + " has other bytes");
      for (EngineEvent.PeerBanned b : n.events(EngineEvent.PeerBanned.class)) {
        String ip = b.address().substring(0, b.address().indexOf(':'));
        assertTrue(liars.contains(ip), n.name + " has banned the honest " + ip);
        bans++;
      }
    }
    assertTrue(bans > 0, "nobody has found a liar out");
    assertTrue(w.nodes.stream().anyMatch(n -> n.gone), "nobody has left");
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12})
  void theSameSeedGivesTheSameEvents(long seed) {
    assertEquals(play(seed, 3 << 20), play(seed, 3 << 20));
  }

  @Test
  void anotherSeedGivesOtherEvents() {
    assertNotEquals(play(21, 1 << 20), play(22, 1 << 20));
  }

  @Test
  void oneSeedAndOneLeecher() {
    SimWorld w = new SimWorld(1, (1 << 20) + 12_345);
    w.seed("seed");
    SimNode n = w.leecher("leecher");
    w.await("the end", 60, () -> n.finished);
    assertTrue(n.hasPayload());
    assertFalse(n.events.isEmpty());
  }
}
