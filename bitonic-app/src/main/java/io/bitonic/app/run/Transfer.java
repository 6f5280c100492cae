package io.bitonic.app.run;

import io.bitonic.app.AppException;
import io.bitonic.app.Env;
import io.bitonic.app.ExitCode;
import io.bitonic.app.alert.AlertFolder;
import io.bitonic.app.alert.AlertService;
import io.bitonic.app.progress.Progress;
import io.bitonic.core.api.AddTorrent;
import io.bitonic.core.api.AlertSeverity;
import io.bitonic.core.api.Engine;
import io.bitonic.core.api.EngineCommand;
import io.bitonic.core.api.EngineEvent;
import io.bitonic.core.api.EngineException;
import io.bitonic.core.api.EventSubscription;
import io.bitonic.core.api.FilePriority;
import io.bitonic.core.api.Sharing;
import io.bitonic.core.api.TorrentHandle;
import io.bitonic.core.api.TorrentSnapshot;
import io.bitonic.core.api.TorrentState;
import io.bitonic.core.config.Settings;
import io.bitonic.core.util.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.tinylog.Logger;

/** Runs torrents in an engine of their own until each is done, failed or the user stops them. */
public final class Transfer {
  private static final Duration LOOK = Duration.ofMillis(100);
  private static final Duration CLOSE_AFTER_SIGNAL = Duration.ofMillis(1500);
  private static final Duration CLOSE = Duration.ofSeconds(5);
  private static final int ADD_SECONDS = 30;

  /** Chooses files when a magnet link's are known, before any is downloaded. */
  public interface Chooser {
    /**
     * @param torrent the bytes of a .torrent file
     * @return priorities by file index; files not named stay as they are
     * @throws AppException when it can't be downloaded here
     */
    Map<Integer, FilePriority> choose(String id, byte[] torrent);
  }

  /** One torrent under way. */
  private static final class Run {
    final TorrentHandle handle;
    TorrentSnapshot now;
    TorrentState state;
    long startNanos;
    long downloadedBefore = -1;
    long completeNanos;
    boolean complete;
    boolean done;

    /** Its files are not known yet, so they have not been chosen. */
    boolean undecided;

    /** Who waits for its files has been told. */
    boolean known;

    String outcome = "incomplete";

    Run(TorrentHandle handle, boolean undecided, long nanos) {
      this.handle = handle;
      this.undecided = undecided;
      this.startNanos = nanos;
    }
  }

  private final Clock clock;
  private final Progress progress;
  private final StopRule rule;
  private final boolean seeding;
  private Chooser chooser = (id, torrent) -> Map.of();
  private Consumer<TorrentHandle> whenKnown = handle -> {};
  private Engine engine;
  private final List<Run> runs = new ArrayList<>();
  private final Set<String> warned = new HashSet<>();
  private int code = ExitCode.OK;

  /**
   * @param seeding data must be complete; when it is not, that is a failure
   */
  public Transfer(Clock clock, Progress progress, StopRule rule, boolean seeding) {
    this.clock = clock;
    this.progress = progress;
    this.rule = rule;
    this.seeding = seeding;
  }

  /** Magnet links are paused when their files are known, and go on with this choice. */
  public Transfer choosing(Chooser c) {
    chooser = c;
    return this;
  }

  /** Told of each torrent once, when its files are known and chosen. */
  public Transfer whenKnown(Consumer<TorrentHandle> told) {
    whenKnown = told;
    return this;
  }

  /**
   * Starts an engine, runs the torrents and closes it.
   *
   * @return the exit code
   * @throws AppException when the engine or a torrent can't be started
   */
  public int run(Env env, LiveSettings.Source source, List<AddTorrent> torrents) {
    try (Pulse pulse = env.pulse().get()) {
      return run(env, pulse, source.settings(), source, torrents);
    }
  }

  /** With settings that stay, and signals that the caller listens for. */
  public int run(Env env, Pulse pulse, Settings settings, List<AddTorrent> torrents) {
    return run(env, pulse, settings, null, torrents);
  }

