package io.bitonic.core.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.bitonic.core.api.EngineCommand;
import io.bitonic.core.api.EngineSnapshot;
import io.bitonic.core.api.ShareGoal;
import io.bitonic.core.api.TorrentHandle;
import io.bitonic.core.api.TorrentState;
import io.bitonic.core.config.Settings;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is kept of all torrents together is what they are one by one. */
@Timeout(60)
class TotalsTest {
  private static final int SIZE = 300_000;

  @TempDir Path dir;
  private EngineLab lab;

  @BeforeEach
  void open() {
    lab = new EngineLab(dir);
  }

  @AfterEach
  void close() {
    lab.close();
  }

  private static void await(TorrentHandle t, TorrentState state) {
    EngineLab.await(
        () -> state + ", not " + t.snapshot().state(), () -> t.snapshot().state() == state);
  }

  @Test
  void theListIsTheSameObjectWhileItSaysTheSame() throws Exception {
    EngineLab.Node n = lab.node("n", 2);
    TorrentHandle a = n.add(lab.payload("source", "a", SIZE));
    TorrentHandle b = n.add(lab.payload("source", "b", SIZE));
    await(a, TorrentState.DOWNLOADING);
    await(b, TorrentState.DOWNLOADING);
    List<TorrentHandle> list = n.engine.torrents();
    assertEquals(List.of(a, b), list);
    assertSame(list, n.engine.torrents());
    n.submit(new EngineCommand.SetQueuePosition(b.id(), 0));
    assertNotSame(list, n.engine.torrents());
    assertEquals(List.of(b, a), n.engine.torrents());
    n.submit(new EngineCommand.Remove(b.id(), false));
    assertEquals(List.of(a), n.engine.torrents());
  }

  @Test
  void totalsAreThoseOfTheTorrentsThatAreThere() throws Exception {
    EngineLab.Node seed = lab.node("seed", 1);
    EngineLab.Node n = lab.node("n", 2);
    for (String name : List.of("a", "b")) {
      byte[] torrent = lab.payload("seed", name, SIZE);
      TorrentHandle s = seed.add(torrent);
      await(s, TorrentState.SEEDING);
      TorrentHandle t = n.add(torrent);
      n.connect(t, seed);
      await(t, TorrentState.SEEDING);
    }
    EngineLab.await("all of both", () -> n.engine.snapshot().downloaded() == 2 * SIZE);
    EngineLab.await("all given", () -> seed.engine.snapshot().uploaded() == 2 * SIZE);
    for (TorrentHandle t : n.engine.torrents()) {
      n.submit(new EngineCommand.Remove(t.id(), false));
    }
    EngineSnapshot s = n.engine.snapshot();
    assertEquals(0, s.downRate() + s.upRate() + s.downloaded() + s.uploaded() + s.torrents());
  }

  /** Without slots and goals the queue rests until somebody tells it. */
  @Test
  void aQueueThatIsSwitchedOnLetsOthersWaitAtOnce() throws Exception {
    Settings free = lab.settings("q", 1);
    EngineLab.Node n = lab.node("q", free);
    TorrentHandle a = n.add(lab.payload("source", "a", SIZE));
    TorrentHandle b = n.add(lab.payload("source", "b", SIZE));
    await(a, TorrentState.DOWNLOADING);
    await(b, TorrentState.DOWNLOADING);
    Settings one = free.with(new Settings.Queue(1, 1, true, 60, 1024, ShareGoal.NONE, Path.of("")));
    List<String> atStart =
        Engines.settings(n.engine).orElseThrow().apply(one).get(10, TimeUnit.SECONDS);
    assertEquals(List.of(), atStart);
    await(b, TorrentState.QUEUED);
    Engines.settings(n.engine).orElseThrow().apply(free).get(10, TimeUnit.SECONDS);
    await(b, TorrentState.DOWNLOADING);
  }
}
