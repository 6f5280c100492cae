package io.bitonic.core.disk;

import io.bitonic.core.metainfo.InfoHash;
import io.bitonic.core.metainfo.Metainfo;
import io.bitonic.core.metainfo.TorrentFile;
import io.bitonic.core.util.PieceLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** A torrent with random content, kept as plain arrays: the model that storage is held against. */
public final class TestTorrent {
  public final Metainfo meta;

  /** Content by torrent index; zeros for padding. */
  public final List<byte[]> contents;

  private TestTorrent(Metainfo meta, List<byte[]> contents) {
    this.meta = meta;
    this.contents = contents;
  }

  /** What a file of the torrent is. */
  public record Spec(String path, int length, String kind) {
    public static Spec file(String path, int length) {
      return new Spec(path, length, "");
    }

    public static Spec padding(int length) {
      return new Spec(".pad/" + length, length, "p");
    }

    public static Spec executable(String path, int length) {
      return new Spec(path, length, "x");
    }

    public static Spec link(String path, String target) {
      return new Spec(path, 0, "l:" + target);
    }
  }

  /** A v1 torrent. */
  public static TestTorrent v1(long seed, int pieceLength, Spec... specs) {
    return build(seed, pieceLength, false, List.of(specs));
  }

  /** A v2-only torrent: files begin at piece boundaries, hashes are Merkle trees. */
  public static TestTorrent v2(long seed, int pieceLength, Spec... specs) {
    return build(seed, pieceLength, true, List.of(specs));
  }

  /** A torrent of odd shapes: crossing pieces, empty, one byte, padding. */
  public static TestTorrent random(Random random) {
    boolean v2 = random.nextInt(3) == 0;
    int pieceLength = v2 ? PieceLayout.BLOCK << random.nextInt(3) : 1 + random.nextInt(5000);
    List<Spec> specs = new ArrayList<>();
    int n = 1 + random.nextInt(12);
    for (int i = 0; i < n; i++) {
      int length =
          switch (random.nextInt(6)) {
            case 0 -> 0;
            case 1 -> 1;
            case 2 -> pieceLength * random.nextInt(4);
            default -> random.nextInt(pieceLength * 3);
          };
      if (!v2 && random.nextInt(5) == 0) {
        specs.add(Spec.padding(length));
      } else {
        String folder = random.nextBoolean() ? "" : "d" + random.nextInt(3) + "/";
        specs.add(Spec.file(folder + "f" + i, length));
      }
    }
    if (specs.stream().allMatch(s -> s.length == 0)) {
      specs.add(Spec.file("last", 7));
    }
    return build(random.nextLong(), pieceLength, v2, specs);
  }

  private static TestTorrent build(long seed, int pieceLength, boolean v2, List<Spec> specs) {
    Random random = new Random(seed);
    List<TorrentFile> files = new ArrayList<>();
    List<byte[]> contents = new ArrayList<>();
    List<byte[]> layers = new ArrayList<>();
    long offset = 0;
    for (int i = 0; i < specs.size(); i++) {
      Spec s = specs.get(i);
      byte[] content = new byte[s.length];
      if (!s.kind.equals("p")) {
        random.nextBytes(content);
      }
      contents.add(content);
      List<String> path = new ArrayList<>(List.of("torrent"));
      path.addAll(List.of(s.path.split("/")));
      List<String> link =
          s.kind.startsWith("l:") ? List.of(s.kind.substring(2).split("/")) : List.of();
      byte[] root = null;
      if (v2) {
        layers.add(layer(content, pieceLength));
        root = content.length == 0 ? null : root(content, pieceLength);
      }
      files.add(
          new TorrentFile(
              i,
              path,
              s.length,
              offset,
              s.kind.equals("p"),
              s.kind.equals("x"),
              false,
              link,
              root));
      offset += s.length;
      if (v2) {
        offset = (offset + pieceLength - 1) / pieceLength * pieceLength;
      }
    }
    PieceLayout layout =
        v2
            ? PieceLayout.aligned(contents.stream().mapToLong(c -> c.length).toArray(), pieceLength)
            : PieceLayout.contiguous(offset, pieceLength);
    byte[] id = new byte[20];
    random.nextBytes(id);
    TestTorrent bare = new TestTorrent(meta(id, v2, files, layout, new byte[0], layers), contents);
    if (v2) {
      return bare;
    }
    byte[] hashes = new byte[20 * layout.pieces()];
    for (int p = 0; p < layout.pieces(); p++) {
      System.arraycopy(digest("SHA-1", bare.piece(p)), 0, hashes, 20 * p, 20);
    }
    return new TestTorrent(meta(id, false, files, layout, hashes, layers), contents);
  }

