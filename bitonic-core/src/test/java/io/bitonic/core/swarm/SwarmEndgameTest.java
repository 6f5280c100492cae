package io.bitonic.core.swarm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.core.api.EngineEvent;
import io.bitonic.core.util.PieceLayout;
import io.bitonic.core.wire.Handshake;
import io.bitonic.core.wire.Wire;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** The last blocks, which several peers are asked for. */
class SwarmEndgameTest {
  private static final long CAPABLE = Handshake.FAST | Handshake.EXTENSION;
  private static final int BLOCK = PieceLayout.BLOCK;

  /**
   * A world of one piece of two blocks, a leecher and two peers that have the piece; both are asked
   * for it.
   */
  private static final class Last {
    final SimWorld w = new SimWorld(5, 2 * BLOCK);
    final SimNode node =
        w.node(
            "leecher",
            c -> {
              c.tracker = false;
              c.maxRequests = 50;
            });
    final Puppet a = new Puppet(w, "46.0.0.1").dial(node, CAPABLE);
    final Puppet b;

    Last() {
      a.simple(Wire.HAVE_ALL).simple(Wire.UNCHOKE);
      w.await("the requests to a", 10, () -> node.torrent.picker().inEndgame());
      b = new Puppet(w, "47.0.0.1").dial(node, CAPABLE);
      b.simple(Wire.HAVE_ALL).simple(Wire.UNCHOKE);
      // In the endgame an idle peer is asked for the last blocks of the piece first.
      w.await("the requests to b", 10, () -> b.count(Wire.REQUEST) > 0);
    }

    /** A block that both were asked for. */
    int shared() {
      for (int block = 1; block >= 0; block--) {
        if (a.wasAsked(0, block) && b.wasAsked(0, block)) {
          return block;
        }
      }
      throw new AssertionError("no block was asked of both");
    }

    PeerSession session(Puppet p) {
      return node.sessionWith(p.peerId);
    }
  }

  private static byte[] part(byte[] message, int from, int to) {
    return Arrays.copyOfRange(message, from, to);
  }

  @Test
  void theSlowerPeerIsToldToCancel() {
    Last l = new Last();
    int block = l.shared();
    l.a.sendBlock(0, block);
    l.w.await("a cancel at b", 5, () -> l.b.count(Wire.CANCEL) > 0);
    assertEquals(block * BLOCK, l.b.all(Wire.CANCEL).getFirst().i(4));
    assertEquals(0, l.a.count(Wire.CANCEL));
  }

  @Test
  void aLiarsBytesDoNotGetIntoAnotherPeersBlock() {
    Last l = new Last();
    int block = l.shared();
    byte[] good = l.b.block(0, block * BLOCK, BLOCK, true);
    byte[] bad = l.a.block(0, block * BLOCK, BLOCK, false);
    l.b.raw(part(good, 0, 8000));
    l.w.run(Duration.ofMillis(100));
    // The whole of the liar's first half comes over what the honest peer has sent already.
    l.a.raw(part(bad, 0, 9000));
    l.w.run(Duration.ofMillis(100));
    l.b.raw(part(good, 8000, good.length));
    l.w.run(Duration.ofMillis(100));
    l.a.raw(part(bad, 9000, bad.length));
    l.w.run(Duration.ofMillis(100));
    for (int i = 0; i < 2; i++) {
      if (i != block) {
        l.b.sendBlock(0, i);
        l.a.sendBlock(0, i);
        l.w.run(Duration.ofMillis(100));
      }
    }
    l.w.await("the end", 10, () -> l.node.finished);
    assertTrue(l.node.events(EngineEvent.HashFailed.class).isEmpty());
    assertTrue(l.node.hasPayload());
  }

  @Test
  void aRequestWhoseBlockWasThrownAwayIsAnswered() {
    Last l = new Last();
    int block = l.shared();
    l.b.raw(part(l.b.block(0, block * BLOCK, BLOCK, true), 0, 8000));
    l.w.run(Duration.ofMillis(100));
    int before = l.session(l.a).requests.outstanding();
    l.a.sendBlock(0, block);
    l.w.run(Duration.ofMillis(100));
    assertFalse(l.node.torrent.picker().isReceived(0, block), "two peers wrote to one place");
    assertFalse(l.node.torrent.picker().isRequested(l.session(l.a).slot, 0, block));
    assertEquals(before - 1, l.session(l.a).requests.outstanding());
  }

  @Test
  void aPeerThatStallsInTheMiddleOfABlockLosesItsPlace() {
    Last l = new Last();
    int block = l.shared();
    byte[] late = l.b.block(0, block * BLOCK, BLOCK, false);
    l.b.raw(part(late, 0, 8000));
    l.w.run(Duration.ofMillis(2500));
    l.a.sendBlock(0, block);
    l.w.run(Duration.ofMillis(100));
    assertTrue(l.node.torrent.picker().isReceived(0, block));
    l.b.raw(part(late, 8000, late.length));
    for (int i = 0; i < 2; i++) {
      if (i != block) {
        l.a.sendBlock(0, i);
      }
    }
    l.w.await("the end", 10, () -> l.node.finished);
    assertTrue(l.node.events(EngineEvent.HashFailed.class).isEmpty());
    assertFalse(l.b.ended, "a slow peer is no enemy");
  }

  @Test
  void anotherPeerGetsTheBlocksOfOneThatStalls() {
    SimWorld w = new SimWorld(6, 4 * SimWorld.PIECE);
    SimNode node = w.node("leecher", c -> c.tracker = false);
    Puppet mute = new Puppet(w, "46.0.0.1").dial(node, CAPABLE);
    mute.simple(Wire.HAVE_ALL).simple(Wire.UNCHOKE);
    w.await("requests", 10, () -> mute.count(Wire.REQUEST) > 0);
    w.await("the snub", 60, () -> node.sessionWith(mute.peerId) != null && snubbed(node, mute));
    Puppet good = new Puppet(w, "47.0.0.1").dial(node, CAPABLE).serve();
    w.await("the end", 30, () -> node.finished);
    assertTrue(good.count(Wire.REQUEST) >= 16);
  }

  private static boolean snubbed(SimNode node, Puppet p) {
    return node.sessionWith(p.peerId).requests.isSnubbed();
  }
}
