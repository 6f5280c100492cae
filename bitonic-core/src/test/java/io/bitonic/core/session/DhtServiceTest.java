package io.bitonic.core.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.core.api.AddTorrent;
import io.bitonic.core.api.EngineStats.DhtCounts;
import io.bitonic.core.api.TorrentHandle;
import io.bitonic.core.api.TorrentState;
import io.bitonic.core.config.Settings;
import io.bitonic.core.create.TorrentCreator;
import io.bitonic.core.dht.DhtState;
import io.bitonic.core.metainfo.TorrentNodes;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole engines that know of each other by the DHT alone, on loopback addresses of their own. */
class DhtServiceTest {
  @TempDir Path dir;
  private EngineLab lab;

  @BeforeEach
  void open() {
    lab = new EngineLab(dir);
  }

  @AfterEach
  void close() {
    lab.close();
  }

  private EngineLab.Node node(String name, int host, int loops, EngineLab.Node router) {
    List<String> bootstrap = router == null ? List.of() : List.of("127.0.3.1:" + router.port());
    Settings s = lab.settings(name, loops);
    return lab.node(
        name,
        s.with(s.network().with(n -> n.bind = List.of(InetAddress.ofLiteral("127.0.3." + host))))
            .with(new Settings.Discovery(true, bootstrap, false, false, false, false, false)));
  }

  @Test
  void enginesFindEachOtherWithoutATracker() throws Exception {
    EngineLab.Node router = node("router", 1, 1, null);
    EngineLab.Node seed = node("seed", 2, 2, router);
    EngineLab.Node leecher = node("leecher", 3, 2, router);
    byte[] other = lab.payload("seed", "other", 100_000);
    byte[] t = lab.payload("seed", "t", 1_000_000, 300_000);
    seed.add(AddTorrent.of(other, seed.folder()).forSeeding());
    TorrentHandle s = seed.add(AddTorrent.of(t, seed.folder()).forSeeding());
    EngineLab.await("seeding", () -> s.snapshot().state() == TorrentState.SEEDING);
    leecher.add(AddTorrent.of(other, leecher.folder()));
    TorrentHandle h = leecher.add(AddTorrent.of(t, leecher.folder()));
    EngineLab.await("the download", () -> h.snapshot().state() == TorrentState.SEEDING);
    lab.assertSame("seed", "leecher", "t/f0");
    EngineLab.await("nodes", () -> leecher.engine.snapshot().dhtNodes() >= 2);
    assertTrue(leecher.engine.snapshot().dhtNodes() < 10);
    leecher.close();
    DhtState saved = DhtState.load(dir.resolve("leecher-state").resolve("dht"));
    assertTrue(saved.nodes().size() >= 2);
    assertTrue(Files.size(dir.resolve("leecher-state").resolve("dht")) > 60);
  }

  @Test
  void itCanBeTurnedOffAndOnWhileTorrentsRun() throws Exception {
    EngineLab.Node router = node("router", 1, 1, null);
    EngineLab.Node seed = node("seed", 2, 1, router);
    EngineLab.Node leecher = node("leecher", 3, 2, router);
    Settings on = Engines.settings(leecher.engine).orElseThrow().inForce();
    Settings.Discovery d = on.discovery();
    Settings off =
        on.with(new Settings.Discovery(false, d.dhtBootstrap(), false, false, false, false, false));
    assertEquals(List.of(), Engines.settings(leecher.engine).orElseThrow().apply(off).get());
    assertEquals(-1, leecher.engine.snapshot().dhtNodes());
    byte[] t = lab.payload("seed", "t", 400_000);
    TorrentHandle s = seed.add(AddTorrent.of(t, seed.folder()).forSeeding());
    EngineLab.await("seeding", () -> s.snapshot().state() == TorrentState.SEEDING);
    EngineLab.await("the announce", () -> dht(router).torrents() == 1);
    TorrentHandle h = leecher.add(AddTorrent.of(t, leecher.folder()));
    EngineLab.await("under way", () -> h.snapshot().state() == TorrentState.DOWNLOADING);
    assertEquals(0, h.snapshot().knownPeers());
    assertEquals(List.of(), Engines.settings(leecher.engine).orElseThrow().apply(on).get());
    EngineLab.await("the download", () -> h.snapshot().state() == TorrentState.SEEDING);
    EngineLab.await("nodes", () -> leecher.engine.snapshot().dhtNodes() >= 1);
    Engines.settings(leecher.engine).orElseThrow().apply(off).get();
    assertEquals(-1, leecher.engine.snapshot().dhtNodes());
    Engines.settings(leecher.engine).orElseThrow().apply(on).get();
    EngineLab.await("nodes", () -> leecher.engine.snapshot().dhtNodes() >= 1);
  }

