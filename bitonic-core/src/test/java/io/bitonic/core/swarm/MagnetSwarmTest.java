package io.bitonic.core.swarm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.core.api.EngineEvent;
import io.bitonic.core.config.Settings;
import io.bitonic.core.disk.TestTorrent.Spec;
import io.bitonic.core.metainfo.Metainfo;
import io.bitonic.core.net.Loop;
import io.bitonic.core.pex.HolepunchMessage;
import io.bitonic.core.pex.PexMessage;
import io.bitonic.core.util.Bits;
import io.bitonic.core.wire.ExtensionHandshake;
import io.bitonic.core.wire.Handshake;
import io.bitonic.core.wire.MetadataMessage;
import io.bitonic.core.wire.Wire;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Metadata, peer exchange and holepunch among simulated peers, some of them hostile. */
class MagnetSwarmTest {
  private static final Discoverable PEX = new Discoverable(false, true, false);
  private static final long FAST = Handshake.EXTENSION | Handshake.FAST;

  private final byte[] info = bytes(60_000);
  private final SimWorld w = SimWorld.withInfo(7, info, Spec.file("file.bin", 200_000));

  private static byte[] bytes(int n) {
    byte[] b = new byte[n];
    new Random(n).nextBytes(b);
    return b;
  }

  /** A peer that gives metadata as {@code says} makes it of the truth. */
  private Puppet source(String ip, int size, UnaryOperator<byte[]> says) {
    Puppet p = new Puppet(w, ip).listen(FAST);
    byte[] lie = says.apply(info.clone());
    p.reaction =
        m -> {
          if (m.id() != Wire.EXTENDED) {
            return;
          }
          byte[] body = new byte[m.body().remaining() - 1];
          ByteBuffer b = m.body().duplicate();
          int id = b.get();
          b.get(body);
          if (id == 0) {
            p.extended(
                0,
                ExtensionHandshake.ours(7000, 250, p.host.address.getAddress(), false)
                    .withMetadata(size)
                    .encode());
          } else if (id == ExtensionHandshake.OUR_METADATA) {
            MetadataMessage ask = MetadataMessage.parse(body);
            p.extended(
                ExtensionHandshake.OUR_METADATA, MetadataMessage.data(ask.piece(), lie).encode());
          }
        };
    return p;
  }

  private Puppet honest(String ip) {
    return source(ip, info.length, b -> b);
  }

  private Puppet liar(String ip) {
    return source(
        ip,
        info.length,
        b -> {
          b[20_000] ^= 1;
          return b;
        });
  }

  @Test
  void blocksComeFromSeveralPeersAtOnce() {
    SimMagnet n = new SimMagnet(w, "45.1.0.1", Discoverable.NOWHERE);
    Puppet a = honest("45.2.0.1");
    Puppet b = honest("45.2.0.2");
    n.knows(a.host.address, b.host.address);
    w.await("the metadata", 30, () -> n.info != null);
    assertArrayEquals(info, n.info);
    assertEquals(1.0, n.torrent.snapshot(0).checkedFraction());
  }

  @Test
  void aLiarAmongHonestPeersIsFoundAndBanned() {
    SimMagnet n = new SimMagnet(w, "45.1.0.1", Discoverable.NOWHERE);
    Puppet liar = liar("45.2.0.1");
    n.knows(liar.host.address, honest("45.2.0.2").host.address, honest("45.2.0.3").host.address);
    w.await("the metadata", 120, () -> n.info != null);
    assertArrayEquals(info, n.info);
    assertTrue(n.bans() <= 1, n.events.toString());
  }

  @Test
  void aLoneLiarIsBannedAtOnce() {
    SimMagnet n = new SimMagnet(w, "45.1.0.1", Discoverable.NOWHERE);
    n.knows(liar("45.2.0.1").host.address);
    w.await("the ban", 30, () -> n.bans() == 1);
    assertNull(n.info);
    n.knows(honest("45.2.0.2").host.address);
    w.await("the metadata", 30, () -> n.info != null);
  }

  @Test
  void nineOfTenLie() {
    SimMagnet n = new SimMagnet(w, "45.1.0.1", Discoverable.NOWHERE);
    List<InetSocketAddress> all = new ArrayList<>();
    for (int i = 1; i <= 9; i++) {
      all.add(liar("45.2.0." + i).host.address);
    }
    all.add(honest("45.2.1.1").host.address);
    n.knows(all.toArray(InetSocketAddress[]::new));
    w.await("the metadata", 300, () -> n.info != null);
    assertArrayEquals(info, n.info);
  }

