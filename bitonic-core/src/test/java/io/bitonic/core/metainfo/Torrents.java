package io.bitonic.core.metainfo;

import io.bitonic.core.bencode.BDict;
import io.bitonic.core.bencode.Bencoding;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Small torrents for tests; the hashes are not those of any data. */
final class Torrents {
  private Torrents() {}

  static Map<String, Object> single(String name, long length, int pieceLength) {
    Map<String, Object> info = new TreeMap<>();
    info.put("name", name);
    info.put("length", length);
    info.put("piece length", pieceLength);
    info.put("pieces", new byte[(int) ((length + pieceLength - 1) / pieceLength) * 20]);
    return info;
  }

  static Map<String, Object> multi(String name, List<Map<String, Object>> files, int pieceLength) {
    long total = files.stream().mapToLong(f -> ((Number) f.get("length")).longValue()).sum();
    Map<String, Object> info = single(name, total, pieceLength);
    info.remove("length");
    info.put("files", files);
    return info;
  }

  static Map<String, Object> file(long length, String... path) {
    Map<String, Object> f = new TreeMap<>();
    f.put("length", length);
    f.put("path", List.of(path));
    return f;
  }

  static Map<String, Object> outer(Map<String, Object> info) {
    Map<String, Object> t = new TreeMap<>();
    t.put("info", info);
    return t;
  }

  /** A v2 torrent, or a hybrid, of a file of three pieces and one of one piece. */
  static Map<String, Object> outer2(boolean hybrid) {
    byte[] layer = new byte[3 * 32];
    layer[5] = 1;
    byte[] root = new Merkle().rootOfLayer(layer, 16384);
    Map<String, Object> big = new TreeMap<>(Map.of("length", 40_000, "pieces root", root));
    Map<String, Object> small = new TreeMap<>(Map.of("length", 9, "pieces root", new byte[32]));
    Map<String, Object> tree = new TreeMap<>();
    tree.put("a", new TreeMap<>(Map.of("big", new TreeMap<>(Map.of("", big)))));
    tree.put("small", new TreeMap<>(Map.of("", small)));
    Map<String, Object> info = new TreeMap<>();
    info.put("name", "m");
    info.put("piece length", 16384);
    info.put("meta version", 2);
    info.put("file tree", tree);
    if (hybrid) {
      Map<String, Object> pad = file(49_152 - 40_000, ".pad", "9152");
      pad.put("attr", "p");
      info.put("files", List.of(file(40_000, "a", "big"), pad, file(9, "small")));
      info.put("pieces", new byte[80]);
    }
    Map<String, Object> t = outer(info);
    t.put("piece layers", new TreeMap<>(Map.of(BDict.key(root), layer)));
    return t;
  }

  /** The info dictionary of such a torrent, to be changed. */
  @SuppressWarnings("unchecked")
  static Map<String, Object> info(Map<String, Object> torrent) {
    return (Map<String, Object>) torrent.get("info");
  }

  static byte[] bytes(Map<String, Object> info) {
    return Bencoding.encode(outer(info));
  }

  static byte[] ascii(String s) {
    return s.getBytes(StandardCharsets.ISO_8859_1);
  }

  static List<Map<String, Object>> files(int n) {
    List<Map<String, Object>> out = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      out.add(file(1000 + i, "folder " + i % 10, "file number " + i + ".bin"));
    }
    return out;
  }
}
