package io.bitonic.core.metainfo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.core.bencode.Bencoding;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** BEP 52: v2 and hybrid torrents. */
class Version2Test {
  @Test
  void filesStartAtPiecesAndLayersAreKept() throws Exception {
    Metainfo m = parse(Torrents.outer2(false));
    assertTrue(m.multiFile());
    assertFalse(m.infoHash().hasV1());
    byte[] sha256 = MessageDigest.getInstance("SHA-256").digest(m.rawInfo());
    assertEquals(HexFormat.of().formatHex(sha256), m.infoHash().v2Hex());
    assertEquals("m/a/big", m.files().get(0).displayPath());
    assertEquals(3L * 16384, m.files().get(1).offset());
    assertEquals(4, m.layout().pieces());
    assertEquals(40_000 - 2 * 16384, m.layout().pieceSize(2));
    assertEquals(40_009, m.layout().totalSize());
    assertEquals(96, m.pieceLayers().get(0).length);
    assertArrayEquals(m.files().get(1).piecesRoot(), m.pieceLayers().get(1));
    assertEquals(0, m.pieceHashes().length);
  }

  @Test
  void aHybridHasBothHashesAndV1Layout() throws Exception {
    Metainfo m = parse(Torrents.outer2(true));
    assertTrue(m.infoHash().hasV1() && m.infoHash().hasV2());
    assertEquals(3, m.files().size());
    assertTrue(m.files().get(1).padding());
    assertEquals(49_152, m.files().get(2).offset());
    assertEquals(32, m.files().get(2).piecesRoot().length);
    assertEquals(96, m.pieceLayers().get(0).length);
    assertEquals(0, m.pieceLayers().get(1).length);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aChangedLayerIsRejected(boolean hybrid) {
    Map<String, Object> t = Torrents.outer2(hybrid);
    byte[] layer = layers(t).values().iterator().next();
    layer[0] ^= 1;
    rejected(t, "do not match its pieces root");
  }

  @Test
  void onlyAHybridCanDoWithoutLayers() throws Exception {
    Map<String, Object> t = Torrents.outer2(false);
    t.remove("piece layers");
    rejected(t, "lacks the 3 hashes");
    t = Torrents.outer2(true);
    t.remove("piece layers");
    assertEquals(0, parse(t).pieceLayers().get(0).length);
    for (boolean hybrid : new boolean[] {false, true}) {
      Map<String, Object> s = Torrents.outer2(hybrid);
      layers(s).replaceAll((_, _) -> new byte[64]);
      rejected(s, "lacks the 3 hashes");
    }
  }

  @Test
  void metadataFromPeersHasNoLayers() throws Exception {
    byte[] raw = Bencoding.encode(Torrents.info(Torrents.outer2(false)));
    Metainfo m = MetainfoParser.parseInfo(raw, List.of(), List.of());
    assertEquals(0, m.pieceLayers().get(0).length);
    assertEquals(32, m.pieceLayers().get(1).length);
  }

  @Test
  void hybridListsMustAgree() {
    List<List<Map<String, Object>>> wrong =
        List.of(
            List.of(Torrents.file(49_152, "a", "big"), Torrents.file(9, "small")),
            List.of(Torrents.file(40_000, "a", "other"), pad(9152), Torrents.file(9, "small")),
            List.of(Torrents.file(40_000, "a", "big"), pad(9161)),
            List.of(Torrents.file(9, "small"), pad(16375), Torrents.file(40_000, "a", "big")),
            List.of(
                Torrents.file(40_000, "a", "big"),
                pad(9152),
                Torrents.file(9, "small"),
                Torrents.file(0, "extra")));
    for (List<Map<String, Object>> files : wrong) {
      Map<String, Object> t = Torrents.outer2(true);
      Torrents.info(t).put("files", files);
      rejected(t, "disagree");
    }
    Map<String, Object> t = Torrents.outer2(true);
    Torrents.info(t)
        .put("files", List.of(Torrents.file(40_000, "a", "big"), Torrents.file(9, "small")));
    rejected(t, "does not start at a piece");
  }

  @Test
  void brokenTreesAreRejected() {
    Map<String, Object> t = Torrents.outer2(false);
    Torrents.info(t).put("file tree", Map.of());
    rejected(t, "empty");
    Torrents.info(t).put("file tree", Map.of("a", 1));
    rejected(t, "bad file tree entry");
    Torrents.info(t).put("file tree", Map.of("", Map.of("length", 1)));
    rejected(t, "bad file tree entry");
    Torrents.info(t).put("file tree", Map.of("a", Map.of("", Map.of(), "b", Map.of())));
    rejected(t, "both a file and a folder");
    Torrents.info(t).put("file tree", Map.of("a", Map.of("", Map.of("length", 1))));
    rejected(t, "pieces root");
    Torrents.info(t).remove("file tree");
    rejected(t, "without a 'file tree'");
    Torrents.info(t).put("meta version", 3);
    rejected(t, "meta version 3");
  }

  @ParameterizedTest
  @ValueSource(ints = {8192, 16385, 49152, 1})
  void thePieceLengthIsAPowerOfTwo(int length) {
    Map<String, Object> t = Torrents.outer2(false);
    Torrents.info(t).put("piece length", length);
    rejected(t, "power of two");
  }

  @Test
  void hostileTreeNamesBecomeSafe() throws Exception {
    Map<String, Object> tree = new TreeMap<>();
    for (String name : List.of("..", "../x", "/etc", "A", "a")) {
      tree.put(name, Map.of("", Map.of("length", 1, "pieces root", new byte[32])));
    }
    Map<String, Object> t = Torrents.outer2(false);
    Torrents.info(t).put("file tree", tree);
    Metainfo m = parse(t);
    MetainfoChecks.check(m);
    assertEquals(
        List.of("m/_", "m/..x", "m/etc", "m/A", "m/a (2)"),
        m.files().stream().map(TorrentFile::displayPath).toList());
  }

  private static Map<String, Object> pad(long length) {
    Map<String, Object> f = Torrents.file(length, ".pad", Long.toString(length));
    f.put("attr", "p");
    return f;
  }

  @SuppressWarnings("unchecked")
  private static Map<String, byte[]> layers(Map<String, Object> torrent) {
    return (Map<String, byte[]>) torrent.get("piece layers");
  }

  private static Metainfo parse(Map<String, Object> torrent) throws MetainfoException {
    return MetainfoParser.parse(Bencoding.encode(torrent));
  }

  private static void rejected(Map<String, Object> torrent, String reason) {
    MetainfoException e = assertThrows(MetainfoException.class, () -> parse(torrent));
    assertTrue(e.getMessage().contains(reason), e.getMessage());
    MetainfoChecks.checkMessage(e);
  }
}