  private static Metainfo meta(
      byte[] id,
      boolean v2,
      List<TorrentFile> files,
      PieceLayout layout,
      byte[] hashes,
      List<byte[]> layers) {
    return new Metainfo(
        v2 ? new InfoHash(null, Arrays.copyOf(id, 32)) : new InfoHash(id, null),
        new byte[0],
        "torrent",
        true,
        List.copyOf(files),
        layout,
        hashes,
        List.copyOf(layers),
        false,
        List.of(),
        List.of(),
        "",
        "",
        0,
        "");
  }

  /** The bytes of a piece, put together from the contents byte by byte. */
  public byte[] piece(int piece) {
    byte[] out = new byte[meta.layout().pieceSize(piece)];
    long start = meta.layout().pieceStart(piece);
    for (TorrentFile f : meta.files()) {
      byte[] c = contents.get(f.index());
      long from = Math.max(start, f.offset());
      long to = Math.min(start + out.length, f.offset() + f.length());
      for (long p = from; p < to; p++) {
        out[(int) (p - start)] = c[(int) (p - f.offset())];
      }
    }
    return out;
  }

  /** Puts all files below {@code root}, as a finished download would be. */
  public void putAll(Path root) throws Exception {
    for (TorrentFile f : meta.files()) {
      if (f.isStored()) {
        Path p = path(root, f.index());
        Files.createDirectories(p.getParent());
        Files.write(p, contents.get(f.index()));
      }
    }
  }

  public Path path(Path root, int file) {
    return root.resolve(meta.files().get(file).displayPath());
  }

  private static byte[] layer(byte[] content, int pieceLength) {
    if (content.length <= pieceLength) {
      return new byte[0];
    }
    int pieces = (content.length + pieceLength - 1) / pieceLength;
    byte[] out = new byte[32 * pieces];
    for (int i = 0; i < pieces; i++) {
      int to = Math.min(content.length, (i + 1) * pieceLength);
      byte[] part = Arrays.copyOfRange(content, i * pieceLength, to);
      byte[] hash = tree(part, pieceLength / PieceLayout.BLOCK);
      System.arraycopy(hash, 0, out, 32 * i, 32);
    }
    return out;
  }

  /** Only right for files of one piece; the others are verified by their layer. */
  private static byte[] root(byte[] content, int pieceLength) {
    int leaves = 1;
    while (leaves * PieceLayout.BLOCK < content.length) {
      leaves *= 2;
    }
    return content.length > pieceLength ? new byte[32] : tree(content, leaves);
  }

  private static byte[] tree(byte[] data, int leaves) {
    if (leaves == 1) {
      return data.length == 0 ? new byte[32] : digest("SHA-256", data);
    }
    int half = Math.min(data.length, leaves / 2 * PieceLayout.BLOCK);
    byte[] both = new byte[64];
    byte[] left = tree(Arrays.copyOf(data, half), leaves / 2);
    byte[] right = tree(Arrays.copyOfRange(data, half, data.length), leaves / 2);
    System.arraycopy(left, 0, both, 0, 32);
    System.arraycopy(right, 0, both, 32, 32);
    return digest("SHA-256", both);
  }

  private static byte[] digest(String algorithm, byte[] data) {
    try {
      return MessageDigest.getInstance(algorithm).digest(data);
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
