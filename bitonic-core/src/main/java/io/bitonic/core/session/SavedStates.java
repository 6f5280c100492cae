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
   * A name that this process alone uses now, and what is kept under it.
   *
   * @param saved null when there is nothing, or nothing of use
   */
  record Claim(String stateId, ResumeState saved) {}

  /**
   * Finds the name under which the state of a torrent in a folder is kept, takes its lock and reads
   * the state. The plain id belongs to the folder that came first; another folder has a name of its
   * own, so that two processes can work on one torrent in two folders. The folder's name is locked
   * in any case: no two work in one.
   *
   * @param name for people
   */
  Claim claim(String id, String name, Path folder) throws ResumeException {
    String own = ResumeStore.idFor(id, folder);
    if (!store.lockTorrent(own)) {
      throw new EngineException(
          EngineException.Kind.ALREADY_ADDED,
          "another Bitonic process works on '" + name + "' in " + folder + ": stop it first");
    }
    ResumeState first = load(id);
    if ((first == null || first.savePath().equals(folder)) && store.lockTorrent(id)) {
      return new Claim(id, first);
    }
    ResumeState other = load(own);
    return new Claim(own, other != null && other.savePath().equals(folder) ? other : null);
  }

  void unlock(String stateId, Path folder) {
    store.unlockTorrent(stateId);
    store.unlockTorrent(ResumeStore.idFor(stateId.substring(0, 40), folder));
  }

  private ResumeState load(String stateId) {
    try {
      return store.load(stateId);
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
