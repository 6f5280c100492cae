package io.bitonic.core.swarm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.bitonic.core.wire.Handshake;
import io.bitonic.core.wire.Wire;
import java.time.Duration;
import java.util.Arrays;

/** A peer that says anything to a whole torrent. */
class PeerSessionFuzzTest {
  /**
   * A whole torrent survives it: the session ends or goes on, and holds bounded memory.
   *
   * @param data a byte of choices, then what the peer sends
   */
  @FuzzTest(maxDuration = "60s")
  void aTorrentSurvives(byte[] data) {
    if (data.length < 1) {
      return;
    }
    SimWorld w = new SimWorld(1, 100_000);
    boolean complete = (data[0] & 1) != 0;
    SimNode node =
        w.node(
            "node",
            c -> {
              c.complete = complete;
              c.tracker = false;
            });
    long reserved = (data[0] & 2) != 0 ? Handshake.FAST | Handshake.EXTENSION : 0;
    Puppet p = new Puppet(w, "46.0.0.1").dial(node, reserved);
    if ((data[0] & 4) != 0) {
      p.simple(Wire.INTERESTED);
      p.simple(Wire.UNCHOKE);
    }
    w.run(Duration.ofSeconds(1));
    p.raw(Arrays.copyOfRange(data, 1, data.length));
    w.run(Duration.ofSeconds(4));
    PeerSession s = node.sessionWith(p.peerId);
    if (s != null) {
      assertTrue(s.uploads.queued() <= PeerUploads.MAX_REQUESTS);
      assertTrue(s.requests.outstanding() <= 100);
    }
    assertTrue(node.pool.lent() <= node.pool.bound());
    assertTrue(node.swarm().peers().known().size() <= 1);
    assertEquals(complete, node.torrent.havePieces() == w.meta.layout().pieces());
    node.leave();
    w.run(Duration.ofSeconds(10));
    assertEquals(0, node.pool.lent(), "a buffer is lost");
    assertEquals(0, node.budget.peers());
  }
}
