package io.bitonic.core.metainfo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.core.bencode.Bencoding;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Torrents made to do harm. */
class HostileTorrentTest {
  private static final int PIECE = 1 << 20;

  @Test
  void pathsStayInsideTheTorrentsFolder() throws Exception {
    Metainfo m =
        parse(
            Torrents.file(1, "..", "..", "etc", "passwd"),
            Torrents.file(1, "/etc/passwd"),
            Torrents.file(1, ".."),
            Torrents.file(1, ""),
            Torrents.file(1, "a\u0000b\u001b[31m"),
            Torrents.file(1, "etc"));
    assertEquals(
        List.of("m/etc/passwd", "m/etcpasswd", "m/_", "m/_ (2)", "m/ab[31m", "m/etc (2)"),
        m.files().stream().map(TorrentFile::displayPath).toList());
    for (String name : List.of("..", "/", "", "\u202e")) {
      Map<String, Object> info = Torrents.single(name, 1, PIECE);
      assertEquals(List.of("_"), MetainfoParser.parse(Torrents.bytes(info)).files().get(0).path());
    }
  }

  @Test
  void tooDeepAPathIsRejected() throws Exception {
    String[] deep = Collections.nCopies(100, "d").toArray(String[]::new);
    rejected("more than 100 folders deep", Torrents.file(1, deep));
    assertEquals(
        100,
        parse(Torrents.file(1, java.util.Arrays.copyOf(deep, 99)))
            .files()
            .getFirst()
            .path()
            .size());
  }

  @Test
  void symlinksPointInsideTheTorrentOnly() throws Exception {
    Metainfo m =
        parse(
            Torrents.file(1, "a", "b"),
            link(List.of("c", "l"), "a", "b"),
            link(List.of("l2"), "c", "..", "a"),
            link(List.of("l3"), "A", "B"),
            Torrents.file(1, "A", "B"));
    assertEquals(List.of("a", "b"), m.files().get(1).symlink());
    assertEquals(List.of("a"), m.files().get(2).symlink());
    assertEquals(List.of("A", "B (2)"), m.files().get(3).symlink());
    assertEquals(0, m.files().get(1).length());
    for (List<String> target :
        List.of(
            List.of(".."),
            List.of("a", "..", "..", "x"),
            List.of("..", "m", "a"),
            List.of("/"),
            List.of("."))) {
      rejected(
          "points outside",
          Torrents.file(1, "a"),
          link(List.of("l"), target.toArray(String[]::new)));
    }
    Map<String, Object> none = Torrents.file(0, "l");
    none.put("attr", "l");
    rejected("without a target", Torrents.file(1, "a"), none);
  }

  @Test
  void aSymlinkIsNeverTheFolderOfAFile() throws Exception {
    Metainfo m =
        parse(Torrents.file(1, "a"), link(List.of("d"), "a"), Torrents.file(1, "d", "file"));
    assertEquals("m/d (2)", m.files().get(1).displayPath());
    assertEquals("m/d/file", m.files().get(2).displayPath());
  }

  @Test
  void aLinksLengthDoesNotCount() throws Exception {
    Map<String, Object> link = link(List.of("l"), "a");
    link.put("length", 1L << 60);
    assertEquals(1, parse(Torrents.file(1, "a"), link).layout().totalSize());
    link.remove("length");
    assertEquals(1, parse(Torrents.file(1, "a"), link).layout().totalSize());
  }

  @Test
  void wrongTypesAreRejected() {
    Map<String, Object> info = Torrents.multi("m", List.of(Torrents.file(1, "a")), PIECE);
    for (String key : List.of("name", "pieces", "piece length")) {
      for (Object wrong : List.of(-5, List.of(), Map.of(), "xx")) {
        Map<String, Object> changed = new TreeMap<>(info);
        changed.put(key, wrong);
        if (!(key.equals("name") && wrong instanceof String)) {
          assertThrows(
              MetainfoException.class, () -> MetainfoParser.parse(Torrents.bytes(changed)), key);
        }
      }
    }
    rejected("has no path", Map.of("length", 1));
    rejected("has no path", Map.of("length", 1, "path", "text"));
    rejected("is not text", Map.of("length", 1, "path", List.of(1)));
    rejected("no length", Map.of("length", "1", "path", List.of("a")));
    rejected("no length", Map.of("path", List.of("a")));
  }

  @Test
  void paddingTakesNoNamesAndOldPaddingIsKnown() throws Exception {
    Map<String, Object> pad = Torrents.file(1, "a");
    pad.put("attr", "p");
    Metainfo m = parse(pad, Torrents.file(1, "a"), Torrents.file(5, "_____padding_file_0_if you"));
    assertTrue(m.files().get(0).padding());
    assertEquals("m/a", m.files().get(1).displayPath());
    assertTrue(m.files().get(2).padding());
  }

  @Test
  void aHundredThousandEqualNamesParseQuickly() {
    List<Map<String, Object>> files = Collections.nCopies(100_000, Torrents.file(1, "d", "same"));
    byte[] torrent = Torrents.bytes(Torrents.multi("m", files, PIECE));
    Metainfo m =
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> MetainfoParser.parse(torrent));
    assertEquals(100_000, new HashSet<>(m.files().stream().map(TorrentFile::path).toList()).size());
  }

  @Test
  void twoMillionPiecesAreFine() throws Exception {
    Map<String, Object> info = Torrents.single("huge", 2_000_000L * 16384, 16384);
    Metainfo m = MetainfoParser.parse(Torrents.bytes(info));
    assertEquals(2_000_000, m.layout().pieces());
  }

  @Test
  void floodsOfTrackersAreCut() throws Exception {
    List<List<String>> tiers = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      tiers.add(List.of("http://t" + i + ".example/announce"));
    }
    Map<String, Object> t = Torrents.outer(Torrents.single("a", 1, PIECE));
    t.put("announce-list", tiers);
    t.put("url-list", tiers.stream().map(List::getFirst).toList());
    Metainfo m = MetainfoParser.parse(Bencoding.encode(t));
    assertEquals(500, m.trackers().size());
    assertEquals(100, m.webSeeds().size());
    t.put("announce-list", List.of("udp://flat.example:1", "udp://list.example:1"));
    assertEquals(2, MetainfoParser.parse(Bencoding.encode(t)).trackers().size());
  }

  @Test
  void messagesCarryNoControlCharacters() {
    Map<String, Object> t = Torrents.outer2(false);
    Torrents.info(t).put("file tree", Map.of("\u001b[2J\n", Map.of("", Map.of("length", 1))));
    MetainfoException e =
        assertThrows(MetainfoException.class, () -> MetainfoParser.parse(Bencoding.encode(t)));
    MetainfoChecks.checkMessage(e);
  }

  private static Map<String, Object> link(List<String> path, String... target) {
    Map<String, Object> f = Torrents.file(0, path.toArray(String[]::new));
    f.put("attr", "l");
    f.put("symlink path", List.of(target));
    return f;
  }

  @SafeVarargs
  private static Metainfo parse(Map<String, Object>... files) throws MetainfoException {
    Map<String, Object> info = Torrents.single("m", 1, PIECE);
    info.remove("length");
    info.put("files", List.of(files));
    Metainfo m = MetainfoParser.parse(Torrents.bytes(info));
    MetainfoChecks.check(m);
    return m;
  }

  @SafeVarargs
  private static void rejected(String reason, Map<String, Object>... files) {
    MetainfoException e = assertThrows(MetainfoException.class, () -> parse(files));
    assertTrue(e.getMessage().contains(reason), e.getMessage());
    MetainfoChecks.checkMessage(e);
  }
}