  @Test
  void impossibleSizesAndLiesAboutTheSizeDoNotHoldItUp() {
    SimMagnet n = new SimMagnet(w, "45.1.0.1", Discoverable.NOWHERE);
    Puppet huge = source("45.2.0.1", Integer.MAX_VALUE, b -> b);
    Puppet more = source("45.2.0.2", 65_000, b -> bytes(65_000));
    n.knows(huge.host.address, more.host.address);
    w.await("two bans", 60, () -> n.bans() == 2);
    n.knows(honest("45.2.0.3").host.address);
    w.await("the metadata", 30, () -> n.info != null);
  }

  @Test
  void aPeerThatDoesNotAnswerIsPassedBy() {
    SimMagnet n = new SimMagnet(w, "45.1.0.1", Discoverable.NOWHERE);
    Puppet mute = source("45.2.0.1", info.length, b -> b);
    var greet = mute.reaction;
    mute.reaction =
        m -> {
          if (m.id() == Wire.EXTENDED && m.body().get(0) == 0) {
            greet.accept(m);
          }
        };
    n.knows(mute.host.address);
    w.run(Duration.ofSeconds(2));
    n.knows(honest("45.2.0.2").host.address);
    w.await("the metadata", 15, () -> n.info != null);
  }

  @Test
  void weGiveMetadataTwiceAndThenSlowly() {
    SimNode seed = w.node("seed", c -> c.complete = true);
    Puppet p = new Puppet(w, "45.2.0.1").dial(seed, FAST);
    p.extended(
        0,
        ExtensionHandshake.ours(7000, 250, p.host.address.getAddress(), false)
            .withMetadata(0)
            .encode());
    int blocks = MetadataMessage.blocks(info.length);
    for (int i = 0; i < 5 * blocks; i++) {
      p.extended(ExtensionHandshake.OUR_METADATA, MetadataMessage.request(i % blocks).encode());
    }
    w.run(Duration.ofSeconds(1));
    assertFalse(p.ended);
    long given = answers(p, MetadataMessage.DATA);
    assertTrue(given >= 2L * blocks && given <= 2L * blocks + 2, given + " blocks");
    assertEquals(5L * blocks, given + answers(p, MetadataMessage.REJECT));
    assertEquals(info.length, hello(p).metadataSize());
  }

  private static ExtensionHandshake hello(Puppet p) {
    for (Puppet.Message m : p.all(Wire.EXTENDED)) {
      if (m.body().get(0) == 0) {
        byte[] raw = new byte[m.body().capacity() - 1];
        m.body().duplicate().position(1).get(raw);
        return ExtensionHandshake.parse(raw);
      }
    }
    return ExtensionHandshake.NONE;
  }

  private static long answers(Puppet p, int type) {
    return p.all(Wire.EXTENDED).stream()
        .filter(m -> m.body().get(0) == ExtensionHandshake.OUR_METADATA)
        .map(
            m -> {
              byte[] raw = new byte[m.body().capacity() - 1];
              m.body().duplicate().position(1).get(raw);
              return MetadataMessage.parse(raw);
            })
        .filter(m -> m.type() == type)
        .count();
  }

  // ---- peer exchange
  // ----------------------------------------------------------------------------------------------

  private static PexMessage told(int first, int count) {
    List<PexMessage.Peer> peers =
        IntStream.range(first, first + count)
            .mapToObj(i -> new InetSocketAddress(SimWorld.ip("46.0." + i / 200 + "." + i % 200), 1))
            .map(a -> new PexMessage.Peer(a, 0))
            .toList();
    return new PexMessage(peers, List.of());
  }

  @Test
  void aFloodOfPeerExchangeEndsTheConnection() {
    SimMagnet n = new SimMagnet(w, "45.1.0.1", PEX);
    Puppet p = honest("45.2.0.1");
    var greet = p.reaction;
    p.reaction =
        m -> {
          if (m.body().hasRemaining() && m.body().get(0) == 0) {
            greet.accept(m);
          }
        };
    n.knows(p.host.address);
    w.await("the connection", 10, () -> n.torrent.peers().connected() == 1);
    p.extended(ExtensionHandshake.OUR_PEX, told(1, 900).encode());
    w.run(Duration.ofSeconds(1));
    int known = n.torrent.peers().known().size();
    assertTrue(known <= 1 + PexMessage.MAX_PEERS, known + " of one message");
    for (int i = 0; i < 5; i++) {
      p.extended(ExtensionHandshake.OUR_PEX, told(1000 + 10 * i, 10).encode());
    }
    w.await("the end", 5, () -> p.ended);
    assertEquals(0, n.bans(), "clumsiness is no crime");
  }

