package io.bitonic.core.swarm;

import io.bitonic.core.api.FilePriority;
import io.bitonic.core.metainfo.Metainfo;
import io.bitonic.core.metainfo.TorrentFile;
import io.bitonic.core.picker.PiecePicker;
import io.bitonic.core.util.Bits;
import java.util.Arrays;
import java.util.Map;

/**
 * Which files are wanted how much, and what that means for pieces: a piece has the highest priority
 * of its files.
 */
final class FilePriorities {
  private final Metainfo meta;
  private final FilePriority[] files;

  FilePriorities(Metainfo meta, FilePriority otherwise, Map<Integer, FilePriority> named) {
    this.meta = meta;
    this.files = new FilePriority[meta.files().size()];
    Arrays.fill(files, otherwise);
    named.forEach((i, p) -> files[i] = p);
  }

  /** From saved state: one ordinal per file. */
  static FilePriorities ofSaved(Metainfo meta, byte[] saved) {
    FilePriorities p = new FilePriorities(meta, FilePriority.NORMAL, Map.of());
    for (int i = 0; i < Math.min(saved.length, p.files.length); i++) {
      p.files[i] = FilePriority.values()[Math.clamp(saved[i], 0, 3)];
    }
    return p;
  }

  byte[] toSaved() {
    byte[] out = new byte[files.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = (byte) files[i].ordinal();
    }
    return out;
  }

  FilePriority of(int file) {
    return files[file];
  }

  void set(Map<Integer, FilePriority> changes) {
    changes.forEach((i, p) -> files[i] = p);
  }

  /** Bits of the files that are stored and not skipped. */
  Bits wanted() {
    Bits b = new Bits(files.length);
    for (TorrentFile f : meta.files()) {
      if (f.isStored() && files[f.index()] != FilePriority.SKIP) {
        b.set(f.index());
      }
    }
    return b;
  }

  /** Bytes of the files that are wanted. */
  long wantedSize() {
    long n = 0;
    for (TorrentFile f : meta.files()) {
      if (f.isStored() && files[f.index()] != FilePriority.SKIP) {
        n += f.length();
      }
    }
    return n;
  }

  /** Tells the picker. */
  void apply(PiecePicker picker) {
    byte[] pieces = new byte[meta.layout().pieces()];
    for (TorrentFile f : meta.files()) {
      byte p = (byte) (f.isStored() ? files[f.index()].ordinal() : 0);
      if (f.length() > 0 && p > 0) {
        int last = meta.layout().pieceAt(f.offset() + f.length() - 1);
        for (int i = meta.layout().pieceAt(f.offset()); i <= last; i++) {
          pieces[i] = (byte) Math.max(pieces[i], p);
        }
      }
    }
    for (int i = 0; i < pieces.length; i++) {
      if (picker.priority(i) != pieces[i]) {
        picker.priority(i, pieces[i]);
      }
    }
  }
}
