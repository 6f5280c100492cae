package io.bitonic.core.create;

import io.bitonic.core.bencode.BDict;
import io.bitonic.core.bencode.Bencoding;
import io.bitonic.core.create.InputFiles.Input;
import io.bitonic.core.metainfo.Merkle;
import io.bitonic.core.metainfo.MetainfoException;
import io.bitonic.core.metainfo.MetainfoParser;
import io.bitonic.core.metainfo.Printable;
import io.bitonic.core.metainfo.Urls;
import io.bitonic.core.util.Clock;
import io.bitonic.core.util.PieceLayout;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/**
 * Makes torrent files (BEP 3, 12, 19, 27, 47, 52). A builder: set what differs from the defaults,
 * then {@link #create}. Not thread-safe.
 *
 * <p>The same input and settings give the same bytes when the creation date is fixed. Symbolic
 * links that lead inside the folder are stored as links (BEP 47); others are an error.
 */
public final class TorrentCreator {
  /** Kinds of torrent: for all clients, for both, for BEP 52 clients only. */
  public enum Format {
    V1,
    HYBRID,
    V2
  }

  /** Called on the creating thread after every read. */
  @FunctionalInterface
  public interface Progress {
    /**
     * @param done bytes read so far
     * @param total bytes to read
     */
    void bytes(long done, long total);
  }

  /** Smallest piece in bytes that can be chosen. */
  public static final int MIN_PIECE = 16 << 10;

  /** Largest piece in bytes that can be chosen. */
  public static final int MAX_PIECE = 128 << 20;

  private static final int MAX_AUTOMATIC_PIECE = 16 << 20;
  private static final int MOST_AUTOMATIC_PIECES = 2000;

  private final Path input;
  private Format format = Format.V1;
  private int pieceLength;
  private boolean privateTorrent;
  private List<List<String>> trackers = List.of();
  private List<String> webSeeds = List.of();
  private String name;
  private String comment = "";
  private String source = "";
  private String createdBy = defaultCreator();
  private long creationDate = Clock.SYSTEM.wallMillis() / 1000;
  private boolean includeHidden;
  private int threads = Runtime.getRuntime().availableProcessors();

  /**
   * @param input a file or a folder
   */
  public TorrentCreator(Path input) {
    this.input = input;
  }

  /** Default {@link Format#V1}. */
  public TorrentCreator format(Format value) {
    format = value;
    return this;
  }

  /**
   * @param bytes a power of two from {@link #MIN_PIECE} to {@link #MAX_PIECE}, or 0 (default) to
   *     choose one that gives 1000 to 2000 pieces where 16 KiB to 16 MiB allow it
   */
  public TorrentCreator pieceLength(int bytes) {
    pieceLength = bytes;
    return this;
  }

  /** BEP 27: peers come from the trackers only. Default false. */
  public TorrentCreator privateTorrent(boolean value) {
    privateTorrent = value;
    return this;
  }

  /** Tiers of announce URLs (BEP 12). */
  public TorrentCreator trackers(List<List<String>> tiers) {
    trackers = tiers;
    return this;
  }

  /** BEP 19 URLs. */
  public TorrentCreator webSeeds(List<String> urls) {
    webSeeds = urls;
    return this;
  }

  /** The name of the file or folder in the torrent; default its own. */
  public TorrentCreator name(String value) {
    name = value;
    return this;
  }

  public TorrentCreator comment(String value) {
    comment = value;
    return this;
  }

  /** The {@code source} key of info, which gives the torrent another info-hash. */
  public TorrentCreator source(String value) {
    source = value;
    return this;
  }

  /** Default "Bitonic" and its version; empty leaves it out. */
  public TorrentCreator createdBy(String value) {
    createdBy = value;
    return this;
  }

  /**
   * @param seconds since 1970 UTC; default now, 0 leaves it out
   */
  public TorrentCreator creationDate(long seconds) {
    creationDate = seconds;
    return this;
  }

  /** Whether files and folders with hidden names are taken. Default false. */
  public TorrentCreator includeHidden(boolean value) {
    includeHidden = value;
    return this;
  }

