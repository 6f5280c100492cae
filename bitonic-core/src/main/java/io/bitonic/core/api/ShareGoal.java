package io.bitonic.core.api;

/**
 * When a torrent has given back enough.
 *
 * @param ratio of {@link TorrentSnapshot#ratio}, 0: not asked for
 * @param seedMinutes time complete and running, 0: not asked for
 * @param both whether both must be reached; otherwise the first that is
 * @param action what becomes of the torrent then
 */
public record ShareGoal(double ratio, int seedMinutes, boolean both, Action action) {
  /** What is done when the goal is reached. */
  public enum Action {
    /** It seeds no more, but is not paused: with a higher goal it goes on. */
    STOP,
    /** It is paused as by a user. */
    PAUSE,
    /** It leaves the list; its data stays. */
    REMOVE,
    /** It leaves the list and its data is deleted. */
    REMOVE_DATA
  }

  /** Seeds for ever. */
  public static final ShareGoal NONE = new ShareGoal(0, 0, false, Action.STOP);

  public ShareGoal {
    if (!(ratio >= 0) || seedMinutes < 0) {
      throw new EngineException(
          EngineException.Kind.BAD_ARGUMENT,
          "a share goal of ratio "
              + ratio
              + " and "
              + seedMinutes
              + " minutes: give 0 or more, 0 for none");
    }
  }

  /** Whether there is anything to reach. */
  public boolean isSet() {
    return ratio > 0 || seedMinutes > 0;
  }

  /** Whether a torrent with this ratio, seeded for so long, has reached it. */
  public boolean isReached(double ratioNow, long seedingSeconds) {
    boolean byRatio = ratio > 0 && ratioNow >= ratio;
    boolean byTime = seedMinutes > 0 && seedingSeconds >= seedMinutes * 60L;
    return both && ratio > 0 && seedMinutes > 0 ? byRatio && byTime : byRatio || byTime;
  }
}
