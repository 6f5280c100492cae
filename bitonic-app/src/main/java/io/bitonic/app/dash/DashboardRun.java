package io.bitonic.app.dash;

import io.bitonic.app.AppException;
import io.bitonic.app.Env;
import io.bitonic.app.ExitCode;
import io.bitonic.app.Version;
import io.bitonic.app.run.LiveSettings;
import io.bitonic.app.run.Pulse;
import io.bitonic.app.run.SettingsFile;
import io.bitonic.app.session.Session;
import io.bitonic.core.api.Engine;
import io.bitonic.core.api.EngineException;
import io.bitonic.core.config.Settings;
import io.bitonic.tui.app.Dashboard;
import io.bitonic.tui.app.DashboardOptions;
import io.bitonic.tui.model.SettingsService;
import io.bitonic.tui.terminal.ColorDepth;
import io.bitonic.tui.theme.Themes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * An engine with the dashboard on it, from the first frame to the last byte of state.
 *
 * <p>Threads: the caller's becomes the UI thread. The engine starts on one of its own while the
 * terminal is set up. A signal ends the JVM, whose shutdown hook closes the engine; the terminal
 * has a hook of its own.
 */
public final class DashboardRun {
  private static final Duration CLOSE = Duration.ofSeconds(5);
  private static final Duration CLOSE_AFTER_SIGNAL = Duration.ofMillis(1500);
  private static final Duration LOOK = Duration.ofMillis(20);
  private static final long TELL_NANOS = 500_000_000L;
  private static final int STOP_SECONDS = 4;
  private static final long LEAVE_MILLIS = 300;

  private final Env env;
  private final Settings settings;
  private final LiveSettings.Source source;
  private final Consumer<Engine> started;
  private final Runnable ended;
  private final Runnable abandoned;
  private final AtomicReference<CompletableFuture<Engine>> starting = new AtomicReference<>();
  private final AtomicReference<Session> session = new AtomicReference<>();
  private final CountDownLatch left = new CountDownLatch(1);

  /**
   * @param source where they come from, or null when they stay
   * @param started told of the engine, on the thread that started it; must not block
   * @param ended run once after the engine was closed, or could not be started
   * @param abandoned run when a signal came and closing takes so long that the program is cut off
   */
  public DashboardRun(
      Env env,
      Settings settings,
      LiveSettings.Source source,
      Consumer<Engine> started,
      Runnable ended,
      Runnable abandoned) {
    this.env = env;
    this.source = source;
    this.settings = settings;
    this.started = started;
    this.ended = ended;
    this.abandoned = abandoned;
  }

  /**
   * Shows the dashboard until the user quits, then closes the engine.
   *
   * @return the exit code
   * @throws AppException when the engine can't be started
   */
  public int run(DashboardOptions wanted) {
    DashboardOptions options = wanted.withSettings(new Kept());
    Thread ui = Thread.currentThread();
    Thread hook = new Thread(() -> closeAfterSignal(ui), "engine-stop");
    Runtime.getRuntime().addShutdownHook(hook);
    if (env.screen().interactive()) {
      // Otherwise the terminal is refused in a moment, and no engine is needed to say so.
      engine(options);
      Thread.ofPlatform().daemon().name("prepare").start(() -> prepare(options));
    }
    int code;
    try {
      code = Dashboard.run(() -> awaitEngine(options), options);
    } catch (EngineException e) {
      throw new AppException(ExitCode.of(e.kind()), e.getMessage(), e);
    } finally {
      left.countDown();
      if (!removeHook(hook)) {
        awaitExit();
      }
    }
    int signal = stop();
    return signal != 0 ? ExitCode.SIGNAL + signal : code;
  }

  /**
   * Reads a theme, so that the classes which that takes are there when the dashboard does, and
   * opens the log, which could not be opened any more by what ends the program after a signal.
   */
  private static void prepare(DashboardOptions options) {
    org.tinylog.Logger.info("the dashboard of Bitonic {} starts", Version.NUMBER);
    Themes.of(options.configDir())
        .load(Themes.DEFAULT, ColorDepth.detect(options.environment()), problem -> {});
  }