  private int run(
      Env env,
      Pulse pulse,
      Settings settings,
      LiveSettings.Source source,
      List<AddTorrent> torrents) {
    try {
      engine = env.engines().apply(settings);
    } catch (EngineException e) {
      throw refused(e);
    }
    try (progress;
        LiveSettings _ = LiveSettings.open(engine, settings, source);
        AlertService _ = alerts(env, settings);
        EventSubscription events = engine.subscribe(256)) {
      try {
        for (AddTorrent torrent : torrents) {
          runs.add(new Run(add(engine, torrent), torrent.pauseAfterMetadata(), clock.nanos()));
        }
        loop(events, pulse);
      } finally {
        engine.close(pulse.signal() != 0 ? CLOSE_AFTER_SIGNAL : CLOSE);
      }
      summarise();
    }
    return pulse.signal() != 0 ? ExitCode.SIGNAL + pulse.signal() : code;
  }

  /** None in a demo: what happens there is nobody's concern. */
  private AlertService alerts(Env env, Settings settings) {
    return settings.stateDir().equals(env.stateDir())
        ? AlertService.start(
            engine, settings, AlertFolder.rules(env.environment(), env.configDir()), clock)
        : null;
  }

  private static TorrentHandle add(Engine engine, AddTorrent torrent) {
    return await(engine.add(torrent));
  }

