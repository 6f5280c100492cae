package io.bitonic.app.auto;

import io.bitonic.app.run.ExternalCommand;
import io.bitonic.core.api.Engine;
import io.bitonic.core.api.EngineCommand;
import io.bitonic.core.api.EngineEvent;
import io.bitonic.core.api.EventSubscription;
import io.bitonic.core.api.TorrentHandle;
import io.bitonic.core.api.TorrentSnapshot;
import io.bitonic.core.config.Settings;
import io.bitonic.core.util.Clock;
import io.bitonic.tui.text.Text;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.tinylog.Logger;

/**
 * Does what the settings say when something happens to a torrent: moves what is finished, and runs
 * programs.
 *
 * <p>Concurrency: events are taken by a thread of its own; programs run on two others, so that they
 * hold up nobody. The settings are read anew at each event.
 */
final class Reactions implements AutoCloseable {
  private static final int EVENTS = 4096;
  private static final int WAITING_COMMANDS = 1000;
  private static final int AT_ONCE = 2;
  private static final Duration LOOK = Duration.ofSeconds(1);

  /** Runs a program and waits for its end. */
  interface Runner {
    ExternalCommand.Result run(EventCommand command, long timeoutMillis)
        throws IOException, InterruptedException;
  }

  private final Engine engine;
  private final Supplier<Settings> settings;
  private final Runner runner;
  private final EventSubscription events;
  private final ThreadPoolExecutor programs;
  private final Thread thread;

  /** Torrents of an earlier session come back as if they were added. */
  private final long from;

  private volatile boolean closed;

  Reactions(Engine engine, Supplier<Settings> settings, Clock clock, Runner runner) {
    this.engine = engine;
    this.settings = settings;
    this.runner = runner;
    this.from = clock.wallMillis();
    this.events = engine.subscribe(EVENTS);
    this.programs =
        new ThreadPoolExecutor(
            AT_ONCE,
            AT_ONCE,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(WAITING_COMMANDS),
            Thread.ofPlatform().name("bitonic-command-", 0).daemon(true).factory(),
            (task, pool) -> Logger.warn("too many programs wait: one is not run"));
    programs.allowCoreThreadTimeOut(true);
    this.thread = Thread.ofPlatform().name("bitonic-react").daemon(true).unstarted(this::react);
  }

  /** With programs of the system. */
  static Runner system() {
    return (c, millis) -> ExternalCommand.run(c.command(), c.variables(), millis);
  }

  void start() {
    thread.start();
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    events.close();
    programs.shutdownNow();
  }

  private void react() {
    try {
      while (!closed) {
        EngineEvent e = events.poll(LOOK);
        if (e != null) {
          on(e);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Does what is to be done about it; what takes long is done elsewhere. */
  void on(EngineEvent event) {
    switch (event) {
      case EngineEvent.TorrentAdded e -> added(e.id());
      case EngineEvent.TorrentFinished e -> completed(e.id());
      case EngineEvent.TorrentFailed e -> run(e.id(), "error", Settings.Commands::error);
      default -> {
        // Nobody can have asked for anything.
      }
    }
  }

  private void added(String id) {
    TorrentSnapshot t = snapshot(id);
    if (t != null && t.addedMillis() >= from) {
      run(id, "added", Settings.Commands::added);
    }
  }

  private void completed(String id) {
    Settings.Queue q = settings.get().queue();
    TorrentSnapshot t = snapshot(id);
    if (t == null) {
      return;
    }
    Path to = q.completedFolder();
    if (!q.movesCompleted() || t.savePath().equals(to)) {
      run(id, "completed", Settings.Commands::completed);
      return;
    }
    engine
        .submit(new EngineCommand.Move(id, to))
        .whenComplete(
            (done, error) -> {
              if (error == null) {
                Logger.info("{} is finished and now in {}", t.name(), to);
              } else {
                Logger.warn(
                    "{} is finished and stays in {}: {}",
                    t.name(),
                    t.savePath(),
                    error.getMessage());
              }
              run(id, "completed", Settings.Commands::completed);
            });
  }

  private TorrentSnapshot snapshot(String id) {
    return engine.torrent(id).map(TorrentHandle::snapshot).orElse(null);
  }

  private void run(String id, String event, Function<Settings.Commands, List<String>> which) {
    Settings.Commands commands = settings.get().commands();
    List<String> template = which.apply(commands);
    TorrentSnapshot t = template.isEmpty() ? null : snapshot(id);
    if (t != null && !closed) {
      EventCommand command = EventCommand.of(template, event, t);
      programs.execute(() -> run(command, t.name(), event, commands.timeoutSeconds()));
    }
  }

  private void run(EventCommand command, String name, String event, int timeoutSeconds) {
    String program = command.command().getFirst();
    try {
      ExternalCommand.Result r = runner.run(command, timeoutSeconds * 1000L);
      String output = Text.sanitise(r.output().strip(), 4096);
      if (r.timedOut()) {
        Logger.warn(
            "{} for '{}' ({}) was ended after {} s: {}",
            program,
            name,
            event,
            timeoutSeconds,
            output);
      } else if (r.code() != 0) {
        Logger.warn(
            "{} for '{}' ({}) failed with code {}: {}", program, name, event, r.code(), output);
      } else {
        Logger.info("{} for '{}' ({}): {}", program, name, event, output);
      }
    } catch (IOException e) {
      Logger.warn("{} for '{}' ({}) can't be run: {}", program, name, event, e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
