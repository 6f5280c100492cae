package io.bitonic.core.session;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.core.api.AddTorrent;
import io.bitonic.core.api.DetailPart;
import io.bitonic.core.api.EngineCommand;
import io.bitonic.core.api.EngineEvent;
import io.bitonic.core.api.EngineException;
import io.bitonic.core.api.EventSubscription;
import io.bitonic.core.api.FilePriority;
import io.bitonic.core.api.FileRow;
import io.bitonic.core.api.PieceMap;
import io.bitonic.core.api.TorrentDetail;
import io.bitonic.core.api.TorrentHandle;
import io.bitonic.core.api.TorrentSnapshot;
import io.bitonic.core.api.TorrentState;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Engines that ship, on sockets and files. */
@Timeout(60)
class EngineTest {
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

  private static void awaitState(TorrentHandle t, TorrentState state) {
    EngineLab.await(() -> state + ", not " + t.snapshot(), () -> t.snapshot().state() == state);
  }

  private static TorrentHandle seeding(EngineLab.Node seed, byte[] torrent) {
    TorrentHandle t = seed.add(AddTorrent.of(torrent, seed.folder()).forSeeding());
    awaitState(t, TorrentState.SEEDING);
    return t;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void severalTorrentsAtOnce(int loops) throws Exception {
    EngineLab.Node seed = lab.node("seed", loops);
    EngineLab.Node leecher = lab.node("leecher", loops);
    List<TorrentHandle> all = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      byte[] t = lab.payload("seed", "t" + i, 700_000 + i, 1, 0, 300_000);
      seeding(seed, t);
      TorrentHandle h = leecher.add(t);
      leecher.connect(h, seed);
      all.add(h);
    }
    for (int i = 0; i < 5; i++) {
      TorrentHandle h = all.get(i);
      awaitState(h, TorrentState.SEEDING);
      TorrentSnapshot s = h.snapshot();
      assertEquals(s.totalSize(), s.downloaded(), "nothing came twice");
      assertEquals(0, s.wasted());
      lab.assertSame("seed", "leecher", "t" + i + "/f0");
      lab.assertSame("seed", "leecher", "t" + i + "/sub/f1");
      lab.assertSame("seed", "leecher", "t" + i + "/f2");
      lab.assertSame("seed", "leecher", "t" + i + "/sub/f3");
    }
    assertEquals(5, leecher.engine.snapshot().torrents());
    EngineLab.await("all buffers back", () -> leecher.engine.snapshot().bufferBytes() == 0);
    EngineLab.await(
        "the count of what was sent",
        () -> seed.engine.snapshot().uploaded() == leecher.engine.snapshot().downloaded());
  }

  @Test
  void pauseAndResume() throws Exception {
    EngineLab.Node seed = lab.node("seed", 1);
    EngineLab.Node leecher = lab.node("leecher", 1);
    byte[] t = lab.payload("seed", "t", 3_000_000);
    seeding(seed, t);
    TorrentHandle h = leecher.add(t);
    leecher.submit(new EngineCommand.SetTorrentLimits(h.id(), 1_000_000, 0));
    leecher.connect(h, seed);
    EngineLab.await("some pieces", () -> h.snapshot().havePieces() > 3);
    leecher.submit(new EngineCommand.Pause(h.id()));
    assertEquals(TorrentState.PAUSED, h.snapshot().state());
    assertEquals(0, h.snapshot().peers());
    EngineLab.await("all buffers back", () -> leecher.engine.snapshot().bufferBytes() == 0);
    leecher.submit(new EngineCommand.SetTorrentLimits(h.id(), 0, 0));
    leecher.submit(new EngineCommand.Resume(h.id()));
    awaitState(h, TorrentState.SEEDING);
    lab.assertSame("seed", "leecher", "t/f0");
    assertTrue(leecher.events().stream().noneMatch(EngineEvent.HashFailed.class::isInstance));
  }

