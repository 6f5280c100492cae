package io.bitonic.core.queue;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.core.api.EngineException;
import io.bitonic.core.api.ShareGoal;
import io.bitonic.core.api.Sharing;
import io.bitonic.core.api.TorrentRules;
import io.bitonic.core.config.Settings;
import io.bitonic.core.queue.QueuePolicy.Entry;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class QueuePolicyTest {
  private static final long SECOND = 1_000_000_000L;

  static Settings.Queue rules(int downloads, int seeds, boolean countStalled, ShareGoal goal) {
    return new Settings.Queue(downloads, seeds, countStalled, 60, 1024, goal, Path.of(""));
  }

  private static Settings.Queue rules(int downloads, int seeds) {
    return rules(downloads, seeds, false, ShareGoal.NONE);
  }

  private static Entry download() {
    return new Entry(Wish.DOWNLOAD, false, false, false);
  }

  private static Entry seed() {
    return new Entry(Wish.SEED, false, false, false);
  }

  private static Entry stalled(Wish w) {
    return new Entry(w, false, true, false);
  }

  private static Entry forced(Wish w) {
    return new Entry(w, true, false, false);
  }

  private static Entry nothing() {
    return new Entry(Wish.NONE, false, false, false);
  }

  private static void turns(Settings.Queue rules, String wanted, Entry... entries) {
    boolean[] expected = new boolean[wanted.length()];
    for (int i = 0; i < expected.length; i++) {
      expected[i] = wanted.charAt(i) == '+';
    }
    assertArrayEquals(expected, QueuePolicy.turns(List.of(entries), rules), wanted);
  }

  @Test
  void theFirstOfTheQueueRun() {
    turns(rules(2, 0), "++--", download(), download(), download(), download());
  }

  @Test
  void downloadsAndSeedsHaveSlotsOfTheirOwn() {
    turns(rules(1, 2), "+-++-", download(), download(), seed(), seed(), seed());
    turns(rules(0, 1), "+++-", download(), download(), seed(), seed());
  }

  @Test
  void withoutLimitsAllRun() {
    assertTrue(QueuePolicy.isUnlimited(rules(0, 0)));
    turns(rules(0, 0), "+++", download(), nothing(), seed());
  }

  @Test
  void whatWantsNothingHoldsNoSlotAndHasNoTurn() {
    turns(rules(1, 1), "--+-", nothing(), nothing(), download(), download());
  }

  @Test
  void stalledOnesRunBesideTheSlots() {
    turns(rules(1, 0), "++-", stalled(Wish.DOWNLOAD), download(), download());
    turns(rules(0, 1), "-++-".substring(1), stalled(Wish.SEED), seed(), seed());
  }

  @Test
  void stalledOnesHoldASlotWhenTheyCount() {
    Settings.Queue r = rules(1, 0, true, ShareGoal.NONE);
    turns(r, "+--", stalled(Wish.DOWNLOAD), download(), download());
  }

  @Test
  void forcedOnesRunBesideTheSlots() {
    turns(
        rules(1, 1),
        "+-+++",
        download(),
        download(),
        forced(Wish.DOWNLOAD),
        forced(Wish.SEED),
        seed());
  }

  @Test
  void whoHasGivenEnoughSeedsNoMoreAndHoldsNoSlot() {
    Entry done = new Entry(Wish.SEED, true, false, true);
    turns(rules(0, 1), "-+", done, seed());
    turns(rules(0, 0), "-+", done, seed());
    // With more files wanted it downloads again.
    turns(rules(1, 1), "+", new Entry(Wish.DOWNLOAD, false, false, true));
  }

  @Test
  void aGoalIsReachedByRatioOrTimeOrBoth() {
    ShareGoal any = new ShareGoal(2, 10, false, ShareGoal.Action.STOP);
    assertFalse(any.isReached(1.99, 599));
    assertTrue(any.isReached(2, 0));
    assertTrue(any.isReached(0, 600));
    ShareGoal both = new ShareGoal(2, 10, true, ShareGoal.Action.STOP);
    assertFalse(both.isReached(5, 599));
    assertTrue(both.isReached(2, 600));
    ShareGoal ratioOnly = new ShareGoal(2, 0, true, ShareGoal.Action.STOP);
    assertTrue(ratioOnly.isReached(2, 0), "what is not set is not waited for");
    assertFalse(ShareGoal.NONE.isReached(1e9, Long.MAX_VALUE));
    assertFalse(ShareGoal.NONE.isSet());
    assertThrows(
        EngineException.class, () -> new ShareGoal(Double.NaN, 0, false, ShareGoal.Action.STOP));
    assertThrows(EngineException.class, () -> new ShareGoal(1, -1, false, ShareGoal.Action.STOP));
  }

  @Test
  void aTorrentsOwnGoalComesBeforeThatOfTheSettings() {
    ShareGoal one = new ShareGoal(1, 0, false, ShareGoal.Action.PAUSE);
    assertTrue(QueuePolicy.isDone(Sharing.DEFAULT, one, 1, 0));
    assertEquals(one, QueuePolicy.goal(Sharing.DEFAULT, TorrentRules.NONE, one));
    ShareGoal three = new ShareGoal(3, 0, false, ShareGoal.Action.REMOVE);
    Sharing own = Sharing.DEFAULT.withGoal(three);
    assertEquals(three, QueuePolicy.goal(own, ruled(2, 9), one));
    assertEquals(
        new ShareGoal(2, 9, false, ShareGoal.Action.PAUSE),
        QueuePolicy.goal(Sharing.DEFAULT, ruled(2, 9), one));
    assertEquals(
        new ShareGoal(1, 9, false, ShareGoal.Action.PAUSE),
        QueuePolicy.goal(Sharing.DEFAULT, ruled(-1, 9), one));
    assertEquals(ShareGoal.NONE, QueuePolicy.goal(own.withGoal(ShareGoal.NONE), ruled(2, 9), one));
    assertFalse(QueuePolicy.isDone(own, three, 2.9, 0));
    assertTrue(QueuePolicy.isDone(own, three, 3, 0));
    assertFalse(QueuePolicy.isDone(own.with(Sharing.Progress.WAIVED), three, 9, 0));
    assertTrue(QueuePolicy.isDone(own.with(Sharing.Progress.REACHED), three, 9, 0));
  }

  private static TorrentRules ruled(double ratio, long minutes) {
    TorrentRules n = TorrentRules.NONE;
    return new TorrentRules(0, 0, 0, 0, 0, 0, n.order(), n.priority(), ratio, minutes);
  }

  @Test
  void aTorrentStallsWhenItHasMovedTooLittleForAWholeSpan() {
    Activity a = new Activity();
    assertFalse(look(a, 0, 0));
    assertFalse(look(a, 0, 59), "it has only just begun");
    assertTrue(look(a, 0, 60));
    assertTrue(look(a, 1_000_000, 61), "one block does not wake it");
    assertFalse(look(a, 1_000_000, 120), "but a span with enough of them does");
    assertFalse(look(a, 1_000_000, 179));
    assertTrue(look(a, 1_000_000, 180));
  }

  @Test
  void whatDoesNotRunIsNotStalled() {
    Activity a = new Activity();
    look(a, 0, 0);
    assertTrue(look(a, 0, 60));
    assertFalse(a.look(Wish.NONE, 0, 61 * SECOND, 60 * SECOND, 1024));
    assertFalse(a.look(Wish.NONE, 0, 600 * SECOND, 60 * SECOND, 1024));
    assertFalse(look(a, 0, 601), "its time begins anew");
    assertFalse(look(a, 0, 660));
    assertTrue(look(a, 0, 661));
    assertFalse(a.look(Wish.SEED, 0, 662 * SECOND, 60 * SECOND, 1024), "seeding is another matter");
  }

  @Test
  void withoutARateNothingStalls() {
    Activity a = new Activity();
    a.look(Wish.DOWNLOAD, 0, 0, SECOND, 0);
    assertFalse(a.look(Wish.DOWNLOAD, 0, 100 * SECOND, SECOND, 0));
  }

  private static boolean look(Activity a, long bytes, long second) {
    return a.look(Wish.DOWNLOAD, bytes, second * SECOND, 60 * SECOND, 1024);
  }
}
