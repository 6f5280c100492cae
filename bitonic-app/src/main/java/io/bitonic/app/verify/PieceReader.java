package io.bitonic.app.verify;

import io.bitonic.app.run.OutputFolder;
import io.bitonic.core.hash.PieceDigests;
import io.bitonic.core.hash.PieceHashes;
import io.bitonic.core.hash.TorrentPieceHashes;
import io.bitonic.core.metainfo.Metainfo;
import io.bitonic.core.metainfo.TorrentFile;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.Semaphore;

/**
 * Reads pieces from files and compares their hashes: SHA-1 (BEP 3), or for torrents without it the
 * Merkle root over SHA-256 of 16-KiB blocks (BEP 52). One instance for each thread.
 *
 * <p>Files are read, not mapped: hashing a mapped file that somebody truncates ends the whole
 * process.
 */
final class PieceReader implements AutoCloseable {
  /** Memory for the pieces of one batch. */
  private static final long MEMORY = 64L << 20;

  private final Metainfo m;
  private final List<TorrentFile> files;
  private final Path folder;
  private final PieceHashes expected;
  private final Semaphore processors;
  private final PieceDigests digests = new PieceDigests();
  private final Arena arena = Arena.ofShared();
  private final ByteBuffer[] buffers = new ByteBuffer[PieceDigests.BATCH];
  private final long[] addresses = new long[PieceDigests.BATCH];
  private final MemorySegment results =
      arena.allocate((long) PieceDigests.BATCH * PieceDigests.STRIDE, 64);
  private final long[] address = new long[PieceDigests.BATCH];
  private final int[] size = new int[PieceDigests.BATCH];
  private final int[] leaves = new int[PieceDigests.BATCH];
  private final int[] pieces = new int[PieceDigests.BATCH];
  private FileChannel open;
  private int openIndex = -1;

  /**
   * @param processors has a permit for each reader that may hash now
   */
  PieceReader(Metainfo m, Path folder, Semaphore processors) {
    this.processors = processors;
    this.m = m;
    this.files = m.files();
    this.folder = folder;
    this.expected = TorrentPieceHashes.of(m);
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

  /** Pieces that are worth checking together now, at least 1. */
  int batch() {
    long room = Math.max(1, MEMORY / m.layout().pieceLength());
    return (int) Math.min(room, PieceDigests.batch(expected.kind()));
  }

  /** Whether the piece on disk is the torrent's; false also when a file is missing or short. */
  boolean isGood(int piece) {
    boolean[] good = new boolean[1];
    check(piece, 1, good);
    return good[0];
  }

  /**
   * Sets {@code good[i]} to whether piece {@code first + i} on disk is the torrent's; false also
   * when a file is missing or short.
   *
   * @param count 1 to {@link PieceDigests#BATCH}
   */
  void check(int first, int count, boolean[] good) {
    int n = 0;
    for (int i = 0; i < count; i++) {
      good[i] = false;
      int piece = first + i;
      int bytes = m.layout().pieceSize(piece);
      if (read(piece, bytes, buffer(n))) {
        pieces[n] = piece;
        address[n] = addresses[n];
        size[n] = bytes;
        leaves[n++] = expected.leaves(piece);
      }
    }
    processors.acquireUninterruptibly();
    try {
      if (expected.kind() == PieceHashes.Kind.SHA1) {
        digests.sha1(address, size, n, results.address());
      } else {
        digests.merkle(address, size, leaves, n, results.address());
      }
    } finally {
      processors.release();
    }
    byte[] all = results.toArray(ValueLayout.JAVA_BYTE);
    for (int i = 0; i < n; i++) {
      good[pieces[i] - first] = expected.matches(pieces[i], all, i * PieceDigests.STRIDE);
    }
  }

  private ByteBuffer buffer(int i) {
    if (buffers[i] == null) {
      MemorySegment memory = arena.allocate(m.layout().pieceLength(), 64);
      buffers[i] = memory.asByteBuffer();
      addresses[i] = memory.address();
    }
    return buffers[i].clear();
  }

  private boolean read(int piece, int bytes, ByteBuffer to) {
    long pos = m.layout().pieceStart(piece);
    int done = 0;
    int at = fileAt(files, pos);
    try {
      while (done < bytes && at < files.size()) {
        TorrentFile f = files.get(at++);
        long start = pos + done - f.offset();
        int count = (int) Math.min(bytes - done, f.length() - start);
        if (count <= 0) {
          continue;
        }
        to.limit(done + count).position(done);
        if (!f.isStored()) {
          MemorySegment.ofBuffer(to).fill((byte) 0);
        } else if (!readFile(f, start, to)) {
          return false;
        }
        done += count;
      }
    } catch (IOException e) {
      return false;
    }
    return done == bytes;
  }

  private boolean readFile(TorrentFile f, long start, ByteBuffer to) throws IOException {
    if (openIndex != f.index()) {
      closeFile();
      open = FileChannel.open(OutputFolder.resolve(folder, f), StandardOpenOption.READ);
      openIndex = f.index();
    }
    long pos = start;
    while (to.hasRemaining()) {
      int n = open.read(to, pos);
      if (n < 0) {
        return false;
      }
      pos += n;
    }
    return true;
  }

  private void closeFile() throws IOException {
    FileChannel was = open;
    open = null;
    openIndex = -1;
    if (was != null) {
      was.close();
    }
  }

  @Override
  public void close() throws IOException {
    arena.close();
    closeFile();
  }
}
