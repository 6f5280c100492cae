package io.bitonic.core.api;

/**
 * What a user has said about a torrent's turn and end, and how far that is.
 *
 * @param forced it runs whatever the queue says, and takes no slot
 * @param own its own goal; null: that of the settings
 */
public record Sharing(boolean forced, ShareGoal own, Progress progress) {
  /** Where it is on the way to its goal. */
  public enum Progress {
    OPEN,
    /** The goal has been reached, and done about it what was to be done. */
    REACHED,
    /** It was resumed after that: the goal counts no more. */
    WAIVED
  }

  /** Takes its turn, with the goal of the settings. */
  public static final Sharing DEFAULT = new Sharing(false, null, Progress.OPEN);

  public Sharing withForced(boolean on) {
    return new Sharing(on, own, progress);
  }

  /** With another goal, which is not reached before somebody looks. */
  public Sharing withGoal(ShareGoal goal) {
    return new Sharing(forced, goal, Progress.OPEN);
  }

  public Sharing with(Progress now) {
    return new Sharing(forced, own, now);
  }
}
