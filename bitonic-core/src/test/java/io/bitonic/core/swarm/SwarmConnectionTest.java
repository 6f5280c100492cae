package io.bitonic.core.swarm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.core.wire.Handshake;
import io.bitonic.core.wire.Wire;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** Who is connected to whom, and when that ends. */
class SwarmConnectionTest {
  private static final long CAPABLE = Handshake.FAST | Handshake.EXTENSION;

  @RepeatedTest(10)
  void whenBothSidesConnectOneConnectionIsKept(RepetitionInfo i) {
    SimWorld w = new SimWorld(i.getCurrentRepetition(), 4 << 20);
    SimNode a =
        w.node(
            "a",
            c -> {
              c.tracker = false;
              c.upBytesPerSecond = 50_000;
              c.complete = true;
            });
    SimNode b = w.node("b", c -> c.tracker = false);
    a.connectTo(b);
    b.connectTo(a);
    w.run(Duration.ofSeconds(5));
    assertEquals(1, a.swarm().peers().connected());
    assertEquals(1, b.swarm().peers().connected());
    assertEquals(1, a.budget.peers());
    assertEquals(1, b.budget.peers());
    assertEquals(0, a.budget.halfOpen() + b.budget.halfOpen());
    assertTrue(b.torrent.havePieces() > 0 || b.snapshot().downloaded() > 0);
  }

  /** Both have called, and each has closed the connection that the other kept. */
  @Test
  void aPeerThatKeepsNeitherConnectionIsCalledAgainAtOnce() {
    SimWorld w = new SimWorld(4, 1 << 20);
    SimNode n = w.node("leecher", c -> c.tracker = false);
    Puppet called = new Puppet(w, "46.0.0.1").listen(CAPABLE);
    Puppet calling = new Puppet(w, "46.0.0.2");
    // The higher id: ours is the connection that is given up.
    Arrays.fill(called.peerId, (byte) 'z');
    Arrays.fill(calling.peerId, (byte) 'z');
    n.torrent.addPeers(List.of(called.host.address), PeerSource.MANUAL);
    w.await("our call", 5, () -> n.sessionWith(called.peerId) != null);
    calling.dial(n, CAPABLE);
    w.await("theirs is kept", 5, () -> called.ended);
    assertFalse(n.sessionWith(calling.peerId).link.outgoing());
    calling.close();
    w.await("we call again", 5, () -> !called.ended && called.theirs != null);
    w.run(Duration.ofSeconds(5));
    assertTrue(n.sessionWith(called.peerId).link.outgoing());
    List<String> connects = new ArrayList<>();
    w.net.connects = connects::add;
    called.close();
    w.run(Duration.ofSeconds(50));
    assertEquals(List.of(), connects, "once only");
  }

  @Test
  void blockedPeersAreLeftAndNeverCalledAgain() {
    SimWorld w = new SimWorld(11, 4 << 20);
    SimNode seed = w.seed("seed");
    SimNode n = w.node("leecher", c -> c.downLimit = 100_000);
    w.run(Duration.ofSeconds(3));
    assertEquals(1, n.swarm().peers().connected());
    n.blocked.add(seed.host.address.getAddress());
    n.torrent.filterChanged();
    assertEquals(0, n.swarm().peers().connected());
    List<String> connects = new ArrayList<>();
    w.net.connects = connects::add;
    n.connectTo(seed);
    w.run(Duration.ofSeconds(20));
    assertEquals(0, n.swarm().peers().known().size());
    assertEquals(
        List.of(), connects.stream().filter(c -> c.startsWith(n.host.address.toString())).toList());
    seed.connectTo(n);
    w.run(Duration.ofSeconds(20));
    assertEquals(0, n.swarm().peers().connected());
    n.blocked.clear();
    n.torrent.filterChanged();
    n.connectTo(seed);
    w.run(Duration.ofSeconds(3));
    assertEquals(1, n.swarm().peers().connected());
  }

  @Test
  void ourOwnAddressIsTriedOnce() {
    SimWorld w = new SimWorld(4, 1 << 20);
    SimNode n = w.leecher("alone");
    List<String> connects = new ArrayList<>();
    w.net.connects = connects::add;
    w.run(Duration.ofMinutes(20));
    assertEquals(1, connects.size(), "its tracker names it all the time: " + connects);
    assertEquals(0, n.swarm().peers().connected());
    assertEquals(0, n.swarm().peers().known().size());
    assertEquals(0, n.budget.peers());
    assertEquals(0, n.budget.halfOpen());
  }

  /** A reader that is held back by its limit learns late that the old connection has ended. */
  @RepeatedTest(10)
  void aSeedThatComesBackAtOnceIsTakenAgain(RepetitionInfo i) {
    SimWorld w = new SimWorld(i.getCurrentRepetition(), 4 << 20);
    SimNode seed =
        w.node(
            "seed",
            c -> {
              c.complete = true;
              c.upBytesPerSecond = 8 << 20;
            });
    SimNode n = w.node("leecher", c -> c.downLimit = 200_000);
    w.run(Duration.ofSeconds(3));
    assertEquals(1, n.swarm().peers().connected());
    for (int k = 0; k < 3; k++) {
      seed.torrent.life().pause();
      w.run(Duration.ofMillis(20));
      seed.torrent.life().resume();
      w.run(Duration.ofSeconds(3));
      long before = n.swarm().downloaded();
      w.run(Duration.ofSeconds(2));
      assertTrue(n.swarm().downloaded() > before, "the download stands still");
    }
  }

