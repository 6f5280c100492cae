package io.bitonic.app.auto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.app.run.ExternalCommand;
import io.bitonic.app.support.FakeEngine;
import io.bitonic.app.support.Snaps;
import io.bitonic.app.support.TestTorrent;
import io.bitonic.core.api.AddTorrent;
import io.bitonic.core.api.EngineCommand;
import io.bitonic.core.api.EngineEvent;
import io.bitonic.core.api.TorrentHandle;
import io.bitonic.core.api.TorrentState;
import io.bitonic.core.config.Settings;
import io.bitonic.core.util.Clock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ReactionsTest {
  @TempDir Path dir;
  private final FakeEngine engine = new FakeEngine();
  private final BlockingQueue<EventCommand> run = new LinkedBlockingQueue<>();
  private Settings settings;
  private Reactions reactions;
  private TorrentHandle t;

  /** Before everything: the fake's torrents are of 1970. */
  private final Clock clock =
      new Clock() {
        @Override
        public long nanos() {
          return 0;
        }

        @Override
        public long wallMillis() {
          return 0;
        }
      };

  @BeforeEach
  void open() throws Exception {
    settings = Settings.defaults(dir.resolve("state"));
    reactions =
        new Reactions(
            engine,
            () -> settings,
            clock,
            (c, millis) -> {
              run.add(c);
              return new ExternalCommand.Result(0, false, "");
            });
    t =
        engine
            .add(AddTorrent.of(new TestTorrent("a b", 1, 20_000).bytes(), dir.resolve("in")))
            .get();
  }

  @AfterEach
  void close() {
    reactions.close();
  }

  private void commands(List<String> added, List<String> completed, List<String> error) {
    settings = settings.with(new Settings.Commands(added, completed, error, 5));
  }

  private void completedFolder(Path to) {
    Settings.Queue q = settings.queue();
    settings =
        settings.with(
            new Settings.Queue(
                q.downloads(),
                q.seeds(),
                q.countStalled(),
                q.stalledSeconds(),
                q.stalledRate(),
                q.goal(),
                to));
  }

  private EventCommand next() throws InterruptedException {
    return run.poll(20, TimeUnit.SECONDS);
  }

  @Test
  void eachEventHasItsProgram() throws Exception {
    commands(List.of("add", "{name}"), List.of("done", "{path}"), List.of("err", "{hash}"));
    reactions.on(new EngineEvent.TorrentAdded(0, t.id(), "a b"));
    assertEquals(List.of("add", "a b"), next().command());
    reactions.on(new EngineEvent.TorrentFinished(0, t.id(), "a b"));
    assertEquals(List.of("done", dir.resolve("in/a b").toString()), next().command());
    reactions.on(new EngineEvent.TorrentFailed(0, t.id(), "a b", "why"));
    EventCommand c = next();
    assertEquals(List.of("err", t.id()), c.command());
    assertEquals("error", c.variables().get("TORRENT_EVENT"));
    assertEquals("a b", c.variables().get("TORRENT_NAME"));
    reactions.on(new EngineEvent.TorrentAdded(0, "00", "unknown"));
    reactions.on(new EngineEvent.TorrentRemoved(0, t.id(), "a b"));
    assertNull(run.poll());
  }

  @Test
  void withoutAProgramNothingRunsAndTheSettingsOfNowCount() throws Exception {
    reactions.on(new EngineEvent.TorrentFinished(0, t.id(), "a b"));
    commands(List.of(), List.of("done"), List.of());
    reactions.on(new EngineEvent.TorrentAdded(0, t.id(), "a b"));
    reactions.on(new EngineEvent.TorrentFinished(0, t.id(), "a b"));
    assertEquals(List.of("done"), next().command());
    assertNull(run.poll());
  }

  @Test
  void torrentsOfEarlierSessionsAreNotAdded() {
    commands(List.of("add"), List.of(), List.of());
    Clock later =
        new Clock() {
          @Override
          public long nanos() {
            return 0;
          }

          @Override
          public long wallMillis() {
            return 1;
          }
        };
    try (Reactions r =
        new Reactions(
            engine,
            () -> settings,
            later,
            (c, millis) -> {
              run.add(c);
              return new ExternalCommand.Result(0, false, "");
            })) {
      r.on(new EngineEvent.TorrentAdded(0, t.id(), "a b"));
    }
    assertTrue(run.isEmpty());
  }

  @Test
  void whatIsFinishedIsMovedBeforeItsProgramRuns() throws Exception {
    Path to = dir.resolve("done");
    completedFolder(to);
    commands(List.of(), List.of("done"), List.of());
    reactions.on(new EngineEvent.TorrentFinished(0, t.id(), "a b"));
    assertEquals(List.of(new EngineCommand.Move(t.id(), to)), engine.submitted);
    assertEquals(List.of("done"), next().command());
    completedFolder(dir.resolve("in"));
    reactions.on(new EngineEvent.TorrentFinished(0, t.id(), "a b"));
    assertEquals(1, engine.submitted.size(), "it is there already");
    assertEquals(List.of("done"), next().command());
  }

  @Test
  void whatATorrentSaysStaysWithinItsArgument() {
    var evil =
        Snaps.of("x {hash} $(rm -rf ~) ; \"'`", TorrentState.SEEDING)
            .savePath(Path.of("/data"))
            .build();
    EventCommand c =
        EventCommand.of(
            List.of("{name}", "--", "{name}", "n={name} {nothing} {event}"), "added", evil);
    assertEquals("{name}", c.command().getFirst(), "no torrent chooses the program");
    assertEquals(evil.name(), c.command().get(2));
    assertEquals("n=" + evil.name() + " {nothing} added", c.command().get(3));
    assertEquals(4, c.command().size());
  }

  @Test
  void realProgramsRunWithoutAShell() throws Exception {
    Path out = dir.resolve("out");
    Path program = dir.resolve("program");
    Files.writeString(program, "#!/bin/sh\nprintf '%s|%s' \"$1\" \"$TORRENT_EVENT\" > \"$2\"\n");
    assertTrue(program.toFile().setExecutable(true));
    EventCommand c =
        EventCommand.of(
            List.of(program.toString(), "{name}; touch /oops", out.toString()),
            "completed",
            t.snapshot());
    ExternalCommand.Result r = Reactions.system().run(c, 20_000);
    assertEquals(0, r.code(), r.output());
    assertEquals("a b; touch /oops|completed", Files.readString(out));
    EventCommand slow = new EventCommand(List.of("sleep", "60"), c.variables());
    assertTrue(Reactions.system().run(slow, 50).timedOut());
  }
}