  @Test
  void withoutPeerExchangeNothingIsBelieved() {
    SimMagnet n = new SimMagnet(w, "45.1.0.1", Discoverable.NOWHERE);
    Puppet p = honest("45.2.0.1");
    n.knows(p.host.address);
    w.await("the metadata", 10, () -> n.info != null);
    p.extended(ExtensionHandshake.OUR_PEX, told(1, 50).encode());
    w.run(Duration.ofSeconds(1));
    assertEquals(1, n.torrent.peers().known().size());
    assertEquals(0, hello(p).pexId());
    assertEquals(0, hello(p).holepunchId());
  }

  @Test
  void whatOthersSayOfAPeerSteersHowItIsCalled() {
    SimMagnet n = new SimMagnet(w, "45.1.0.1", PEX);
    Puppet p = honest("45.2.0.1");
    n.knows(p.host.address);
    w.await("the metadata", 10, () -> n.info != null);
    int utp = PexMessage.UTP;
    int encrypted = PexMessage.ENCRYPTION;
    int reachable = PexMessage.REACHABLE;
    List<PexMessage.Peer> told =
        List.of(
            new PexMessage.Peer(nobody(1), 0),
            new PexMessage.Peer(nobody(2), utp),
            new PexMessage.Peer(nobody(3), utp | reachable | encrypted));
    p.extended(ExtensionHandshake.OUR_PEX, new PexMessage(told, List.of()).encode());
    w.await("the peers", 5, () -> n.torrent.peers().known().size() == 4);
    PeerList known = n.torrent.peers().known();
    assertFalse(known.get(nobody(1)).traits.likelyUtp);
    assertTrue(known.get(nobody(2)).traits.likelyUtp, "nobody has called it");
    assertFalse(known.get(nobody(3)).traits.likelyUtp, "it can be called: TCP is the faster");
    assertFalse(known.get(nobody(2)).traits.wantsEncryption);
    assertTrue(known.get(nobody(3)).traits.wantsEncryption && known.get(nobody(3)).reachable);
  }

  @Test
  void whoTellsOfPeersThatNobodyReachesIsNotBelievedAnyMore() {
    SimMagnet n = new SimMagnet(w, "45.1.0.1", PEX);
    Puppet p = honest("45.2.0.1");
    n.knows(p.host.address);
    w.await("the metadata", 10, () -> n.info != null);
    p.extended(ExtensionHandshake.OUR_PEX, told(1, 200).encode());
    w.await("the peers", 5, () -> n.torrent.peers().known().size() > 100);
    w.await("the end of belief", 60, () -> n.torrent.peers().known().size() < 60);
    w.run(Duration.ofSeconds(70));
    int before = n.torrent.peers().known().size();
    p.extended(ExtensionHandshake.OUR_PEX, told(300, 200).encode());
    w.run(Duration.ofSeconds(2));
    assertTrue(n.torrent.peers().known().size() <= before);
  }

  @Test
  void privateTorrentsUseTrackersAlone() {
    Settings.Discovery all =
        new Settings.Discovery(true, List.of(), true, true, true, false, false);
    Discoverable d = Discoverable.of(all, true);
    assertEquals(Discoverable.NOWHERE, d);
    for (PeerSource s : PeerSource.values()) {
      boolean found = s == PeerSource.DHT || s == PeerSource.PEX || s == PeerSource.LSD;
      assertEquals(!found, d.allows(s), s.toString());
      assertTrue(Discoverable.of(all, false).allows(s));
    }
  }

  /** A DHT that says what it is asked and finds the same peer again and again. */
  private static final class Dht implements DhtPeers {
    final List<String> calls = new ArrayList<>();
    Consumer<List<InetSocketAddress>> found;

    @Override
    public int port() {
      return 6881;
    }

    @Override
    public void seek(
        byte[] infoHash, boolean seed, Loop loop, Consumer<List<InetSocketAddress>> to) {
      calls.add("seek");
      found = to;
    }

    @Override
    public void leave(byte[] infoHash) {
      calls.add("leave");
    }

    @Override
    public void node(InetSocketAddress address) {
      calls.add("node");
    }
  }

  private static InetSocketAddress nobody(int last) {
    return new InetSocketAddress(SimWorld.ip("47.0.0." + last), 5);
  }

