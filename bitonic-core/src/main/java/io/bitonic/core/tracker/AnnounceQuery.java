package io.bitonic.core.tracker;

import io.bitonic.core.http.UrlParts;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/** The query strings of HTTP announces (BEP 3, 7, 21, 23) and scrapes (BEP 48). */
final class AnnounceQuery {
  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private AnnounceQuery() {}

  /** The announce URL's own query, kept, followed by the request's parameters. */
  static String announce(String existing, AnnounceRequest r, String trackerId) {
    StringBuilder q = new StringBuilder(existing.length() + 320);
    start(q, existing).append("info_hash=");
    escape(q, r.infoHash());
    q.append("&peer_id=");
    escape(q, r.peerId());
    q.append("&port=").append(r.port());
    q.append("&uploaded=").append(r.uploaded());
    q.append("&downloaded=").append(r.downloaded());
    q.append("&left=").append(r.left());
    q.append("&compact=1&no_peer_id=1&supportcrypto=0&numwant=").append(r.numWant());
    q.append("&key=").append(HEX.toHexDigits(r.key()));
    if (r.event() != AnnounceEvent.NONE) {
      q.append("&event=").append(r.event().name().toLowerCase(Locale.ROOT));
    }
    if (!trackerId.isEmpty()) {
      q.append("&trackerid=");
      escape(q, trackerId.getBytes(StandardCharsets.ISO_8859_1));
    }
    return q.toString();
  }

  static String scrape(String existing, List<byte[]> infoHashes) {
    StringBuilder q = new StringBuilder(existing.length() + 80 * infoHashes.size());
    for (byte[] hash : infoHashes) {
      start(q, q.isEmpty() ? existing : "").append("info_hash=");
      escape(q, hash);
    }
    return q.toString();
  }

  private static StringBuilder start(StringBuilder q, String existing) {
    q.append(existing);
    return q.isEmpty() || q.charAt(q.length() - 1) == '&' ? q : q.append('&');
  }

  private static void escape(StringBuilder out, byte[] bytes) {
    for (byte b : bytes) {
      int c = b & 0xff;
      boolean unreserved =
          c >= 'a' && c <= 'z'
              || c >= 'A' && c <= 'Z'
              || c >= '0' && c <= '9'
              || c == '-'
              || c == '.'
              || c == '_'
              || c == '~';
      if (unreserved) {
        out.append((char) c);
      } else {
        UrlParts.appendEscaped(out, c);
      }
    }
  }
}