  /** A link tells the info-hash and nothing else. */
  @Test
  void aMagnetLinkIsEnough() throws Exception {
    EngineLab.Node router = node("router", 1, 1, null);
    EngineLab.Node seed = node("seed", 2, 1, router);
    EngineLab.Node leecher = node("leecher", 3, 2, router);
    byte[] t = lab.payload("seed", "t", 400_000);
    TorrentHandle s = seed.add(AddTorrent.of(t, seed.folder()).forSeeding());
    EngineLab.await("seeding", () -> s.snapshot().state() == TorrentState.SEEDING);
    TorrentHandle h =
        leecher.add(AddTorrent.ofMagnet("magnet:?xt=urn:btih:" + s.id(), leecher.folder()));
    EngineLab.await("the download", () -> h.snapshot().state() == TorrentState.SEEDING);
    lab.assertSame("seed", "leecher", "t/f0");
  }

  @Test
  void nodesOfATorrentFileAreAWayIn() throws Exception {
    EngineLab.Node router = node("router", 1, 1, null);
    EngineLab.Node late = node("late", 2, 1, null);
    byte[] t = lab.payload("late", "t", 100_000);
    String text = new String(t, StandardCharsets.ISO_8859_1);
    String nodes = "5:nodesll9:127.0.3.1i" + router.port() + "eee";
    int end = text.lastIndexOf('e');
    byte[] withNodes = (text.substring(0, end) + nodes + "e").getBytes(StandardCharsets.ISO_8859_1);
    assertEquals(List.of("127.0.3.1:" + router.port()), TorrentNodes.read(withNodes));
    late.add(AddTorrent.of(withNodes, late.folder()));
    EngineLab.await("a node", () -> late.engine.snapshot().dhtNodes() == 1);
  }

  @Test
  void peersTellOfTheirNodes() throws Exception {
    EngineLab.Node seed = node("seed", 1, 1, null);
    EngineLab.Node leecher = node("leecher", 2, 1, null);
    byte[] t = lab.payload("seed", "t", 100_000);
    TorrentHandle s = seed.add(AddTorrent.of(t, seed.folder()).forSeeding());
    EngineLab.await("seeding", () -> s.snapshot().state() == TorrentState.SEEDING);
    TorrentHandle h = leecher.add(AddTorrent.of(t, leecher.folder()));
    leecher.submit(
        new io.bitonic.core.api.EngineCommand.AddPeer(h.id(), "127.0.3.1:" + seed.port()));
    EngineLab.await("a node", () -> leecher.engine.snapshot().dhtNodes() == 1);
    EngineLab.await("a node", () -> seed.engine.snapshot().dhtNodes() == 1);
  }

  @Test
  void privateTorrentsAreNotAnnounced() throws Exception {
    EngineLab.Node router = node("router", 1, 1, null);
    EngineLab.Node seed = node("seed", 2, 1, router);
    byte[] t = lab.payload("seed", "t", 100_000);
    byte[] isPrivate =
        new TorrentCreator(seed.folder().resolve("t"))
            .pieceLength(EngineLab.PIECE)
            .privateTorrent(true)
            .create((done, total) -> {}, () -> false);
    TorrentHandle s = seed.add(AddTorrent.of(isPrivate, seed.folder()).forSeeding());
    EngineLab.await("seeding", () -> s.snapshot().state() == TorrentState.SEEDING);
    assertTrue(s.snapshot().privateTorrent());
    TorrentHandle open = seed.add(AddTorrent.of(t, seed.folder()).forSeeding());
    EngineLab.await("the announce", () -> dht(router).torrents() == 1);
    EngineLab.Node leecher = node("leecher", 3, 1, router);
    TorrentHandle hidden = leecher.add(AddTorrent.of(isPrivate, leecher.folder()));
    TorrentHandle found = leecher.add(AddTorrent.of(t, dir.resolve("elsewhere")));
    EngineLab.await("the public one", () -> found.snapshot().state() == TorrentState.SEEDING);
    assertEquals(TorrentState.SEEDING, open.snapshot().state());
    assertEquals(TorrentState.DOWNLOADING, hidden.snapshot().state());
    assertEquals(0, hidden.snapshot().knownPeers());
  }

  @Test
  void withPrivateTorrentsAloneNothingIsAskedAndNothingAnswered() throws Exception {
    EngineLab.Node seed = node("seed", 1, 1, null);
    byte[] closed = lab.privatePayload("seed", "closed", 100_000);
    byte[] open = lab.payload("seed", "open", 100_000);
    TorrentHandle s = seed.add(AddTorrent.of(closed, seed.folder()).forSeeding());
    EngineLab.await("seeding", () -> s.snapshot().state() == TorrentState.SEEDING);
    // It has no torrent: it goes in after a while, and asks the other one, in vain.
    EngineLab.Node asker = node("asker", 2, 1, seed);
    EngineLab.await("a question", () -> dht(asker).queriesOut() > 0);
    assertEquals(0, dht(seed).queriesIn());
    assertEquals(0, dht(seed).queriesOut());
    assertEquals(0, dht(seed).bytesOut());
    seed.add(AddTorrent.of(open, seed.folder()).forSeeding());
    EngineLab.Node late = node("late", 3, 1, seed);
    EngineLab.await("a node", () -> late.engine.snapshot().dhtNodes() >= 1);
  }

  private static DhtCounts dht(EngineLab.Node n) {
    return n.engine.stats().join().dht();
  }

  @Test
  void isOffWhenTheSettingsSaySo() {
    assertEquals(-1, lab.node("off", 1).engine.snapshot().dhtNodes());
  }
}
