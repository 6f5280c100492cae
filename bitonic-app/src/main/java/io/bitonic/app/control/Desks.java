package io.bitonic.app.control;

import io.bitonic.app.AppException;
import io.bitonic.app.ExitCode;
import io.bitonic.core.resume.ResumeException;
import io.bitonic.core.resume.ResumeStore;
import io.bitonic.tui.text.Text;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** All torrents of a user: those that processes work on, and the saved states of the others. */
public final class Desks implements AutoCloseable {
  /** A torrent and where it can be changed. */
  public record Found(TorrentDesk desk, TorrentDesk.Item item) {}

  private final List<RemoteDesk> remote;
  private final ResumeStore store;
  private final List<Found> all = new ArrayList<>();

  /**
   * @throws AppException when the state folder can't be used
   */
  public Desks(Path stateDir) {
    remote = RemoteDesk.all(stateDir);
    try {
      store = Files.isDirectory(stateDir) ? new ResumeStore(stateDir) : null;
    } catch (ResumeException e) {
      throw new AppException(ExitCode.STORAGE, Text.sanitise(e.getMessage()), e);
    }
    Set<String> running = new HashSet<>();
    for (RemoteDesk desk : remote) {
      for (TorrentDesk.Item item : desk.torrents()) {
        all.add(new Found(desk, item));
        running.add(item.id() + " " + item.savePath());
      }
    }
    if (store != null) {
      TorrentDesk saved = new SavedDesk(store);
      for (TorrentDesk.Item item : saved.torrents()) {
        if (!running.contains(item.id().substring(0, 40) + " " + item.savePath())) {
          all.add(new Found(saved, item));
        }
      }
    }
  }

  /**
   * The session that runs.
   *
   * @throws AppException when there is none
   */
  public TorrentDesk session() {
    return remote.stream()
        .filter(RemoteDesk::takes)
        .findFirst()
        .orElseThrow(
            () ->
                new AppException(
                    ExitCode.FAILED,
                    "no Bitonic runs that takes it; start one with 'bitonic --headless', or use"
                        + " 'btbt download'"));
  }

  /** Those that are worked on first. */
  public List<Found> all() {
    return List.copyOf(all);
  }

  /**
   * @param torrent the start of an id, or a name
   * @throws AppException when none or several are meant
   */
  public Found find(String torrent) {
    String start = torrent.toLowerCase(Locale.ROOT);
    List<Found> found =
        all.stream()
            .filter(
                f ->
                    !start.isEmpty() && f.item.id().startsWith(start)
                        || f.item.name().equals(torrent))
            .toList();
    if (found.isEmpty()) {
      throw new AppException(
          ExitCode.USAGE,
          "there is no torrent '" + Text.sanitise(torrent) + "'; 'torrent list' shows them");
    }
    if (found.size() > 1) {
      throw new AppException(
          ExitCode.USAGE,
          "'"
              + Text.sanitise(torrent)
              + "' fits "
              + found.size()
              + " torrents; give more digits of its id");
    }
    return found.getFirst();
  }

  @Override
  public void close() {
    remote.forEach(RemoteDesk::close);
    if (store != null) {
      store.close();
    }
  }
}
