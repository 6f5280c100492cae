package io.bitonic.core.metainfo;

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