  private static <T> T await(CompletableFuture<T> answer) {
    try {
      return answer.get(ADD_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof EngineException refused) {
        throw refused(refused);
      }
      throw new AppException(
          ExitCode.FAILED, "the torrent could not be added: " + e.getCause(), e.getCause());
    } catch (TimeoutException e) {
      throw new AppException(
          ExitCode.FAILED, "the engine does not answer; see the log for the cause", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AppException(ExitCode.FAILED, "interrupted", e);
    }
  }

  private static AppException refused(EngineException e) {
    return new AppException(ExitCode.of(e.kind()), e.getMessage(), e);
  }

  private void loop(EventSubscription events, Pulse pulse) {
    do {
      long now = clock.nanos();
      List<TorrentSnapshot> shown = new ArrayList<>(runs.size());
      for (Run r : runs) {
        look(r, now);
        shown.add(r.now);
      }
      for (EngineEvent e = events.poll(); e != null; e = events.poll()) {
        tell(e);
      }
      progress.update(shown);
    } while (!runs.stream().allMatch(r -> r.done) && next(events, pulse));
  }

  /** Waits for the next look, which an event brings on at once; false when the user stops it. */
  private boolean next(EventSubscription events, Pulse pulse) {
    try {
      EngineEvent e = events.poll(LOOK);
      if (e != null) {
        tell(e);
      }
      return pulse.next(Duration.ZERO);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void look(Run r, long now) {
    r.now = r.handle.snapshot();
    TorrentSnapshot t = r.now;
    if (r.downloadedBefore < 0) {
      r.downloadedBefore = t.downloaded();
    }
    if (t.state() != r.state) {
      if (t.state() == TorrentState.DOWNLOADING) {
        r.startNanos = now;
      }
      Logger.info("{} is {}", t.name(), t.state());
      progress.state(t, r.state);
      r.state = t.state();
    }
    if (r.done) {
      return;
    }
    if (r.undecided && t.hasMetadata() && t.state() != TorrentState.ERROR) {
      decide(r);
      return;
    }
    if (!r.known && !r.undecided && t.hasMetadata()) {
      r.known = true;
      whenKnown.accept(r.handle);
    }
    if (t.state() == TorrentState.ERROR) {
      boolean incomplete = seeding && t.havePieces() < t.pieces();
      fail(r, incomplete ? ExitCode.INCOMPLETE : ExitCode.STORAGE, t.error());
    } else if (isSettled(t) && t.isComplete()) {
      complete(r, now);
    } else if (seeding && isSettled(t)) {
      int missing = t.pieces() - t.havePieces();
      fail(
          r,
          ExitCode.INCOMPLETE,
          missing
              + " of "
              + t.pieces()
              + " pieces are missing or damaged in "
              + t.savePath()
              + "; name the folder that holds the data with --output, or get the rest with"
              + " 'download'");
    }
  }

  private void decide(Run r) {
    byte[] torrent = r.handle.torrentFile();
    if (torrent == null) {
      return;
    }
    r.undecided = false;
    String id = r.handle.id();
    Map<Integer, FilePriority> choice = chooser.choose(id, torrent);
    CompletableFuture<Void> set =
        choice.isEmpty()
            ? CompletableFuture.completedFuture(null)
            : engine.submit(new EngineCommand.SetFilePriorities(id, choice));
    await(set.thenCompose(v -> engine.submit(new EngineCommand.Resume(id))));
    r.now = r.handle.snapshot();
  }

  private static boolean isSettled(TorrentSnapshot t) {
    return switch (t.state()) {
      // What is complete may wait for a slot to seed in.
      case QUEUED -> t.isComplete();
      case PREPARING, CHECKING, FETCHING_METADATA -> false;
      default -> true;
    };
  }

  private void complete(Run r, long now) {
    if (!r.complete) {
      r.complete = true;
      r.completeNanos = now;
      r.outcome = seeding ? "seeded" : "complete";
    }
    boolean enough = r.now.sharing().progress() == Sharing.Progress.REACHED;
    r.done = enough || rule.isReached(r.now, (now - r.completeNanos) / 1e9);
  }

  private void fail(Run r, int why, String message) {
    r.done = true;
    r.outcome = "failed";
    code = code == ExitCode.OK ? why : code;
    Logger.error("{}: {}", r.now.name(), message);
    progress.error(r.now, message);
  }

  private void tell(EngineEvent event) {
    switch (event) {
      case EngineEvent.TrackerFailed e -> {
        Logger.warn("{}: {} fails ({}): {}", e.name(), e.url(), e.failures(), e.message());
        warn(e.id(), "tracker " + e.url() + ": " + e.message());
      }
      case EngineEvent.WebSeedFailed e ->
          warn(e.id(), "web seed " + e.url() + " is given up: " + e.message());
      case EngineEvent.TorrentWaiting e -> warn(e.id(), e.reason());
      case EngineEvent.HashFailed e ->
          warn(e.id(), "piece " + e.piece() + " came in damaged and is fetched again");
      case EngineEvent.ListenFailed e -> warn("", e.message());
      case EngineEvent.SettingsRefused e -> {
        warned.remove(e.message());
        warn("", "the settings stay as they were: " + e.message());
      }
      case EngineEvent.SettingsChanged e -> {
        if (!e.atStart().isEmpty()) {
          warn("", "at the next start: " + String.join(", ", e.atStart()));
        }
      }
      case EngineEvent.AlternativeSpeed e ->
          Logger.info("alternative speed {}", e.on() ? "on" : "off");
      case EngineEvent.NetworkChanged e -> {
        String text = e.bound() + (e.online() ? " is online: " : " is offline: ") + e.message();
        warned.remove(text);
        warn("", text);
      }
      case EngineEvent.PortMapChanged e ->
          Logger.info("port {}: {}", e.mapped() ? "mapped" : "not mapped", e.message());
      case EngineEvent.PeerBanned e ->
          Logger.warn("{}: {} banned: {}", e.name(), e.address(), e.reason());
      case EngineEvent.TorrentAdded e -> Logger.info("{} added", e.name());
      case EngineEvent.MetadataReceived e -> Logger.info("{}: metadata received", e.name());
      case EngineEvent.TorrentRemoved e -> Logger.info("{} removed", e.name());
      case EngineEvent.TorrentFinished e -> Logger.info("{} finished", e.name());
      case EngineEvent.GoalReached e -> Logger.info("{}: {}", e.name(), e.message());
      case EngineEvent.TrackerWorking e ->
          Logger.info("{}: {} gives {} peers", e.name(), e.url(), e.peers());
      case EngineEvent.AlertFired e -> {
        if (e.severity() != AlertSeverity.INFO) {
          show(e.id(), e.message());
        }
      }
      case EngineEvent.TraceChanged e ->
          Logger.info("trace {}: {}", e.on() ? "on" : "off", e.file());
      case EngineEvent.StateChanged _, EngineEvent.TorrentFailed _, EngineEvent.AlertCleared _ -> {
        // Seen in the snapshots, or of no concern any more.
      }
    }
  }

  /** Shows a warning once per run, however often it comes. */
  private void warn(String id, String message) {
    if (!warned.add(id + message)) {
      return;
    }
    Logger.warn("{}", message);
    show(id, message);
  }

  private void show(String id, String message) {
    for (Run r : runs) {
      if (r.handle.id().equals(id)) {
        progress.warning(r.now, message);
        return;
      }
    }
    if (id.isEmpty()) {
      progress.warning(null, message);
    }
  }

  private void summarise() {
    for (Run r : runs) {
      if (r.now == null) {
        continue;
      }
      long end = r.complete ? r.completeNanos : clock.nanos();
      long received = r.now.downloaded() - r.downloadedBefore;
      double seconds = Math.max(0, (end - r.startNanos) / 1e9);
      progress.summary(new Progress.Summary(r.now, seconds, received, r.outcome));
    }
  }
}
