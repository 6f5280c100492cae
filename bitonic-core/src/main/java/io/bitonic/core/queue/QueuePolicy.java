package io.bitonic.core.queue;

import io.bitonic.core.api.ShareGoal;
import io.bitonic.core.api.Sharing;
import io.bitonic.core.api.TorrentRules;
import io.bitonic.core.config.Settings;
import java.util.List;

/** Whose turn it is, and who has given enough. Pure. */
public final class QueuePolicy {
  /**
   * A torrent in the queue.
   *
   * @param forced runs in any case, beside the slots
   * @param stalled runs, but moves next to nothing
   * @param done has reached its goal: it doesn't seed any more
   */
  public record Entry(Wish wish, boolean forced, boolean stalled, boolean done) {}

  private QueuePolicy() {}

  /** Whether all run that want to. */
  public static boolean isUnlimited(Settings.Queue rules) {
    return rules.downloads() == 0 && rules.seeds() == 0;
  }

  /**
   * Says for each torrent whether it may run.
   *
   * @param inOrder torrents by queue position
   */
  public static boolean[] turns(List<Entry> inOrder, Settings.Queue rules) {
    int downloads = rules.downloads() == 0 ? Integer.MAX_VALUE : rules.downloads();
    int seeds = rules.seeds() == 0 ? Integer.MAX_VALUE : rules.seeds();
    boolean[] turns = new boolean[inOrder.size()];
    for (int i = 0; i < turns.length; i++) {
      Entry e = inOrder.get(i);
      if (e.wish == Wish.SEED && e.done) {
        continue;
      }
      if (e.wish != Wish.NONE && (e.forced || e.stalled && !rules.countStalled())) {
        turns[i] = true;
        continue;
      }
      switch (e.wish) {
        case DOWNLOAD -> turns[i] = downloads-- > 0;
        case SEED -> turns[i] = seeds-- > 0;
        // Once it wants to run it may at once when nobody has to wait.
        case NONE -> turns[i] = isUnlimited(rules);
      }
      downloads = Math.max(0, downloads);
      seeds = Math.max(0, seeds);
    }
    return turns;
  }

  /**
   * The goal that counts for a torrent: its own, else that of the settings with what the torrent's
   * rules or its label's say of ratio and time.
   */
  public static ShareGoal goal(Sharing sharing, TorrentRules rules, ShareGoal settings) {
    if (sharing.own() != null) {
      return sharing.own();
    }
    return new ShareGoal(
        rules.ratio() >= 0 ? rules.ratio() : settings.ratio(),
        rules.seedMinutes() >= 0
            ? (int) Math.min(Integer.MAX_VALUE, rules.seedMinutes())
            : settings.seedMinutes(),
        settings.both(),
        settings.action());
  }

  /** Whether a complete torrent has reached its goal, and still has to heed it. */
  public static boolean isDone(Sharing sharing, ShareGoal goal, double ratio, long seedingSeconds) {
    return sharing.progress() != Sharing.Progress.WAIVED && goal.isReached(ratio, seedingSeconds);
  }
}