  @Test
  void removingWithDataDeletesOwnFilesOnly() throws Exception {
    EngineLab.Node seed = lab.node("seed", 1);
    byte[] t = lab.payload("seed", "t", 100_000, 100_000);
    TorrentHandle h = seeding(seed, t);
    Path foreign = seed.folder().resolve("t/sub/mine.txt");
    Files.writeString(foreign, "keep me");
    seed.submit(new EngineCommand.Remove(h.id(), true));
    assertTrue(Files.exists(foreign));
    assertFalse(Files.exists(seed.folder().resolve("t/f0")));
    assertFalse(Files.exists(seed.folder().resolve("t/sub/f1")));
    assertTrue(seed.engine.torrent(h.id()).isEmpty());
    seed.awaitEvent(EngineEvent.TorrentRemoved.class::isInstance);
    lab.payload("seed", "t", 100_000, 100_000);
    seeding(seed, t);
  }

  @Test
  void removingWithoutDataKeepsIt() throws Exception {
    EngineLab.Node seed = lab.node("seed", 1);
    byte[] t = lab.payload("seed", "t", 100_000);
    TorrentHandle h = seeding(seed, t);
    seed.submit(new EngineCommand.Remove(h.id(), false));
    assertTrue(Files.exists(seed.folder().resolve("t/f0")));
    EngineException e =
        assertThrows(EngineException.class, () -> seed.submit(new EngineCommand.Pause(h.id())));
    assertEquals(EngineException.Kind.NOT_FOUND, e.kind());
  }

  @Test
  void movingAndRenamingWhileSeeding() throws Exception {
    EngineLab.Node seed = lab.node("seed", 1);
    EngineLab.Node leecher = lab.node("leecher", 1);
    byte[] t = lab.payload("seed", "t", 1_000_000, 500_000);
    TorrentHandle s = seeding(seed, t);
    TorrentHandle h = leecher.add(t);
    leecher.submit(new EngineCommand.SetTorrentLimits(h.id(), 2_000_000, 0));
    leecher.connect(h, seed);
    EngineLab.await("some pieces", () -> h.snapshot().havePieces() > 2);
    seed.submit(new EngineCommand.Move(s.id(), dir.resolve("elsewhere")));
    assertEquals(dir.resolve("elsewhere"), s.snapshot().savePath());
    seed.submit(new EngineCommand.RenameFile(s.id(), 0, "t/renamed"));
    assertTrue(Files.exists(dir.resolve("elsewhere/t/renamed")));
    assertFalse(Files.exists(dir.resolve("seed/t/f0")));
    leecher.submit(new EngineCommand.SetTorrentLimits(h.id(), 0, 0));
    awaitState(h, TorrentState.SEEDING);
    assertArrayEquals(
        Files.readAllBytes(dir.resolve("elsewhere/t/renamed")),
        Files.readAllBytes(dir.resolve("leecher/t/f0")));
    EngineException e =
        assertThrows(
            EngineException.class,
            () -> seed.submit(new EngineCommand.RenameFile(s.id(), 0, "../out")));
    assertEquals(EngineException.Kind.BAD_ARGUMENT, e.kind());
  }

  @Test
  void verifyFindsDamageAndItIsMended() throws Exception {
    EngineLab.Node seed = lab.node("seed", 1);
    EngineLab.Node leecher = lab.node("leecher", 1);
    byte[] t = lab.payload("seed", "t", 1_000_000);
    seeding(seed, t);
    TorrentHandle h = leecher.add(t);
    leecher.connect(h, seed);
    awaitState(h, TorrentState.SEEDING);
    damage(dir.resolve("leecher/t/f0"), 500_000);
    leecher.submit(new EngineCommand.Verify(h.id()));
    leecher.connect(h, seed);
    EngineLab.await(
        "the mended piece",
        () ->
            h.snapshot().state() == TorrentState.SEEDING
                && h.snapshot().downloaded() == 1_000_000 + EngineLab.PIECE);
    lab.assertSame("seed", "leecher", "t/f0");
  }

