package io.bitonic.core.swarm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.core.config.Settings.Encryption;
import io.bitonic.core.net.Link;
import io.bitonic.core.net.Protection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Swarms that encrypt, and those who can't, in virtual time. */
class SwarmEncryptionTest {
  private static SimNode node(SimWorld w, String name, Encryption mode, boolean complete) {
    return w.node(
        name,
        c -> {
          c.encryption = mode;
          c.complete = complete;
        });
  }

  /** Reads are cut at random places, so that every step of the handshake is met in parts. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void aSwarmThatRequiresIt(int seed) {
    SimWorld w = new SimWorld(seed, 3 << 20);
    w.net.cuts = new Random(seed);
    node(w, "seed", Encryption.REQUIRED, true);
    List<SimNode> leechers = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      leechers.add(node(w, "leecher" + i, Encryption.REQUIRED, false));
    }
    SimNode plain = node(w, "plain", Encryption.OFF, false);
    w.await("all have all", 300, () -> leechers.stream().allMatch(l -> l.finished));
    for (SimNode l : leechers) {
      assertTrue(l.hasPayload());
    }
    assertEquals(0, plain.torrent.havePieces(), "nobody talks to it");
  }

  /** Everybody finds a way to everybody. */
  @ParameterizedTest
  @ValueSource(ints = {4, 5})
  void aMixedSwarm(int seed) {
    SimWorld w = new SimWorld(seed, 2 << 20);
    w.net.cuts = new Random(seed);
    List<SimNode> leechers = new ArrayList<>();
    node(w, "seed", Encryption.ALLOWED, true);
    for (int i = 0; i < 8; i++) {
      leechers.add(node(w, "leecher" + i, Encryption.values()[i % 4], false));
    }
    w.await("all have all", 300, () -> leechers.stream().allMatch(l -> l.finished));
    leechers.forEach(l -> assertTrue(l.hasPayload()));
  }

  @Test
  void theEncryptedWayIsRemembered() {
    SimWorld w = new SimWorld(6, 4 << 20);
    SimNode seed =
        w.node(
            "seed",
            c -> {
              c.encryption = Encryption.REQUIRED;
              c.complete = true;
              c.tracker = false;
            });
    SimNode l =
        w.node(
            "leecher",
            c -> {
              c.encryption = Encryption.ALLOWED;
              c.tracker = false;
              c.downLimit = 50_000;
            });
    List<String> connects = new ArrayList<>();
    w.net.connects = connects::add;
    l.connectTo(seed);
    w.await("the connection", 10, () -> l.sessionWith(seed) != null);
    assertEquals(2, connects.size(), "plain first, then encrypted: " + connects);
    assertEquals(List.of("a plain connection; encryption is required"), seed.refused);
    assertEquals(Protection.RC4, l.sessionWith(seed).link.protection());
    l.swarm().peers().ended(l.sessionWith(seed), "test");
    w.run(Duration.ofSeconds(1));
    connects.clear();
    l.connectTo(seed);
    w.await("the connection", 10, () -> l.sessionWith(seed) != null);
    assertEquals(1, connects.size(), "encrypted at once: " + connects);
  }

  /** A host that takes connections and then says nothing, or anything. */
  private static final class Mute implements Link.Handler {
    final List<Link> links = new ArrayList<>();

    /** The first byte of each connection. */
    final List<Integer> got = new ArrayList<>();

    private final Set<Link> heard = new HashSet<>();
    byte[] says;

    void accepted(Link link) {
      links.add(link);
      link.handler(this);
      if (says != null) {
        try {
          link.write(ByteBuffer.wrap(says));
        } catch (IOException e) {
          throw new AssertionError(e);
        }
      }
    }

    @Override
    public void connected() {}

    @Override
    public void readable() {
      ByteBuffer b = ByteBuffer.allocate(4096);
      for (Link l : List.copyOf(links)) {
        try {
          int n = l.read(b.clear());
          if (n > 0 && heard.add(l)) {
            got.add((int) b.get(0));
          } else if (n < 0) {
            l.close();
            links.remove(l);
          }
        } catch (IOException e) {
          links.remove(l);
        }
      }
    }

