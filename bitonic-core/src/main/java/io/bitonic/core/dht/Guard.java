package io.bitonic.core.dht;

import io.bitonic.core.krpc.Endpoint;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Keeps strangers from using us: those that flood are banned, and what goes out to an address that
 * never answered us stays within what came from it, so that forged senders turn us into no
 * amplifier. Bounded memory. Loop thread only.
 */
final class Guard {
  private static final int MAX_SENDERS = 4096;
  private static final int MESSAGES = 50;
  private static final long WINDOW = TimeUnit.SECONDS.toNanos(10);
  private static final long BAN = TimeUnit.MINUTES.toNanos(5);
  private static final double BYTES_PER_NANO = 8000e-9;
  private static final int BURST = 16_000;

  /**
   * Bytes that a stranger gets beyond what it sent, so that a node's few questions are answered.
   */
  static final int CREDIT = 2048;

  private static final class Sender {
    long windowStart;
    int messages;
    boolean banned;
    long bytes = CREDIT;
    long refilled;
  }

  // In order of use, the sender that was quiet for longest first.
  private final Map<Long, Sender> senders = new LinkedHashMap<>(64, 0.75f, true);
  private double budget = BURST;
  private long budgetAt;

  Guard(long now) {
    budgetAt = now;
  }

  /** Takes note of an unsolicited message; false: it is to be dropped. */
  boolean accept(Endpoint from, int bytes, long now) {
    Sender s = senders.computeIfAbsent(key(from), _ -> fresh(now));
    trim();
    if (s.banned) {
      if (now - s.windowStart < BAN) {
        return false;
      }
      s.banned = false;
      s.windowStart = now;
      s.messages = 0;
    }
    if (now - s.windowStart >= WINDOW) {
      s.windowStart = now;
      s.messages = 0;
    }
    if (now - s.refilled >= BAN) {
      s.refilled = now;
      s.bytes = CREDIT;
    }
    if (++s.messages > MESSAGES) {
      s.banned = true;
      s.windowStart = now;
      return false;
    }
    // A little less than came in, so that the credit is paid back; and silence saves up nothing.
    s.bytes = Math.min(s.bytes + bytes * 7L / 8, CREDIT);
    return true;
  }

  private static Sender fresh(long now) {
    Sender s = new Sender();
    s.windowStart = now;
    s.refilled = now;
    return s;
  }

  private void trim() {
    if (senders.size() > MAX_SENDERS) {
      Iterator<Sender> i = senders.values().iterator();
      i.next();
      i.remove();
    }
  }

  /**
   * Whether a reply of so many bytes may go out; if so it is charged.
   *
   * @param known the node there has answered us
   */
  boolean spend(Endpoint to, int bytes, boolean known, long now) {
    budget = Math.min(BURST, budget + (now - budgetAt) * BYTES_PER_NANO);
    budgetAt = now;
    if (budget < bytes) {
      return false;
    }
    if (!known) {
      Sender s = senders.get(key(to));
      if (s == null || s.bytes < bytes) {
        return false;
      }
      s.bytes -= bytes;
    }
    budget -= bytes;
    return true;
  }

  int size() {
    return senders.size();
  }

  // An IPv4 address by itself, an IPv6 one by its /64: a host has a whole one.
  private static long key(Endpoint e) {
    return e.isV4() ? 1L << 62 | e.ip().hashCode() & 0xffff_ffffL : e.network();
  }
}
