package io.bitonic.core.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.core.api.TorrentRules;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigTest {
  @TempDir Path dir;

  static Stream<Setting<?>> all() {
    return SettingTable.all().stream();
  }

  private static Settings settings(Values v) {
    return SettingTable.settings(v, Path.of("/state"));
  }

  /** A value that isn't the default, as it would be typed. */
  private static String another(Setting<?> s) {
    return switch (s.type().name()) {
      case "boolean" -> s.fallback().equals(true) ? "off" : "on";
      case "integer" -> s.key().equals("network.loops") ? "3" : "17";
      case "size" -> "7MiB";
      case "rate" -> "123K";
      case "list of time of the week" -> "Mon-Fri 08:00-18:00,22:00-06:00";
      case "choice" -> {
        String[] names = s.type().range().split(", ");
        yield s.fallbackToml().equals("\"" + names[0] + "\"") ? names[1] : names[0];
      }
      case "address" -> "::1";
      case "list of address" -> "10.0.0.1,::1";
      case "list of text" ->
          switch (s.key()) {
            case "log.levels" -> "swarm=debug,dht=trace";
            case "log.trace" -> "10.0.0.1,[::1]:5";
            default -> "a.example:1,b.example:2";
          };
      case "list of path" -> "/a,/b";
      case "number" -> "1.5";
      case "path" -> "/a";
      case "list of folder" -> "/a,/b | to=/c | label=d e | paused | after=delete";
      default -> "x";
    };
  }

  @ParameterizedTest
  @MethodSource("all")
  void everySettingReachesTheEngine(Setting<?> s) {
    ConfigFile.Result r = ConfigFile.readPairs(List.of(s.key() + "=" + another(s)));
    assertEquals(List.of(), r.problems());
    assertNotEquals(settings(new Values()), settings(r.values()), s.key());
    assertEquals(Values.Origin.COMMAND_LINE, r.values().origin(s));
  }

  @ParameterizedTest
  @MethodSource("all")
  void aChangeIsSeenAndCanBeTakenOverAlone(Setting<?> s) {
    Settings before = settings(new Values());
    Values v = ConfigFile.readPairs(List.of(s.key() + "=" + another(s))).values();
    Settings after = settings(v);
    assertEquals(List.of(s.key()), SettingTable.changes(before, after));
    assertEquals(v.get(s), s.value().apply(after));
    Settings other = before.with(new Settings.Hash(99));
    Settings merged = SettingTable.merge(other, after, List.of(s.key()));
    assertEquals(
        List.of(), SettingTable.changes(merged, after).stream().filter(s.key()::equals).toList());
    assertEquals(s.key().equals("hash.workers") ? 17 : 99, merged.hash().workers());
  }

  @Test
  void labelsAreReadAndTheirFaultsNamed() {
    ConfigFile.Result r =
        ConfigFile.parse(
            "f",
            """
            [labels.films]
            down = "2MiB"
            torrent_up = "100K"
            order = "sequential"
            ratio = 2
            save_path = "/films"
            trackers = ["udp://t.example:1"]

            [labels."two words"]
            priority = "high"
            """);
    assertEquals(List.of(), r.problems());
    Settings s = settings(r.values());
    Label films = s.labels().get("films");
    assertEquals(2 << 20, films.down());
    assertEquals(100 << 10, films.rules().up());
    assertEquals(TorrentRules.Order.SEQUENTIAL, films.rules().order());
    assertEquals(2.0, films.rules().ratio());
    assertEquals(Path.of("/films"), films.savePath().orElseThrow());
    assertEquals(TorrentRules.Priority.HIGH, s.labels().get("two words").rules().priority());
    Settings none = settings(new Values());
    assertEquals(List.of("labels.films", "labels.two words"), SettingTable.changes(none, s));
    Settings one = SettingTable.merge(none, s, List.of("labels.films"));
    assertEquals(Map.of("films", films), one.labels());
    assertEquals(Map.of(), SettingTable.merge(s, none, SettingTable.changes(s, none)).labels());
    List<String> wrong =
        ConfigFile.parse("f", "[labels]\nx = 1\n[labels.y]\ndown = \"fast\"\ntorrent_ratio = 1\n")
            .problems()
            .stream()
            .map(Problem::toString)
            .toList();
    assertEquals(3, wrong.size(), wrong.toString());
    assertTrue(wrong.getFirst().startsWith("f:2:1: 'x' is no label"), wrong.toString());
    assertTrue(
        wrong.get(1).startsWith("f:4:1: labels.y.down: 'fast' is not a rate"), wrong.toString());
  }

  @Test
  void rulesOfATorrentAreSetByName() {
    TorrentRules r = RuleTable.with(TorrentRules.NONE, "down", "2M");
    r = RuleTable.with(r, "order", "round-robin");
    r = RuleTable.with(r, "seed_time", "90");
    assertEquals(
        Map.of("down", "\"2MiB\"", "order", "\"round-robin\"", "seed_time", "90"),
        RuleTable.differences(r));
    assertEquals(TorrentRules.Order.DEFAULT, RuleTable.with(r, "order", "default").order());
    assertEquals(0, RuleTable.with(r, "down", "default").down());
    TorrentRules rules = r;
    assertThrows(IllegalArgumentException.class, () -> RuleTable.with(rules, "colour", "red"));
    assertThrows(IllegalArgumentException.class, () -> RuleTable.with(rules, "ratio", "much"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Mon-Fri 08:00-18:00 | 2026-11-20T08:00 | true",
        "Mon-Fri 08:00-18:00 | 2026-11-20T18:00 | false",
        "Mon-Fri 08:00-18:00 | 2026-11-21T12:00 | false",
        "22:00-06:00         | 2026-11-21T23:59 | true",
        "22:00-06:00         | 2026-11-21T05:59 | true",
        "22:00-06:00         | 2026-11-21T06:00 | false",
        "Sat 22:00-06:00     | 2026-11-22T03:00 | true",
        "Sat 22:00-06:00     | 2026-11-21T03:00 | false",
        "Sat,Mon 00:00-24:00 | 2026-11-21T23:59 | true",
        "Sun-Mon 1:00-2:00   | 2026-11-23T01:30 | true",
      })
  void aTimeOfTheWeekIsUnderstood(String span, String at, boolean inside) {
    WeekSpan s = WeekSpan.parse(span);
    assertEquals(inside, s.contains(LocalDateTime.parse(at)));
    assertEquals(s, WeekSpan.parse(s.toString()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "Mon", "8-18", "Mon 25:00-26:00", "Foo 08:00-18:00", "Mon-Tue-Wed 1:00-2:00"})
  void whatIsNoTimeOfTheWeekIsRefused(String text) {
    assertThrows(IllegalArgumentException.class, () -> WeekSpan.parse(text));
  }

  @ParameterizedTest
  @MethodSource("all")
  void whatIsWrittenIsReadBack(Setting<?> s) {
    Values v = ConfigFile.readPairs(List.of(s.key() + "=" + another(s))).values();
    ConfigFile.Result again =
        ConfigFile.parse("f", "[" + s.section() + "]\n" + s.name() + " = " + v.toml(s) + "\n");
    assertEquals(List.of(), again.problems());
    assertEquals(v.get(s), again.values().get(s));
  }

  @Test
  void everyComponentOfTheSettingsHasAKey() throws Exception {
    int components = 0;
    for (RecordComponent section : Settings.class.getRecordComponents()) {
      if (section.getType().isRecord()) {
        components += components(section.getType());
      }
    }
    assertEquals(components, SettingTable.all().size());
    for (Setting<?> s : SettingTable.all()) {
      assertTrue(SettingTable.sections().containsKey(s.section()), s.key());
      assertTrue(s.text().endsWith("."), s.key());
    }
    Method m = Settings.class.getMethod("defaults", Path.class);
    assertEquals(settings(new Values()), m.invoke(null, Path.of("/state")));
  }

  private static int components(Class<?> record) {
    int n = 0;
    for (RecordComponent c : record.getRecordComponents()) {
      n += c.getType().isRecord() ? components(c.getType()) : 1;
    }
    return n;
  }

  @Test
  void whatIsWrongWithAWatchedFolderIsNamed() {
    for (String bad :
        List.of("in", "/in | to=out", "/in | after=burn", "/in | labl=x", "", "/in |")) {
      ConfigFile.Result r = ConfigFile.readPairs(List.of("watch.folders=" + bad + ",/b"));
      assertEquals(1, r.problems().size(), bad);
    }
    WatchFolder w = WatchFolder.parse("/in | after=keep | label= tv |paused|to=/tv");
    assertEquals(
        new WatchFolder(Path.of("/in"), Path.of("/tv"), "tv", true, WatchFolder.After.KEEP), w);
    assertEquals(w, WatchFolder.parse(w.toString()));
    assertEquals("/in", WatchFolder.parse("/in").toString());
  }

  @Test
  void theFileInTheRepositoryIsTheTemplate() throws Exception {
    String text = Files.readString(Path.of("../config/bitonic.toml"));
    assertEquals(ConfigEditor.template(), text, "write it anew: btbt config schema --format toml");
    assertEquals(List.of(), ConfigFile.parse("f", text).problems());
    String on = text.replaceAll("(?m)^# (\\w+ = )", "$1");
    ConfigFile.Result r = ConfigFile.parse("f", on);
    assertEquals(List.of(), r.problems());
    assertEquals(settings(new Values()), settings(r.values()));
    assertEquals(Values.Origin.FILE, r.values().origin(SettingTable.find("limits.down")));
  }

  @Test
  void allProblemsAreFoundAtOnce() {
    String text =
        """
        [network]
        listen_prt = 1
        max_peers = "many"
        half_open = 0

        [limit]
        down = 3

        [limits]
        up = "1 parsec"
        """;
    List<String> said =
        ConfigFile.parse("c.toml", text).problems().stream().map(Problem::toString).toList();
    assertEquals(5, said.size(), said.toString());
    assertTrue(
        said.contains(
            "c.toml:2:1: there is no setting network.listen_prt; do you mean"
                + " network.listen_port?"),
        said.toString());
    assertTrue(
        said.contains("c.toml:3:1: network.max_peers: wants an integer, not \"many\""),
        said.toString());
    assertTrue(
        said.contains("c.toml:4:1: network.half_open: 0 is out of range: 1–1000"), said.toString());
    assertTrue(
        said.contains("c.toml:6:1: there is no section [limit]; do you mean limits?"),
        said.toString());
    assertTrue(said.getLast().startsWith("c.toml:10:1: limits.up: '1 parsec' is not a rate"));
  }

  @Test
  void brokenTomlIsSaidWithItsPlace() {
    List<Problem> p = ConfigFile.parse("c", "[network]\nloops = = 3\n").problems();
    assertFalse(p.isEmpty());
    assertEquals(2, p.getFirst().line());
  }

  @Test
  void strongerSourcesWin() throws Exception {
    Path f = dir.resolve("bitonic.toml");
    Files.writeString(f, "[limits]\ndown = \"1MiB\"\nup = 5\n[network]\nloops = 2\n");
    ConfigFile.Result r =
        ConfigFile.load(f, true, Map.of("BITONIC_LIMITS__UP", "6", "BITONIC_CONFIG", "x"));
    assertEquals(List.of(), r.problems());
    r.values().addAll(ConfigFile.readPairs(List.of("network.loops=4")).values());
    Settings s = settings(r.values());
    assertEquals(1 << 20, s.limits().downBytesPerSecond());
    assertEquals(6, s.limits().upBytesPerSecond());
    assertEquals(4, s.network().loops());
    assertEquals(Values.Origin.ENVIRONMENT, r.values().origin(SettingTable.find("limits.up")));
    assertEquals(
        List.of("BITONIC_LIMITS__UPP: there is no setting limits.upp; do you mean" + " limits.up?"),
        ConfigFile.readEnvironment(Map.of("BITONIC_LIMITS__UPP", "6")).problems().stream()
            .map(Problem::toString)
            .toList());
  }

  @Test
  void aMissingFileIsAProblemOnlyWhenItWasNamed() {
    Path f = dir.resolve("none.toml");
    assertEquals(List.of(), ConfigFile.load(f, false, Map.of()).problems());
    assertEquals(
        f + ": can't be read: there is no such file",
        ConfigFile.load(f, true, Map.of()).problems().getFirst().toString());
  }

  @Test
  void theFileIsFound() {
    assertEquals(
        Path.of("/a/b"), ConfigFile.locate(Path.of("/a/b"), Map.of("BITONIC_CONFIG", "/c"), dir));
    assertEquals(Path.of("/c"), ConfigFile.locate(null, Map.of("BITONIC_CONFIG", "/c"), dir));
    assertEquals(dir.resolve("bitonic.toml"), ConfigFile.locate(null, Map.of(), dir));
  }

  @ParameterizedTest
  @CsvSource({
    "limits.dwn, limits.down",
    "listen_port, network.listen_port",
    "disk.wrokers, disk.workers",
    "ntwork, network"
  })
  void mistypedKeysHaveNeighbours(String typed, String meant) {
    assertEquals(meant, SettingTable.nearest(typed));
  }

  @Test
  void nonsenseHasNoNeighbour() {
    assertNull(SettingTable.nearest("zzzzzzzz"));
  }

  // ---- editing

  private static String edited(String text, String key, String toml) {
    ConfigEditor e = new ConfigEditor(text);
    e.set(SettingTable.find(key), toml);
    return e.text();
  }

  @Test
  void editingKeepsCommentsAndOrder() {
    String text =
        "# mine\n[limits]\nup = 3   # slow line\n# down\ndown = 0\n\n[disk]\nworkers = 1\n";
    assertEquals(
        text.replace("up = 3   #", "up = \"9MiB\"  #"), edited(text, "limits.up", "\"9MiB\""));
    assertEquals(text.replace("= 1", "= 2"), edited(text, "disk.workers", "2"));
    assertEquals(
        text.replace("down = 0\n", "down = 0\nupload_slots = 4\n"),
        edited(text, "limits.upload_slots", "4"));
    assertEquals(text + "\n[hash]\nworkers = 4\n", edited(text, "hash.workers", "4"));
  }

  @Test
  void editingReplacesListsOfManyLines() {
    String text =
        "[discovery]\ndht_bootstrap = [\n  \"a:1\", # one ]\n  \"b]:2\",\n] # end\npex = true\n";
    String e = edited(text, "discovery.dht_bootstrap", "[]");
    assertEquals("[discovery]\ndht_bootstrap = []  # end\npex = true\n", e);
    ConfigEditor r = new ConfigEditor(text);
    assertTrue(r.remove(SettingTable.find("discovery.dht_bootstrap")));
    assertFalse(r.remove(SettingTable.find("discovery.dht_bootstrap")));
    assertEquals("[discovery]\npex = true\n", r.text());
  }

  @Test
  void aWrittenFileKeepsItsModeAndALinkToIt() throws IOException {
    Path file = Files.createDirectory(dir.resolve("real")).resolve("bitonic.toml");
    Path link = dir.resolve("bitonic.toml");
    Files.createSymbolicLink(link, file);
    Files.writeString(file, "# old\n");
    Set<PosixFilePermission> mode = PosixFilePermissions.fromString("rw-r-----");
    Files.setPosixFilePermissions(file, mode);
    ConfigEditor.write(link, "# new\n");
    assertTrue(Files.isSymbolicLink(link));
    assertEquals("# new\n", Files.readString(file));
    assertEquals(mode, Files.getPosixFilePermissions(file));
    Path made = dir.resolve("fresh").resolve("bitonic.toml");
    ConfigEditor.write(made, "");
    assertEquals(PosixFilePermissions.fromString("rw-------"), Files.getPosixFilePermissions(made));
    try (Stream<Path> left = Files.walk(dir)) {
      assertEquals(3, left.filter(p -> !Files.isDirectory(p)).count());
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void everySettingCanBeSetInTheTemplate(Setting<?> s) {
    Values v = ConfigFile.readPairs(List.of(s.key() + "=" + another(s))).values();
    String text = edited(ConfigEditor.template(), s.key(), v.toml(s));
    ConfigFile.Result r = ConfigFile.parse("f", text);
    assertEquals(List.of(), r.problems());
    assertEquals(v.get(s), r.values().get(s));
    assertEquals(text, edited(text, s.key(), v.toml(s)));
    ConfigEditor back = new ConfigEditor(text);
    assertTrue(back.remove(s));
    assertEquals(ConfigEditor.template(), back.text());
    assertEquals(v.get(s), ConfigFile.parse("f", edited("", s.key(), v.toml(s))).values().get(s));
  }
}
