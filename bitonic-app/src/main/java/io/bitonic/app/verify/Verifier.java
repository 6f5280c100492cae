package io.bitonic.app.verify;

import io.bitonic.app.run.OutputFolder;
import io.bitonic.core.api.FilePriority;
import io.bitonic.core.hash.HashAlgorithm;
import io.bitonic.core.hash.HashChoice;
import io.bitonic.core.hash.PieceDigests;
import io.bitonic.core.metainfo.Metainfo;
import io.bitonic.core.metainfo.TorrentFile;
import io.bitonic.core.util.Bits;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/**
 * Compares data on disk with a torrent, without an engine and without the network.
 *
 * <p>Threads: {@link #start} starts readers; they take pieces in order from a counter, hash what
 * they have read when it is their turn, and set bits under a lock. {@link #checkedBytes}, {@link
 * #isDone} and {@link #stop} may be called by any thread; {@link #report} after {@link #isDone}.
 */
public final class Verifier {
  /** What a file on disk is like. */
  public enum Status {
    OK,
    MISSING,
    WRONG_SIZE,
    DAMAGED,
    /** Only pieces that reach into a file that is not OK are bad. */
    SHARED
  }

  /**
   * One file's result.
   *
   * @param size bytes on disk, -1 when missing
   * @param badPieces bad pieces that touch it
   */
  public record FileResult(TorrentFile file, Status status, long size, int badPieces) {}

  /** The whole result; {@code good} has a bit for each piece. */
  public record Report(Bits good, List<FileResult> files) {
    /** Whether all data is there and right. */
    public boolean isGood() {
      return good.isFull() && files.stream().allMatch(f -> f.status() == Status.OK);
    }
  }

  private final Metainfo m;
  private final Path folder;
  private final Bits good;
  private final AtomicInteger next = new AtomicInteger();
  private final AtomicInteger running = new AtomicInteger();
  private final AtomicLong checked = new AtomicLong();
  private volatile boolean stopped;

  public Verifier(Metainfo m, Path folder) {
    this.m = m;
    this.folder = folder;
    this.good = new Bits(m.layout().pieces());
  }

  /**
   * Starts the readers: twice as many as hash at the same moment, so that the disk always has
   * something to do.
   *
   * @param hashing threads that hash at once, ≥ 1
   */
  public void start(int hashing) {
    Semaphore processors = new Semaphore(hashing);
    int threads = 2 * hashing;
    running.set(threads);
    for (int i = 0; i < threads; i++) {
      Thread.ofPlatform().daemon().name("verify-" + i).start(() -> work(processors));
    }
  }

  private void work(Semaphore processors) {
    boolean[] results = new boolean[PieceDigests.BATCH];
    HashChoice.expectNow(
        m.infoHash().hasV1() ? HashAlgorithm.SHA1 : HashAlgorithm.SHA256, m.layout().totalSize());
    try (PieceReader reader = new PieceReader(m, folder, processors)) {
      while (!stopped) {
        int count = reader.batch();
        int first = next.getAndAdd(count);
        if (first >= good.size()) {
          break;
        }
        check(reader, first, Math.min(count, good.size() - first), results);
      }
    } catch (IOException e) {
      // Closing a file that was only read loses nothing.
      org.tinylog.Logger.debug(e, "closing");
    } finally {
      running.decrementAndGet();
    }
  }

  private void check(PieceReader reader, int first, int count, boolean[] results) {
    reader.check(first, count, results);
    long bytes = 0;
    for (int i = 0; i < count; i++) {
      bytes += m.layout().pieceSize(first + i);
    }
    synchronized (good) {
      for (int i = 0; i < count; i++) {
        if (results[i]) {
          good.set(first + i);
        }
      }
    }
    checked.addAndGet(bytes);
  }

  public void stop() {
    stopped = true;
  }

  public boolean isDone() {
    return running.get() == 0;
  }

  /** Bytes that were read and compared. */
  public long checkedBytes() {
    return checked.get();
  }

