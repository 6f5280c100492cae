package io.bitonic.app.auto;

import io.bitonic.core.api.AddTorrent;
import io.bitonic.core.api.Engine;
import io.bitonic.core.api.EngineException;
import io.bitonic.core.config.Settings;
import io.bitonic.core.config.WatchFolder;
import io.bitonic.core.util.Clock;
import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.tinylog.Logger;

/**
 * Adds the torrents that appear in folders. The system tells of changes where it can; all folders
 * are looked at from time to time as well, for those where it can't, and those that come later.
 *
 * <p>Concurrency: all work is done by a thread of its own; the settings are read anew at each look.
 */
final class WatchFolders implements AutoCloseable {
  private static final long SOON_MILLIS = 1000;
  private static final long ADD_SECONDS = 60;

  private final Engine engine;
  private final Supplier<Settings> settings;
  private final Path downloads;
  private final Clock clock;
  private final WatchService service;
  private final Thread thread;
  private final List<WatchedFolder> folders = new ArrayList<>();
  private final Set<Path> told = new HashSet<>();
  private final List<WatchKey> keys = new ArrayList<>();
  private List<WatchFolder> rules = List.of();

  /**
   * @param downloads where data goes when nothing else is said
   */
  WatchFolders(Engine engine, Supplier<Settings> settings, Path downloads, Clock clock)
      throws IOException {
    this.engine = engine;
    this.settings = settings;
    this.downloads = downloads;
    this.clock = clock;
    this.service = FileSystems.getDefault().newWatchService();
    this.thread = Thread.ofPlatform().name("bitonic-watch").daemon(true).unstarted(this::watch);
  }

  void start() {
    thread.start();
  }

  @Override
  public void close() {
    try {
      service.close();
    } catch (IOException e) {
      Logger.debug("watching ended: {}", e.getMessage());
    }
    thread.interrupt();
  }

  private void watch() {
    try {
      while (true) {
        long wait = look();
        WatchKey key = service.poll(wait, TimeUnit.MILLISECONDS);
        while (key != null) {
          key.pollEvents();
          key.reset();
          key = service.poll();
        }
      }
    } catch (ClosedWatchServiceException | InterruptedException e) {
      // The end.
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Looks into all folders.
   *
   * @return milliseconds until the next look, at the latest
   */
  long look() {
    Settings now = settings.get();
    if (!now.watch().folders().equals(rules)) {
      rules = now.watch().folders();
      folders.clear();
      told.clear();
      keys.forEach(WatchKey::cancel);
      keys.clear();
      rules.forEach(w -> folders.add(new WatchedFolder(w, destination(w, now), this::add)));
    }
    boolean unsettled = false;
    for (WatchedFolder f : folders) {
      register(f.rules().folder());
      unsettled |= f.scan(clock.nanos());
    }
    return unsettled ? SOON_MILLIS : now.watch().pollSeconds() * 1000L;
  }

  private Path destination(WatchFolder w, Settings now) {
    if (w.hasDestination()) {
      return w.to();
    }
    return now.labels().containsKey(w.label())
        ? now.labels().get(w.label()).savePath().orElse(downloads)
        : downloads;
  }

  /** Asks to be told of changes; where that can't be, looks are all there is. */
  private void register(Path folder) {
    if (told.contains(folder)) {
      return;
    }
    try {
      keys.add(
          folder.register(
              service, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY));
      told.add(folder);
    } catch (IOException e) {
      Logger.debug("{} tells of no changes: {}", folder, e.getMessage());
    }
  }

  private void add(AddTorrent request) {
    try {
      Objects.requireNonNull(engine.add(request).get(ADD_SECONDS, TimeUnit.SECONDS));
    } catch (ExecutionException e) {
      throw e.getCause() instanceof EngineException known
          ? known
          : new IllegalStateException(e.getCause());
    } catch (TimeoutException e) {
      throw new IllegalStateException("the engine does not answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the program ends", e);
    }
  }
}
