package io.bitonic.core.dht;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.core.krpc.Endpoint;
import io.bitonic.core.krpc.NodeId;
import java.net.InetAddress;
import java.util.HashSet;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PeerStoreTest {
  private final SplittableRandom random = new SplittableRandom(5);
  private final PeerStore store = new PeerStore(random, 0);
  private final NodeId torrent = NodeId.random(random);

  private static Endpoint peer(int i) {
    return new Endpoint(InetAddress.ofLiteral("20." + i / 250 + "." + i % 250 + ".1"), 6881);
  }

  @Test
  void isBoundedInTorrentsAndPeers() {
    for (int i = 0; i < 3000; i++) {
      store.add(torrent, peer(i), i % 2 == 0, i);
    }
    assertEquals(PeerStore.MAX_PEERS, store.peers());
    for (int i = 0; i < 5000; i++) {
      store.add(NodeId.random(random), peer(1), false, 0);
    }
    assertEquals(PeerStore.MAX_TORRENTS, store.torrents());
    // The large swarm is worth more than those made up.
    assertEquals(100, store.peers(torrent, true, false, 100).size());
    assertEquals(250, new HashSet<>(store.peers(torrent, true, true, 500)).size());
    assertNull(store.peers(NodeId.random(random), true, false, 100));
    assertEquals(0, store.peers(torrent, false, false, 100).size());
  }

  @Test
  void oneNetworkCantFillASwarm() {
    for (int port = 1; port < 400; port++) {
      store.add(
          torrent, new Endpoint(InetAddress.ofLiteral("20.1.2." + port % 250), port), false, 0);
    }
    assertEquals(16, store.peers());
  }

  @Test
  void peersExpireAfter45Minutes() {
    store.add(torrent, peer(1), true, 0);
    store.add(torrent, peer(2), false, TimeUnit.MINUTES.toNanos(10));
    assertEquals(1, store.bloom(torrent, true).estimate(), 0.1);
    store.expire(TimeUnit.MINUTES.toNanos(45));
    assertEquals(1, store.peers());
    store.expire(TimeUnit.MINUTES.toNanos(55));
    assertEquals(0, store.torrents());
  }

  @Test
  void samplesStayTheSameForAWhile() {
    for (int i = 0; i < 100; i++) {
      store.add(NodeId.random(random), peer(i), false, 0);
    }
    var first = store.sample(0);
    assertEquals(20, first.infoHashes().size());
    assertEquals(100, first.total());
    assertEquals(first.infoHashes(), store.sample(1000).infoHashes());
    assertFalse(first.infoHashes().equals(store.sample(TimeUnit.MINUTES.toNanos(10)).infoHashes()));
  }

  @Test
  void tokensAreForOneAddressAndTargetAndLastTenMinutes() {
    Tokens tokens = new Tokens(random, 0);
    byte[] t = tokens.make(peer(1), torrent, 0);
    assertTrue(t.length >= 4);
    long minute = TimeUnit.MINUTES.toNanos(1);
    assertTrue(tokens.isValid(t, peer(1), torrent, 4 * minute));
    assertFalse(tokens.isValid(t, peer(2), torrent, 4 * minute));
    assertFalse(tokens.isValid(t, peer(1), NodeId.random(random), 4 * minute));
    assertTrue(tokens.isValid(t, peer(1), torrent, 9 * minute));
    assertFalse(tokens.isValid(t, peer(1), torrent, 14 * minute));
    byte[] old = tokens.make(peer(1), torrent, 14 * minute);
    assertFalse(tokens.isValid(old, peer(1), torrent, 40 * minute));
  }
}
