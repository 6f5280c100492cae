package io.bitonic.tui.app;

import io.bitonic.core.api.AddTorrent;
import io.bitonic.core.api.Engine;
import io.bitonic.core.api.EngineCommand;
import io.bitonic.core.api.EngineException;
import io.bitonic.core.api.TorrentHandle;
import io.bitonic.tui.control.Completion;
import io.bitonic.tui.model.AddService;
import io.bitonic.tui.model.Format;
import io.bitonic.tui.model.Paths;
import io.bitonic.tui.model.UiState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.tinylog.Logger;

/**
 * Effects that leave the UI: commands to the engine, sources, files. Methods are called by the UI
 * thread and never block, but for {@link #finish}; answers come back through {@link Background}.
 */
final class Effects {
  private static final long FINISH_SECONDS = 3;
  private static final int READ_AT_ONCE = 16;
  private static final long KEEP_NANOS = 700_000_000L;

  private final Engine engine;
  private final DashboardOptions options;
  private final UiState state;
  private final Background background;
  private final PreferencesFile file;
  private final Map<Long, Thread> loads = new HashMap<>();

  /** Sources of the command line whose turn has not come, and those being read. */
  private final Queue<String> unread = new ArrayDeque<>();

  private int reading;

  /** Settings that are to be written, those that are being written, and when one came last. */
  private final Map<String, String> unkept = new LinkedHashMap<>();

  private Map<String, String> keeping = Map.of();
  private long unkeptSince;
  private Reducer reducer;

  /** Written by the threads that ask for it. */
  private volatile String shownFreeSpace;

  Effects(
      Engine engine,
      DashboardOptions options,
      UiState state,
      Background background,
      PreferencesFile file) {
    this.engine = engine;
    this.options = options;
    this.state = state;
    this.background = background;
    this.file = file;
  }

  /** Where answers go. */
  void reducer(Reducer r) {
    reducer = r;
  }

  void submit(List<EngineCommand> commands, String done) {
    List<CompletableFuture<Void>> futures = new ArrayList<>(commands.size());
    commands.forEach(c -> futures.add(engine.submit(c)));
    CompletableFuture.allOf(futures.toArray(CompletableFuture[]::new))
        .whenComplete((v, e) -> background.post(() -> tell(futures, done)));
  }

  private void tell(List<CompletableFuture<Void>> futures, String done) {
    int failed = 0;
    String why = "";
    for (CompletableFuture<Void> f : futures) {
      if (f.isCompletedExceptionally()) {
        failed++;
        why = message(f.exceptionNow());
      }
    }
    reducer.submitted(done, failed, futures.size(), why);
  }

  void add(AddTorrent torrent, String name) {
    engine
        .add(torrent)
        .whenComplete(
            (TorrentHandle h, Throwable e) ->
                background.post(
                    () -> {
                      if (e == null) {
                        reducer.added(h.id(), name);
                      } else {
                        state.complain(message(e));
                      }
                    }));
  }

  /** An engine's message is made for users; anything else is a fault and goes to the log. */
  private static String message(Throwable e) {
    Throwable t = e instanceof CompletionException && e.getCause() != null ? e.getCause() : e;
    if (t instanceof EngineException) {
      return t.getMessage();
    }
    Logger.error(t, "engine call");
    return "this failed inside the program; the log has the details";
  }

  /** Those named on the command line may be thousands: a few are read at a time. */
  void load(String source, long token) {
    if (token != 0) {
      read(source, token);
    } else if (reading < READ_AT_ONCE) {
      reading++;
      read(source, token);
    } else {
      unread.add(source);
    }
  }

  private void read(String source, long token) {
    Thread thread =
        background.start(
            "add-source",
            () -> {
              try {
                AddService.Loaded l = options.addService().load(source);
                answer(token, () -> reducer.loaded(token, l));
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              } catch (RuntimeException e) {
                String why = message(e);
                answer(token, () -> reducer.loadFailed(token, source, why));
              }
            });
    loads.put(token, thread);
  }

  void stream(TorrentHandle torrent, int file) {
    background.start(
        "stream",
        () -> {
          try {
            String url = options.streams().url(torrent, file);
            background.post(() -> reducer.streaming(url));
          } catch (RuntimeException e) {
            String why = message(e);
            background.post(() -> state.complain(why));
          }
        });
  }