  /** Hash threads, ≥ 1; default one for each processor. */
  public TorrentCreator threads(int value) {
    threads = Math.max(1, value);
    return this;
  }

  /**
   * Reads and hashes the input.
   *
   * @param cancelled asked before every read of at most 1 MiB
   * @return the bytes of the torrent file
   * @throws MetainfoException when the input or a setting can't be used
   * @throws CancellationException when cancelled or interrupted
   */
  public byte[] create(Progress progress, BooleanSupplier cancelled) throws MetainfoException {
    checkUrls();
    Path root = realInput();
    boolean folder = Files.isDirectory(root);
    String torrentName = name != null ? name : defaultName(root);
    List<Input> files = InputFiles.list(root, torrentName, includeHidden);
    long total = files.stream().mapToLong(Input::length).sum();
    if (total == 0) {
      throw new MetainfoException(
          "nothing to share: " + Printable.line(input.toString()) + " holds no data");
    }
    int length = pieceLength == 0 ? automaticPieceLength(total) : checkedPieceLength();
    List<Map<String, Object>> v1Files = new ArrayList<>();
    PieceLayout layout = layOut(files, folder, length, v1Files);
    InputHasher hasher = new InputHasher(files, layout, format, threads, progress, cancelled);
    hasher.run();
    Map<String, Object> info = new TreeMap<>();
    Map<String, Object> torrent = outer();
    info.put("name", torrentName);
    info.put("piece length", length);
    if (privateTorrent) {
      info.put("private", 1);
    }
    putText(info, "source", source);
    if (format != Format.V2) {
      putV1(info, folder, files, v1Files, hasher);
    }
    if (format != Format.V1) {
      putV2(info, torrent, files, length, hasher);
    }
    torrent.put("info", info);
    return Bencoding.encode(torrent);
  }

  /** The piece length chosen for so many bytes: a power of two from 16 KiB to 16 MiB. */
  static int automaticPieceLength(long total) {
    int length = MIN_PIECE;
    while (length < MAX_AUTOMATIC_PIECE && total / length > MOST_AUTOMATIC_PIECES) {
      length *= 2;
    }
    return length;
  }

  private Path realInput() throws MetainfoException {
    try {
      return input.toRealPath();
    } catch (IOException e) {
      throw InputFiles.unreadable(input, e);
    }
  }

  private String defaultName(Path root) throws MetainfoException {
    Path last = input.toAbsolutePath().normalize().getFileName();
    last = last == null ? root.getFileName() : last;
    if (last == null) {
      throw new MetainfoException("a whole file system has no name; give the torrent one");
    }
    return last.toString();
  }

  private int checkedPieceLength() throws MetainfoException {
    if (pieceLength < MIN_PIECE || pieceLength > MAX_PIECE || Integer.bitCount(pieceLength) != 1) {
      throw new MetainfoException(
          "unusable piece length "
              + pieceLength
              + ": choose a power of two from 16384 to 134217728 bytes, or 0 for automatic");
    }
    return pieceLength;
  }

  private void checkUrls() throws MetainfoException {
    for (List<String> tier : trackers) {
      for (String url : tier) {
        if (Urls.tiers(List.of(List.of(url))).isEmpty()) {
          throw new MetainfoException(
              "unusable tracker '"
                  + Printable.line(url)
                  + "': it must be a udp://, http:// or https:// URL");
        }
      }
    }
    for (String url : webSeeds) {
      if (Urls.webSeeds(List.of(url)).isEmpty()) {
        throw new MetainfoException(
            "unusable web seed '"
                + Printable.line(url)
                + "': it must be an http:// or https:// URL");
      }
    }
  }

