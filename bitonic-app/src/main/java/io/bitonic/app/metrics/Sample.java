package io.bitonic.app.metrics;

import io.bitonic.core.api.Engine;
import io.bitonic.core.api.EngineException;
import io.bitonic.core.api.EngineSnapshot;
import io.bitonic.core.api.EngineStats;
import io.bitonic.core.api.TorrentHandle;
import io.bitonic.core.api.TorrentSnapshot;
import io.bitonic.core.api.TorrentState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.tinylog.Logger;

/**
 * All that one look at the engine gives.
 *
 * @param diskFree bytes free in the save folder that has the least, -1 without torrents
 * @param diskTotal bytes of that folder's disk, -1 without torrents
 */
public record Sample(
    EngineSnapshot engine,
    EngineStats stats,
    List<TorrentSnapshot> torrents,
    Map<TorrentState, Integer> states,
    long diskFree,
    long diskTotal) {
  private static final int WAIT_SECONDS = 2;
  private static final int MAX_FOLDERS = 64;

  /**
   * Looks at the engine and at the disks of its torrents.
   *
   * @throws IOException when the engine does not answer, or has been closed
   */
  public static Sample take(Engine engine) throws IOException {
    EngineStats stats;
    try {
      stats = engine.stats().get(WAIT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      String why =
          e.getCause() instanceof EngineException known ? known.getMessage() : e.toString();
      throw new IOException(why, e);
    } catch (TimeoutException e) {
      throw new IOException("the engine does not answer; see the log for the cause", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
    List<TorrentSnapshot> torrents =
        engine.torrents().stream().map(TorrentHandle::snapshot).filter(Objects::nonNull).toList();
    int[] counts = new int[TorrentState.values().length];
    torrents.forEach(t -> counts[t.state().ordinal()]++);
    Map<TorrentState, Integer> states = new EnumMap<>(TorrentState.class);
    for (TorrentState s : TorrentState.values()) {
      states.put(s, counts[s.ordinal()]);
    }
    long[] disk = disk(torrents);
    return new Sample(engine.snapshot(), stats, torrents, states, disk[0], disk[1]);
  }

  private static long[] disk(List<TorrentSnapshot> torrents) {
    Set<Path> folders = new HashSet<>();
    long[] least = {-1, -1};
    Path last = null;
    for (TorrentSnapshot t : torrents) {
      Path folder = t.savePath();
      if (folder == null || folder.equals(last)) {
        continue;
      }
      last = folder;
      if (folders.size() < MAX_FOLDERS && folders.add(folder)) {
        try {
          var store = Files.getFileStore(existing(folder));
          long free = store.getUsableSpace();
          if (least[0] < 0 || free < least[0]) {
            least[0] = free;
            least[1] = store.getTotalSpace();
          }
        } catch (IOException e) {
          Logger.debug("{}: free space is not known: {}", folder, e.getMessage());
        }
      }
    }
    return least;
  }

  /** The folder, or the nearest one above it that is there. */
  private static Path existing(Path folder) {
    Path p = folder.toAbsolutePath();
    while (p.getParent() != null && !Files.exists(p)) {
      p = p.getParent();
    }
    return p;
  }
}