  private static void damage(Path file, int at) throws Exception {
    byte[] b = Files.readAllBytes(file);
    b[at] ^= 1;
    Files.write(file, b);
  }

  @Test
  void onlyChosenFilesAreFetchedUntilAllAre() throws Exception {
    EngineLab.Node seed = lab.node("seed", 1);
    EngineLab.Node leecher = lab.node("leecher", 1);
    byte[] t = lab.payload("seed", "t", 400_000, 400_000, 400_000);
    seeding(seed, t);
    TorrentHandle h = leecher.add(AddTorrent.of(t, leecher.folder()).asPaused());
    awaitState(h, TorrentState.PAUSED);
    leecher.submit(
        new EngineCommand.SetFilePriorities(
            h.id(), Map.of(0, FilePriority.SKIP, 2, FilePriority.SKIP)));
    leecher.submit(new EngineCommand.Resume(h.id()));
    leecher.connect(h, seed);
    awaitState(h, TorrentState.FINISHED);
    assertEquals(h.snapshot().wantedSize(), h.snapshot().doneSize());
    assertTrue(h.snapshot().havePieces() < h.snapshot().pieces());
    leecher.submit(
        new EngineCommand.SetFilePriorities(
            h.id(), Map.of(0, FilePriority.NORMAL, 2, FilePriority.HIGH)));
    leecher.connect(h, seed);
    awaitState(h, TorrentState.SEEDING);
    lab.assertSame("seed", "leecher", "t/f0");
    lab.assertSame("seed", "leecher", "t/f2");
  }

  private static boolean hasChecked(EngineLab.Node n) {
    return n.events().stream()
        .anyMatch(e -> e instanceof EngineEvent.StateChanged c && c.to() == TorrentState.CHECKING);
  }

  @Test
  void aRestartNeitherFetchesNorHashesAgain() throws Exception {
    EngineLab.Node seed = lab.node("seed", 1);
    EngineLab.Node first = lab.node("leecher", 1);
    byte[] t = lab.payload("seed", "t", 4_000_000, 100_000);
    seeding(seed, t);
    TorrentHandle h = first.add(t);
    first.submit(new EngineCommand.SetTorrentLimits(h.id(), 1_500_000, 54_321));
    first.submit(new EngineCommand.SetLabel(h.id(), "films"));
    first.connect(h, seed);
    EngineLab.await("some pieces", () -> h.snapshot().havePieces() > 10);
    first.close();
    // Its address is saved: called at once, it might give a piece before anybody looks.
    seed.close();
    int had = h.snapshot().havePieces();
    assertTrue(had < h.snapshot().pieces());

    EngineLab.Node second = lab.node("leecher", 1);
    TorrentHandle again = second.add(t);
    awaitState(again, TorrentState.DOWNLOADING);
    assertEquals(had, again.snapshot().havePieces());
    second.submit(new EngineCommand.SetTorrentLimits(h.id(), 0, 0));
    EngineLab.Node back = lab.node("seed", 1);
    seeding(back, t);
    second.connect(again, back);
    awaitState(again, TorrentState.SEEDING);
    assertFalse(hasChecked(second), "it was hashed again");
    long now = second.engine.snapshot().downloaded();
    assertTrue(now <= (long) (again.snapshot().pieces() - had) * EngineLab.PIECE, now + " bytes");
    lab.assertSame("seed", "leecher", "t/f0");
    second.close();

    EngineLab.Node third = lab.node("leecher", 1);
    TorrentHandle done = third.add(t);
    awaitState(done, TorrentState.SEEDING);
    assertFalse(hasChecked(third));
    assertEquals(0, third.engine.snapshot().downloaded());
  }

