package io.bitonic.core.metainfo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.core.bencode.Bencoding;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MetainfoParserTest {
  private static final int PIECE = 32 * 1024;

  @Test
  void readsSingleFile() throws Exception {
    Map<String, Object> t = Torrents.outer(Torrents.single("a.iso", 100_000, PIECE));
    t.put("announce", "http://t.example/announce");
    t.put("comment", "two\nlines\u001b[2J");
    t.put("created by", "maker");
    t.put("creation date", 1_700_000_000L);
    t.put("url-list", "http://seed.example/a.iso");
    Metainfo m = MetainfoParser.parse(Bencoding.encode(t));
    assertEquals("a.iso", m.name());
    assertFalse(m.multiFile());
    assertEquals(1, m.files().size());
    assertEquals(List.of("a.iso"), m.files().getFirst().path());
    assertEquals(100_000, m.layout().totalSize());
    assertEquals(4, m.layout().pieces());
    assertEquals(80, m.pieceHashes().length);
    assertEquals(List.of(), m.pieceLayers());
    assertEquals(List.of(List.of("http://t.example/announce")), m.trackers());
    assertEquals(List.of("http://seed.example/a.iso"), m.webSeeds());
    assertEquals("two\nlines [2J", m.comment());
    assertEquals("maker", m.createdBy());
    assertEquals(1_700_000_000L, m.creationDate());
    assertFalse(m.privateTorrent());
    byte[] sha1 = MessageDigest.getInstance("SHA-1").digest(m.rawInfo());
    assertEquals(HexFormat.of().formatHex(sha1), m.infoHash().id());
    assertNull(m.infoHash().v2Hex());
  }

  @Test
  void infoHashIsOverTheRawBytesEvenWhenKeysAreOutOfOrder() throws Exception {
    String info =
        "d4:name1:a12:piece lengthi16384e6:pieces20:aaaaaaaaaaaaaaaaaaaa6:lengthi1e3:zzz1:xe";
    Metainfo m = MetainfoParser.parse(Torrents.ascii("d4:info" + info + "e"));
    byte[] sha1 = MessageDigest.getInstance("SHA-1").digest(Torrents.ascii(info));
    assertEquals(HexFormat.of().formatHex(sha1), m.infoHash().v1Hex());
    assertArrayEquals(Torrents.ascii(info), m.rawInfo());
  }

  @Test
  void readsManyFiles() throws Exception {
    List<Map<String, Object>> files = new ArrayList<>();
    files.add(Torrents.file(40_000, "sub", "one"));
    Map<String, Object> pad = Torrents.file(25_536, ".pad", "25536");
    pad.put("attr", "p");
    files.add(pad);
    Map<String, Object> run = Torrents.file(7, "run.sh");
    run.put("attr", "xh");
    files.add(run);
    Map<String, Object> link = Torrents.file(0, "link");
    link.put("attr", "l");
    link.put("symlink path", List.of("sub", "one"));
    files.add(link);
    Map<String, Object> info = Torrents.multi("folder", files, PIECE);
    info.put("private", 1);
    info.put("source", "SITE");
    Metainfo m = MetainfoParser.parse(Torrents.bytes(info));
    assertTrue(m.multiFile());
    assertTrue(m.privateTorrent());
    assertEquals("SITE", m.source());
    assertEquals("folder/sub/one", m.files().get(0).displayPath());
    assertTrue(m.files().get(1).padding());
    assertFalse(m.files().get(1).isStored());
    assertEquals(65_536, m.files().get(2).offset());
    assertTrue(m.files().get(2).executable());
    assertTrue(m.files().get(2).hidden());
    assertEquals(List.of("sub", "one"), m.files().get(3).symlink());
    assertEquals(65_543, m.layout().totalSize());
  }

  @Test
  void prefersUtf8KeysAndFallsBackToTheStatedEncoding() throws Exception {
    Map<String, Object> info = Torrents.single("old", 1, PIECE);
    info.put("name.utf-8", "nämé");
    assertEquals("nämé", MetainfoParser.parse(Torrents.bytes(info)).name());
    info.remove("name.utf-8");
    info.put("name", "日本".getBytes("Shift_JIS"));
    Map<String, Object> t = Torrents.outer(info);
    t.put("encoding", "Shift_JIS");
    assertEquals("日本", MetainfoParser.parse(Bencoding.encode(t)).name());
    info.put("name", "caf\u00e9".getBytes(StandardCharsets.ISO_8859_1));
    assertEquals("café", MetainfoParser.parse(Torrents.bytes(info)).name());
  }

  @Test
  void ordersTrackersByTierAndDropsWhatCannotBeUsed() throws Exception {
    Map<String, Object> t = Torrents.outer(Torrents.single("a", 1, PIECE));
    t.put("announce", "http://ignored.example/announce");
    t.put(
        "announce-list",
        List.of(
            List.of("udp://a.example:80", "wss://web.example", " http://b.example/announce "),
            List.of("file:///etc/passwd", "dht://x"),
            List.of("udp://a.example:80", "HTTPS://c.example/announce", "http:///nohost")));
    Metainfo m = MetainfoParser.parse(Bencoding.encode(t));
    assertEquals(
        List.of(
            List.of("udp://a.example:80", "http://b.example/announce"),
            List.of("HTTPS://c.example/announce")),
        m.trackers());
    t.put("announce-list", List.of(List.of("ftp://x.example")));
    assertEquals(
        List.of(List.of("http://ignored.example/announce")),
        MetainfoParser.parse(Bencoding.encode(t)).trackers());
  }

  @Test
  void metadataFromPeersGetsItsTrackersFromTheCaller() throws Exception {
    byte[] raw = Bencoding.encode(Torrents.single("a", 1, PIECE));
    Metainfo m =
        MetainfoParser.parseInfo(
            raw, List.of(List.of("udp://a.example:1", "gopher://b")), List.of("http://w.example/"));
    assertEquals(List.of(List.of("udp://a.example:1")), m.trackers());
    assertEquals(List.of("http://w.example/"), m.webSeeds());
    assertEquals(
        MetainfoParser.parse(Torrents.bytes(Torrents.single("a", 1, PIECE))).infoHash(),
        m.infoHash());
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, (512L << 20) + 1, Long.MAX_VALUE})
  void rejectsAPieceLengthOutOfRange(long length) {
    Map<String, Object> info = Torrents.single("a", 1, PIECE);
    info.put("piece length", length);
    rejected(Torrents.bytes(info), "piece length");
  }

  @Test
  void rejectsImpossibleSizes() {
    Map<String, Object> info = Torrents.single("a", 100_000, PIECE);
    info.put("length", Long.MAX_VALUE);
    rejected(Torrents.bytes(info), "pieces");
    info.put("length", -1);
    rejected(Torrents.bytes(info), "negative length");
    info.put("length", 0);
    rejected(Torrents.bytes(info), "0 pieces need 0 bytes of hashes, there are 80");
    info.put("length", 200_000);
    rejected(Torrents.bytes(info), "7 pieces need 140 bytes of hashes, there are 80");
    List<Map<String, Object>> files =
        List.of(Torrents.file(5, "a"), Torrents.file(Long.MAX_VALUE, "b"), Torrents.file(9, "c"));
    Map<String, Object> many = Torrents.multi("m", List.of(Torrents.file(5, "a")), PIECE);
    many.put("files", files);
    rejected(Torrents.bytes(many), "pieces");
  }

  @Test
  void filesMayAllBeEmpty() throws Exception {
    Metainfo m =
        MetainfoParser.parse(
            Torrents.bytes(
                Torrents.multi("m", List.of(Torrents.file(0, "a"), Torrents.file(0, "b")), PIECE)));
    assertEquals(0, m.layout().totalSize());
    assertEquals(0, m.layout().pieces());
    assertEquals(2, m.files().size());
  }

  @Test
  void saysWhatIsWrongWithOtherFiles() {
    rejected(new byte[0], "empty");
    rejected(Torrents.ascii("<!DOCTYPE html><html>"), "web page");
    rejected(Torrents.ascii("magnet:?xt=urn:btih:00"), "magnet link");
    rejected(Torrents.ascii("le"), "dictionary");
    rejected(Torrents.ascii("de"), "no 'info'");
    rejected(Torrents.ascii("d4:infodee"), "no 'pieces'");
    rejected(Torrents.ascii("d4:info"), "truncated");
    rejected(Torrents.ascii("PK\u0003\u0004"), "byte 0");
  }

  private static void rejected(byte[] torrent, String reason) {
    MetainfoException e =
        assertThrows(MetainfoException.class, () -> MetainfoParser.parse(torrent));
    assertTrue(e.getMessage().contains(reason), e.getMessage());
  }
}
