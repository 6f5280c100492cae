package io.bitonic.core.metainfo;

import io.bitonic.core.bencode.BList;
import io.bitonic.core.bencode.BencodeException;
import io.bitonic.core.bencode.BencodeGuard;
import io.bitonic.core.bencode.Bencoding;
import io.bitonic.core.bencode.Limits;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The DHT nodes that a torrent file names under {@code nodes} (BEP 5). */
public final class TorrentNodes {
  private static final int MAX = 16;
  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._:-]{1,253}");

  private TorrentNodes() {}

  /** {@code host:port} each, at most 16; what is malformed is left out. */
  public static List<String> read(byte[] torrentFile) {
    try {
      byte[] raw =
          BencodeGuard.scan(torrentFile, 0, torrentFile.length, Limits.METAINFO).rawValue("nodes");
      return raw == null || raw[0] != 'l' ? List.of() : read(list(raw));
    } catch (BencodeException e) {
      return List.of();
    }
  }

  private static BList list(byte[] raw) throws BencodeException {
    byte[] wrapped = new byte[raw.length + 5];
    wrapped[0] = 'd';
    wrapped[1] = '1';
    wrapped[2] = ':';
    wrapped[3] = 'n';
    System.arraycopy(raw, 0, wrapped, 4, raw.length);
    wrapped[wrapped.length - 1] = 'e';
    return Bencoding.decode(wrapped, Limits.MESSAGE).list("n");
  }

  private static List<String> read(BList nodes) {
    List<String> out = new ArrayList<>();
    for (int i = 0; i < Math.min(nodes.size(), MAX); i++) {
      BList n = nodes.list(i);
      if (n.size() == 2 && n.isBytes(0) && n.isLong(1)) {
        String host = n.utf8(0);
        long port = n.longValue(1, 0);
        if (HOST.matcher(host).matches() && port > 0 && port < 65536) {
          out.add((host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port);
        }
      }
    }
    return out;
  }
}
