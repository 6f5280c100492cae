package io.bitonic.app.session;

import io.bitonic.app.AppException;
import io.bitonic.app.Env;
import io.bitonic.app.ExitCode;
import io.bitonic.app.control.Intake;
import io.bitonic.app.run.Pulse;
import io.bitonic.core.api.Engine;
import io.bitonic.core.api.EngineEvent;
import io.bitonic.core.api.EngineException;
import io.bitonic.core.api.EventSubscription;
import io.bitonic.core.config.Settings;
import io.bitonic.tui.model.EventLog;
import io.bitonic.tui.model.EventText;
import io.bitonic.tui.text.Text;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.tinylog.Logger;

/**
 * A session without a screen: it runs until a signal ends it, and writes a line on standard output
 * for what a user wants to hear of.
 *
 * <p>Concurrency: the caller's thread waits and writes; one more reads the sources to be added.
 */
public final class HeadlessRun {
  private static final Duration LOOK = Duration.ofMillis(250);
  private static final Duration CLOSE = Duration.ofMillis(2500);
  private static final int EVENTS = 5000;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneId.systemDefault());

  private final Env env;
  private final Settings settings;
  private final Session.Place place;

  public HeadlessRun(Env env, Settings settings, Session.Place place) {
    this.env = env;
    this.settings = settings;
    this.place = place;
  }

  /**
   * Runs until a signal comes.
   *
   * @param sources to be added at the start
   * @return 0: the end that was asked for is none that a supervisor should worry about
   * @throws AppException when the engine can't be started
   */
  public int run(List<String> sources) {
    try (Pulse pulse = env.pulse().get()) {
      Session session = start();
      try (EventSubscription events = session.engine().subscribe(EVENTS)) {
        say(EventLog.Level.INFO, greeting(session.engine()));
        Thread.ofPlatform()
            .daemon()
            .name("add-sources")
            .start(() -> sources.forEach(s -> add(session.intake(), s)));
        do {
          tell(events);
        } while (pulse.next(LOOK));
        tell(events);
      } finally {
        say(EventLog.Level.INFO, "stops");
        session.close(CLOSE);
      }
    }
    return ExitCode.OK;
  }

  private Session start() {
    try {
      return Session.start(env, settings, place);
    } catch (EngineException e) {
      throw new AppException(ExitCode.of(e.kind()), e.getMessage(), e);
    }
  }

  private String greeting(Engine engine) {
    return "runs without a screen, on port "
        + engine.snapshot().listenPort()
        + ", with the settings of "
        + place.source().file()
        + "; 'btbt torrent' looks after its torrents, Ctrl+C or SIGTERM ends it";
  }

  private void add(Intake intake, String source) {
    try {
      intake.add(Intake.Wish.of(source));
    } catch (AppException e) {
      Logger.warn("{} is not added: {}", source, e.getMessage());
      env.complain(Text.sanitise(source, 300) + ": " + Text.sanitise(e.getMessage(), 1000));
    }
  }

  private void tell(EventSubscription events) {
    for (EngineEvent e = events.poll(); e != null; e = events.poll()) {
      if (isNews(e)) {
        EventLog.Entry line = EventText.line(e);
        write(
            line.millis(),
            line.level(),
            (line.name().isEmpty() ? "" : line.name() + ": ") + line.text());
      }
    }
    env.out().flush();
  }

  /** What comes by the thousand is left to the log. */
  private static boolean isNews(EngineEvent e) {
    return switch (e) {
      case EngineEvent.StateChanged _,
          EngineEvent.TrackerWorking _,
          EngineEvent.HashFailed _,
          EngineEvent.PeerBanned _ ->
          false;
      case EngineEvent.TrackerFailed t -> t.failures() == 1;
      default -> true;
    };
  }

  private void say(EventLog.Level level, String text) {
    write(env.clock().wallMillis(), level, text);
    env.out().flush();
  }

  /** The journal of systemd has times of its own, and takes the level from the line's start. */
  private void write(long millis, EventLog.Level level, String text) {
    boolean journal = env.environment().containsKey("JOURNAL_STREAM");
    String head =
        journal
            ? switch (level) {
              case INFO -> "<6>";
              case WARN -> "<4>";
              case ERROR -> "<3>";
            }
            : TIME.format(Instant.ofEpochMilli(millis))
                + (level == EventLog.Level.INFO ? "  " : "  " + level.word() + ": ");
    env.out().println(head + Text.sanitise(text, env.screen().unicode()));
  }
}