  /** The result of a run that is done. */
  public Report report() {
    List<TorrentFile> stored = m.files().stream().filter(TorrentFile::isStored).toList();
    boolean[] wrong = new boolean[m.files().size()];
    long[] sizes = new long[m.files().size()];
    for (TorrentFile f : stored) {
      sizes[f.index()] = sizeOf(OutputFolder.resolve(folder, f));
      wrong[f.index()] = sizes[f.index()] != f.length();
    }
    List<FileResult> results = new ArrayList<>();
    for (TorrentFile f : stored) {
      long size = sizes[f.index()];
      int[] bad = pieces(m, f).filter(p -> !good.get(p)).toArray();
      Status status;
      if (size < 0) {
        status = Status.MISSING;
      } else if (wrong[f.index()]) {
        status = Status.WRONG_SIZE;
      } else if (bad.length == 0) {
        status = Status.OK;
      } else {
        boolean shared = IntStream.of(bad).allMatch(p -> touchesAnother(p, f.index(), wrong));
        status = shared ? Status.SHARED : Status.DAMAGED;
      }
      results.add(new FileResult(f, status, size, bad.length));
    }
    return new Report(good, results);
  }

  private boolean touchesAnother(int piece, int file, boolean[] wrong) {
    long start = m.layout().pieceStart(piece);
    long end = start + m.layout().pieceSize(piece);
    for (int i = PieceReader.fileAt(m.files(), start); i < m.files().size(); i++) {
      TorrentFile f = m.files().get(i);
      if (f.offset() >= end) {
        return false;
      }
      if (i != file && wrong[i] && f.length() > 0) {
        return true;
      }
    }
    return false;
  }

  /** Pieces that touch a file. */
  private static IntStream pieces(Metainfo m, TorrentFile f) {
    return f.length() == 0
        ? IntStream.empty()
        : IntStream.rangeClosed(
            m.layout().pieceAt(f.offset()), m.layout().pieceAt(f.offset() + f.length() - 1));
  }

  private static long sizeOf(Path path) {
    try {
      return Files.isRegularFile(path) ? Files.size(path) : -1;
    } catch (IOException e) {
      return -1;
    }
  }

  /**
   * The first file on disk that would be written over and holds something else: it has data, and
   * none of its pieces is the torrent's. Null when there is none.
   *
   * @param choice files that are skipped are not looked at
   */
  public static Path foreignFile(Metainfo m, Path folder, Map<Integer, FilePriority> choice) {
    if (OutputFolder.isEmpty(folder, m)) {
      return null;
    }
    try (PieceReader reader = new PieceReader(m, folder, new Semaphore(1))) {
      for (TorrentFile f : m.files()) {
        if (!f.isStored() || choice.get(f.index()) == FilePriority.SKIP) {
          continue;
        }
        Path path = OutputFolder.resolve(folder, f);
        if (Files.isDirectory(path) || sizeOf(path) > 0 && !isOurs(m, f, path, reader)) {
          return path;
        }
      }
      return null;
    } catch (IOException e) {
      return null;
    }
  }

  private static boolean isOurs(Metainfo m, TorrentFile f, Path path, PieceReader reader)
      throws IOException {
    if (Files.size(path) > f.length()) {
      return false;
    }
    long end = f.offset() + f.length();
    boolean hasOwnPiece =
        pieces(m, f)
            .anyMatch(
                p ->
                    m.layout().pieceStart(p) >= f.offset()
                        && m.layout().pieceStart(p) + m.layout().pieceSize(p) <= end);
    // A small file's pieces also need its neighbours, which may be gone: its size must do.
    // Space that a download has taken and not yet filled reads as zeros.
    return !hasOwnPiece && Files.size(path) == f.length()
        || pieces(m, f).anyMatch(reader::isGood)
        || isAllZero(path);
  }

  private static boolean isAllZero(Path path) throws IOException {
    byte[] buffer = new byte[256 << 10];
    byte[] zeros = new byte[buffer.length];
    try (InputStream in = Files.newInputStream(path)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        if (!java.util.Arrays.equals(buffer, 0, n, zeros, 0, n)) {
          return false;
        }
      }
    }
    return true;
  }
}