    @Override
    public void writable() {}

    @Override
    public void closed(IOException cause) {}
  }

  /** Both ways are tried, each for ten seconds; then it has failed, and nothing is left. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void peersThatSayNothingOrGarbage(boolean garbage) {
    SimWorld w = new SimWorld(7, 1 << 20);
    SimNode n =
        w.node(
            "n",
            c -> {
              c.encryption = Encryption.ALLOWED;
              c.tracker = false;
            });
    Mute mute = new Mute();
    if (garbage) {
      mute.says = new byte[4000];
      new Random(1).nextBytes(mute.says);
    }
    SimNet.Host host = w.net.host(SimWorld.ip("46.0.0.9"), 6881, 1 << 20, 10_000_000L);
    w.net.listen(host, mute::accepted);
    n.torrent.peerCommands().addPeer("46.0.0.9:6881");
    w.run(Duration.ofSeconds(garbage ? 4 : 22));
    assertEquals(2, mute.got.size(), "a plain and an encrypted attempt");
    assertEquals(19, mute.got.getFirst());
    assertEquals(0, n.budget.halfOpen());
    assertEquals(0, n.swarm().peers().connected());
    assertEquals(List.of(), mute.links, "both are closed");
  }

  /** What connects and does not go on is dropped after ten seconds. */
  @ParameterizedTest
  @ValueSource(ints = {0, 5, 19, 96, 300, 608, 5000})
  void callersThatDoNotGoOn(int bytes) {
    SimWorld w = new SimWorld(8, 1 << 20);
    SimNode n =
        w.node(
            "n",
            c -> {
              c.encryption = Encryption.ALLOWED;
              c.tracker = false;
            });
    byte[] data = new byte[bytes];
    new Random(bytes).nextBytes(data);
    SimNet.Host host = w.net.host(SimWorld.ip("46.0.0.9"), 6881, 1 << 20, 10_000_000L);
    Mute caller = new Mute();
    caller.says = data;
    Link[] link = new Link[1];
    link[0] =
        w.net.dial(
            host,
            n.address(),
            new Link.Handler() {
              @Override
              public void connected() {
                caller.accepted(link[0]);
              }

              @Override
              public void readable() {}

              @Override
              public void writable() {}

              @Override
              public void closed(IOException cause) {}
            });
    w.run(Duration.ofSeconds(12));
    assertEquals(1, n.refused.size());
    if (bytes == 5000) {
      assertTrue(n.refused.getFirst().contains("synchronisation"), n.refused.toString());
    } else {
      assertEquals("no handshake in time", n.refused.getFirst());
    }
    assertEquals(List.of(), caller.links);
  }

  @Test
  void offRefusesEncryption() {
    SimWorld w = new SimWorld(9, 1 << 20);
    SimNode seed = node(w, "seed", Encryption.OFF, true);
    SimNode l =
        w.node(
            "leecher",
            c -> {
              c.encryption = Encryption.REQUIRED;
              c.tracker = false;
            });
    l.connectTo(seed);
    w.run(Duration.ofSeconds(5));
    assertEquals(List.of("no BitTorrent handshake"), seed.refused);
    assertFalse(l.finished);
    assertEquals(0, l.budget.halfOpen());
  }

  /** Who only allows it does not pay for it. */
  @Test
  void plainLinksStayPlain() {
    SimWorld w = new SimWorld(10, 1 << 20);
    SimNode seed = node(w, "seed", Encryption.ALLOWED, true);
    SimNode l =
        w.node(
            "leecher",
            c -> {
              c.encryption = Encryption.ALLOWED;
              c.downLimit = 20_000;
            });
    w.await("the connection", 30, () -> l.sessionWith(seed) != null);
    assertEquals(Protection.NONE, l.sessionWith(seed).link.protection());
  }
}
