package io.bitonic.app.auto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.app.support.FakeEngine;
import io.bitonic.app.support.TestTorrent;
import io.bitonic.core.api.AddTorrent;
import io.bitonic.core.api.EngineException;
import io.bitonic.core.config.Settings;
import io.bitonic.core.config.WatchFolder;
import io.bitonic.core.util.Clock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class WatchFoldersTest {
  private static final long SECOND = 1_000_000_000L;

  @TempDir Path dir;
  private final FakeEngine engine = new FakeEngine();
  private Settings settings;
  private WatchFolders watch;
  private Path in;
  private long now;

  private final Clock clock =
      new Clock() {
        @Override
        public long nanos() {
          return now;
        }

        @Override
        public long wallMillis() {
          return now / 1_000_000;
        }
      };

  @BeforeEach
  void open() throws IOException {
    in = Files.createDirectory(dir.resolve("in"));
    settings = Settings.defaults(dir.resolve("state"));
    watch = new WatchFolders(engine, () -> settings, dir.resolve("downloads"), clock);
  }

  @AfterEach
  void close() {
    watch.close();
  }

  private void folders(WatchFolder... folders) {
    settings = settings.with(new Settings.Watch(List.of(folders), 10));
  }

  private WatchFolder rules(WatchFolder.After after) {
    return new WatchFolder(in, dir.resolve("tv"), "tv", true, after);
  }

  private static byte[] torrent(String name) {
    return new TestTorrent(name, name.hashCode(), 20_000).bytes();
  }

  private Path put(String file, byte[] content) throws IOException {
    return Files.write(in.resolve(file), content);
  }

  /** Looks, and again when a file has had the time to become stable. */
  private long lookTwice() {
    watch.look();
    now += SECOND;
    return watch.look();
  }

  private List<String> files() throws IOException {
    try (Stream<Path> s = Files.list(in)) {
      return s.map(p -> p.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void aTorrentThatIsStableIsAddedAsTheFolderSays() throws Exception {
    folders(rules(WatchFolder.After.RENAME));
    put("a.torrent", torrent("a"));
    put("b.TORRENT", torrent("b"));
    put("notes.txt", torrent("c"));
    put(".hidden.torrent", torrent("d"));
    Files.createDirectory(in.resolve("folder.torrent"));
    assertEquals(1000, watch.look(), "it looks again soon");
    assertEquals(List.of(), engine.added);
    now += SECOND;
    assertEquals(10_000, watch.look());
    assertEquals(2, engine.added.size());
    AddTorrent a = engine.added.getFirst();
    assertEquals(dir.resolve("tv"), a.savePath());
    assertEquals("tv", a.label());
    assertTrue(a.paused());
    assertEquals(
        List.of(
            ".hidden.torrent", "a.torrent.added", "b.TORRENT.added", "folder.torrent", "notes.txt"),
        files());
    put("a.torrent", torrent("a2"));
    lookTwice();
    assertTrue(files().contains("a.torrent.2.added"), "nothing is written over");
    assertEquals(3, engine.added.size());
  }

  @Test
  void aFileThatIsStillWrittenIsLeftAlone() throws Exception {
    folders(WatchFolder.of(in));
    byte[] whole = torrent("a");
    for (int n = 10; n < 50; n += 10) {
      put("a.torrent", Arrays.copyOf(whole, n));
      watch.look();
      now += SECOND;
    }
    Path file = put("a.torrent", whole);
    watch.look();
    Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000));
    now += SECOND;
    watch.look();
    assertEquals(0, engine.added.size(), "its time has just changed");
    now += SECOND;
    watch.look();
    assertEquals(1, engine.added.size());
    assertEquals(dir.resolve("downloads"), engine.added.getFirst().savePath());
  }

  @Test
  void whatIsBrokenStaysAndIsTriedAgainWhenItHasChanged() throws Exception {
    folders(rules(WatchFolder.After.DELETE));
    put("a.torrent", "nonsense".getBytes());
    lookTwice();
    now += 100 * SECOND;
    watch.look();
    assertEquals(List.of("a.torrent"), files());
    put("a.torrent", torrent("a"));
    lookTwice();
    assertEquals(1, engine.added.size());
    assertEquals(List.of(), files());
  }

  @Test
  void whatIsThereAlreadyIsPutAwayAndWhatIsRefusedStays() throws Exception {
    folders(rules(WatchFolder.After.RENAME));
    put("a.torrent", torrent("a"));
    engine.refuseAdd = new EngineException(EngineException.Kind.ALREADY_ADDED, "it is there");
    lookTwice();
    put("b.torrent", torrent("b"));
    engine.refuseAdd = new EngineException(EngineException.Kind.STORAGE, "no room");
    lookTwice();
    assertEquals(List.of("a.torrent.added", "b.torrent"), files());
  }

  @Test
  void aKeptFileIsAddedOnce() throws Exception {
    folders(rules(WatchFolder.After.KEEP));
    put("a.torrent", torrent("a"));
    lookTwice();
    lookTwice();
    assertEquals(1, engine.added.size());
    assertEquals(List.of("a.torrent"), files());
  }

  @Test
  void magnetLinksComeAsFilesToo() throws Exception {
    String link = "magnet:?xt=urn:btih:" + "ab".repeat(20) + "&dn=x";
    AddTorrent[] got = new AddTorrent[1];
    WatchedFolder f =
        new WatchedFolder(rules(WatchFolder.After.DELETE), dir, request -> got[0] = request);
    put("x.magnet", (link + "\n").getBytes());
    put("y.magnet", "http://example".getBytes());
    f.scan(0);
    f.scan(SECOND);
    assertTrue(got[0].magnet().contains("ab".repeat(20)), got[0].magnet());
    assertEquals(List.of("y.magnet"), files());
  }

  @Test
  void aFolderThatIsMissingIsWaitedFor() throws Exception {
    WatchFolder later = WatchFolder.of(dir.resolve("later"));
    folders(later);
    lookTwice();
    in = Files.createDirectory(later.folder());
    put("a.torrent", torrent("a"));
    lookTwice();
    assertEquals(1, engine.added.size());
  }

  @Test
  void otherFoldersAreTakenOverWhileItRuns() throws Exception {
    lookTwice();
    put("a.torrent", torrent("a"));
    lookTwice();
    assertEquals(0, engine.added.size());
    folders(rules(WatchFolder.After.KEEP));
    lookTwice();
    assertEquals(1, engine.added.size());
    folders();
    put("b.torrent", torrent("b"));
    lookTwice();
    assertEquals(1, engine.added.size());
  }

  @Test
  @Timeout(60)
  void theSystemTellsOfWhatComes() throws Exception {
    settings = settings.with(new Settings.Watch(List.of(rules(WatchFolder.After.DELETE)), 3600));
    CompletableFuture<AddTorrent> first = new CompletableFuture<>();
    FakeEngine telling = engine;
    telling.onAdd = first::complete;
    try (WatchFolders live = new WatchFolders(telling, () -> settings, dir, Clock.SYSTEM)) {
      live.start();
      put("a.torrent", torrent("a"));
      assertFalse(first.get(30, TimeUnit.SECONDS).label().isEmpty());
    }
  }
}