  private void answer(long token, Runnable then) {
    background.post(
        () -> {
          loads.remove(token);
          then.run();
          if (token == 0) {
            reading--;
            String next = unread.poll();
            if (next != null) {
              load(next, 0);
            }
          }
        });
  }

  /** Interrupts a source that is still being read. */
  void giveUp(long token) {
    Thread thread = loads.remove(token);
    if (thread != null) {
      thread.interrupt();
    }
  }

  void complete(String path, long token) {
    background.start(
        "complete-path",
        () -> {
          Completion.Result r = PathCompletion.complete(path, options.home());
          background.post(() -> reducer.completed(token, r));
        });
  }

  void save() {
    String text = PreferencesFile.text(state.preferences());
    background.start(
        "save-preferences",
        () -> {
          try {
            file.write(text);
          } catch (IOException e) {
            background.post(() -> state.complain("Can't write dashboard.toml: " + e.getMessage()));
          }
        });
  }

  /** A setting to be written; of several changes of one, the last is. */
  void keep(String key, String value) {
    unkept.put(key, value);
    unkeptSince = System.nanoTime();
  }

  /** Whether a setting is still on its way to the file. */
  boolean isKeeping(String key) {
    return unkept.containsKey(key) || keeping.containsKey(key);
  }

  /**
   * Writes settings once they have stayed as they are for a moment.
   *
   * @param atOnce without waiting for that
   */
  void keep(boolean atOnce) {
    boolean rests = atOnce || System.nanoTime() - unkeptSince > KEEP_NANOS;
    if (unkept.isEmpty() || !keeping.isEmpty() || !rests) {
      return;
    }
    keeping = Map.copyOf(unkept);
    unkept.clear();
    Map<String, String> values = keeping;
    background.start(
        "keep-settings",
        () -> {
          try {
            Optional<Path> saved = options.settings().save(values);
            background.post(() -> kept(saved));
          } catch (EngineException e) {
            background.post(() -> notKept(e.getMessage()));
          }
        });
  }

  private void kept(Optional<Path> file) {
    String keys = String.join(", ", keeping.keySet().stream().sorted().toList());
    keeping = Map.of();
    file.ifPresent(f -> state.say(keys + " saved in " + Paths.shown(f, options.home())));
  }

  private void notKept(String why) {
    keeping = Map.of();
    state.complain("Not saved: " + why);
  }

  /** Asks for the free space where downloads go; a dead mount blocks only this thread. */
  void freeSpace() {
    background.start(
        "free-space",
        () -> {
          Path dir = options.downloads();
          while (dir != null && !Files.isDirectory(dir)) {
            dir = dir.getParent();
          }
          try {
            tellFreeSpace(dir == null ? -1 : Files.getFileStore(dir).getUsableSpace());
          } catch (IOException e) {
            tellFreeSpace(-1);
          }
        });
  }

  /** Leaves the UI thread alone while the number that it shows is the same. */
  private void tellFreeSpace(long free) {
    String shown = free < 0 ? "" : Format.size(free);
    if (!shown.equals(shownFreeSpace)) {
      shownFreeSpace = shown;
      background.post(() -> state.freeSpace(free));
    }
  }

  /** Sends the removals that can't be undone any more, and waits a moment for the engine. */
  void finish() throws InterruptedException {
    List<EngineCommand> due = state.undo().due(Long.MAX_VALUE);
    CompletableFuture<?>[] all = due.stream().map(engine::submit).toArray(CompletableFuture[]::new);
    try {
      CompletableFuture.allOf(all).get(FINISH_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      Logger.warn("removing torrents at the end: {}", e.getMessage());
    }
    keepTheRest();
    try {
      file.write(PreferencesFile.text(state.preferences()));
    } catch (IOException e) {
      Logger.warn("dashboard.toml: {}", e.getMessage());
    }
  }

  private void keepTheRest() {
    // What is on its way is cut off by the end.
    Map<String, String> rest = new HashMap<>(keeping);
    rest.putAll(unkept);
    if (rest.isEmpty()) {
      return;
    }
    try {
      options.settings().save(rest);
    } catch (EngineException e) {
      Logger.warn("settings are not saved: {}", e.getMessage());
    }
  }
}
