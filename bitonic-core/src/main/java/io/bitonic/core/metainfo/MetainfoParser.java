package io.bitonic.core.metainfo;

import io.bitonic.core.bencode.BDict;
import io.bitonic.core.bencode.BencodeException;
import io.bitonic.core.bencode.BencodeGuard;
import io.bitonic.core.bencode.Bencoding;
import io.bitonic.core.bencode.Limits;
import io.bitonic.core.bencode.Text;
import java.lang.ref.WeakReference;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Parses torrent files and the {@code info} dictionaries that peers send (BEP 3, 9, 12, 19, 27, 47,
 * 52). Everything in them is foreign and checked. Stateless; any thread.
 */
public final class MetainfoParser {
  /** Pieces of a torrent at most. */
  public static final int MAX_PIECES = 1 << 22;

  private static final int MAX_COMMENT = 4096;

  private MetainfoParser() {}

  /** What lies around {@code info}. */
  record Outer(
      List<List<String>> trackers,
      List<String> webSeeds,
      String comment,
      String createdBy,
      long creationDate) {}

  /** What was parsed last, for as long as somebody holds both the bytes and the result. */
  private record Last(WeakReference<byte[]> torrent, WeakReference<Metainfo> meta) {}

  private static volatile Last last =
      new Last(new WeakReference<>(null), new WeakReference<>(null));

  /**
   * Parses a torrent file. For v2 files of one piece the layer is their pieces root. Whoever looks
   * into a file and then hands the same array to the engine has it parsed once; nobody may change
   * the array after the first call.
   *
   * @throws MetainfoException when it can't be used; the message is fit for a user
   */
  public static Metainfo parse(byte[] torrent) throws MetainfoException {
    Last before = last;
    Metainfo known = before.meta.get();
    if (known != null && before.torrent.get() == torrent) {
      return known;
    }
    Metainfo parsed = parseAnew(torrent);
    last = new Last(new WeakReference<>(torrent), new WeakReference<>(parsed));
    return parsed;
  }

  private static Metainfo parseAnew(byte[] torrent) throws MetainfoException {
    rejectOtherFormats(torrent);
    try {
      BencodeGuard guard = BencodeGuard.scan(torrent, 0, torrent.length, Limits.METAINFO);
      if (!guard.isDictionary()) {
        throw new MetainfoException("not a torrent file: it does not start with a dictionary");
      }
      BDict outer = Bencoding.decode(torrent, guard, 0);
      if (!outer.isDict("info")) {
        throw new MetainfoException("not a torrent file: it has no 'info' dictionary");
      }
      Charset charset = charset(outer.bytes("encoding"));
      InfoParser parser = new InfoParser(guard.rawValue("info"), outer.dict("info"), charset);
      return parser.parse(outer.dict("piece layers"), outer(outer, charset));
    } catch (BencodeException e) {
      throw new MetainfoException("not a torrent file, or a damaged one: " + e.getMessage(), e);
    }
  }

  /**
   * Parses an {@code info} dictionary that came from peers (BEP 9); the caller has checked its
   * hash. The layers of v2 files longer than one piece are empty, because they are not part of it.
   *
   * @param trackers tiers of announce URLs, for instance of the magnet link
   * @param webSeeds URLs
   * @throws MetainfoException when it can't be used
   */
  public static Metainfo parseInfo(
      byte[] rawInfo, List<List<String>> trackers, List<String> webSeeds) throws MetainfoException {
    try {
      BDict info = Bencoding.decode(rawInfo, Limits.METAINFO);
      Outer outer = new Outer(Urls.tiers(trackers), Urls.webSeeds(webSeeds), "", "", 0);
      return new InfoParser(rawInfo.clone(), info, StandardCharsets.ISO_8859_1).parse(null, outer);
    } catch (BencodeException e) {
      throw new MetainfoException("damaged metadata: " + e.getMessage(), e);
    }
  }

  private static Outer outer(BDict d, Charset charset) {
    return new Outer(
        Urls.trackers(d),
        Urls.webSeeds(d),
        text(d, "comment", charset),
        text(d, "created by", charset),
        Math.max(0, d.longValue("creation date", 0)));
  }

  private static String text(BDict d, String key, Charset charset) {
    byte[] b = d.bytes(key + ".utf-8");
    if (b == null) {
      b = d.bytes(key);
    }
    return b == null ? "" : Printable.text(Text.decode(b, charset), MAX_COMMENT);
  }

  private static Charset charset(byte[] name) {
    if (name != null && name.length <= 40) {
      try {
        Charset c = Charset.forName(Text.decode(name).strip());
        return c.equals(StandardCharsets.UTF_8) ? StandardCharsets.ISO_8859_1 : c;
      } catch (IllegalArgumentException e) {
        // An unknown encoding is treated like none: UTF-8 first, ISO 8859-1 otherwise.
        return StandardCharsets.ISO_8859_1;
      }
    }
    return StandardCharsets.ISO_8859_1;
  }

  private static void rejectOtherFormats(byte[] b) throws MetainfoException {
    if (b.length == 0) {
      throw new MetainfoException("not a torrent file: it is empty; download it again");
    }
    String start = new String(b, 0, Math.min(b.length, 64), StandardCharsets.ISO_8859_1).strip();
    if (start.startsWith("<")) {
      throw new MetainfoException(
          "not a torrent file but a web page; log in to the site and download the torrent again");
    }
    if (start.startsWith("magnet:")) {
      throw new MetainfoException("not a torrent file but a magnet link; add the link itself");
    }
  }
}