  /** Lists the files of {@code info} (v1) with the padding files of a hybrid between them. */
  private PieceLayout layOut(
      List<Input> files, boolean folder, int length, List<Map<String, Object>> v1Files)
      throws MetainfoException {
    long offset = 0;
    long pieces = 0;
    for (Input f : files) {
      Map<String, Object> entry = entry(f);
      entry.put("path", f.relative());
      v1Files.add(entry);
      offset += f.length();
      long gap = offset % length == 0 ? 0 : length - offset % length;
      // After the last file too, as other makers do, so that they get the same info-hash.
      if (format == Format.HYBRID && folder && gap > 0) {
        Map<String, Object> pad = new TreeMap<>();
        pad.put("attr", "p");
        pad.put("length", gap);
        pad.put("path", List.of(".pad", Long.toString(gap)));
        v1Files.add(pad);
        offset += gap;
      }
      pieces += (f.length() + length - 1) / length;
    }
    long most = format == Format.V2 ? pieces : (offset + length - 1) / length;
    if (most > MetainfoParser.MAX_PIECES) {
      throw new MetainfoException(
          "too many pieces: "
              + most
              + ", at most "
              + MetainfoParser.MAX_PIECES
              + "; choose a larger piece length");
    }
    return format == Format.V2
        ? PieceLayout.aligned(files.stream().mapToLong(Input::length).toArray(), length)
        : PieceLayout.contiguous(offset, length);
  }

  private static Map<String, Object> entry(Input f) {
    Map<String, Object> e = new TreeMap<>();
    e.put("length", f.length());
    if (!f.symlink().isEmpty()) {
      e.put("attr", "l");
      e.put("symlink path", f.symlink());
    } else if (f.executable()) {
      e.put("attr", "x");
    }
    return e;
  }

  private static void putV1(
      Map<String, Object> info,
      boolean folder,
      List<Input> files,
      List<Map<String, Object>> v1Files,
      InputHasher hasher) {
    if (folder) {
      info.put("files", v1Files);
    } else {
      info.putAll(entry(files.getFirst()));
    }
    info.put("pieces", hasher.sha1());
  }

  private static void putV2(
      Map<String, Object> info,
      Map<String, Object> torrent,
      List<Input> files,
      int length,
      InputHasher hasher) {
    Merkle merkle = new Merkle();
    Map<String, Object> tree = new TreeMap<>();
    Map<String, Object> layers = new TreeMap<>();
    for (int i = 0; i < files.size(); i++) {
      Input f = files.get(i);
      Map<String, Object> leaf = entry(f);
      byte[] layer = hasher.layer(i);
      if (f.length() > length) {
        byte[] root = merkle.rootOfLayer(layer, length);
        leaf.put("pieces root", root);
        layers.put(BDict.key(root), layer);
      } else if (f.length() > 0) {
        leaf.put("pieces root", layer);
      }
      Map<String, Object> folder = tree;
      for (String c : f.relative()) {
        folder = child(folder, BDict.key(c.getBytes(StandardCharsets.UTF_8)));
      }
      folder.put("", leaf);
    }
    info.put("file tree", tree);
    info.put("meta version", 2);
    torrent.put("piece layers", layers);
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> child(Map<String, Object> folder, String key) {
    return (Map<String, Object>) folder.computeIfAbsent(key, _ -> new TreeMap<String, Object>());
  }

  private Map<String, Object> outer() {
    Map<String, Object> t = new LinkedHashMap<>();
    List<List<String>> tiers = Urls.tiers(trackers);
    if (!tiers.isEmpty()) {
      t.put("announce", tiers.getFirst().getFirst());
      if (tiers.size() > 1 || tiers.getFirst().size() > 1) {
        t.put("announce-list", tiers);
      }
    }
    List<String> seeds = Urls.webSeeds(webSeeds);
    if (!seeds.isEmpty()) {
      t.put("url-list", seeds.size() == 1 ? seeds.getFirst() : seeds);
    }
    putText(t, "comment", comment);
    putText(t, "created by", createdBy);
    if (creationDate > 0) {
      t.put("creation date", creationDate);
    }
    return t;
  }

  private static void putText(Map<String, Object> map, String key, String value) {
    if (value != null && !value.isEmpty()) {
      map.put(key, value);
    }
  }

  private static String defaultCreator() {
    String version = TorrentCreator.class.getPackage().getImplementationVersion();
    return version == null ? "Bitonic" : "Bitonic " + version;
  }
}
