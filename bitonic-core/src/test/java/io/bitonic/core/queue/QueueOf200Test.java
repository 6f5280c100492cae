package io.bitonic.core.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.core.api.ShareGoal;
import io.bitonic.core.api.Sharing;
import io.bitonic.core.config.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A queue of 200 torrents is worked off second by second, with a clock that is only counted. */
class QueueOf200Test {
  private static final int COUNT = 200;
  private static final int DOWNLOADS = 5;
  private static final int SEEDS = 8;
  private static final long SECOND = 1_000_000_000L;
  private static final ShareGoal GOAL = new ShareGoal(1.5, 20, false, ShareGoal.Action.STOP);

  private static final class Model {
    final long size;
    final long down;
    final long up;

    /** From this second on it has a peer. */
    final int peersFrom;

    final Activity activity = new Activity();
    long got;
    long given;
    long seedSeconds;
    boolean turn;
    boolean stalled;
    boolean ended;
    int startedAt = -1;
    int completeAt = -1;

    Model(Random r, int i) {
      size = (4L + r.nextInt(60)) << 20;
      down = (200L + r.nextInt(800)) << 10;
      up = r.nextInt(4) == 0 ? 0 : (100L + r.nextInt(400)) << 10;
      peersFrom = i % 17 == 3 ? 600 + r.nextInt(3000) : 0;
    }

    Wish wish() {
      return ended ? Wish.NONE : got < size ? Wish.DOWNLOAD : Wish.SEED;
    }

    double ratio() {
      return (double) given / Math.max(1, got);
    }

    void second(int now) {
      if (!turn) {
        return;
      }
      startedAt = startedAt < 0 ? now : startedAt;
      if (got < size) {
        got = now < peersFrom ? got : Math.min(size, got + down);
        completeAt = got == size ? now : -1;
      } else {
        given += up;
        seedSeconds++;
      }
    }
  }

  @Test
  void isWorkedOffInItsOrderWithinItsSlots() {
    Settings.Queue rules = QueuePolicyTest.rules(DOWNLOADS, SEEDS, false, GOAL);
    Random random = new Random(42);
    List<Model> queue = new ArrayList<>();
    for (int i = 0; i < COUNT; i++) {
      queue.add(new Model(random, i));
    }
    int now = 0;
    int turnsTaken = 0;
    while (queue.stream().anyMatch(m -> !m.ended)) {
      turnsTaken += look(queue, rules, now);
      assertSlots(queue);
      for (Model m : queue) {
        m.second(now);
      }
      now++;
      assertTrue(now < 100_000, "it never ends");
    }
    assertOrder(queue);
    for (Model m : queue) {
      assertEquals(m.size, m.got);
      assertTrue(m.ratio() >= 1.5 || m.seedSeconds >= 20 * 60, "ratio " + m.ratio());
    }
    // Torrents that stand still while they wait for a peer hold nobody up: the rest of the list was
    // done long before, as fast as its slots allow.
    assertTrue(turnsTaken < COUNT, turnsTaken + " turns were taken away");
  }

  /** One look of the queue; how many lost their turn before they had finished what they did. */
  private static int look(List<Model> queue, Settings.Queue rules, int now) {
    List<QueuePolicy.Entry> entries = new ArrayList<>();
    for (Model m : queue) {
      Wish w = m.wish();
      m.ended |=
          w == Wish.SEED && QueuePolicy.isDone(Sharing.DEFAULT, GOAL, m.ratio(), m.seedSeconds);
      m.stalled =
          m.activity.look(
              m.turn ? w : Wish.NONE,
              w == Wish.SEED ? m.given : m.got,
              now * SECOND,
              rules.stalledSeconds() * SECOND,
              rules.stalledRate());
      entries.add(new QueuePolicy.Entry(m.wish(), false, m.stalled, m.ended));
    }
    boolean[] turns = QueuePolicy.turns(entries, rules);
    int taken = 0;
    for (int i = 0; i < turns.length; i++) {
      Model m = queue.get(i);
      taken += m.turn && !turns[i] && m.wish() == Wish.DOWNLOAD ? 1 : 0;
      m.turn = turns[i];
    }
    return taken;
  }

  private static void assertSlots(List<Model> queue) {
    int[] held = new int[3];
    for (Model m : queue) {
      held[m.wish().ordinal()] += m.turn && !m.stalled ? 1 : 0;
    }
    assertTrue(held[Wish.DOWNLOAD.ordinal()] <= DOWNLOADS, "too many downloads");
    assertTrue(held[Wish.SEED.ordinal()] <= SEEDS, "too many seeds");
    boolean waits = queue.stream().anyMatch(m -> m.wish() == Wish.DOWNLOAD && !m.turn);
    assertTrue(!waits || held[Wish.DOWNLOAD.ordinal()] == DOWNLOADS, "a slot stays empty");
  }

  /** Downloads begin strictly in the order of the queue. */
  private static void assertOrder(List<Model> queue) {
    for (int i = 1; i < COUNT; i++) {
      assertTrue(
          queue.get(i - 1).startedAt <= queue.get(i).startedAt,
          "torrent " + i + " has begun before the one before it");
      assertTrue(queue.get(i).completeAt >= queue.get(i).startedAt);
    }
  }
}