  @Test
  void aSeedThatIsPausedForAMomentCallsItsPeersItself() {
    SimWorld w = new SimWorld(2, 4 << 20);
    SimNode seed =
        w.node(
            "seed",
            c -> {
              c.complete = true;
              c.tracker = false;
              c.upBytesPerSecond = 600_000;
            });
    SimNode n = w.node("leecher", c -> c.tracker = false);
    n.connectTo(seed);
    w.await("the session", 5, () -> n.swarm().peers().connected() == 1);
    w.run(Duration.ofMillis(500));
    seed.torrent.life().pause();
    w.run(Duration.ofSeconds(1));
    assertEquals(0, n.swarm().peers().connected());
    seed.torrent.life().resume();
    w.await("the new session", 5, () -> seed.sessionWith(n) != null);
    assertTrue(seed.sessionWith(n).link.outgoing());
  }

  @Test
  void twoSeedsPart() {
    SimWorld w = new SimWorld(4, 1 << 20);
    SimNode a = w.seed("a");
    SimNode b = w.seed("b");
    a.connectTo(b);
    w.run(Duration.ofSeconds(5));
    assertEquals(0, a.swarm().peers().connected());
    assertEquals(0, b.swarm().peers().connected());
  }

  @Test
  void aSeedPartsFromAPeerThatOnlyUploads() {
    SimWorld w = new SimWorld(4, 1 << 20);
    SimNode seed = w.seed("seed");
    Puppet p = new Puppet(w, "46.0.0.1").dial(seed, CAPABLE);
    p.index(Wire.HAVE, 3).extensionHello(7000, true);
    w.await("the end of the connection", 5, () -> p.ended);
  }

  @Test
  void downloadsThatAreDonePart() {
    SimWorld w = new SimWorld(4, 1 << 20);
    w.seed("seed");
    List<SimNode> nodes = List.of(w.leecher("a"), w.leecher("b"), w.leecher("c"));
    w.await("the end", 60, () -> nodes.stream().allMatch(n -> n.finished));
    w.run(Duration.ofSeconds(5));
    nodes.forEach(n -> assertEquals(0, n.swarm().peers().connected(), n.name));
  }

  @Test
  void aPeerThatCameInIsCalledBackWhereItListensOnly() {
    SimWorld w = new SimWorld(4, 1 << 20);
    SimNode n = w.node("leecher", c -> c.tracker = false);
    List<String> connects = new ArrayList<>();
    Puppet p = new Puppet(w, "46.0.0.1").listen(CAPABLE);
    w.net.connects = connects::add;
    p.dial(n, CAPABLE).simple(Wire.HAVE_ALL).extensionHello(7000, false);
    w.await("the session", 5, () -> n.sessionWith(p.peerId) != null);
    w.run(Duration.ofSeconds(90));
    assertEquals(1, connects.size(), "it is called though it is there: " + connects);
    p.close();
    w.run(Duration.ofSeconds(100));
    assertEquals(2, connects.size(), "" + connects);
    assertTrue(connects.get(1).endsWith("46.0.0.1:7000"), "" + connects);
    PeerSession s = n.sessionWith(p.peerId);
    assertNotNull(s);
    assertTrue(s.link.outgoing());
  }

  @Test
  void aPeerThatCameInAndListensNowhereIsNotCalled() {
    SimWorld w = new SimWorld(4, 1 << 20);
    SimNode n = w.node("leecher", c -> c.tracker = false);
    List<InetSocketAddress> dialled = new ArrayList<>();
    Puppet p = new Puppet(w, "46.0.0.1").dial(n, CAPABLE);
    w.await("the session", 5, () -> n.sessionWith(p.peerId) != null);
    w.run(Duration.ofSeconds(20));
    p.close();
    for (int i = 0; i < 300; i++) {
      w.run(Duration.ofSeconds(1));
      if (n.budget.halfOpen() > 0) {
        dialled.add(p.host.address);
      }
    }
    assertEquals(List.of(), dialled);
    assertEquals(
        0, n.swarm().peers().known().size(), "an address that nobody can be reached at is kept");
  }

  @Test
  void connectionsAreBounded() {
    SimWorld w = new SimWorld(4, 4 << 20);
    w.node(
        "seed",
        c -> {
          c.complete = true;
          c.maxPeers = 5;
        });
    for (int i = 0; i < 12; i++) {
      w.node("n" + i, c -> c.maxPeers = 5);
    }
    for (int i = 0; i < 100; i++) {
      w.run(Duration.ofMillis(100));
      for (SimNode n : w.nodes) {
        assertTrue(n.swarm().peers().connected() <= 5);
        assertTrue(n.budget.peers() <= 5);
      }
    }
    w.await("the end", 100, () -> w.nodes.stream().skip(1).allMatch(n -> n.finished));
  }

  @Test
  void aSilentPeerIsLeftAfterTwoMinutes() {
    SimWorld w = new SimWorld(4, 1 << 20);
    SimNode n = w.node("leecher", c -> c.tracker = false);
    Puppet p = new Puppet(w, "46.0.0.1").dial(n, CAPABLE);
    p.simple(Wire.HAVE_ALL);
    w.run(Duration.ofSeconds(115));
    assertFalse(p.ended);
    assertTrue(p.theirs != null);
    w.await("the end of the connection", 10, () -> p.ended);
  }
}
