package io.bitonic.app.demo;

import io.bitonic.core.api.AddTorrent;
import io.bitonic.core.api.Engine;
import io.bitonic.core.api.EngineCommand;
import io.bitonic.core.api.FilePriority;
import io.bitonic.core.api.TorrentHandle;
import io.bitonic.core.config.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.random.RandomGenerator;
import org.tinylog.Logger;

/**
 * One other peer in the dashboard's demo: an engine of its own with some of the torrents. Used by
 * the thread that directs the demo; {@link #close} by the one that ends it, after that.
 */
final class DemoPeer {
  private static final Duration CLOSE = Duration.ofMillis(300);

  /**
   * A torrent it has.
   *
   * @param share of the pieces that are there at first, 0–1
   * @param down bytes a second, 0 no limit
   * @param up bytes a second
   * @param again forget everything when complete, and fetch it once more
   */
  record Part(SparseTorrent torrent, double share, long down, long up, boolean again) {}

  private final Path folder;
  private final Path stateDir;
  private final Engine engine;
  private final List<Part> parts = new ArrayList<>();
  private final List<TorrentHandle> handles = new ArrayList<>();

  DemoPeer(Function<Settings, Engine> engines, Settings settings, Path folder) {
    this.folder = folder;
    this.stateDir = settings.stateDir();
    this.engine = engines.apply(settings);
  }

  DemoPeer join(SparseTorrent torrent, double share, long down, long up) throws IOException {
    return join(new Part(torrent, share, down, up, false));
  }

  DemoPeer joinAgainAndAgain(SparseTorrent torrent, double share, long down, long up)
      throws IOException {
    return join(new Part(torrent, share, down, up, true));
  }

  private DemoPeer join(Part part) throws IOException {
    if (part.share() > 0) {
      int seed = part.torrent().name().hashCode() ^ handles.size();
      DemoData.put(part.torrent(), folder, stateDir, some(part.share(), seed), 0, 1);
    }
    parts.add(part);
    handles.add(add(part));
    return this;
  }

  private TorrentHandle add(Part part) {
    return engine
        .add(
            new AddTorrent(
                part.torrent().bytes(),
                folder,
                false,
                false,
                Map.of(),
                FilePriority.NORMAL,
                false,
                "",
                part.down(),
                part.up(),
                0))
        .join();
  }

  /** Pieces scattered as in a download under way. */
  static IntPredicate some(double share, long seed) {
    return piece -> share >= 1 || new SplittableRandom(seed << 32 | piece).nextDouble() < share;
  }

  /** Its upload rates change a little, as rates do. */
  void waver(RandomGenerator random) {
    for (int i = 0; i < parts.size(); i++) {
      Part p = parts.get(i);
      long up = (long) (p.up() * (0.55 + 0.9 * random.nextDouble()));
      engine.submit(new EngineCommand.SetTorrentLimits(handles.get(i).id(), p.down(), up));
    }
  }

  void leave() {
    handles.forEach(h -> engine.submit(new EngineCommand.Pause(h.id())));
  }

  void comeBack() {
    handles.forEach(h -> engine.submit(new EngineCommand.Resume(h.id())));
  }

  /** Begins again with what is complete and wanted again. */
  void startOver() {
    for (int i = 0; i < parts.size(); i++) {
      if (parts.get(i).again() && handles.get(i).snapshot().isComplete()) {
        try {
          engine.submit(new EngineCommand.Remove(handles.get(i).id(), true)).join();
          handles.set(i, add(parts.get(i)));
        } catch (CompletionException e) {
          Logger.warn("a peer of the demo can't start over: {}", e.getCause().getMessage());
        }
      }
    }
  }

  void close() {
    engine.close(CLOSE);
  }
}
