package io.bitonic.core.metainfo;

import io.bitonic.core.bencode.BDict;
import io.bitonic.core.util.PieceLayout;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads one {@code info} dictionary: v1 (BEP 3), v2 (BEP 52) or hybrid. Used once. */
final class InfoParser {
  static final int MAX_PIECE_LENGTH = 512 << 20;
  private static final int SHA1 = 20;

  private final byte[] raw;
  private final BDict info;
  private final FileLists lists;

  private boolean v1;
  private boolean v2;
  private String rawName;
  private String name;
  private boolean multiFile;
  private int pieceLength;
  private List<RawFile> rawFiles;
  private PieceLayout layout;
  private List<TorrentFile> files;

  /**
   * @param raw the bytes that {@code info} was decoded from
   * @param charset of names that are not valid UTF-8
   */
  InfoParser(byte[] raw, BDict info, Charset charset) {
    this.raw = raw;
    this.info = info;
    this.lists = new FileLists(charset);
  }

  /**
   * @param layers {@code piece layers}, or null when the metadata came from peers and has none
   */
  Metainfo parse(BDict layers, MetainfoParser.Outer outer) throws MetainfoException {
    readVersion();
    readName();
    readPieceLength();
    readFileList();
    layOut();
    byte[] pieces = v1 ? readPieces() : new byte[0];
    makePathsSafe();
    List<byte[]> pieceLayers = v2 ? readLayers(layers) : List.of();
    InfoHash hash =
        new InfoHash(
            v1 ? Digests.sha1().digest(raw) : null, v2 ? Digests.sha256().digest(raw) : null);
    String source = lists.text(info, "source");
    return new Metainfo(
        hash,
        raw,
        name,
        multiFile,
        files,
        layout,
        pieces,
        pieceLayers,
        info.longValue("private", 0) != 0,
        outer.trackers(),
        outer.webSeeds(),
        outer.comment(),
        outer.createdBy(),
        outer.creationDate(),
        source == null ? "" : Printable.text(source, 256));
  }

  private void readVersion() throws MetainfoException {
    long version = info.longValue("meta version", 1);
    if (version < 1 || version > 2) {
      throw new MetainfoException(
          "unsupported torrent: meta version " + version + ", known are 1 and 2");
    }
    v2 = version == 2;
    v1 = info.has("pieces");
    if (v2 && !info.isDict("file tree")) {
      throw new MetainfoException("damaged torrent: version 2 without a 'file tree'");
    }
    if (!v1 && !v2) {
      throw new MetainfoException("not a usable torrent: 'info' has no 'pieces'");
    }
  }

  private void readName() throws MetainfoException {
    rawName = lists.text(info, "name");
    if (rawName == null) {
      throw new MetainfoException("not a usable torrent: 'info' has no 'name'");
    }
    name = SafePath.component(rawName);
    if (name.isEmpty()) {
      name = SafePath.UNNAMED;
    }
  }

  private void readPieceLength() throws MetainfoException {
    long length = info.longValue("piece length", -1);
    if (length <= 0 || length > MAX_PIECE_LENGTH) {
      throw new MetainfoException(
          "not a usable torrent: the piece length must be from 1 byte to 512 MiB, not "
              + (info.isLong("piece length") ? length : "missing"));
    }
    if (v2 && (length < PieceLayout.BLOCK || Long.bitCount(length) != 1)) {
      throw new MetainfoException(
          "damaged torrent: a version 2 piece length is a power of two from 16 KiB, not " + length);
    }
    pieceLength = (int) length;
  }

  private void readFileList() throws MetainfoException {
    if (!v2) {
      multiFile = info.isList("files");
      rawFiles = lists.v1(info, rawName);
      return;
    }
    List<RawFile> tree = lists.v2(info);
    boolean single = tree.size() == 1 && tree.getFirst().path().equals(List.of(rawName));
    if (!v1) {
      multiFile = !single;
      rawFiles = tree;
      return;
    }
    multiFile = info.isList("files");
    rawFiles = join(lists.v1(info, rawName), tree);
  }

  /** The v1 list of a hybrid with the roots of the v2 list; both must name the same files. */
  private static List<RawFile> join(List<RawFile> first, List<RawFile> tree)
      throws MetainfoException {
    List<RawFile> out = new ArrayList<>(first.size());
    int next = 0;
    for (RawFile f : first) {
      if (f.padding()) {
        out.add(f);
        continue;
      }
      RawFile other = next < tree.size() ? tree.get(next++) : null;
      if (other == null
          || other.length() != f.length()
          || !other.path().equals(f.path())
          || !other.symlink().equals(f.symlink())) {
        throw disagree(f.path());
      }
      out.add(f.withRoot(other.piecesRoot()));
    }
    if (next != tree.size()) {
      throw disagree(tree.get(next).path());
    }
    return out;
  }

  private static MetainfoException disagree(List<String> path) {
    return new MetainfoException(
        "hostile or damaged hybrid torrent: its version 1 and version 2 file lists disagree at '"
            + Printable.line(String.join("/", path))
            + "'");
  }

  private void layOut() throws MetainfoException {
    long total = 0;
    long pieces = 0;
    for (RawFile f : rawFiles) {
      if (f.length() > (long) MetainfoParser.MAX_PIECES * pieceLength - total) {
        throw tooManyPieces();
      }
      if (v1 && v2 && !f.padding() && f.length() > 0 && total % pieceLength != 0) {
        throw new MetainfoException(
            "damaged hybrid torrent: '"
                + Printable.line(String.join("/", f.path()))
                + "' does not start at a piece");
      }
      total += f.length();
      pieces += (f.length() + pieceLength - 1) / pieceLength;
    }
    if (!v1 && pieces > MetainfoParser.MAX_PIECES) {
      throw tooManyPieces();
    }
    layout =
        v1
            ? PieceLayout.contiguous(total, pieceLength)
            : PieceLayout.aligned(
                rawFiles.stream().mapToLong(RawFile::length).toArray(), pieceLength);
  }

