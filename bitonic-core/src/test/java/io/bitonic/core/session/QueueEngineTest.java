package io.bitonic.core.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.core.api.EngineCommand;
import io.bitonic.core.api.EngineEvent;
import io.bitonic.core.api.ShareGoal;
import io.bitonic.core.api.Sharing;
import io.bitonic.core.api.TorrentHandle;
import io.bitonic.core.api.TorrentState;
import io.bitonic.core.config.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The queue of a real engine on loopback. */
class QueueEngineTest {
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

  private Settings settings(String name, int downloads, int seeds, ShareGoal goal) {
    return lab.settings(name, 1)
        .with(new Settings.Queue(downloads, seeds, true, 60, 1024, goal, Path.of("")));
  }

  private Settings oneByOne(String name) {
    return settings(name, 1, 1, ShareGoal.NONE);
  }

  private static void await(TorrentHandle t, TorrentState state) {
    EngineLab.await(
        () -> state + ", not " + t.snapshot().state(), () -> t.snapshot().state() == state);
  }

  private List<TorrentHandle> add(EngineLab.Node n, int count) throws Exception {
    List<TorrentHandle> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(n.add(lab.payload("source", "t" + i, 100_000)));
    }
    return all;
  }

  @Test
  void torrentsWaitForTheirTurnAndGoOnInOrder() throws Exception {
    EngineLab.Node seed = lab.node("source", 1);
    EngineLab.Node n = lab.node("one", oneByOne("one"));
    List<TorrentHandle> t = add(n, 3);
    await(t.get(0), TorrentState.DOWNLOADING);
    await(t.get(1), TorrentState.QUEUED);
    await(t.get(2), TorrentState.QUEUED);
    EngineLab.await(
        "why it waits",
        () -> t.get(2).snapshot().diagnosis().equals("waits for its turn in the queue"));
    assertEquals(0, t.get(2).snapshot().activeSeconds());
    for (int i = 0; i < 3; i++) {
      seed(seed, lab.payload("source", "t" + i, 100_000));
    }
    n.connect(t.get(0), seed);
    await(t.get(0), TorrentState.SEEDING);
    await(t.get(1), TorrentState.DOWNLOADING);
    n.connect(t.get(1), seed);
    await(t.get(2), TorrentState.DOWNLOADING);
    await(t.get(1), TorrentState.QUEUED);
    assertTrue(t.get(1).snapshot().isComplete(), "it waits for the one seed slot");
    n.submit(new EngineCommand.Pause(t.get(0).id()));
    await(t.get(1), TorrentState.SEEDING);
    n.submit(new EngineCommand.Resume(t.get(0).id()));
    await(t.get(0), TorrentState.SEEDING);
    await(t.get(1), TorrentState.QUEUED);
  }

  @Test
  void theOrderAndAForcedStartDecideAndComeBack() throws Exception {
    EngineLab.Node n = lab.session("s", oneByOne("s"));
    List<TorrentHandle> t = add(n, 3);
    await(t.get(0), TorrentState.DOWNLOADING);
    n.submit(new EngineCommand.SetQueuePosition(t.get(2).id(), 0));
    await(t.get(2), TorrentState.DOWNLOADING);
    await(t.get(0), TorrentState.QUEUED);
    n.submit(new EngineCommand.SetForced(t.get(1).id(), true));
    await(t.get(1), TorrentState.DOWNLOADING);
    assertEquals(TorrentState.DOWNLOADING, t.get(2).snapshot().state(), "it took no slot");
    EngineLab.await("the order", () -> t.get(1).snapshot().queuePosition() == 2);
    n.close();

    EngineLab.Node again = lab.session("s", oneByOne("s"));
    EngineLab.await("all back", () -> again.engine.torrents().size() == 3);
    List<TorrentHandle> back = again.engine.torrents();
    assertEquals(
        List.of(t.get(2).id(), t.get(0).id(), t.get(1).id()),
        back.stream().map(TorrentHandle::id).toList());
    await(back.get(0), TorrentState.DOWNLOADING);
    await(back.get(1), TorrentState.QUEUED);
    await(back.get(2), TorrentState.DOWNLOADING);
    assertTrue(back.get(2).snapshot().sharing().forced());
    again.submit(new EngineCommand.SetForced(back.get(2).id(), false));
    await(back.get(2), TorrentState.QUEUED);
    again.submit(new EngineCommand.Remove(back.get(0).id(), false));
    await(back.get(1), TorrentState.DOWNLOADING);
    EngineLab.await("closed ranks", () -> back.get(2).snapshot().queuePosition() == 1);
  }

  @Test
  void whatWaitsCanBePausedAndGoesBackToWaiting() throws Exception {
    EngineLab.Node n = lab.node("p", oneByOne("p"));
    List<TorrentHandle> t = add(n, 2);
    await(t.get(1), TorrentState.QUEUED);
    n.submit(new EngineCommand.Pause(t.get(1).id()));
    await(t.get(1), TorrentState.PAUSED);
    n.submit(new EngineCommand.Resume(t.get(1).id()));
    await(t.get(1), TorrentState.QUEUED);
    n.submit(new EngineCommand.Verify(t.get(1).id()));
    n.awaitEvent(e -> e instanceof EngineEvent.StateChanged c && c.to() == TorrentState.CHECKING);
    await(t.get(1), TorrentState.QUEUED);
    await(t.get(0), TorrentState.DOWNLOADING);
  }

  @Test
  void stalledDownloadsMakeRoom() throws Exception {
    Settings.Queue q = new Settings.Queue(1, 0, false, 1, 1024, ShareGoal.NONE, Path.of(""));
    EngineLab.Node n = lab.node("st", lab.settings("st", 1).with(q));
    List<TorrentHandle> t = add(n, 2);
    await(t.get(0), TorrentState.DOWNLOADING);
    await(t.get(1), TorrentState.DOWNLOADING);
    assertEquals(TorrentState.DOWNLOADING, t.get(0).snapshot().state());
  }

  @Test
  void whoReadsATorrentThatWaitsGetsItAtOnce() throws Exception {
    EngineLab.Node n = lab.node("r", oneByOne("r"));
    List<TorrentHandle> t = add(n, 2);
    await(t.get(0), TorrentState.DOWNLOADING);
    await(t.get(1), TorrentState.QUEUED);
    try (var reader = t.get(1).read(0).get()) {
      await(t.get(1), TorrentState.DOWNLOADING);
      assertEquals(TorrentState.DOWNLOADING, t.get(0).snapshot().state());
      assertTrue(reader.length() > 0);
    }
  }

  @Test
  void aReachedGoalStopsTheSeedUntilItIsResumed() throws Exception {
    ShareGoal once = new ShareGoal(1, 0, false, ShareGoal.Action.STOP);
    EngineLab.Node seed = lab.session("source", settings("source", 0, 0, once));
    TorrentHandle s = give(seed, "g1");
    await(s, TorrentState.PAUSED);
    assertEquals(Sharing.Progress.REACHED, s.snapshot().sharing().progress());
    seed.awaitEvent(e -> e instanceof EngineEvent.GoalReached);
    assertEquals("its share goal is reached: resume it to seed on", s.snapshot().diagnosis());
    seed.submit(
        new EngineCommand.SetShareGoal(s.id(), new ShareGoal(9, 0, false, ShareGoal.Action.STOP)));
    await(s, TorrentState.SEEDING);
    seed.submit(new EngineCommand.SetShareGoal(s.id(), null));
    await(s, TorrentState.PAUSED);
    seed.close();

    EngineLab.Node again = lab.session("source", settings("source", 0, 0, once));
    EngineLab.await("it back", () -> again.engine.torrents().size() == 1);
    TorrentHandle back = again.engine.torrents().getFirst();
    await(back, TorrentState.PAUSED);
    again.submit(new EngineCommand.Resume(back.id()));
    await(back, TorrentState.SEEDING);
    assertEquals(Sharing.Progress.WAIVED, back.snapshot().sharing().progress());
  }

  @Test
  void aReachedGoalPauses() throws Exception {
    ShareGoal pause = new ShareGoal(1, 0, false, ShareGoal.Action.PAUSE);
    EngineLab.Node seed = lab.node("source", settings("source", 0, 0, pause));
    TorrentHandle s = give(seed, "g2");
    await(s, TorrentState.PAUSED);
    seed.submit(new EngineCommand.Resume(s.id()));
    await(s, TorrentState.SEEDING);
  }

  @Test
  void aReachedGoalRemovesAndMayDelete() throws Exception {
    EngineLab.Node seed =
        lab.node(
            "source",
            settings("source", 0, 0, new ShareGoal(1, 0, false, ShareGoal.Action.REMOVE)));
    TorrentHandle kept = give(seed, "g3");
    EngineLab.await("its removal", () -> seed.engine.torrent(kept.id()).isEmpty());
    assertTrue(Files.exists(dir.resolve("source/g3/f0")));
    byte[] torrent = lab.payload("source", "g4", 100_000);
    TorrentHandle gone = seed(seed, torrent);
    seed.submit(
        new EngineCommand.SetShareGoal(
            gone.id(), new ShareGoal(1, 0, false, ShareGoal.Action.REMOVE_DATA)));
    take(seed, torrent, "g4");
    EngineLab.await("its removal", () -> seed.engine.torrent(gone.id()).isEmpty());
    EngineLab.await("its data's end", () -> !Files.exists(dir.resolve("source/g4/f0")));
  }

  /** Seeds a torrent and lets another download all of it. */
  private TorrentHandle give(EngineLab.Node seed, String name) throws Exception {
    byte[] torrent = lab.payload("source", name, 100_000);
    TorrentHandle s = seed(seed, torrent);
    take(seed, torrent, name);
    return s;
  }

  /** Adds a torrent whose data is there; while it is checked, nobody who calls is let in. */
  private static TorrentHandle seed(EngineLab.Node n, byte[] torrent) {
    TorrentHandle t = n.add(torrent);
    await(t, TorrentState.SEEDING);
    return t;
  }

  private void take(EngineLab.Node seed, byte[] torrent, String name) {
    EngineLab.Node leecher = lab.node("leecher-" + name, 1);
    TorrentHandle l = leecher.add(torrent);
    leecher.connect(l, seed);
    EngineLab.await("the download", () -> l.snapshot().isComplete());
    assertFalse(l.snapshot().sharing().forced());
  }
}
