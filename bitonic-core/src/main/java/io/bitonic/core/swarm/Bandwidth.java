package io.bitonic.core.swarm;

import io.bitonic.core.rate.RateLimit;
import java.util.HashMap;
import java.util.Map;

/**
 * What a torrent may move in one direction: its own limit below that of its label and the engine's,
 * which torrents of all loops share in turns. Nothing is asked of a clock or a lock while there is
 * no limit.
 */
public final class Bandwidth {
  private static final long MIN_WAIT_NANOS = 2_000_000L;

  /** What all torrents of a label may move together. Fields are the engine's. */
  private static final class Label {
    final RateLimit limit;
    volatile boolean limited;

    Label(RateLimit root) {
      limit = new RateLimit(root);
    }
  }

  /** The engine's limit. Any thread; its lock guards the whole tree of limits. */
  public static final class Shared {
    private final RateLimit root = new RateLimit(null);
    private final Map<String, Label> labels = new HashMap<>();
    private volatile boolean limited;

    /**
     * @param bytesPerSecond 0: none
     */
    public synchronized void limit(long bytesPerSecond) {
      if (bytesPerSecond != root.limit()) {
        root.limit(bytesPerSecond);
      }
      limited = bytesPerSecond > 0;
    }

    /**
     * Limits labels; those not named have no limit.
     *
     * @param bytesPerSecond by label, 0: none
     */
    public synchronized void labels(Map<String, Long> bytesPerSecond) {
      bytesPerSecond.keySet().forEach(this::label);
      labels.forEach(
          (name, label) -> {
            long limit = bytesPerSecond.getOrDefault(name, 0L);
            if (limit != label.limit.limit()) {
              label.limit.limit(limit);
            }
            label.limited = limit > 0;
          });
    }

    private Label label(String name) {
      return labels.computeIfAbsent(name, n -> new Label(root));
    }

    public synchronized long limit() {
      return root.limit();
    }
  }

  private final Shared shared;
  private final RateLimit own;
  private boolean ownLimited;
  private String labelName = "";

  /** Null without a label. */
  private Label label;

  /** Taken, and not yet enough for a whole block. */
  private long credit;

  public Bandwidth(Shared shared) {
    this.shared = shared;
    this.own = new RateLimit(shared.root);
  }

  /**
   * @param bytesPerSecond the torrent's own limit, 0: none
   */
  void limit(long bytesPerSecond) {
    synchronized (shared) {
      if (bytesPerSecond != own.limit()) {
        own.limit(bytesPerSecond);
        credit = 0;
      }
      ownLimited = bytesPerSecond > 0;
    }
  }

  /**
   * Whose limits it shares, and how.
   *
   * @param name empty: none
   * @param weight relative to other torrents', 1–100
   */
  void place(String name, int weight) {
    synchronized (shared) {
      own.weight(weight);
      if (!name.equals(labelName)) {
        labelName = name;
        label = name.isEmpty() ? null : shared.label(name);
        own.parent(label == null ? shared.root : label.limit);
      }
    }
  }

  /** Whether any number of bytes may move. */
  boolean unlimited() {
    return !ownLimited && !shared.limited && (label == null || !label.limited);
  }

  /** How many of {@code wanted} bytes may move now; they count as moved. */
  int take(int wanted, long now) {
    if (unlimited()) {
      return wanted;
    }
    synchronized (shared) {
      return (int) own.take(wanted, now);
    }
  }

  /** So many of the bytes that were taken have not moved. */
  void giveBack(int bytes) {
    if (!unlimited()) {
      synchronized (shared) {
        own.giveBack(bytes);
      }
    }
  }

  /** Whether {@code bytes} may move as a whole; if so they count as moved. */
  boolean takeAll(int bytes, long now) {
    if (unlimited()) {
      return true;
    }
    synchronized (shared) {
      if (credit < bytes) {
        credit += own.take(bytes - credit, now);
      }
      if (credit < bytes) {
        return false;
      }
      credit -= bytes;
      return true;
    }
  }

  /** Whether {@code bytes} could move now. */
  boolean allows(int bytes, long now) {
    if (unlimited()) {
      return true;
    }
    synchronized (shared) {
      return own.nanosUntil(Math.max(1, bytes - credit), now) == 0;
    }
  }

  /** How long to wait before asking again. */
  long nanosUntil(long bytes, long now) {
    synchronized (shared) {
      return Math.max(MIN_WAIT_NANOS, own.nanosUntil(Math.max(1, bytes - credit), now));
    }
  }
}
