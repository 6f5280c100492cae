package io.bitonic.tui.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.tui.model.Overlay.Prompt.Kind;
import io.bitonic.tui.model.Preferences;
import io.bitonic.tui.model.TorrentColumn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreferencesFileTest {
  @TempDir Path dir;
  private final List<String> problems = new ArrayList<>();

  @Test
  void everythingComesBack() throws IOException {
    Preferences p = new Preferences();
    p.columns(List.of(TorrentColumn.NAME, TorrentColumn.DOWN_LIMIT));
    p.sort(TorrentColumn.RATIO, true);
    p.remember(Kind.COMMAND, "label \"a\\b\" 漢\u0001");
    p.remember(Kind.TORRENTS, "name~\\.iso$");
    PreferencesFile f = new PreferencesFile(dir.resolve("new"));
    f.write(PreferencesFile.text(p));
    Preferences q = f.load(problems::add);
    assertEquals(List.of(), problems);
    assertEquals(PreferencesFile.text(p), PreferencesFile.text(q));
    assertEquals(p.columns(), q.columns());
    assertEquals("label \"a\\b\" 漢\u0001", q.history(Kind.COMMAND).getFirst());
  }

  @Test
  void errorsNameFileAndLine() throws IOException {
    Path file = dir.resolve("dashboard.toml");
    Files.writeString(file, "fps = 10\ncolumns = [\"name\", \"wibble\"]\n");
    PreferencesFile read = new PreferencesFile(dir);
    read.load(problems::add);
    assertEquals(Map.of("ui.fps", "10"), read.moved());
    assertEquals(file + " line 2, columns: no column wibble", problems.getFirst());
    problems.clear();
    Files.writeString(file, "fps = 10\nthis is no toml\n");
    new PreferencesFile(dir).load(problems::add);
    assertTrue(problems.getFirst().startsWith(file + " line 2"), problems.getFirst());
    problems.clear();
    Files.writeString(file, "fps = 9999\nmouse = false\ntheme = \"nord\"\n");
    read.load(problems::add);
    assertEquals(Map.of("ui.fps", "30", "ui.mouse", "false", "ui.theme", "nord"), read.moved());
  }

  @Test
  void whatIsRightBesideAnErrorIsUsed() throws IOException {
    Path file = dir.resolve("dashboard.toml");
    Files.writeString(
        file, "sort = \"eta\"\nfps = [[[\ndescending = true\ncolumns = [\"eta\",\n[history]\n");
    Preferences p = new PreferencesFile(dir).load(problems::add);
    assertEquals(TorrentColumn.ETA, p.sort());
    assertTrue(p.descending());
    assertEquals(2, problems.size(), problems.toString());
    assertTrue(problems.get(0).startsWith(file + " line 2: "), problems.get(0));
    assertTrue(problems.get(1).startsWith(file + " line 4: "), problems.get(1));
    problems.clear();
    Files.writeString(file, "descending = \"x\"\ncolumns = [\"name\", \"eta\"]\n");
    assertEquals(
        List.of(TorrentColumn.NAME, TorrentColumn.ETA),
        new PreferencesFile(dir).load(problems::add).columns());
    assertEquals(List.of(file + " line 1, descending: has to be true or false"), problems);
    problems.clear();
    Files.writeString(file, "[[[\n".repeat(1000));
    new PreferencesFile(dir).load(problems::add);
    assertEquals(20, problems.size());
  }

  @Test
  void noFileIsNoProblem() {
    new PreferencesFile(dir.resolve("none")).load(problems::add);
    assertEquals(List.of(), problems);
  }

  @Test
  void pathsAreCompleted() throws IOException {
    Files.createDirectories(dir.resolve("films"));
    Files.writeString(dir.resolve("file.torrent"), "");
    Files.writeString(dir.resolve(".hidden"), "");
    var r = PathCompletion.complete(dir + "/fi", dir);
    assertEquals(dir + "/fil", r.text());
    assertEquals(List.of("file.torrent", "films/"), r.candidates());
    assertEquals("~/films/", PathCompletion.complete("~/film", dir).text());
    assertEquals("/no/such/x", PathCompletion.complete("/no/such/x", dir).text());
    assertEquals(2, PathCompletion.complete(dir + "/", dir).candidates().size());
  }

  @Test
  void theHomeFolderMayStandInAPath() throws IOException {
    Files.createDirectories(dir.resolve("films/old ones"));
    Files.writeString(dir.resolve("films/Größe.torrent"), "");
    assertEquals("~/", PathCompletion.complete("~", dir).text());
    assertEquals(List.of(), PathCompletion.complete("~/", dir).candidates());
    assertEquals("~/films/", PathCompletion.complete("~/", dir).text());
    assertEquals("~/films/old ones/", PathCompletion.complete("~/films/O", dir).text());
    assertEquals("~/films/Größe.torrent", PathCompletion.complete("~/films/g", dir).text());
    assertEquals(2, PathCompletion.complete("~/films/", dir).candidates().size());
    // Nobody else's home is looked up.
    assertEquals("there is no folder ~root/", PathCompletion.complete("~root/x", dir).problem());
  }

  @Test
  void whyAPathIsNotCompletedIsSaid() throws IOException {
    Files.createDirectories(dir.resolve("empty"));
    Files.writeString(dir.resolve("file"), "");
    assertEquals("no name in ~/ begins with \"x\"", PathCompletion.complete("~/x", dir).problem());
    assertEquals(
        "the folder ~/empty/ is empty", PathCompletion.complete("~/empty/", dir).problem());
    assertEquals("there is no folder ~/none/", PathCompletion.complete("~/none/x", dir).problem());
    assertEquals("there is no folder ~/file/", PathCompletion.complete("~/file/x", dir).problem());
    assertEquals("the folder ~/\0/ can't be read", PathCompletion.complete("~/\0/", dir).problem());
    assertEquals(
        "Tab completes paths that begin with / or ~/",
        PathCompletion.complete("films", dir).problem());
    assertEquals("", PathCompletion.complete("~/e", dir).problem());
    assertEquals("", PathCompletion.complete("~", dir).problem());
  }
}
