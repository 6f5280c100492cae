package io.bitonic.core.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.core.api.EngineCommand;
import io.bitonic.core.api.EngineEvent;
import io.bitonic.core.api.TorrentHandle;
import io.bitonic.core.api.TorrentState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a session writes when it ends, and what comes back. */
@Timeout(60)
class SessionTest {
  private static final int TORRENTS = 30;

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

  /** A file that is replaced is another file. */
  private Map<String, Object> stateFiles() throws IOException {
    Map<String, Object> out = new TreeMap<>();
    try (Stream<Path> files = Files.list(dir.resolve("n-state/torrents"))) {
      for (Path p : files.filter(f -> f.toString().endsWith(".state")).toList()) {
        BasicFileAttributes a = Files.readAttributes(p, BasicFileAttributes.class);
        out.put(
            p.getFileName().toString().substring(0, 40), a.fileKey() + " " + a.lastModifiedTime());
      }
    }
    return out;
  }

  private static List<TorrentHandle> back(EngineLab.Node n) {
    EngineLab.await(
        "all torrents",
        () ->
            n.engine.torrents().size() == TORRENTS
                && n.engine.torrents().stream()
                    .allMatch(
                        t ->
                            t.snapshot().state() == TorrentState.SEEDING
                                || t.snapshot().state() == TorrentState.DOWNLOADING));
    return n.engine.torrents();
  }

  /** Torrents of which every second one has its data. */
  private List<String> firstSession() throws Exception {
    EngineLab.Node n = lab.session("n");
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < TORRENTS; i++) {
      byte[] t = lab.payload(i % 2 == 0 ? "n" : "elsewhere", "t" + i, 1000 + i);
      ids.add(n.add(t).id());
    }
    back(n);
    n.close();
    assertEquals(TORRENTS, stateFiles().size());
    return ids;
  }

  @Test
  void aSessionThatChangedNothingWritesNoState() throws Exception {
    firstSession();
    Map<String, Object> before = stateFiles();
    for (int run = 0; run < 2; run++) {
      EngineLab.Node n = lab.session("n");
      List<TorrentHandle> all = back(n);
      assertEquals(
          TORRENTS / 2,
          all.stream().filter(t -> t.snapshot().state() == TorrentState.SEEDING).count());
      n.close();
      assertEquals(before, stateFiles());
    }
  }

  @Test
  void onlyWhatChangedIsWritten() throws Exception {
    String changed = firstSession().get(7);
    Map<String, Object> before = stateFiles();
    EngineLab.Node n = lab.session("n");
    back(n);
    n.submit(new EngineCommand.SetLabel(changed, "films"));
    n.close();
    Map<String, Object> after = stateFiles();
    assertNotEquals(before.remove(changed), after.remove(changed));
    assertEquals(before, after);

    EngineLab.Node again = lab.session("n");
    back(again);
    assertEquals("films", again.engine.torrent(changed).orElseThrow().snapshot().label());
  }

  @Test
  void filesThatWereMadeMeanwhileAreNotMistakenForForeignOnes() throws Exception {
    firstSession();
    EngineLab.Node n = lab.session("n");
    List<TorrentHandle> all = back(n);
    n.close();
    EngineLab.Node again = lab.session("n");
    back(again);
    long hashed =
        again.events().stream()
            .filter(e -> e instanceof EngineEvent.StateChanged c && c.to() == TorrentState.CHECKING)
            .count();
    assertEquals(0, hashed);
    assertEquals(
        all.stream().map(TorrentHandle::id).toList(),
        again.engine.torrents().stream().map(TorrentHandle::id).toList());
  }

  @Test
  void orderAndActiveTimeAreKeptInTheListOfTheSession() throws Exception {
    List<String> ids = firstSession();
    Map<String, Object> before = stateFiles();
    Path list = dir.resolve("n-state/session");
    String line = ids.get(4) + " ";
    List<String> lines = new ArrayList<>(Files.readAllLines(list));
    lines.replaceAll(l -> l.startsWith(line) ? line + "5000 4000" : l);
    lines.add("no torrent");
    lines.add(ids.get(0));
    Files.write(list, lines);

    EngineLab.Node n = lab.session("n");
    back(n);
    n.submit(new EngineCommand.SetQueuePosition(ids.get(4), 0));
    n.close();
    assertEquals(before, stateFiles());

    EngineLab.Node again = lab.session("n");
    TorrentHandle first = back(again).getFirst();
    assertEquals(ids.get(4), first.id());
    assertTrue(first.snapshot().activeSeconds() >= 5000);
    assertTrue(first.snapshot().seedingSeconds() >= 4000);
  }
}