  private CompletableFuture<Engine> engine(DashboardOptions options) {
    CompletableFuture<Engine> future = new CompletableFuture<>();
    if (!starting.compareAndSet(null, future)) {
      return starting.get();
    }
    Thread.ofPlatform()
        .name("engine-start")
        .start(
            () -> {
              try {
                session.set(Session.start(env, settings, place(options)));
                Engine engine = session.get().engine();
                future.complete(engine);
                started.accept(engine);
              } catch (RuntimeException e) {
                future.completeExceptionally(e);
              }
            });
    return future;
  }

  private Session.Place place(DashboardOptions options) {
    return new Session.Place(
        source, options.configDir(), options.downloads(), options.addService());
  }

  private Engine awaitEngine(DashboardOptions options) {
    try {
      return engine(options).join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException known ? known : e;
    }
  }

  private static boolean removeHook(Thread hook) {
    try {
      return Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      return false;
    }
  }

  /** The JVM is on its way out and its hook does the rest. */
  private static void awaitExit() {
    // The hook may have interrupted the dashboard, which is not to cut this short.
    Thread.interrupted();
    try {
      TimeUnit.SECONDS.sleep(STOP_SECONDS + 1L);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void closeAfterSignal(Thread ui) {
    Thread.ofPlatform().daemon().name("stop-watch").start(this::haltWhenStuck);
    // With the terminal gone the dashboard ends by itself and saves what it remembers; otherwise it
    // is told to. Nothing of it may come after the end of what follows.
    if (!hasLeft()) {
      ui.interrupt();
      hasLeft();
    }
    close(CLOSE_AFTER_SIGNAL);
  }

  private boolean hasLeft() {
    try {
      return left.await(LEAVE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  private void haltWhenStuck() {
    try {
      TimeUnit.SECONDS.sleep(STOP_SECONDS);
    } catch (InterruptedException e) {
      return;
    }
    abandoned.run();
    Runtime.getRuntime().halt(ExitCode.FAILED);
  }

  private void close(Duration timeout) {
    try {
      CompletableFuture<Engine> future = starting.get();
      if (future != null) {
        future.join();
        session.get().close(timeout);
      }
    } catch (CompletionException e) {
      // It never ran; whoever waited for it has told why.
      org.tinylog.Logger.debug("no engine to close");
    } finally {
      ended.run();
    }
  }

  /**
   * Closes the engine, and says so when it takes a while.
   *
   * @return the signal that cut it short, or 0
   */
  private int stop() {
    CompletableFuture<Void> closed = new CompletableFuture<>();
    Thread.ofPlatform()
        .daemon()
        .name("engine-stop")
        .start(
            () -> {
              close(CLOSE);
              closed.complete(null);
            });
    try (Pulse pulse = env.pulse().get()) {
      long start = env.clock().nanos();
      boolean told = false;
      while (!closed.isDone() && pulse.next(LOOK)) {
        if (!told && env.clock().nanos() - start > TELL_NANOS) {
          told = true;
          env.err().println(env.screen().unicode() ? "stopping …" : "stopping ...");
          env.err().flush();
        }
      }
      return pulse.signal();
    }
  }

  /** The settings, and the file where changes are kept, if there is one. */
  private final class Kept implements SettingsService {
    @Override
    public Settings inForce() {
      Session running = session.get();
      return running == null ? settings : running.inForce();
    }

    @Override
    public Optional<Path> save(Map<String, String> values) {
      if (source == null) {
        return Optional.empty();
      }
      try {
        SettingsFile.set(source.file(), values);
        return Optional.of(source.file());
      } catch (AppException e) {
        throw new EngineException(EngineException.Kind.STORAGE, e.getMessage(), e);
      }
    }
  }
}
