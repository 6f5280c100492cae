package io.bitonic.app.control;

import io.bitonic.app.AppException;
import io.bitonic.app.ExitCode;
import io.bitonic.core.api.FilePriority;
import io.bitonic.core.api.TorrentRules;
import io.bitonic.core.config.RuleTable;
import io.bitonic.core.metainfo.Metainfo;
import io.bitonic.core.metainfo.MetainfoException;
import io.bitonic.core.metainfo.MetainfoParser;
import io.bitonic.core.metainfo.TorrentFile;
import io.bitonic.core.resume.ResumeException;
import io.bitonic.core.resume.ResumeState;
import io.bitonic.core.resume.ResumeStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/** Torrents that no process works on, by their saved state. Not thread-safe. */
public final class SavedDesk implements TorrentDesk {
  private final ResumeStore store;

  public SavedDesk(ResumeStore store) {
    this.store = store;
  }

  @Override
  public List<Item> torrents() {
    List<Item> items = new ArrayList<>();
    try {
      for (String id : store.ids()) {
        item(id, items);
      }
    } catch (ResumeException e) {
      throw new AppException(ExitCode.STORAGE, e.getMessage(), e);
    }
    return items;
  }

  /** A state that is damaged is left out: 'checkpoints' speaks of those. */
  private void item(String id, List<Item> items) {
    try {
      ResumeState s = store.load(id);
      if (s != null) {
        Metainfo meta = metainfo(id);
        int pieces = s.have().size();
        items.add(
            new Item(
                id,
                meta == null ? id : meta.name(),
                "stopped",
                s.label(),
                s.savePath().toString(),
                pieces == 0 ? 0 : (double) s.have().count() / pieces,
                RuleTable.differences(s.rules()),
                Traffic.NONE));
      }
    } catch (ResumeException e) {
      org.tinylog.Logger.debug("{}: {}", id, e.getMessage());
    }
  }

  private Metainfo metainfo(String id) throws ResumeException {
    byte[] torrent = store.loadTorrent(id);
    try {
      return torrent == null ? null : MetainfoParser.parse(torrent);
    } catch (MetainfoException e) {
      return null;
    }
  }

  @Override
  public void set(String id, String key, String value) {
    edit(
        id,
        s ->
            switch (key) {
              case LABEL -> with(s, value, s.rules(), s.filePriorities());
              case SAVE_PATH, ADD_TRACKER, REMOVE_TRACKER, GOAL, FORCED, QUEUE ->
                  throw new AppException(
                      ExitCode.USAGE,
                      "'" + key + "' can only be changed while the torrent is open in Bitonic");
              default -> with(s, s.label(), rules(s, key, value), s.filePriorities());
            });
  }

  @Override
  public boolean takes() {
    return false;
  }

  @Override
  public String add(Intake.Wish wish) {
    throw new AppException(ExitCode.USAGE, "no Bitonic runs that it could be added to");
  }

  @Override
  public void act(String id, Act act) {
    throw new AppException(
        ExitCode.USAGE,
        "no Bitonic works on this torrent; 'checkpoints' looks after the saved state of those");
  }

  private static TorrentRules rules(ResumeState s, String key, String value) {
    try {
      return RuleTable.with(s.rules(), key, value);
    } catch (IllegalArgumentException e) {
      throw new AppException(ExitCode.USAGE, e.getMessage(), e);
    }
  }

  private static ResumeState with(
      ResumeState s, String label, TorrentRules rules, byte[] priorities) {
    return s.edited(s.savePath(), label, rules, priorities, s.trackers());
  }

  private void edit(String id, UnaryOperator<ResumeState> change) {
    try {
      if (!store.lockTorrent(id)) {
        throw new AppException(
            ExitCode.STORAGE,
            "a process works on this torrent and does not answer; try again when it has ended");
      }
      try {
        ResumeState s = store.load(id);
        if (s == null) {
          throw new AppException(ExitCode.USAGE, "there is no saved state of " + id);
        }
        store.save(id, change.apply(s));
      } finally {
        store.unlockTorrent(id);
      }
    } catch (ResumeException e) {
      throw new AppException(ExitCode.STORAGE, e.getMessage(), e);
    }
  }

  private Metainfo files(String id, boolean needed) {
    try {
      Metainfo meta = metainfo(id);
      if (meta == null && needed) {
        throw new AppException(
            ExitCode.USAGE, "the files of this torrent are not known yet: it came by a link");
      }
      return meta;
    } catch (ResumeException e) {
      throw new AppException(ExitCode.STORAGE, e.getMessage(), e);
    }
  }

  @Override
  public List<FileItem> files(String id) {
    Metainfo meta = files(id, true);
    byte[] saved;
    try {
      ResumeState s = store.load(id);
      saved = s == null ? new byte[0] : s.filePriorities();
    } catch (ResumeException e) {
      throw new AppException(ExitCode.STORAGE, e.getMessage(), e);
    }
    List<FileItem> items = new ArrayList<>();
    for (TorrentFile f : meta.files()) {
      if (f.isStored()) {
        int p = f.index() < saved.length ? saved[f.index()] : FilePriority.NORMAL.ordinal();
        items.add(
            new FileItem(
                f.index(),
                f.displayPath(),
                f.length(),
                -1,
                FilePriority.values()[Math.clamp(p, 0, 3)]));
      }
    }
    return items;
  }

  @Override
  public void prioritise(String id, List<Integer> files, FilePriority priority) {
    int count = files(id, true).files().size();
    edit(
        id,
        s -> {
          byte[] all = new byte[count];
          Arrays.fill(all, (byte) FilePriority.NORMAL.ordinal());
          System.arraycopy(
              s.filePriorities(), 0, all, 0, Math.min(count, s.filePriorities().length));
          for (int f : files) {
            if (f < 0 || f >= count) {
              throw new AppException(
                  ExitCode.USAGE, "there is no file " + f + ": they are 0 to " + (count - 1));
            }
            all[f] = (byte) priority.ordinal();
          }
          return with(s, s.label(), s.rules(), all);
        });
  }
}