  private static MetainfoException tooManyPieces() {
    return new MetainfoException(
        "not a usable torrent: more than "
            + MetainfoParser.MAX_PIECES
            + " pieces; its sizes are not believable");
  }

  private byte[] readPieces() throws MetainfoException {
    byte[] pieces = info.bytes("pieces");
    if (pieces == null || pieces.length != (long) layout.pieces() * SHA1) {
      throw new MetainfoException(
          "damaged torrent: "
              + layout.pieces()
              + " pieces need "
              + (long) layout.pieces() * SHA1
              + " bytes of hashes, there are "
              + (pieces == null ? "none" : pieces.length));
    }
    return pieces;
  }

  private void makePathsSafe() throws MetainfoException {
    List<List<String>> paths = new ArrayList<>(rawFiles.size());
    for (RawFile f : rawFiles) {
      paths.add(safePath(f));
    }
    // Padding files are never written, so they must not take names away from real files.
    List<List<String>> stored = new ArrayList<>();
    for (int i = 0; i < paths.size(); i++) {
      if (!rawFiles.get(i).padding()) {
        stored.add(paths.get(i));
      }
    }
    List<List<String>> unique = UniquePaths.of(stored);
    Symlinks links = new Symlinks(stored, unique);
    files = new ArrayList<>(paths.size());
    long offset = 0;
    int next = 0;
    for (int i = 0; i < paths.size(); i++) {
      RawFile f = rawFiles.get(i);
      List<String> path = f.padding() ? paths.get(i) : unique.get(next++);
      List<String> target = f.symlink().isEmpty() ? List.of() : links.target(f, name);
      files.add(
          new TorrentFile(
              i,
              List.copyOf(path),
              f.length(),
              offset,
              f.padding(),
              f.attributes().indexOf('x') >= 0,
              f.attributes().indexOf('h') >= 0,
              target,
              f.piecesRoot()));
      offset += f.length();
      if (!v1) {
        offset = (offset + pieceLength - 1) / pieceLength * pieceLength;
      }
    }
    files = List.copyOf(files);
  }

  private List<String> safePath(RawFile f) throws MetainfoException {
    return multiFile ? SafePath.path(name, f.path()) : List.of(name);
  }

  private List<byte[]> readLayers(BDict layers) throws MetainfoException {
    Merkle merkle = new Merkle();
    Map<String, byte[]> verified = new HashMap<>();
    List<byte[]> out = new ArrayList<>(files.size());
    for (TorrentFile f : files) {
      if (f.padding() || f.length() == 0) {
        out.add(new byte[0]);
      } else if (f.length() <= pieceLength) {
        out.add(f.piecesRoot());
      } else {
        out.add(layers == null ? new byte[0] : layer(layers, f, merkle, verified));
      }
    }
    return out;
  }

  private byte[] layer(BDict layers, TorrentFile f, Merkle merkle, Map<String, byte[]> verified)
      throws MetainfoException {
    String root = BDict.key(f.piecesRoot());
    byte[] layer = layers.bytes(root);
    if (layer == null && v1) {
      return new byte[0];
    }
    long pieces = (f.length() + pieceLength - 1) / pieceLength;
    if (layer == null || layer.length != pieces * Merkle.HASH) {
      throw new MetainfoException(
          "damaged torrent: 'piece layers' lacks the "
              + pieces
              + " hashes of '"
              + Printable.line(f.displayPath())
              + "'; get the torrent file or its magnet link again");
    }
    if (verified.put(root, layer) == null
        && !Arrays.equals(merkle.rootOfLayer(layer, pieceLength), f.piecesRoot())) {
      throw new MetainfoException(
          "damaged torrent: the piece hashes of '"
              + Printable.line(f.displayPath())
              + "' do not match its pieces root");
    }
    return layer;
  }

  /** Finds the targets of symlinks (BEP 47), which name files by the torrent's own names. */
  private static final class Symlinks {
    private final List<List<String>> stored;
    private final List<List<String>> unique;
    private Map<List<String>, List<String>> renamed;

    Symlinks(List<List<String>> stored, List<List<String>> unique) {
      this.stored = stored;
      this.unique = unique;
    }

    List<String> target(RawFile link, String name) throws MetainfoException {
      List<String> full = new ArrayList<>();
      full.add(name);
      for (String raw : link.symlink()) {
        if (raw.equals("..")) {
          if (full.size() == 1) {
            throw outside(link);
          }
          full.removeLast();
        } else {
          String c = SafePath.component(raw);
          if (!c.isEmpty()) {
            full.add(c);
          }
        }
      }
      if (full.size() == 1 || full.size() > SafePath.MAX_DEPTH) {
        throw outside(link);
      }
      List<String> path = renames().getOrDefault(full, full);
      return List.copyOf(path.subList(1, path.size()));
    }

    private Map<List<String>, List<String>> renames() {
      if (renamed == null) {
        renamed = new HashMap<>();
        Set<List<String>> seen = new HashSet<>();
        for (int i = 0; i < stored.size(); i++) {
          if (seen.add(stored.get(i))) {
            renamed.put(stored.get(i), unique.get(i));
          }
        }
      }
      return renamed;
    }

    private static MetainfoException outside(RawFile link) {
      return new MetainfoException(
          "hostile path: the symlink '"
              + Printable.line(String.join("/", link.path()))
              + "' points outside the torrent");
    }
  }
}
