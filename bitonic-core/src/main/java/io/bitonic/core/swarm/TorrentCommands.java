package io.bitonic.core.swarm;

import io.bitonic.core.api.EngineException;
import io.bitonic.core.api.FilePriority;
import io.bitonic.core.api.ShareGoal;
import io.bitonic.core.api.TorrentRules;
import io.bitonic.core.disk.StorageException;
import io.bitonic.core.metainfo.SafePath;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What a user changes about a torrent; arguments are checked here. Loop thread only.
 *
 * <p>What can't be done is refused by an {@link EngineException} fit for a user.
 */
public final class TorrentCommands {
  private final Torrent torrent;

  TorrentCommands(Torrent torrent) {
    this.torrent = torrent;
  }

  public void setPriorities(Map<Integer, FilePriority> changes) {
    for (int file : changes.keySet()) {
      if (file < 0
          || file >= torrent.meta().files().size()
          || !torrent.meta().files().get(file).isStored()) {
        throw new EngineException(
            EngineException.Kind.BAD_ARGUMENT,
            "there is no file "
                + file
                + ": the torrent has 0 to "
                + (torrent.meta().files().size() - 1));
      }
    }
    torrent.prioritise(changes);
  }

  public void setRules(TorrentRules rules) {
    torrent.options().rules(rules);
    torrent.settingsChanged();
    torrent.changed();
  }

  public void setLimits(long down, long up) {
    setRules(torrent.options().rules().withLimits(down, up));
  }

  public void setSequential(boolean on) {
    setRules(torrent.options().rules().withOrder(order(on)));
  }

  static TorrentRules.Order order(boolean sequential) {
    return sequential ? TorrentRules.Order.SEQUENTIAL : TorrentRules.Order.DEFAULT;
  }

  public void setLabel(String label) {
    torrent.options().label(label);
    torrent.settingsChanged();
    torrent.changed();
  }

  public void setForced(boolean on) {
    torrent.options().sharing(torrent.options().sharing().withForced(on));
    torrent.changed();
  }

  /**
   * @param goal null: that of the settings
   */
  public void setShareGoal(ShareGoal goal) {
    torrent.options().sharing(torrent.options().sharing().withGoal(goal));
    torrent.changed();
  }

  /** Moves the files; {@code done} hears null or why not. */
  public void move(Path newRoot, Consumer<StorageException> done) {
    boolean wasActive = torrent.life().isActive();
    if (wasActive) {
      torrent.life().stopSwarm();
    }
    torrent
        .storage()
        .move(
            newRoot,
            failure -> {
              if (failure == null) {
                torrent.options().savePath(newRoot);
                torrent.changed();
              }
              if (wasActive) {
                torrent.life().goOn();
              }
              done.accept(failure);
            });
  }

  /** Renames a file below the save path. */
  public void rename(int file, String newPath, Consumer<StorageException> done) {
    List<String> parts = List.of(newPath.split("/"));
    if (file < 0
        || file >= torrent.meta().files().size()
        || !torrent.meta().files().get(file).isStored()) {
      throw new EngineException(EngineException.Kind.BAD_ARGUMENT, "there is no file " + file);
    }
    if (!parts.stream().allMatch(c -> c.equals(SafePath.component(c)))) {
      throw new EngineException(
          EngineException.Kind.BAD_ARGUMENT,
          "'" + newPath + "' is not a path below the save folder");
    }
    torrent
        .storage()
        .rename(
            file,
            parts,
            failure -> {
              if (failure == null) {
                torrent.options().renamed(file, parts);
                torrent.changed();
              }
              done.accept(failure);
            });
  }
}
