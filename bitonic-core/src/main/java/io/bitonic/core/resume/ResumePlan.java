package io.bitonic.core.resume;

import io.bitonic.core.metainfo.Metainfo;
import io.bitonic.core.metainfo.TorrentFile;
import io.bitonic.core.util.Bits;
import io.bitonic.core.util.FileStamp;
import io.bitonic.core.util.PieceLayout;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What to believe of a saved state when its files are met again. Pure.
 *
 * <p>We may forget a piece that we have, but never claim one that we don't. The state was written
 * after its pieces were forced to the device, so a piece in {@code have} is on disk as long as
 * nobody else changed its files. Each file is in one of these conditions:
 *
 * <ul>
 *   <li><b>as saved</b>: size and time are those of its stamp. Its pieces are believed.
 *   <li><b>written by us</b>: it is neither older nor shorter than its stamp, the journal names one
 *       of its pieces, and it is not newer than the journal by more than two seconds. Our own
 *       process wrote to it after the save and then died. We never write a piece that we have, so
 *       those are believed still.
 *   <li><b>changed</b>: anything else, also a file that is longer than the torrent says. All its
 *       pieces are hashed, also those we did not have: it may have been replaced by a whole one.
 *   <li><b>missing or short</b>: a piece that reaches past its end is neither believed nor hashed.
 * </ul>
 *
 * <p>A piece is believed when all its files allow it and it is in {@code have}. Pieces of the
 * journal that are not in {@code have} are hashed: they may have been written whole.
 *
 * <p>A plan that found a changed file is to be saved before anything is written, else a second
 * crash would take the foreign change for our own: {@link ResumeStore#begin} does both.
 *
 * @param trusted pieces that we have
 * @param check pieces that must be hashed before we know; disjoint from {@code trusted}
 */
public record ResumePlan(Bits trusted, Bits check) {
  /** Clocks of file systems tick coarsely, and a big write ends after its piece was noted. */
  private static final long SLACK = TimeUnit.SECONDS.toNanos(2);

  /** The plan for a state, the stamps that the files have now, and the torrent's journal. */
  public static ResumePlan of(
      ResumeState saved, List<FileStamp> now, PieceJournal journal, Metainfo meta) {
    return of(
        saved, now, journal.pieces(meta.layout().pieces()), journal.lastModifiedNanos(), meta);
  }

  /** The plan when nothing was saved: whatever is there is hashed. */
  public static ResumePlan withoutState(List<FileStamp> now, Metainfo meta) {
    int pieces = meta.layout().pieces();
    ResumePlan plan = new ResumePlan(new Bits(pieces), new Bits(pieces));
    plan.check.setAll();
    for (TorrentFile f : meta.files()) {
      if (f.length() > 0 && f.isStored()) {
        FileStamp stamp = now.get(f.index());
        dropBehind(plan.check, f, stamp == null ? -1 : stamp.size(), meta.layout());
      }
    }
    return plan;
  }

  /** A piece that reaches past the end of a file can't be good. */
  private static void dropBehind(Bits check, TorrentFile f, long size, PieceLayout layout) {
    int last = layout.pieceAt(f.offset() + f.length() - 1);
    for (int p = last; p >= layout.pieceAt(f.offset()); p--) {
      long end = Math.min(f.length(), layout.pieceStart(p) + layout.pieceSize(p) - f.offset());
      if (size >= end) {
        return;
      }
      check.clear(p);
    }
  }

  static ResumePlan of(
      ResumeState saved, List<FileStamp> now, Bits noted, long notedNanos, Metainfo meta) {
    int pieces = meta.layout().pieces();
    ResumePlan plan = new ResumePlan(new Bits(pieces), new Bits(pieces));
    boolean fits = saved.have().size() == pieces && saved.stamps().size() == meta.files().size();
    boolean[] changed = new boolean[pieces];
    boolean[] absent = new boolean[pieces];
    for (TorrentFile f : meta.files()) {
      if (f.length() == 0 || !f.isStored()) {
        continue;
      }
      FileStamp before = fits ? saved.stamps().get(f.index()) : null;
      FileStamp after = now.get(f.index());
      long size = after == null ? -1 : after.size();
      boolean believed =
          before != null
              && size <= f.length()
              && (after != null && after.equals(before)
                  || writtenByUs(f, before, after, noted, notedNanos, meta.layout()));
      PieceLayout layout = meta.layout();
      int last = layout.pieceAt(f.offset() + f.length() - 1);
      for (int p = layout.pieceAt(f.offset()); p <= last; p++) {
        changed[p] |= !believed;
        long end = Math.min(f.length(), layout.pieceStart(p) + layout.pieceSize(p) - f.offset());
        absent[p] |= size < end;
      }
    }
    for (int p = 0; p < pieces; p++) {
      if (absent[p]) {
        continue;
      }
      if (changed[p] || !fits) {
        plan.check.set(p);
      } else if (saved.have().get(p)) {
        plan.trusted.set(p);
      } else if (noted.get(p)) {
        plan.check.set(p);
      }
    }
    return plan;
  }

  /** The state that says no more than this plan believes, with the stamps of now. */
  ResumeState settle(ResumeState saved, List<FileStamp> now) {
    return new ResumeState(
        saved.id(),
        saved.savePath(),
        trusted.copy(),
        now,
        saved.filePriorities(),
        saved.downloaded(),
        saved.uploaded(),
        saved.wasted(),
        saved.addedMillis(),
        saved.finishedMillis(),
        saved.activeSeconds(),
        saved.seedingSeconds(),
        saved.paused(),
        saved.label(),
        saved.rules(),
        saved.queuePosition(),
        saved.trackers(),
        saved.peers(),
        saved.banned(),
        saved.renames(),
        saved.seedMode(),
        saved.magnet(),
        saved.pauseAfterMetadata(),
        saved.sharing());
  }

  private static boolean writtenByUs(
      TorrentFile f,
      FileStamp before,
      FileStamp after,
      Bits noted,
      long notedNanos,
      PieceLayout layout) {
    if (after == null
        || after.size() < Math.max(0, before.size())
        || after.mtimeNanos() < before.mtimeNanos()
        || after.mtimeNanos() > notedNanos + SLACK) {
      return false;
    }
    int touched = noted.nextSet(layout.pieceAt(f.offset()));
    return touched >= 0 && touched <= layout.pieceAt(f.offset() + f.length() - 1);
  }
}
