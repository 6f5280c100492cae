package io.bitonic.core.swarm;

import io.bitonic.core.api.FilePriority;
import io.bitonic.core.metainfo.Metainfo;
import io.bitonic.core.metainfo.TorrentFile;
import io.bitonic.core.util.Bits;
import io.bitonic.core.util.PieceLayout;
import java.util.Arrays;
import java.util.List;

/** Verified bytes of each file and of the chosen files together. Loop thread only. */
final class Progress {
  private final PieceLayout layout;
  private final List<TorrentFile> files;
  private final FilePriorities priorities;
  private final long[] done;
  private long wantedDone;
  private long wantedSize;
  private final long totalSize;
  private final int storedFiles;

  Progress(Metainfo meta, FilePriorities priorities) {
    this.layout = meta.layout();
    this.files = meta.files();
    this.priorities = priorities;
    this.done = new long[files.size()];
    this.wantedSize = priorities.wantedSize();
    this.totalSize =
        files.stream().filter(TorrentFile::isStored).mapToLong(TorrentFile::length).sum();
    this.storedFiles = (int) files.stream().filter(TorrentFile::isStored).count();
  }

  /** Counts a piece that has just become ours. */
  void gained(int piece) {
    long start = layout.pieceStart(piece);
    long end = start + layout.pieceSize(piece);
    for (int i = TorrentFile.firstEndingAfter(files, start);
        i < files.size() && files.get(i).offset() < end;
        i++) {
      TorrentFile f = files.get(i);
      long n = Math.min(end, f.offset() + f.length()) - Math.max(start, f.offset());
      if (n > 0 && f.isStored()) {
        done[i] += n;
        if (priorities.of(i) != FilePriority.SKIP) {
          wantedDone += n;
        }
      }
    }
  }

  /** Counts everything again: priorities or our pieces have changed. */
  void recount(Bits have) {
    Arrays.fill(done, 0);
    wantedDone = 0;
    wantedSize = priorities.wantedSize();
    for (int p = have.nextSet(0); p >= 0; p = have.nextSet(p + 1)) {
      gained(p);
    }
  }

  long done(int file) {
    return done[file];
  }

  long wantedDone() {
    return wantedDone;
  }

  long wantedSize() {
    return wantedSize;
  }

  int storedFiles() {
    return storedFiles;
  }

  long totalSize() {
    return totalSize;
  }
}