  /** BEP 27: what was found while the torrent was thought to be public is not used any more. */
  @Test
  void aMagnetThatTurnsOutPrivateStopsAllDiscoveryAtOnce() {
    Discoverable everywhere = new Discoverable(true, true, true);
    Dht dht = new Dht();
    SimMagnet n = new SimMagnet(w, "45.1.0.1", everywhere, dht);
    Puppet p = honest("45.2.0.1");
    n.torrent.addPeers(List.of(nobody(1)), PeerSource.TRACKER);
    n.torrent.addPeers(List.of(nobody(2)), PeerSource.MAGNET);
    n.torrent.addPeers(List.of(nobody(3)), PeerSource.LSD);
    n.torrent.addPeers(List.of(nobody(4)), PeerSource.RESUME);
    dht.found.accept(List.of(p.host.address, nobody(5)));
    w.await("the metadata", 30, () -> n.info != null);
    p.extended(ExtensionHandshake.OUR_PEX, told(100, 3).encode());
    w.run(Duration.ofSeconds(1));
    assertTrue(n.torrent.peers().known().size() >= 9, "all are known");
    assertTrue(n.torrent.isLocal());
    assertEquals(List.of("seek"), dht.calls);

    Metainfo meta = SimWorld.asPrivate(w.meta);
    SimStorage storage = new SimStorage(w.loop, n.random, meta.layout(), 1, (data, piece) -> false);
    SwarmContext closed = n.context(Discoverable.NOWHERE, DhtPeers.NONE, storage);
    Torrent t = n.torrent.become(closed, meta, storage, new Nobody());
    assertEquals(List.of("seek", "leave"), dht.calls, "the DHT is left");
    assertFalse(n.torrent.isLocal());
    assertFalse(t.isLocal());
    w.run(Duration.ofSeconds(1));
    assertTrue(p.ended, "connections from then are closed");
    PeerList known = t.swarm().peers().known();
    assertEquals(2, known.size());
    assertTrue(known.get(nobody(1)) != null && known.get(nobody(2)) != null);

    t.life().start(new Bits(meta.layout().pieces()), new Bits(meta.layout().pieces()));
    List<String> calls = new ArrayList<>();
    w.net.connects = calls::add;
    dht.found.accept(List.of(p.host.address));
    t.addPeers(List.of(p.host.address), PeerSource.LSD);
    w.run(Duration.ofMinutes(3));
    assertEquals(2, known.size(), "answers that come late are not taken");
    assertEquals(List.of(), calls.stream().filter(c -> c.contains("45.2.0.1")).toList());
    assertEquals(List.of("seek", "leave"), dht.calls);
  }

  /** Nobody is told what a torrent does. */
  private static final class Nobody implements Torrent.Owner {
    @Override
    public void event(EngineEvent event) {}

    @Override
    public void changed(Torrent torrent) {}

    @Override
    public void publish(Torrent torrent) {}

    @Override
    public long idle(Torrent torrent) {
      return Long.MAX_VALUE;
    }
  }

  @Test
  void twoPeersAreBroughtTogether() {
    SimMagnet n = new SimMagnet(w, "45.1.0.1", PEX);
    Puppet a = punchable("45.2.0.1");
    Puppet b = punchable("45.2.0.2");
    n.knows(a.host.address, b.host.address);
    w.await("both", 10, () -> n.torrent.peers().connected() == 2);
    w.run(Duration.ofSeconds(1));
    a.extended(
        ExtensionHandshake.OUR_HOLEPUNCH,
        new HolepunchMessage(HolepunchMessage.RENDEZVOUS, b.host.address, 0).encode());
    w.run(Duration.ofSeconds(1));
    assertEquals(new HolepunchMessage(HolepunchMessage.CONNECT, b.host.address, 0), punched(a));
    assertEquals(new HolepunchMessage(HolepunchMessage.CONNECT, a.host.address, 0), punched(b));
    InetSocketAddress nobody = new InetSocketAddress(SimWorld.ip("47.0.0.1"), 5);
    a.messages.clear();
    a.extended(
        ExtensionHandshake.OUR_HOLEPUNCH,
        new HolepunchMessage(HolepunchMessage.RENDEZVOUS, nobody, 0).encode());
    w.run(Duration.ofSeconds(1));
    assertEquals(
        new HolepunchMessage(HolepunchMessage.ERROR, nobody, HolepunchMessage.NOT_CONNECTED),
        punched(a));
  }

  private Puppet punchable(String ip) {
    Puppet p = new Puppet(w, ip).listen(FAST);
    p.reaction =
        m -> {
          if (m.id() == Wire.EXTENDED && m.body().get(0) == 0) {
            p.extended(
                0,
                ExtensionHandshake.ours(7000, 250, p.host.address.getAddress(), false)
                    .withMetadata(0)
                    .withPex()
                    .encode());
          }
        };
    return p;
  }

  private static HolepunchMessage punched(Puppet p) {
    for (Puppet.Message m : p.all(Wire.EXTENDED)) {
      if (m.body().get(0) == ExtensionHandshake.OUR_HOLEPUNCH) {
        byte[] raw = new byte[m.body().capacity() - 1];
        m.body().duplicate().position(1).get(raw);
        return HolepunchMessage.parse(raw);
      }
    }
    return null;
  }
}
