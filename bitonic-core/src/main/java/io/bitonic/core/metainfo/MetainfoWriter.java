package io.bitonic.core.metainfo;

import io.bitonic.core.bencode.Bencoding;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Makes a .torrent file of metadata that came from peers. */
public final class MetainfoWriter {
  private MetainfoWriter() {}

  /** The file's bytes; {@code info} goes in byte for byte, so that its hash stays. */
  public static byte[] torrent(Metainfo meta) {
    Map<String, Object> before = new TreeMap<>();
    if (!meta.trackers().isEmpty()) {
      before.put("announce", meta.trackers().getFirst().getFirst());
      before.put("announce-list", meta.trackers());
    }
    Map<String, Object> after = new TreeMap<>();
    Map<String, Object> layers = layers(meta);
    if (!layers.isEmpty()) {
      after.put("piece layers", layers);
    }
    if (!meta.webSeeds().isEmpty()) {
      after.put("url-list", meta.webSeeds());
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(meta.rawInfo().length + 1024);
    out.write('d');
    writeInner(out, before);
    out.writeBytes("4:info".getBytes(StandardCharsets.ISO_8859_1));
    out.writeBytes(meta.rawInfo());
    writeInner(out, after);
    out.write('e');
    return out.toByteArray();
  }

  private static Map<String, Object> layers(Metainfo meta) {
    Map<String, Object> layers = new TreeMap<>();
    List<byte[]> all = meta.pieceLayers();
    for (TorrentFile f : meta.files()) {
      byte[] layer = f.index() < all.size() ? all.get(f.index()) : null;
      // The layer of a file of one piece is its root, which is not written down twice.
      if (layer != null && layer.length > 32 && f.piecesRoot() != null) {
        layers.put(new String(f.piecesRoot(), StandardCharsets.ISO_8859_1), layer);
      }
    }
    return layers;
  }

  private static void writeInner(ByteArrayOutputStream out, Map<String, Object> dict) {
    byte[] b = Bencoding.encode(dict);
    out.write(b, 1, b.length - 2);
  }
}
