package io.bitonic.core.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.core.api.AddTorrent;
import io.bitonic.core.api.TorrentHandle;
import io.bitonic.core.api.TorrentState;
import io.bitonic.core.config.Settings;
import io.bitonic.core.metainfo.Magnet;
import io.bitonic.core.metainfo.MetainfoParser;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Engines that find each other without a tracker. */
@Timeout(60)
class DiscoveryEngineTest {
  private static final Settings.Discovery LSD =
      new Settings.Discovery(false, List.of(), false, true, false, false, false);
  private static final Settings.Discovery PEX =
      new Settings.Discovery(false, List.of(), true, false, false, false, false);

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

  private EngineLab.Node node(String name, Settings.Discovery d) {
    return lab.node(name, lab.settings(name, 1).with(d));
  }

  private static void awaitState(TorrentHandle t, TorrentState state) {
    EngineLab.await(() -> state + ", not " + t.snapshot(), () -> t.snapshot().state() == state);
  }

  @Test
  void theLocalNetworkLeadsFromALinkToThePayload() throws Exception {
    byte[] t = lab.payload("seed", "album", 300_000);
    EngineLab.Node seed = node("seed", LSD);
    EngineLab.Node n = node("leecher", LSD);
    TorrentHandle h =
        n.add(AddTorrent.ofMagnet(Magnet.of(MetainfoParser.parse(t)).uri(), n.folder()));
    awaitState(h, TorrentState.FETCHING_METADATA);
    awaitState(seed.add(AddTorrent.of(t, seed.folder()).forSeeding()), TorrentState.SEEDING);
    awaitState(h, TorrentState.SEEDING);
    lab.assertSame("seed", "leecher", "album/f0");
  }

  @Test
  void peersTellOfEachOther() throws Exception {
    byte[] t = lab.payload("seed", "album", 3_000_000);
    EngineLab.Node seed = node("seed", PEX);
    EngineLab.Node a = node("a", PEX);
    EngineLab.Node b = node("b", PEX);
    awaitState(seed.add(AddTorrent.of(t, seed.folder()).forSeeding()), TorrentState.SEEDING);
    TorrentHandle ha = a.add(limited(t, a));
    TorrentHandle hb = b.add(limited(t, b));
    a.connect(ha, seed);
    EngineLab.await("the seed at a", () -> ha.snapshot().peers() == 1);
    b.connect(hb, a);
    // Either of the two may have called the other first; nobody else has told them.
    EngineLab.await("the seed at b", () -> hb.snapshot().peers() == 2);
  }

  private static AddTorrent limited(byte[] torrent, EngineLab.Node n) {
    AddTorrent r = AddTorrent.of(torrent, n.folder());
    return new AddTorrent(
        torrent,
        r.savePath(),
        false,
        false,
        r.filePriorities(),
        r.defaultPriority(),
        false,
        "",
        50_000,
        0,
        0);
  }

  @Test
  void aPrivateTorrentIsFoundByNothingButItsTracker() throws Exception {
    EngineLab.Node seed =
        node("seed", new Settings.Discovery(false, List.of(), true, true, false, false, false));
    EngineLab.Node n =
        node("leecher", new Settings.Discovery(false, List.of(), true, true, false, false, false));
    byte[] open = lab.payload("seed", "open", 100_000);
    byte[] closed = lab.privatePayload("seed", "closed", 100_000);
    TorrentHandle seeding = seed.add(AddTorrent.of(closed, seed.folder()).forSeeding());
    awaitState(seeding, TorrentState.SEEDING);
    TorrentHandle h = n.add(closed);
    awaitState(h, TorrentState.DOWNLOADING);
    awaitState(seed.add(AddTorrent.of(open, seed.folder()).forSeeding()), TorrentState.SEEDING);
    // When the other torrent has been found, the private one would have been too.
    awaitState(n.add(open), TorrentState.SEEDING);
    assertTrue(h.snapshot().privateTorrent());
    assertEquals(0, h.snapshot().knownPeers());
    assertEquals(0, seeding.snapshot().knownPeers());
  }
}
