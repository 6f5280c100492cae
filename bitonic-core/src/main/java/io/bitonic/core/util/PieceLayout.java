package io.bitonic.core.util;

import java.util.Arrays;

/**
 * All piece and block arithmetic of one torrent. Immutable.
 *
 * <p>Positions are in <em>piece space</em>: byte {@code p} of the torrent is at {@code p %
 * pieceLength} in piece {@code p / pieceLength}. In a v1 torrent the files fill piece space without
 * gaps. In a v2-only torrent (BEP 52) every file starts at a piece boundary and the last piece of
 * each file is short, so there are gaps that hold no data; {@link #pieceSize} knows them.
 */
public final class PieceLayout {
  /** Bytes in a block, the unit of a request (BEP 3). The last block of a piece may be shorter. */
  public static final int BLOCK = 16 * 1024;

  private final int pieceLength;
  private final int pieces;
  private final long totalSize;
  private final int lastPieceSize;
  private final int[] shortPieces;
  private final int[] shortSizes;

  private PieceLayout(
      int pieceLength,
      int pieces,
      long totalSize,
      int lastPieceSize,
      int[] shortPieces,
      int[] shortSizes) {
    this.pieceLength = pieceLength;
    this.pieces = pieces;
    this.totalSize = totalSize;
    this.lastPieceSize = lastPieceSize;
    this.shortPieces = shortPieces;
    this.shortSizes = shortSizes;
  }

  /**
   * Layout of files that follow each other without gaps (v1 and hybrid torrents, padding files
   * included).
   *
   * @param totalSize bytes in all, ≥ 0
   * @param pieceLength bytes in a piece, &gt; 0
   */
  public static PieceLayout contiguous(long totalSize, int pieceLength) {
    if (totalSize < 0 || pieceLength <= 0) {
      throw new IllegalArgumentException("size " + totalSize + ", piece length " + pieceLength);
    }
    long n = totalSize / pieceLength + (totalSize % pieceLength == 0 ? 0 : 1);
    if (n > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException("too many pieces: " + n);
    }
    int last = n == 0 ? 0 : (int) (totalSize - (n - 1) * pieceLength);
    return new PieceLayout(pieceLength, (int) n, totalSize, last, new int[0], new int[0]);
  }

  /**
   * Layout of a v2-only torrent: each file starts at a piece boundary (BEP 52).
   *
   * @param fileSizes bytes of each file in order, each ≥ 0; empty files take no piece
   * @param pieceLength bytes in a piece, &gt; 0
   */
  public static PieceLayout aligned(long[] fileSizes, int pieceLength) {
    if (pieceLength <= 0) {
      throw new IllegalArgumentException("piece length " + pieceLength);
    }
    int[] shortPieces = new int[fileSizes.length];
    int[] shortSizes = new int[fileSizes.length];
    int shorts = 0;
    long pieces = 0;
    long total = 0;
    for (long size : fileSizes) {
      if (size < 0) {
        throw new IllegalArgumentException("file size " + size);
      }
      int rest = (int) (size % pieceLength);
      pieces += size / pieceLength + (rest == 0 ? 0 : 1);
      total += size;
      if (pieces > Integer.MAX_VALUE - 8) {
        throw new IllegalArgumentException("too many pieces: " + pieces);
      }
      if (rest != 0) {
        shortPieces[shorts] = (int) pieces - 1;
        shortSizes[shorts++] = rest;
      }
    }
    boolean lastShort = shorts > 0 && shortPieces[shorts - 1] == pieces - 1;
    int last = pieces == 0 ? 0 : lastShort ? shortSizes[shorts - 1] : pieceLength;
    return new PieceLayout(
        pieceLength,
        (int) pieces,
        total,
        last,
        Arrays.copyOf(shortPieces, shorts),
        Arrays.copyOf(shortSizes, shorts));
  }

  /** Number of pieces. */
  public int pieces() {
    return pieces;
  }

  /** Nominal bytes in a piece. */
  public int pieceLength() {
    return pieceLength;
  }

  /** Bytes of data in all, gaps not counted. */
  public long totalSize() {
    return totalSize;
  }

  /** Bytes in {@code piece}. */
  public int pieceSize(int piece) {
    if (piece == pieces - 1) {
      return lastPieceSize;
    }
    if (shortPieces.length > 0) {
      int at = Arrays.binarySearch(shortPieces, piece);
      if (at >= 0) {
        return shortSizes[at];
      }
    }
    return pieceLength;
  }

  /** Position of the piece's first byte in piece space. */
  public long pieceStart(int piece) {
    return (long) piece * pieceLength;
  }

  /** The piece that holds position {@code pos} of piece space. */
  public int pieceAt(long pos) {
    return (int) (pos / pieceLength);
  }

  /** Blocks in {@code piece}. */
  public int blocks(int piece) {
    return (pieceSize(piece) + BLOCK - 1) / BLOCK;
  }

  /** Blocks in a full piece: the most that any piece has. */
  public int blocksPerPiece() {
    return (pieceLength + BLOCK - 1) / BLOCK;
  }

  /** Bytes in block {@code block} of {@code piece}. */
  public int blockSize(int piece, int block) {
    return Math.min(BLOCK, pieceSize(piece) - block * BLOCK);
  }

  /** Whether (piece, begin, length) is exactly one block of this torrent. */
  public boolean isBlock(int piece, int begin, int length) {
    return piece >= 0
        && piece < pieces
        && begin >= 0
        && begin % BLOCK == 0
        && begin < pieceSize(piece)
        && length == Math.min(BLOCK, pieceSize(piece) - begin);
  }

  /** Whether (piece, begin, length) lies inside one piece: what a request may ask for (BEP 3). */
  public boolean inPiece(int piece, int begin, int length) {
    return piece >= 0
        && piece < pieces
        && begin >= 0
        && length > 0
        && begin <= pieceSize(piece) - length;
  }
}