  @Test
  void filesThatWereDamagedOrDeletedMeanwhileAreMended() throws Exception {
    EngineLab.Node seed = lab.node("seed", 1);
    EngineLab.Node first = lab.node("leecher", 1);
    byte[] t = lab.payload("seed", "t", 1_000_000, 500_000, 300_000);
    seeding(seed, t);
    TorrentHandle h = first.add(t);
    first.connect(h, seed);
    awaitState(h, TorrentState.SEEDING);
    first.close();
    // Its address is saved: called at once, it would have given all before anybody looks.
    seed.close();
    damage(dir.resolve("leecher/t/f0"), 77);
    Files.delete(dir.resolve("leecher/t/sub/f1"));

    EngineLab.Node second = lab.node("leecher", 1);
    TorrentHandle again = second.add(t);
    awaitState(again, TorrentState.DOWNLOADING);
    EngineLab.Node back = lab.node("seed", 1);
    seeding(back, t);
    second.connect(again, back);
    awaitState(again, TorrentState.SEEDING);
    lab.assertSame("seed", "leecher", "t/f0");
    lab.assertSame("seed", "leecher", "t/sub/f1");
    lab.assertSame("seed", "leecher", "t/f2");
    long fetched = second.engine.snapshot().downloaded();
    assertTrue(fetched < 500_000 + 4 * EngineLab.PIECE, fetched + " bytes");
  }

  @Test
  void theSameTorrentTwiceIsRefused() throws Exception {
    EngineLab.Node seed = lab.node("seed", 2);
    byte[] t = lab.payload("seed", "t", 100_000);
    seeding(seed, t);
    EngineException e = assertThrows(EngineException.class, () -> seed.add(t));
    assertEquals(EngineException.Kind.ALREADY_ADDED, e.kind());
    assertEquals(1, seed.engine.torrents().size());
  }

  @Test
  void aFileThatIsNoTorrentIsRefused() {
    EngineLab.Node n = lab.node("n", 1);
    EngineException e =
        assertThrows(EngineException.class, () -> n.add("no torrent".getBytes("US-ASCII")));
    assertEquals(EngineException.Kind.BAD_TORRENT, e.kind());
  }

  @Test
  void aPortThatIsTakenIsSaid() throws Exception {
    try (ServerSocket taken = new ServerSocket()) {
      taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      var s = lab.settings("n", 1);
      var n = s.network();
      var same = s.with(n.with(d -> d.listenPort = taken.getLocalPort()));
      EngineException e = assertThrows(EngineException.class, () -> lab.node("n", same));
      assertEquals(EngineException.Kind.NETWORK, e.kind());
      assertTrue(e.getMessage().contains("" + taken.getLocalPort()));
    }
    // What was started before the failure has let go of the state folder.
    lab.node("n", 1);
  }

  @Test
  void snapshotsAndDetailsAgree() throws Exception {
    EngineLab.Node seed = lab.node("seed", 1);
    EngineLab.Node leecher = lab.node("leecher", 1);
    byte[] t = lab.payload("seed", "t", 2_000_000, 0, 70_000);
    TorrentHandle s = seeding(seed, t);
    TorrentHandle h = leecher.add(t);
    assertNull(h.detail());
    h.watch(EnumSet.allOf(DetailPart.class));
    leecher.submit(new EngineCommand.SetTorrentLimits(h.id(), 1_000_000, 0));
    leecher.connect(h, seed);
    EngineLab.await("a peer", () -> h.detail() != null && h.detail().peers().size() == 1);
    assertTrue(h.detail().peers().getFirst().client().startsWith("Bitonic"));
    leecher.submit(new EngineCommand.SetTorrentLimits(h.id(), 0, 0));
    awaitState(h, TorrentState.SEEDING);
    EngineLab.await(
        "the last rows",
        () ->
            h.detail() != null
                && h.detail().files().stream().mapToLong(FileRow::done).sum() == 2_070_000);
    TorrentDetail d = h.detail();
    TorrentSnapshot n = h.snapshot();
    assertEquals(3, d.files().size());
    assertEquals(n.totalSize(), d.files().stream().mapToLong(FileRow::length).sum());
    assertEquals(n.pieces(), d.pieces().state().length);
    for (byte piece : d.pieces().state()) {
      assertEquals(PieceMap.HAVE, piece);
    }
    assertEquals(1.0, n.progress());
    assertEquals(0, n.etaSeconds());
    assertEquals(s.id(), d.infoHashV1());
    h.watch(Set.of(DetailPart.FILES));
    EngineLab.await("files only", () -> h.detail().pieces() == null);
    h.watch(Set.of());
    assertNull(h.detail());
  }

