package io.bitonic.tui.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.core.api.EngineCommand;
import io.bitonic.core.api.EngineException;
import io.bitonic.core.api.TorrentHandle;
import io.bitonic.tui.fake.FakeEngine;
import io.bitonic.tui.fake.FakeSources;
import io.bitonic.tui.fake.FakeSwarm;
import io.bitonic.tui.model.AddService;
import io.bitonic.tui.model.Effect;
import io.bitonic.tui.model.EventLog;
import io.bitonic.tui.model.Overlay;
import io.bitonic.tui.model.Preferences;
import io.bitonic.tui.model.StreamService;
import io.bitonic.tui.model.UiState;
import io.bitonic.tui.terminal.InputEvent.Key;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Effects against the engine and the disk; the test's thread is the UI thread. */
@Timeout(30)
class EffectsTest {
  @TempDir Path dir;
  private final FakeEngine engine = FakeSwarm.small();
  private final Semaphore woken = new Semaphore(0);
  private final Background background = new Background(woken::release);
  private final Queue<Effect> pending = new ArrayDeque<>();
  private UiState state;
  private Effects effects;
  private Reducer reducer;

  @BeforeEach
  void start() {
    DashboardOptions options =
        DashboardOptions.of("me@here", dir.resolve("config"), dir, this::load)
            .withStreams(this::url);
    state =
        new UiState(
            new UiState.Place("me@here", dir, dir, options.zone(), false), new Preferences());
    effects =
        new Effects(engine, options, state, background, new PreferencesFile(options.configDir()));
    reducer = new Reducer(state, x -> null, pending::add);
    effects.reducer(reducer);
    reducer.tick(engine.snapshot(), engine.torrents(), engine.millis());
  }

  private AddService.Loaded load(String source) throws InterruptedException {
    if (source.contains("hang")) {
      try {
        new Semaphore(0).acquire();
      } catch (InterruptedException e) {
        woken.release();
        throw e;
      }
    }
    return FakeSources.load(source);
  }

  private String url(TorrentHandle torrent, int file) {
    if (file != StreamService.LARGEST) {
      throw new EngineException(EngineException.Kind.BAD_ARGUMENT, "file " + file + " is skipped");
    }
    return "http://127.0.0.1/" + torrent.id();
  }

  @Test
  void theUrlOfAStreamIsCopied() throws InterruptedException {
    reducer.input(Key.of("S"));
    Effect.Stream s = assertInstanceOf(Effect.Stream.class, pending.remove());
    assertEquals(state.torrents().selected().id(), s.torrent().id());
    effects.stream(s.torrent(), s.file());
    answer();
    Effect.Copy c = assertInstanceOf(Effect.Copy.class, pending.remove());
    assertEquals("http://127.0.0.1/" + s.torrent().id(), c.text());
    effects.stream(s.torrent(), 3);
    answer();
    assertEquals("file 3 is skipped", state.toast().text());
  }

  @Test
  void escGivesUpASource() throws InterruptedException {
    reducer.start(List.of("magnet:?hang"));
    Effect.Load load = (Effect.Load) pending.remove();
    effects.load(load.source(), load.token());
    reducer.input(Key.of(io.bitonic.tui.terminal.InputEvent.Name.ESCAPE));
    Effect.GiveUp g = assertInstanceOf(Effect.GiveUp.class, pending.remove());
    effects.giveUp(g.token());
    woken.acquire();
    assertFalse(background.drain());
  }

  private void answer() throws InterruptedException {
    woken.acquire();
    assertTrue(background.drain());
  }

  @Test
  void refusalsAreCounted() throws InterruptedException {
    String id = engine.torrents().getFirst().id();
    effects.submit(
        List.of(new EngineCommand.Pause(id), new EngineCommand.Pause("nobody")), "Paused 2");
    answer();
    assertEquals(EventLog.Level.ERROR, state.toast().level());
    assertEquals("1 of 2 failed: no torrent nobody", state.toast().text());
    effects.submit(List.of(new EngineCommand.Pause(id)), "Paused one");
    answer();
    assertEquals("Paused one", state.toast().text());
  }

  @Test
  void aSourceIsReadAndAdded() throws InterruptedException {
    reducer.start(List.of("/x/new.torrent"));
    Effect.Load load = (Effect.Load) pending.remove();
    effects.load(load.source(), load.token());
    answer();
    reducer.input(Key.of(io.bitonic.tui.terminal.InputEvent.Name.ENTER));
    Effect.Add add = assertInstanceOf(Effect.Add.class, pending.remove());
    effects.add(add.torrent(), add.name());
    answer();
    assertEquals("Added new", state.toast().text());
    reducer.tick(engine.snapshot(), engine.torrents(), engine.millis());
    assertEquals("new", state.torrents().selected().name());
    effects.add(add.torrent(), add.name());
    answer();
    assertEquals("new is already in the list", state.toast().text());
  }

  @Test
  void manySourcesOfTheCommandLineAreReadInTurn() throws InterruptedException {
    String[] sources = new String[100];
    for (int i = 0; i < sources.length; i++) {
      sources[i] = i % 10 == 3 ? "/x/bad" + i + ".torrent" : "/x/many" + i + ".torrent";
    }
    reducer.start(List.of(sources));
    List<String> added = new ArrayList<>();
    for (int seen = 0; seen < 100; ) {
      for (Effect e = pending.poll(); e != null; e = pending.poll()) {
        switch (e) {
          case Effect.Load l -> effects.load(l.source(), l.token());
          case Effect.Add a -> added.add(a.name());
          default -> {}
        }
      }
      seen = added.size() + 10;
      if (seen < 100) {
        woken.acquire();
        background.drain();
      }
    }
    assertEquals(90, added.stream().distinct().count());
    assertTrue(state.toast().text().contains("is not a torrent"), state.toast().text());
  }

  @Test
  void aSourceThatFailsTellsThePage() throws InterruptedException {
    reducer.start(List.of("/x/bad.torrent"));
    Effect.Load load = (Effect.Load) pending.remove();
    effects.load(load.source(), load.token());
    answer();
    Overlay.Add page = (Overlay.Add) state.overlay();
    assertTrue(page.form().message().contains("not a torrent"));
    assertFalse(page.form().loading());
  }

  @Test
  void freeSpaceOfAFolderThatIsNotThereYet() throws InterruptedException {
    effects.freeSpace();
    answer();
    assertTrue(state.freeSpace() > 0);
  }

  @Test
  void theEndSendsWaitingRemovalsAndSaves() throws InterruptedException, IOException {
    String id = state.torrents().selected().id();
    reducer.input(Key.of("d"));
    effects.finish();
    assertTrue(engine.torrent(id).isEmpty());
    assertTrue(Files.readString(dir.resolve("config/dashboard.toml")).contains("columns ="));
  }

  @Test
  void workThatHangsIsGivenUpAtTheEnd() throws InterruptedException {
    Semaphore interrupted = new Semaphore(0);
    Semaphore started = new Semaphore(0);
    background.start(
        "hang",
        () -> {
          started.release();
          try {
            new Semaphore(0).acquire();
          } catch (InterruptedException e) {
            interrupted.release();
          }
        });
    started.acquire();
    background.close();
    interrupted.acquire();
  }
}
