package io.bitonic.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.app.AppException;
import io.bitonic.app.stream.MediaTypes;
import io.bitonic.app.support.Desk;
import io.bitonic.app.support.TestTorrent;
import io.bitonic.core.api.FilePriority;
import io.bitonic.core.metainfo.TorrentFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StreamCommandTest {
  @TempDir Path dir;
  private Desk desk;
  private String torrent;

  @BeforeEach
  void make() throws IOException {
    desk = new Desk(dir.resolve("state"));
    desk.interruptAfter = 100;
    torrent = new TestTorrent("films", 1, 30_000, 90_000, 50_000, 0).save(dir).toString();
  }

  private int stream(String... more) {
    List<String> args = new ArrayList<>(List.of("stream", torrent));
    args.addAll(List.of(more));
    args.addAll(List.of("-o", dir.resolve("out").toString(), "--log-level", "off"));
    return desk.run(args.toArray(String[]::new));
  }

  private static TorrentFile file(int index, String name, long length, boolean padding) {
    return new TorrentFile(
        index, List.of("t", name), length, 0, padding, false, false, List.of(), null);
  }

  @Test
  void theLargestThatCanBePlayedIsChosen() {
    List<TorrentFile> all =
        List.of(
            file(0, "big.zip", 900, false),
            file(1, "sample.mkv", 20, false),
            file(2, "film.MP4", 500, false),
            file(3, "pad", 1000, true));
    assertEquals(2, MediaTypes.largest(all).index());
    assertEquals(0, MediaTypes.largest(all.subList(0, 1)).index());
    List<TorrentFile> none = List.of(file(0, "a.mkv", 0, false), file(1, "pad", 5, true));
    assertThrows(AppException.class, () -> MediaTypes.largest(none));
  }

  @Test
  void itIsServedAndTheOthersAreLeftOut() {
    assertEquals(130, stream(), desk::err);
    Map<Integer, FilePriority> wanted = desk.engine.added.getFirst().filePriorities();
    assertEquals(FilePriority.NORMAL, wanted.get(1));
    assertEquals(FilePriority.SKIP, wanted.get(0));
    assertTrue(
        desk.out()
            .matches("(?s).*Play films/file-1:\nhttp://127.0.0.1:\\d+/[0-9a-f]{32}/file-1\n.*"),
        desk.out());
  }

  @Test
  void theUrlIsInTheJsonToo() {
    assertEquals(130, stream("2", "--json", "--files", "0,2"), desk::err);
    assertEquals(FilePriority.NORMAL, desk.engine.added.getFirst().filePriorities().get(0));
    assertTrue(
        desk.out()
            .lines()
            .anyMatch(l -> l.startsWith("{\"type\":\"stream\"") && l.contains("/file-2\"")),
        desk.out());
  }

  @Test
  void whatCanNotBeStreamedIsRefused() {
    for (String[] wrong :
        new String[][] {{"9"}, {"-1"}, {"3"}, {"0", "--files", "1"}, {"--port", "70000"}}) {
      assertEquals(2, stream(wrong), () -> String.join(" ", wrong));
    }
    assertTrue(desk.engine.added.isEmpty());
  }
}
