package io.bitonic.core.hash;

import io.bitonic.core.metainfo.Metainfo;
import io.bitonic.core.metainfo.TorrentFile;
import io.bitonic.core.util.PieceLayout;
import java.util.Arrays;

/** The piece hashes that a .torrent file carries. Immutable. */
public final class TorrentPieceHashes implements PieceHashes {
  private static final int SHA1 = 20;
  private static final int SHA256 = 32;

  private final Kind kind;
  private final byte[] hashes;

  /** Leaves of every piece's tree, or 0 where {@link #ownLeaves} says it. */
  private final int fullLeaves;

  /** For v2: the smaller trees of files that have one piece only; null for v1. */
  private final int[] ownLeaves;

  private TorrentPieceHashes(Kind kind, byte[] hashes, int fullLeaves, int[] ownLeaves) {
    this.kind = kind;
    this.hashes = hashes;
    this.fullLeaves = fullLeaves;
    this.ownLeaves = ownLeaves;
  }

  /**
   * Hashes of a torrent: SHA-1 when it has them (v1 and hybrid), else the Merkle roots of BEP 52.
   *
   * @throws IllegalArgumentException when there are not as many hashes as pieces
   */
  public static TorrentPieceHashes of(Metainfo meta) {
    int pieces = meta.layout().pieces();
    byte[] v1 = meta.pieceHashes();
    if (v1.length > 0 || pieces == 0) {
      if (v1.length != (long) pieces * SHA1) {
        throw new IllegalArgumentException(
            v1.length + " bytes of piece hashes for " + pieces + " pieces");
      }
      return new TorrentPieceHashes(Kind.SHA1, v1, 0, null);
    }
    return merkle(meta, pieces);
  }

  private static TorrentPieceHashes merkle(Metainfo meta, int pieces) {
    PieceLayout layout = meta.layout();
    if ((long) pieces * SHA256 > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException("too many pieces: " + pieces);
    }
    byte[] all = new byte[pieces * SHA256];
    int[] own = new int[pieces];
    int full = layout.blocksPerPiece();
    for (TorrentFile file : meta.files()) {
      if (file.length() == 0) {
        continue;
      }
      int first = layout.pieceAt(file.offset());
      long count = (file.length() + layout.pieceLength() - 1) / layout.pieceLength();
      byte[] from;
      if (count == 1) {
        int blocks = (int) ((file.length() + PieceLayout.BLOCK - 1) / PieceLayout.BLOCK);
        own[first] = blocks == 1 ? 1 : Integer.highestOneBit(blocks - 1) << 1;
        from = file.piecesRoot();
      } else {
        from = meta.pieceLayers().get(file.index());
      }
      if (from == null || from.length != count * SHA256) {
        throw new IllegalArgumentException(
            "piece hashes of " + file.displayPath() + " are missing or of the wrong length");
      }
      System.arraycopy(from, 0, all, first * SHA256, from.length);
    }
    return new TorrentPieceHashes(Kind.SHA256_MERKLE, all, full, own);
  }

  @Override
  public Kind kind() {
    return kind;
  }

  @Override
  public boolean matches(int piece, byte[] digest, int offset) {
    int size = kind == Kind.SHA1 ? SHA1 : SHA256;
    int at = piece * size;
    return Arrays.equals(hashes, at, at + size, digest, offset, offset + size);
  }

  @Override
  public int leaves(int piece) {
    if (kind == Kind.SHA1) {
      return 0;
    }
    return ownLeaves[piece] != 0 ? ownLeaves[piece] : fullLeaves;
  }
}
