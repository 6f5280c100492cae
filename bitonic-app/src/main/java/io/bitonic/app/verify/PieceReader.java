package io.bitonic.app.verify;

import io.bitonic.app.run.OutputFolder;
import io.bitonic.core.metainfo.Metainfo;
import io.bitonic.core.metainfo.TorrentFile;
import io.bitonic.core.util.PieceLayout;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;

/**
 * Reads pieces from files and compares their hashes: SHA-1 (BEP 3), or for torrents without it the
 * Merkle root over SHA-256 of 16-KiB blocks (BEP 52). One instance for each thread.
 */
final class PieceReader implements AutoCloseable {
  private static final int SHA1 = 20;
  private static final int SHA256 = 32;

  private final Metainfo m;
  private final List<TorrentFile> files;
  private final Path folder;
  private final byte[] buffer;
  private final MessageDigest digest;
  private final boolean v1;
  private FileChannel open;
  private int openIndex = -1;

  PieceReader(Metainfo m, Path folder) {
    this.m = m;
    this.files = m.files();
    this.folder = folder;
    this.v1 = m.infoHash().hasV1();
    this.buffer = new byte[m.layout().pieceLength()];
    try {
      digest = MessageDigest.getInstance(v1 ? "SHA-1" : "SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has neither SHA-1 nor SHA-256", e);
    }
  }

  /** Index of the file that holds position {@code pos} of piece space, or the one before a gap. */
  static int fileAt(List<TorrentFile> files, long pos) {
    int low = 0;
    int high = files.size() - 1;
    int found = 0;
    while (low <= high) {
      int mid = low + high >>> 1;
      if (files.get(mid).offset() <= pos) {
        found = mid;
        low = mid + 1;
      } else {
        high = mid - 1;
      }
    }
    return found;
  }

  /** Whether the piece on disk is the torrent's; false also when a file is missing or short. */
  boolean isGood(int piece) {
    int size = m.layout().pieceSize(piece);
    try {
      return read(piece, size) && (v1 ? matchesV1(piece, size) : matchesV2(piece, size));
    } catch (IOException e) {
      return false;
    }
  }

  private boolean read(int piece, int size) throws IOException {
    long pos = m.layout().pieceStart(piece);
    int done = 0;
    int at = fileAt(files, pos);
    while (done < size && at < files.size()) {
      TorrentFile f = files.get(at++);
      long start = pos + done - f.offset();
      int count = (int) Math.min(size - done, f.length() - start);
      if (count <= 0) {
        continue;
      }
      if (!f.isStored()) {
        Arrays.fill(buffer, done, done + count, (byte) 0);
      } else if (!readFile(f, start, done, count)) {
        return false;
      }
      done += count;
    }
    return done == size;
  }

  private boolean readFile(TorrentFile f, long start, int at, int count) throws IOException {
    if (openIndex != f.index()) {
      close();
      open = FileChannel.open(OutputFolder.resolve(folder, f), StandardOpenOption.READ);
      openIndex = f.index();
    }
    ByteBuffer dst = ByteBuffer.wrap(buffer, at, count);
    long pos = start;
    while (dst.hasRemaining()) {
      int n = open.read(dst, pos);
      if (n < 0) {
        return false;
      }
      pos += n;
    }
    return true;
  }

  private boolean matchesV1(int piece, int size) {
    digest.update(buffer, 0, size);
    byte[] hash = digest.digest();
    int at = piece * SHA1;
    return Arrays.equals(hash, 0, SHA1, m.pieceHashes(), at, at + SHA1);
  }

  private boolean matchesV2(int piece, int size) {
    TorrentFile f = files.get(fileWithPiece(piece));
    byte[] layer = m.pieceLayers().get(f.index());
    int nth = (int) ((m.layout().pieceStart(piece) - f.offset()) / m.layout().pieceLength());
    if (layer.length < (nth + 1) * SHA256) {
      return false;
    }
    int length = m.layout().pieceLength();
    int leaves = (int) (Math.min(f.length(), length) + PieceLayout.BLOCK - 1) / PieceLayout.BLOCK;
    int width = Math.max(1, Integer.highestOneBit(Math.max(1, leaves * 2 - 1)));
    byte[] root = merkleRoot(size, width);
    return Arrays.equals(root, 0, SHA256, layer, nth * SHA256, (nth + 1) * SHA256);
  }

  private int fileWithPiece(int piece) {
    int at = fileAt(files, m.layout().pieceStart(piece));
    while (files.get(at).length() == 0 && at > 0) {
      at--;
    }
    return at;
  }

  private byte[] merkleRoot(int size, int width) {
    byte[] layer = new byte[width * SHA256];
    for (int i = 0; i * PieceLayout.BLOCK < size; i++) {
      int start = i * PieceLayout.BLOCK;
      digest.update(buffer, start, Math.min(PieceLayout.BLOCK, size - start));
      System.arraycopy(digest.digest(), 0, layer, i * SHA256, SHA256);
    }
    for (int n = width; n > 1; n /= 2) {
      for (int i = 0; i < n; i += 2) {
        digest.update(layer, i * SHA256, 2 * SHA256);
        System.arraycopy(digest.digest(), 0, layer, i / 2 * SHA256, SHA256);
      }
    }
    return layer;
  }

  @Override
  public void close() throws IOException {
    if (open != null) {
      open.close();
    }
    open = null;
    openIndex = -1;
  }
}
