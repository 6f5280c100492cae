package io.bitonic.core.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.core.api.AddTorrent;
import io.bitonic.core.api.EngineCommand;
import io.bitonic.core.api.EngineEvent;
import io.bitonic.core.api.EngineException;
import io.bitonic.core.api.FilePriority;
import io.bitonic.core.api.TorrentHandle;
import io.bitonic.core.api.TorrentState;
import io.bitonic.core.metainfo.Magnet;
import io.bitonic.core.metainfo.MetainfoParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Magnet links from the link to the whole payload, on sockets and files. */
@Timeout(60)
class MagnetEngineTest {
  @TempDir Path dir;
  private EngineLab lab;
  private EngineLab.Node seed;

  @BeforeEach
  void open() {
    lab = new EngineLab(dir);
    seed = lab.node("seed", 1);
  }

  @AfterEach
  void close() {
    lab.close();
  }

  private static void awaitState(TorrentHandle t, TorrentState state) {
    EngineLab.await(() -> state + ", not " + t.snapshot(), () -> t.snapshot().state() == state);
  }

  private String link(byte[] torrent, String more) throws Exception {
    return Magnet.of(MetainfoParser.parse(torrent)).uri() + more;
  }

  private String peer() {
    return "&x.pe=127.0.0.1:" + seed.port();
  }

  private byte[] seeding(String name, int... sizes) throws Exception {
    byte[] t = lab.payload("seed", name, sizes);
    awaitState(seed.add(AddTorrent.of(t, seed.folder()).forSeeding()), TorrentState.SEEDING);
    return t;
  }

  @Test
  void fromTheLinkToThePayload() throws Exception {
    byte[] t = seeding("album", 700_000, 300_000);
    EngineLab.Node n = lab.node("leecher", 2);
    TorrentHandle h = n.add(AddTorrent.ofMagnet(link(t, peer()), n.folder()));
    String id = h.id();
    awaitState(h, TorrentState.SEEDING);
    assertEquals(id, h.id());
    assertEquals("album", h.snapshot().name());
    lab.assertSame("seed", "leecher", "album/f0");
    lab.assertSame("seed", "leecher", "album/sub/f1");
    n.awaitEvent(e -> e instanceof EngineEvent.MetadataReceived m && m.name().equals("album"));
    assertEquals(0, h.snapshot().wasted());
  }

  @Test
  void waitsForTheChoiceOfFilesWhenToldTo() throws Exception {
    byte[] t = seeding("album", 655_360, 300_000);
    EngineLab.Node n = lab.node("leecher", 1);
    TorrentHandle h =
        n.add(AddTorrent.of(new byte[0], n.folder()).withMagnet(link(t, peer()), true));
    awaitState(h, TorrentState.PAUSED);
    assertTrue(h.snapshot().hasMetadata());
    assertEquals(0, h.snapshot().downloaded());
    assertFalse(Files.exists(n.folder().resolve("album")));
    n.submit(new EngineCommand.SetFilePriorities(id(h), Map.of(0, FilePriority.SKIP)));
    n.submit(new EngineCommand.Resume(id(h)));
    awaitState(h, TorrentState.FINISHED);
    lab.assertSame("seed", "leecher", "album/sub/f1");
    assertFalse(Files.exists(n.folder().resolve("album/f0")));
  }

  private static String id(TorrentHandle h) {
    return h.id();
  }

  @Test
  void theLinksSelectionIsHonoured() throws Exception {
    byte[] t = seeding("album", 65_536, 65_536, 65_536);
    EngineLab.Node n = lab.node("leecher", 1);
    TorrentHandle h = n.add(AddTorrent.ofMagnet(link(t, peer() + "&so=2"), n.folder()));
    awaitState(h, TorrentState.FINISHED);
    lab.assertSame("seed", "leecher", "album/sub/f1");
    assertFalse(Files.exists(n.folder().resolve("album/f2")));
  }

  @Test
  void aLinkOutlivesARestartAndSoDoesItsMetadata() throws Exception {
    byte[] t = lab.payload("seed", "album", 500_000);
    EngineLab.Node n = lab.session("leecher");
    String id = n.add(AddTorrent.ofMagnet(link(t, ""), n.folder())).id();
    n.close();
    EngineLab.Node again = lab.session("leecher");
    EngineLab.await("the link back", () -> again.engine.torrent(id).isPresent());
    TorrentHandle back = again.engine.torrent(id).orElseThrow();
    awaitState(back, TorrentState.FETCHING_METADATA);
    assertEquals("album", back.snapshot().name());
    awaitState(seed.add(AddTorrent.of(t, seed.folder()).forSeeding()), TorrentState.SEEDING);
    again.connect(back, seed);
    awaitState(back, TorrentState.SEEDING);
    again.close();
    EngineLab.Node third = lab.session("leecher");
    EngineLab.await("the torrent back", () -> third.engine.torrent(id).isPresent());
    awaitState(third.engine.torrent(id).orElseThrow(), TorrentState.SEEDING);
  }

  @Test
  void itIsOneTorrentHoweverItIsNamed() throws Exception {
    byte[] t = seeding("album", 100_000);
    EngineException e =
        assertThrows(
            EngineException.class, () -> seed.add(AddTorrent.ofMagnet(link(t, ""), seed.folder())));
    assertEquals(EngineException.Kind.ALREADY_ADDED, e.kind());
  }

  @Test
  void whatNeedsFilesIsRefusedAndTheRestWorks() throws Exception {
    byte[] t = lab.payload("seed", "album", 500_000);
    EngineLab.Node n = lab.node("leecher", 1);
    TorrentHandle h = n.add(AddTorrent.ofMagnet(link(t, ""), n.folder()));
    EngineException e =
        assertThrows(
            EngineException.class,
            () -> n.submit(new EngineCommand.RenameFile(h.id(), 0, "other")));
    assertTrue(e.getMessage().contains("not known yet"), e.getMessage());
    n.submit(new EngineCommand.SetLabel(h.id(), "music"));
    EngineLab.await("the label", () -> h.snapshot().label().equals("music"));
    n.submit(new EngineCommand.Pause(h.id()));
    awaitState(h, TorrentState.PAUSED);
    n.submit(new EngineCommand.Resume(h.id()));
    awaitState(h, TorrentState.FETCHING_METADATA);
    n.submit(new EngineCommand.Remove(h.id(), true));
    EngineLab.await("its end", () -> n.engine.torrents().isEmpty());
    assertEquals(List.of(), n.engine.torrents());
  }
}