  @Test
  void theQueueOrderCanBeChanged() throws Exception {
    EngineLab.Node n = lab.node("n", 2);
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      ids.add(n.add(lab.payload("n", "t" + i, 1000 + i)).id());
    }
    n.submit(new EngineCommand.SetQueuePosition(ids.get(2), 0));
    assertEquals(
        List.of(ids.get(2), ids.get(0), ids.get(1)),
        n.engine.torrents().stream().map(TorrentHandle::id).toList());
  }

  @Test
  void closingEndsInTimeThoughTheTrackerIsDead() throws Exception {
    try (ServerSocket mute = new ServerSocket(50, 50, InetAddress.getLoopbackAddress())) {
      EngineLab.Node n = lab.node("n", 1);
      String url = "http://127.0.0.1:" + mute.getLocalPort() + "/announce";
      TorrentHandle h = seeding(n, lab.payload("n", "t", List.of(List.of(url)), 100_000));
      h.watch(Set.of(DetailPart.TRACKERS));
      EngineLab.await(
          "the announce",
          () ->
              h.detail() != null
                  && h.detail().trackers().stream().anyMatch(r -> "announcing".equals(r.status())));
      long start = System.nanoTime();
      n.engine.close(Duration.ofSeconds(1));
      long seconds = (System.nanoTime() - start) / 1_000_000_000L;
      assertTrue(seconds < 4, "closing took " + seconds + " s");
      EngineException e =
          assertThrows(EngineException.class, () -> n.submit(new EngineCommand.Pause(h.id())));
      assertEquals(EngineException.Kind.CLOSED, e.kind());
    }
  }

  @Test
  void aSubscriberThatNeverLooksSlowsNobody() throws Exception {
    EngineLab.Node n = lab.node("n", 1);
    EventSubscription lazy = n.engine.subscribe(2);
    TorrentHandle h = seeding(n, lab.payload("n", "t", 100_000));
    for (int i = 0; i < 20; i++) {
      n.submit(new EngineCommand.Pause(h.id()));
      n.submit(new EngineCommand.Resume(h.id()));
    }
    EngineLab.await("drops", () -> lazy.dropped() >= 30);
    assertEquals(lazy.dropped(), n.engine.snapshot().eventsDropped());
    assertNotNull(lazy.poll());
    assertNotNull(lazy.poll());
    assertNull(lazy.poll());
    lazy.close();
    assertTrue(n.events().size() >= 40, "the other subscriber got everything");
  }

  @Test
  void wrongArgumentsAreRefused() throws Exception {
    EngineLab.Node n = lab.node("n", 1);
    TorrentHandle h = seeding(n, lab.payload("n", "t", 100_000));
    List<EngineCommand> wrong =
        List.of(
            new EngineCommand.AddPeer(h.id(), "nonsense"),
            new EngineCommand.BanPeer(h.id(), "example.org:80"),
            new EngineCommand.SetTorrentLimits(h.id(), -1, 0),
            new EngineCommand.SetGlobalLimits(0, -1),
            new EngineCommand.SetFilePriorities(h.id(), Map.of(9, FilePriority.HIGH)),
            new EngineCommand.AddTracker(h.id(), "gopher://x", 0),
            new EngineCommand.RenameFile(h.id(), 9, "x"));
    for (EngineCommand c : wrong) {
      EngineException e = assertThrows(EngineException.class, () -> n.submit(c), c.toString());
      assertEquals(EngineException.Kind.BAD_ARGUMENT, e.kind(), c.toString());
      assertTrue(n.engine.submit(c).handle((v, x) -> x != null).join(), "it fails by its future");
      assertFalse(e.getMessage().isBlank());
    }
  }
}
