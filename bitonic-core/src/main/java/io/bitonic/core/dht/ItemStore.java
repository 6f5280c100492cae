package io.bitonic.core.dht;

import io.bitonic.core.krpc.Failure;
import io.bitonic.core.krpc.Item;
import io.bitonic.core.krpc.NodeId;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Items that others stored with us (BEP 44): at most 700 for two hours; the one not used for
 * longest goes first. Loop thread only; time arrives as an argument.
 */
final class ItemStore {
  static final int MAX_ITEMS = 700;
  private static final long LIFE = TimeUnit.HOURS.toNanos(2);

  private record Stored(Item item, long since) {}

  private final Map<NodeId, Stored> items =
      new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<NodeId, Stored> eldest) {
          return size() > MAX_ITEMS;
        }
      };

  /** The item, or null. */
  Item get(NodeId target) {
    Stored s = items.get(target);
    return s == null ? null : s.item;
  }

  /**
   * Stores an item whose token was right.
   *
   * @param cas the sequence number that must be stored now, or null
   * @return 0, or the code of the error ({@link Failure})
   */
  int put(Item item, Long cas, long now) {
    if (item.value() == null) {
      return Failure.PROTOCOL;
    }
    if (item.value().length > Item.MAX_VALUE) {
      return Failure.TOO_BIG;
    }
    if (item.salt().length > Item.MAX_SALT) {
      return Failure.SALT_TOO_BIG;
    }
    NodeId target = Items.target(item);
    if (item.isMutable()) {
      int code = check(item, cas, get(target));
      if (code != 0) {
        return code;
      }
    }
    items.put(target, new Stored(item, now));
    return 0;
  }

  private static int check(Item item, Long cas, Item old) {
    if (old != null) {
      if (cas != null && cas != old.seq()) {
        return Failure.CAS_MISMATCH;
      }
      boolean same = Arrays.equals(item.value(), old.value());
      if (item.seq() < old.seq() || item.seq() == old.seq() && !same) {
        return Failure.SEQ_TOO_OLD;
      }
    }
    return Items.isSigned(item) ? 0 : Failure.BAD_SIGNATURE;
  }

  void expire(long now) {
    items.values().removeIf(s -> now - s.since >= LIFE);
  }

  int size() {
    return items.size();
  }
}
