package io.bitonic.core.swarm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.core.api.DetailPart;
import io.bitonic.core.api.PeerHealth;
import io.bitonic.core.health.PeerScore;
import io.bitonic.core.wire.Handshake;
import io.bitonic.core.wire.Wire;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What peers do shows in their scores, and stays with their address. */
class SwarmHealthTest {
  private static final long CAPABLE = Handshake.FAST | Handshake.EXTENSION;

  private final SimWorld w = new SimWorld(17, 12 << 20);

  private SimNode seed(String name, long bytesPerSecond) {
    return w.node(
        name,
        c -> {
          c.complete = true;
          c.upBytesPerSecond = bytesPerSecond;
        });
  }

  private PeerHealth health(SimNode of, String address) {
    return of.torrent.detail(Set.of(DetailPart.PEERS)).peers().stream()
        .filter(r -> r.address().startsWith(address))
        .findFirst()
        .orElseThrow()
        .health();
  }

  @Test
  void theFasterPeerIsTheHealthierOne() {
    SimNode fast = seed("fast", 600_000);
    SimNode slow = seed("slow", 60_000);
    SimNode node = w.leecher("leecher");
    w.await("both", 20, () -> node.swarm().peers().connected() == 2);
    w.run(Duration.ofSeconds(12));
    PeerHealth f = health(node, fast.address().getAddress().getHostAddress());
    PeerHealth s = health(node, slow.address().getAddress().getHostAddress());
    assertTrue(f.score() > 90 && f.share() > 1.5, f.toString());
    assertTrue(s.score() < 85 && s.share() < 0.5, s.toString());
    assertTrue(f.received() > 8 * s.received(), "useful data is counted");
    assertEquals(1, node.sessionWith(fast).score().view(w.loop.clock().nanos()).calls());
  }

  @Test
  void aPeerThatStopsToAnswerLosesHealthAndGetsNoPieceThatIsNearlyDone() {
    SimNode node = w.leecher("leecher");
    Puppet p = new Puppet(w, "46.0.0.1").dial(node, CAPABLE).extensionHello(7000, false);
    p.serve();
    w.await("some pieces", 20, () -> node.torrent.havePieces() > 5);
    p.reaction = m -> {};
    w.run(Duration.ofSeconds(40));
    PeerHealth h = health(node, "46.0.0.1");
    assertEquals(1, h.stalls());
    assertTrue(h.timeouts() > 0, h.toString());
    assertTrue(h.score() < 90, h.toString());
  }

  @Test
  void aPeerThatRefusesIsAskedLessAndLess() {
    SimNode node = w.leecher("leecher");
    Puppet p = new Puppet(w, "46.0.0.1").dial(node, CAPABLE).extensionHello(7000, false);
    p.reaction =
        m -> {
          if (m.id() == Wire.REQUEST) {
            p.request(Wire.REJECT, m.i(0), m.i(4), m.i(8));
          }
        };
    p.simple(Wire.HAVE_ALL).simple(Wire.UNCHOKE);
    w.run(Duration.ofSeconds(60));
    assertTrue(p.count(Wire.REQUEST) < 3_000, "requests " + p.count(Wire.REQUEST));
    PeerHealth h = health(node, "46.0.0.1");
    assertTrue(h.rejects() > 100 && h.score() < 25, h.toString());
  }

  @Test
  void whatAPeerDidIsRememberedUnderTheAddressWhereItCanBeCalled() {
    SimNode node = w.leecher("leecher");
    Puppet p = new Puppet(w, "46.0.0.1").dial(node, CAPABLE).extensionHello(7000, false);
    w.await("the session", 5, () -> node.sessionWith(p.peerId) != null);
    w.run(Duration.ofSeconds(1));
    PeerScore score = node.sessionWith(p.peerId).score();
    KnownPeer known = node.swarm().peers().known().get(p.host.address);
    assertNotNull(known);
    assertSame(known.score, score);
    score.badPiece(w.loop.clock().nanos());
    p.close();
    w.run(Duration.ofSeconds(1));
    Puppet again = new Puppet(w, "46.0.0.1").dial(node, CAPABLE).extensionHello(7000, false);
    w.await("the session", 5, () -> node.sessionWith(again.peerId) != null);
    w.run(Duration.ofSeconds(1));
    assertEquals(1, node.sessionWith(again.peerId).score().view(0).badPieces());
  }
}
