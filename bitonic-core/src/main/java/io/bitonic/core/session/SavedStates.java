package io.bitonic.core.session;

import io.bitonic.core.api.EngineException;
import io.bitonic.core.metainfo.Metainfo;
import io.bitonic.core.resume.PieceJournal;
import io.bitonic.core.resume.ResumeException;
import io.bitonic.core.resume.ResumePlan;
import io.bitonic.core.resume.ResumeState;
import io.bitonic.core.resume.ResumeStore;
import io.bitonic.core.util.FileStamp;
import java.nio.file.Path;
import java.util.List;
import org.tinylog.Logger;

/**
 * The saved states of torrents as they are opened and given up: under which name each is kept, who
 * may work with it, and what it is still worth. Locking and reading block; any thread.
 */
final class SavedStates {
  private final ResumeStore store;

  SavedStates(ResumeStore store) {
    this.store = store;
  }

  /**
   * Finds the name under which the state of a torrent in a folder is kept, and takes its lock. The
   * plain id belongs to the folder that came first; another folder has a name of its own, so that
   * two processes can work on one torrent in two folders. The folder's name is locked in any case:
   * no two work in one.
   *
   * @param name for people
   */
  String lock(String id, String name, Path folder) throws ResumeException {
    String own = ResumeStore.idFor(id, folder);
    if (!store.lockTorrent(own)) {
      throw new EngineException(
          EngineException.Kind.ALREADY_ADDED,
          "another Bitonic process works on '" + name + "' in " + folder + ": stop it first");
    }
    return isFree(id, folder) && store.lockTorrent(id) ? id : own;
  }

  /** Whether the plain id stands for this folder or for none. */
  private boolean isFree(String id, Path folder) {
    try {
      ResumeState s = store.load(id);
      return s == null || s.savePath().equals(folder);
    } catch (ResumeException e) {
      return true;
    }
  }

  void unlock(String stateId, Path folder) {
    store.unlockTorrent(stateId);
    store.unlockTorrent(ResumeStore.idFor(stateId.substring(0, 40), folder));
  }

  /** Saved state for this folder, or null. */
  ResumeState load(String stateId, Path folder) {
    try {
      ResumeState saved = store.load(stateId);
      return saved != null && saved.savePath().equals(folder) ? saved : null;
    } catch (ResumeException e) {
      Logger.warn(
          "{}: saved state is of no use, the data will be hashed: {}", stateId, e.getMessage());
      return null;
    }
  }

  /**
   * What is believed is durable before anything is written; null when nothing is.
   *
   * @param saved null when there is none
   */
  ResumePlan begin(
      String stateId,
      ResumeState saved,
      List<FileStamp> stamps,
      PieceJournal journal,
      Metainfo meta) {
    if (saved == null) {
      return null;
    }
    try {
      return store.begin(stateId, saved, stamps, journal, meta);
    } catch (ResumeException e) {
      Logger.warn("{}: all data will be hashed: {}", saved.id(), e.getMessage());
      return null;
    }
  }
}
