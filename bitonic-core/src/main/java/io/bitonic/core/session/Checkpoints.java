package io.bitonic.core.session;

import io.bitonic.core.disk.FileStorage;
import io.bitonic.core.disk.StorageException;
import io.bitonic.core.metainfo.Metainfo;
import io.bitonic.core.metainfo.MetainfoException;
import io.bitonic.core.metainfo.MetainfoParser;
import io.bitonic.core.metainfo.TorrentFile;
import io.bitonic.core.resume.ResumeException;
import io.bitonic.core.resume.ResumeState;
import io.bitonic.core.resume.ResumeStore;
import io.bitonic.core.util.FileStamp;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Looks after saved states on behalf of a user. Every call blocks on the disk; any thread. */
public final class Checkpoints {
  /**
   * A saved state.
   *
   * @param name the torrent's name, or its id while that is unknown
   * @param savePath null when the state is damaged or missing
   * @param complete fraction of the pieces that we have, 0 to 1
   * @param savedMillis since 1970 UTC
   * @param damage why it can't be used, or null
   */
  public record Entry(
      String id, String name, Path savePath, double complete, long savedMillis, String damage) {
    public boolean isDamaged() {
      return damage != null;
    }
  }

  /**
   * What {@link #clean} did with a state.
   *
   * @param reason why it was to be deleted; when it is still there, also why that failed
   */
  public record Cleaned(Entry entry, boolean deleted, String reason) {}

  private final ResumeStore store;

  public Checkpoints(ResumeStore store) {
    this.store = store;
  }

  /** All saved states in the order of their ids. */
  public List<Entry> list() throws ResumeException {
    List<Entry> out = new ArrayList<>();
    for (String id : store.ids()) {
      out.add(entry(id));
    }
    return out;
  }

  private Entry entry(String id) {
    String name = id;
    try {
      Metainfo meta = metainfo(id);
      name = meta == null ? id : meta.name();
      ResumeState s = store.load(id);
      if (s == null) {
        return new Entry(id, name, null, 0, 0, "There is a .torrent file but no saved state.");
      }
      int pieces = s.have().size();
      double complete = pieces == 0 ? 1 : (double) s.have().count() / pieces;
      return new Entry(id, name, s.savePath(), complete, store.savedMillis(id), null);
    } catch (ResumeException e) {
      return new Entry(id, name, null, 0, store.savedMillis(id), e.getMessage());
    }
  }

  private Metainfo metainfo(String id) throws ResumeException {
    byte[] bytes = store.loadTorrent(id);
    if (bytes == null) {
      return null;
    }
    try {
      Metainfo meta = MetainfoParser.parse(bytes);
      if (!id.startsWith(meta.infoHash().id())) {
        throw new MetainfoException("it belongs to the torrent " + meta.infoHash().id());
      }
      return meta;
    } catch (MetainfoException e) {
      throw new ResumeException(
          "The stored .torrent file of " + id + " can't be used: " + e.getMessage(), e);
    }
  }

  /**
   * Reads a state with its checksum and compares the files on disk with what was saved of them.
   *
   * @return what is wrong, one line each; empty when all is well
   */
  public List<String> verify(String id) {
    try {
      ResumeState s = store.load(id);
      if (s == null) {
        return List.of("There is no saved state of " + id + ".");
      }
      Metainfo meta = metainfo(id);
      if (meta == null) {
        return s.have().size() == 0
            ? List.of()
            : List.of("The .torrent file of " + id + " is missing. Add the torrent again.");
      }
      if (s.have().size() == 0) {
        return List.of();
      }
      if (s.have().size() != meta.layout().pieces() || s.stamps().size() != meta.files().size()) {
        return List.of("The state of " + id + " doesn't fit its .torrent file.");
      }
      return compare(s, meta);
    } catch (ResumeException | StorageException e) {
      return List.of(e.getMessage());
    }
  }

  private static List<String> compare(ResumeState s, Metainfo meta) throws StorageException {
    List<String> problems = new ArrayList<>();
    List<FileStamp> now = FileStorage.stampsOf(meta, s.savePath(), s.renames());
    for (TorrentFile f : meta.files()) {
      FileStamp before = s.stamps().get(f.index());
      FileStamp after = now.get(f.index());
      if (Objects.equals(before, after) || before == null || after == null) {
        continue;
      }
      String head = f.displayPath() + ": ";
      if (after.size() < 0) {
        problems.add(head + "missing, it had " + before.size() + " bytes");
      } else if (after.size() != before.size()) {
        problems.add(head + "has " + after.size() + " bytes, it had " + before.size());
      } else {
        problems.add(head + "changed since the state was saved");
      }
    }
    return problems;
  }

  /**
   * Deletes states that are damaged, and those with finished pieces whose save path is gone. States
   * in use are left alone.
   */
  public List<Cleaned> clean() throws ResumeException {
    List<Cleaned> out = new ArrayList<>();
    for (Entry e : list()) {
      String reason = e.damage();
      if (reason == null && e.complete() > 0 && !Files.isDirectory(e.savePath())) {
        reason = "The folder " + e.savePath() + " is gone.";
      }
      if (reason != null) {
        String failure = tryDelete(e.id());
        out.add(new Cleaned(e, failure == null, failure == null ? reason : reason + " " + failure));
      }
    }
    return out;
  }

  private String tryDelete(String id) {
    try {
      delete(id);
      return null;
    } catch (ResumeException e) {
      return e.getMessage();
    }
  }

  /**
   * Deletes one state; the payload stays.
   *
   * @throws ResumeException when it is in use or can't be deleted
   */
  public void delete(String id) throws ResumeException {
    if (!store.lockTorrent(id)) {
      throw new ResumeException(
          "The torrent " + id + " is in use. Stop it there first, then try again.", null);
    }
    try {
      store.delete(id);
    } finally {
      store.unlockTorrent(id);
    }
  }
}
