package io.bitonic.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.app.support.Desk;
import io.bitonic.app.support.MiniJson;
import io.bitonic.app.support.TestTorrent;
import io.bitonic.core.api.AddTorrent;
import io.bitonic.core.api.EngineEvent;
import io.bitonic.core.api.EngineException;
import io.bitonic.core.api.FilePriority;
import io.bitonic.core.api.TorrentState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CliTest {
  @TempDir Path dir;
  private Desk desk;
  private final TestTorrent torrent = new TestTorrent("album", 1, 40_000, 10, 70_000);
  private Path file;

  @BeforeEach
  void setUp() throws IOException {
    desk = new Desk(dir.resolve("state"));
    file = torrent.save(dir);
  }

  private int download(String... more) {
    return command("download", more);
  }

  private int command(String verb, String... more) {
    String[] args = new String[more.length + 6];
    args[0] = verb;
    args[1] = file.toString();
    args[2] = "--output";
    args[3] = dir.resolve("out").toString();
    args[4] = "--log-level";
    args[5] = "off";
    System.arraycopy(more, 0, args, 6, more.length);
    return desk.run(args);
  }

  private void fails(int code, int actual, String... words) {
    assertEquals(code, actual, desk.err());
    for (String word : words) {
      assertTrue(desk.err().contains(word), desk.err());
    }
    assertFalse(desk.err().contains("\tat "), desk.err());
    assertTrue(desk.err().lines().count() <= 2, desk.err());
    assertNull(desk.engine.settings, "no engine for a command that can't work");
    assertFalse(Files.exists(dir.resolve("out")), "nothing is left behind");
  }

  @Test
  void downloadEndsWhenComplete() {
    assertEquals(0, download());
    assertTrue(desk.out().contains("album: downloading 0.0 % of 107 KiB"), desk.out());
    assertTrue(desk.out().contains("album: complete, 107 KiB in 10.0 s, 10.7 KiB/s"), desk.out());
    assertEquals(Duration.ofSeconds(5), desk.engine.closedAfter);
    AddTorrent request = desk.engine.added.get(0);
    assertEquals(dir.resolve("out"), request.savePath());
    assertEquals(Map.of(), request.filePriorities());
  }

  @Test
  void seedRatioKeepsItSeeding() {
    assertEquals(0, download("--seed-ratio", "0.5"));
    assertTrue(desk.out().contains("ratio 0.50"), desk.out());
  }

  @Test
  void seedTimeIsInMinutes() {
    long before = desk.clock.nanos();
    assertEquals(0, download("--seed-time", "2"));
    assertEquals(131, (desk.clock.nanos() - before) / 1_000_000_000L);
  }

  @Test
  void interruptSavesAndGives130() {
    desk.interruptAfter = 5;
    assertEquals(130, download());
    assertEquals(Duration.ofMillis(1500), desk.engine.closedAfter);
    assertTrue(desk.out().contains("stopped at 40.0 %"), desk.out());
    assertTrue(desk.out().contains("the same command goes on"), desk.out());
  }

  @Test
  void aTorrentThatFailsGivesItsCauseAndFour() {
    desk.engine.failAt = 3;
    assertEquals(4, download());
    assertTrue(desk.out().contains("error: album: the disk is full; make room"), desk.out());
    assertTrue(desk.out().contains("failed at 30.0 %"), desk.out());
  }

  @Test
  void dataThatIsThereIsNotCountedAsReceived() {
    desk.engine.startAt = 10;
    assertEquals(0, download());
    assertTrue(desk.out().contains("107 KiB was there already"), desk.out());
  }

  @Test
  void filesAndPrioritiesReachTheEngine() {
    assertEquals(0, download("--files", "0,2", "--file-priority", "2=high", "--sequential"));
    AddTorrent request = desk.engine.added.get(0);
    assertEquals(
        Map.of(0, FilePriority.NORMAL, 1, FilePriority.SKIP, 2, FilePriority.HIGH),
        request.filePriorities());
    assertTrue(request.sequential());
  }

  @Test
  void limitsAndPeersReachTheSettings() {
    download(
        "--down-limit", "500K", "--up-limit", "1.5MiB/s", "--max-peers", "7", "--listen-port", "0");
    assertEquals(512_000, desk.engine.settings.limits().downBytesPerSecond());
    assertEquals(1_572_864, desk.engine.settings.limits().upBytesPerSecond());
    assertEquals(7, desk.engine.settings.network().maxPeers());
    assertEquals(0, desk.engine.settings.network().listenPort());
  }

  @Test
  void jsonLinesAllParse() {
    desk.engine.events.add(
        new EngineEvent.TrackerFailed(
            0, "x", "album", "http://tracker.test", "no \u001b[31manswer", 1));
    assertEquals(0, download("--json"));
    List<Map<String, Object>> lines = desk.out().lines().map(MiniJson::object).toList();
    assertEquals("summary", lines.get(lines.size() - 1).get("type"));
    assertEquals("complete", lines.get(lines.size() - 1).get("outcome"));
    assertEquals("checking", lines.get(0).get("state"));
  }

  @Test
  void aWarningIsShownOnce() throws IOException {
    String id = "";
    for (int i = 0; i < 3; i++) {
      desk.engine.events.add(new EngineEvent.ListenFailed(0, 6881, "port\u0007 lost"));
    }
    assertEquals(0, download());
    assertEquals(1, desk.out().lines().filter(l -> l.contains("warning: port")).count(), id);
    assertFalse(desk.out().contains("\u0007"));
  }

  @Test
  void seedOfIncompleteDataGivesSix() throws IOException {
    Files.createDirectory(dir.resolve("out"));
    desk.engine.afterCheck = TorrentState.PAUSED;
    assertEquals(6, command("seed"));
    assertTrue(desk.out().contains("7 of 7 pieces are missing or damaged"), desk.out());
  }

  @Test
  void seedRunsUntilInterrupted() throws IOException {
    Files.createDirectory(dir.resolve("out"));
    desk.engine.startAt = 10;
    desk.interruptAfter = 30;
    assertEquals(130, command("seed"));
    assertTrue(desk.engine.added.get(0).seedMode());
    assertTrue(desk.out().contains("album: sent "), desk.out());
  }

  @Test
  void missingFile() {
    fails(3, desk.run("download", dir.resolve("no\u001b[2J.torrent").toString()), "does not exist");
    assertFalse(desk.err().contains("\u001b"));
  }

  @Test
  void folderInsteadOfFile() {
    fails(3, desk.run("download", dir.toString()), "is a folder");
  }

  @Test
  void notATorrent() throws IOException {
    Path text = Files.writeString(dir.resolve("page.torrent"), "<html>404</html>");
    fails(3, desk.run("download", text.toString()), "page.torrent");
  }

  @Test
  void emptyFile() throws IOException {
    Path empty = Files.createFile(dir.resolve("empty.torrent"));
    fails(3, desk.run("download", empty.toString()), "is empty");
  }

  @Test
  void truncatedTorrent() throws IOException {
    byte[] all = torrent.bytes();
    Path cut = Files.write(dir.resolve("cut.torrent"), Arrays.copyOf(all, all.length - 30));
    fails(3, desk.run("download", cut.toString()), "cut.torrent");
  }

  @Test
  void magnetLink() {
    fails(3, desk.run("download", "magnet:?xt=urn:btih:00"), "40 hex digits");
  }

  @Test
  void magnetLinkWithoutHash() {
    fails(3, desk.run("magnet", "magnet:?dn=name"), "xt=urn:btih");
  }

  @Test
  void noMagnetLink() {
    fails(2, desk.run("magnet", file.toString()), "'download'");
  }

  @Test
  void magnetLinkWhereItIsNoUse() {
    fails(2, desk.run("seed", "magnet:?xt=urn:btih:00", "-o", dir.toString()), "'magnet'");
  }

  @Test
  void sameTorrentTwice() throws IOException {
    Path copy = Files.copy(file, dir.resolve("copy.torrent"));
    fails(2, desk.run("download", file.toString(), copy.toString()), "the same torrent");
  }

  @Test
  void unknownFileNumber() {
    fails(2, download("--files", "0,7"), "no file 7", "0 to 2");
  }

  @Test
  void nonsenseInFileOptions() {
    fails(2, download("--files", "a"), "file number");
  }

  @Test
  void backwardsRange() {
    fails(2, download("--files", "2-0"), "backwards");
  }

  @Test
  void hugeRangeIsRefusedBeforeItIsWalked() {
    fails(2, download("--files", "0-2147483647"), "no file 2147483647");
  }

  @Test
  void badPriority() {
    fails(2, download("--file-priority", "0=urgent"), "skip, low, normal or high");
  }

  @Test
  void everythingSkipped() {
    fails(
        2,
        download(
            "--file-priority", "0=skip", "--file-priority", "1=skip", "--file-priority", "2=skip"),
        "at least one");
  }

  @Test
  void wrongUnit() {
    fails(2, download("--down-limit", "5Q"), "--down-limit", "500K");
  }

  @Test
  void wrongSeedTime() {
    fails(2, download("--seed-time", "-1"), "--seed-time");
  }

  @Test
  void wrongPort() {
    fails(2, download("--listen-port", "70000"), "65535");
  }

  @Test
  void aWantedPortIsTheOnlyOneTried() {
    assertEquals(0, download("--listen-port", "7000"));
    assertEquals(7000, desk.engine.settings.network().listenPort());
    assertEquals(1, desk.engine.settings.network().listenPortTries());
  }

  @Test
  void unknownOptionSuggests() {
    fails(2, download("--sequentail"), "--sequential", "Try 'btbt download --help'");
  }

  @Test
  void unknownVerbSuggests() {
    fails(2, desk.run("downlaod"), "download");
  }

  @Test
  void outputIsAFile() throws IOException {
    Path plain = Files.createFile(dir.resolve("plain"));
    fails(
        4,
        desk.run("download", file.toString(), "-o", plain.toString()),
        "is not a folder",
        "--output");
  }

  @Test
  void foreignFilesAreNotOverwritten() throws IOException {
    Path mine = dir.resolve("out").resolve("album").resolve("file-2");
    Files.createDirectories(mine.getParent());
    Files.writeString(mine, "my own thesis");
    assertEquals(4, download());
    assertTrue(desk.err().contains("file-2"), desk.err());
    assertTrue(desk.err().contains("--overwrite"), desk.err());
    assertNull(desk.engine.settings);
    assertEquals("my own thesis", Files.readString(mine));
    assertEquals(0, download("--overwrite"));
  }

  @Test
  void skippedForeignFilesDoNotMatter() throws IOException {
    Path mine = dir.resolve("out").resolve("album").resolve("file-2");
    Files.createDirectories(mine.getParent());
    Files.writeString(mine, "my own thesis");
    assertEquals(0, download("--files", "0"));
  }

  @Test
  void partialAndPreallocatedDataIsGoneOnWith() throws IOException {
    torrent.saveData(dir.resolve("out"));
    Path last = dir.resolve("out").resolve("album").resolve("file-2");
    Files.write(last, new byte[70_000]);
    assertEquals(0, download());
  }

  @Test
  void engineRefusalsKeepTheirCode() {
    desk.engine.refuseStart =
        new EngineException(EngineException.Kind.NETWORK, "no address to listen on");
    assertEquals(5, download());
    assertEquals("btbt: no address to listen on\n", desk.err());
    desk.engine.refuseStart = null;
    desk.engine.refuseAdd = new EngineException(EngineException.Kind.STORAGE, "read-only disk");
    assertEquals(4, download());
    assertTrue(desk.err().endsWith("btbt: read-only disk\n"), desk.err());
  }

  @Test
  void ccbtDownloadsAFileDirectly() {
    desk.program = "ccbt";
    assertEquals(
        0, desk.run(file.toString(), "-o", dir.resolve("out").toString(), "--log-level", "off"));
    assertEquals(1, desk.engine.added.size());
    assertEquals(2, desk.run("verify", "x"));
  }

  @Test
  void showPrintsTheTorrent() {
    assertEquals(0, desk.run("show", file.toString()));
    assertTrue(desk.out().contains("Name:           album"), desk.out());
    assertTrue(desk.out().contains("Size:           107 KiB (110010 bytes)"), desk.out());
    assertTrue(desk.out().contains("Pieces:         7 of 16.0 KiB"), desk.out());
    assertTrue(desk.out().contains("    2   68.4 KiB  album/file-2"), desk.out());
  }

  @Test
  void showSanitises() throws IOException {
    Path evil = new TestTorrent("x\u001b[2Jy", 1, 10).save(dir);
    assertEquals(0, desk.run("show", evil.toString()));
    assertFalse(desk.out().contains("\u001b"));
  }

  @Test
  void showJsonParses() {
    assertEquals(0, desk.run("show", file.toString(), "--json"));
    Map<String, Object> m = MiniJson.object(desk.out().strip());
    assertEquals("album", m.get("name"));
    assertEquals(110_010.0, m.get("size"));
    assertEquals(3, ((List<?>) m.get("files")).size());
  }

  @Test
  void verifyOfGoodDataGivesZero() throws IOException {
    torrent.saveData(dir.resolve("out"));
    assertEquals(0, desk.run("verify", file.toString(), "-o", dir.resolve("out").toString()));
    assertTrue(desk.out().contains("album: all 7 pieces are good"), desk.out());
  }

  @Test
  void verifyNamesWhatIsBad() throws IOException {
    torrent.saveData(dir.resolve("out"));
    Path album = dir.resolve("out").resolve("album");
    byte[] data = Files.readAllBytes(album.resolve("file-2"));
    data[60_000] ^= 1;
    Files.write(album.resolve("file-2"), data);
    Files.delete(album.resolve("file-1"));
    assertEquals(6, desk.run("verify", file.toString(), "-o", dir.resolve("out").toString()));
    assertTrue(desk.out().contains("shared       39.1 KiB  album/file-0"), desk.out());
    assertTrue(desk.out().contains("missing          10 B  album/file-1"), desk.out());
    assertTrue(
        desk.out().contains("damaged      68.4 KiB  album/file-2 (bad pieces: 2)"), desk.out());
    assertTrue(desk.out().contains("2 of 7 pieces are bad: 2, 6"), desk.out());
  }

  @Test
  void verifyJsonParses() throws IOException {
    Files.createDirectory(dir.resolve("out"));
    assertEquals(
        6, desk.run("verify", file.toString(), "--json", "-o", dir.resolve("out").toString()));
    Map<String, Object> m = MiniJson.object(desk.out().strip());
    assertEquals(List.of("0-6"), m.get("bad"));
    assertEquals(false, m.get("good"));
  }

  @Test
  void helpIsThereForEveryVerb() {
    for (String verb : Cli.commandLine(desk.env()).getSubcommands().keySet()) {
      assertEquals(0, desk.run(verb, "--help"));
      assertTrue(desk.out().contains("Usage: btbt " + verb), desk.out());
      assertTrue(desk.out().contains("Examples:"), verb);
    }
    assertTrue(desk.out().lines().allMatch(l -> l.length() <= 80), "help fits 80 columns");
  }

  @Test
  void theManualHasEveryHelpText() throws IOException {
    String manual = Files.readString(Path.of("../docs/btbt.md"));
    for (String verb : Cli.commandLine(desk.env()).getSubcommands().keySet()) {
      Desk one = new Desk(dir.resolve("state"));
      assertEquals(0, one.run(verb, "--help"));
      assertTrue(manual.contains(one.out().strip()), "docs/btbt.md lacks " + one.out());
    }
  }

  @Test
  void completionsNameEveryVerb() {
    for (String shell : List.of("bash", "zsh", "fish")) {
      assertEquals(0, desk.run("completion", shell));
    }
    for (String verb : Cli.commandLine(desk.env()).getSubcommands().keySet()) {
      assertTrue(desk.out().contains("-f -a " + verb + " "), verb);
    }
    assertEquals(2, desk.run("completion", "tcsh"));
  }
}
