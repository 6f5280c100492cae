package io.bitonic.core.swarm;

import io.bitonic.core.api.EngineException;
import io.bitonic.core.api.FilePriority;
import io.bitonic.core.config.Settings;
import io.bitonic.core.disk.StorageException;
import io.bitonic.core.metainfo.SafePath;
import java.net.InetAddress;
import java.net.InetSocketAddress;
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

  /**
   * @param address ip:port to connect to
   */
  public void addPeer(String address) {
    InetSocketAddress a = Addresses.parse(address);
    if (a == null) {
      throw new EngineException(
          EngineException.Kind.BAD_ARGUMENT, "'" + address + "' is not an address: use ip:port");
    }
    torrent.addPeers(List.of(a), PeerSource.MANUAL);
  }

  /**
   * @param address ip:port or ip
   */
  public void ban(String address) {
    InetSocketAddress whole = Addresses.parse(address);
    InetAddress ip = whole == null ? Addresses.parseIp(address) : null;
    if (whole == null && ip == null) {
      throw new EngineException(
          EngineException.Kind.BAD_ARGUMENT,
          "'" + address + "' is not an address: use ip or ip:port");
    }
    if (ip != null) {
      torrent.swarm().peers().known().ban(ip);
    } else {
      torrent.swarm().peers().known().ban(whole);
    }
    torrent
        .swarm()
        .peers()
        .forEach(
            s -> {
              if (ip != null ? s.address().getAddress().equals(ip) : s.address().equals(whole)) {
                torrent.swarm().peers().ban(s, "by the user");
              }
            });
    torrent.changed();
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

  public void setLimits(long down, long up) {
    torrent.options().limits(down, up);
    torrent.options().applyLimits(torrent.context().down(), torrent.context().up());
    torrent.changed();
  }

  public void setSequential(boolean on) {
    torrent.options().sequential(on);
    torrent.swarm().order(on ? Settings.PieceOrder.SEQUENTIAL : torrent.options().order());
    torrent.changed();
  }

  public void setLabel(String label) {
    torrent.options().label(label);
    torrent.changed();
  }

  public void reannounce() {
    torrent.trackers().reannounce();
  }

  public void addTracker(String url, int tier) {
    if (!torrent.trackers().add(url, tier)) {
      throw new EngineException(
          EngineException.Kind.BAD_ARGUMENT,
          "the tracker '" + url + "' is there already or is no http, https or udp address");
    }
    torrent.changed();
  }

  public void removeTracker(String url) {
    if (!torrent.trackers().remove(url)) {
      throw new EngineException(
          EngineException.Kind.NOT_FOUND, "there is no tracker '" + url + "'");
    }
    torrent.changed();
  }

  /** Moves the files; {@code done} hears null or why not. */
  public void move(Path newRoot, Consumer<StorageException> done) {
    boolean wasActive = torrent.isActive();
    if (wasActive) {
      torrent.stopSwarm();
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
              if (wasActive && !torrent.options().paused() && !torrent.isClosed()) {
                torrent.go();
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
