package io.bitonic.core.resume;

import io.bitonic.core.api.ShareGoal;
import io.bitonic.core.api.Sharing;
import io.bitonic.core.bencode.BDict;
import java.util.Map;
import java.util.TreeMap;

/**
 * A torrent's turn and goal as bencoded dictionary; what an earlier version did not write is as in
 * {@link Sharing#DEFAULT}. Pure.
 */
final class SharingCodec {
  private static final long MILLI = 1000;
  private static final long MAX_RATIO = 1_000_000 * MILLI;
  private static final long MAX_MINUTES = Integer.MAX_VALUE;

  private SharingCodec() {}

  static Map<String, Object> content(Sharing s) {
    Map<String, Object> m = new TreeMap<>();
    m.put("forced", s.forced() ? 1 : 0);
    m.put("progress", s.progress().ordinal());
    if (s.own() != null) {
      m.put("ratio", Math.round(s.own().ratio() * MILLI));
      m.put("minutes", s.own().seedMinutes());
      m.put("both", s.own().both() ? 1 : 0);
      m.put("action", s.own().action().ordinal());
    }
    return m;
  }

  /**
   * @param d may be empty
   */
  static Sharing read(BDict d) {
    ShareGoal own =
        !d.isLong("ratio")
            ? null
            : new ShareGoal(
                Math.clamp(d.longValue("ratio", 0), 0, MAX_RATIO) / (double) MILLI,
                (int) Math.clamp(d.longValue("minutes", 0), 0, MAX_MINUTES),
                d.longValue("both", 0) != 0,
                of(ShareGoal.Action.values(), d.longValue("action", 0)));
    return new Sharing(
        d.longValue("forced", 0) != 0,
        own,
        of(Sharing.Progress.values(), d.longValue("progress", 0)));
  }

  /** The first when there is no such one: it does the least. */
  private static <E> E of(E[] all, long ordinal) {
    return all[ordinal >= 0 && ordinal < all.length ? (int) ordinal : 0];
  }
}
