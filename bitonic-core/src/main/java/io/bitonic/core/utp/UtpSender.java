package io.bitonic.core.utp;

import java.nio.ByteBuffer;

/**
 * The sending half of a connection: what may go out when, what is lost, and when silence is too
 * long.
 *
 * <p>Each transmission has a number. A packet is lost when one that was sent three transmissions or
 * half a round trip later has arrived (as in RFC 8985), which also finds what was lost a second
 * time. When one arrives after all, the path reorders: then only time counts, and more of it. The
 * end of a burst has nothing sent behind it; for that its last packet is sent again early.
 */
final class UtpSender {
  /** Gives packets a header and sends them. */
  interface Packets {
    /**
     * @return one of the constants of {@link UtpConnection.Output}
     */
    int send(ByteBuffer packet, int type, int sequence, boolean whole);
  }

  private static final int REORDERED = 3;
  private static final int SYN_RESENDS = 2;
  private static final int FIN_RESENDS = 2;
  private static final int DATA_RESENDS = 3;
  private static final long CONNECT_NANOS = 3_000_000_000L;

  /** Packets behind a gap; libtorrent throws away what is 953 ahead, others what is 1,024. */
  private static final int MOST_BEHIND_GAP = 900;

  private static final long TAIL_NANOS = 20_000_000L;
  private static final long LEAST_SPREAD = 1_000_000L;

  /** Quarters of a round trip that packets may be late; the most is reached on wild paths. */
  private static final int FIRST_LATE = 2;

  private static final int MOST_LATE = 6;

  /** Bytes that wait or are in flight at least before a writer has to wait. */
  private static final int LEAST_QUEUE = 1 << 16;

  private final Packets packets;
  final SendQueue queue;
  final RttEstimate rtt = new RttEstimate();
  final BaseDelay delays = new BaseDelay();
  private final Ledbat ledbat;
  private final MtuSearch mtu;
  private int peerWindow = LEAST_QUEUE;
  private int probe = -1;
  private int number;
  private int newestAcked;
  private long newestAckedSent;
  private boolean anyAcked;
  private int resendFrom;
  private int duplicates;
  private int late = FIRST_LATE;
  private long lateSince;
  private int backoff;
  private int silent;
  private long timedFrom;
  private long lastSent;
  private boolean tailArmed;
  private boolean zeroWindow;
  private long zeroSince;
  private int zeroTries;
  private boolean blocked;

  UtpSender(Packets packets, BufferPool pool, int overhead, int firstSequence) {
    this.packets = packets;
    this.queue = new SendQueue(pool, firstSequence);
    this.mtu = new MtuSearch(overhead);
    this.ledbat = new Ledbat(payload());
  }

  /** Bytes of a full packet's payload. */
  int payload() {
    return mtu.size() - UtpHeader.LENGTH;
  }

  int window() {
    return ledbat.window();
  }

  int datagram() {
    return mtu.size();
  }

  long lastSent() {
    return lastSent;
  }

  /** Whether the socket took no more. */
  boolean isBlocked() {
    return blocked;
  }

  private int queueBound() {
    return Math.max(LEAST_QUEUE, 2 * ledbat.window());
  }

  /** Bytes that have not arrived yet, as far as is known: what waits behind a gap has. */
  private int pending() {
    return queue.bytes - queue.sackedBytes;
  }

  /** Whether a writer that was turned away should try again. */
  boolean hasRoom() {
    return pending() <= queueBound() * 3 / 4;
  }

  int write(ByteBuffer src, long now) {
    int start = src.position();
    int bound = queueBound();
    while (src.hasRemaining() && pending() < bound) {
      if (queue.fill(src) > 0) {
        continue;
      }
      int size = payload();
      int larger = probe < 0 ? mtu.wanted(now) - UtpHeader.LENGTH : 0;
      boolean probes = larger > size && src.remaining() >= larger;
      if (!queue.add(UtpHeader.DATA, probes ? larger : size)) {
        break;
      }
      if (probes) {
        probe = Seq.plus(queue.end, -1);
        mtu.sent(larger + UtpHeader.LENGTH);
      }
    }
    return src.position() - start;
  }

  /** Queues a SYN or FIN. */
  boolean control(int type) {
    return queue.add(type, 0);
  }

  // ---- what comes back

  /**
   * Takes the acknowledgements of a packet.
   *
   * @return false when it acknowledges what was never sent: it is forged or broken
   */
  boolean acknowledged(UtpHeader h, ByteBuffer b, long now) {
    int news = Seq.distance(h.ack, queue.first) + 1;
    if (news > Seq.distance(queue.next, queue.first) || news < -ReceiveQueue.REACH) {
      return false;
    }
    silent = 0;
    if (h.difference != 0) {
      delays.sample(h.difference, now);
      ledbat.delay(delays.above(h.difference), now);
    }
    if (news < 0) {
      return true;
    }
    peerWindow = h.window;
    if (peerWindow >= payload()) {
      zeroTries = 0;
    }
    int flight = queue.flight;
    int bytes = 0;
    boolean arrived = news > 0;
    for (int i = 0; i < news; i++) {
      arrived(queue.first, now);
      bytes += Math.max(0, queue.remove());
    }
    for (int i = 0; h.sackAt >= 0 && i < h.sackLength * 8; i++) {
      int s = Seq.plus(h.ack, 2 + i);
      if (Seq.distance(s, queue.next) >= 0) {
        break;
      }
      if (h.isSacked(b, i) && queue.state(s) != SendQueue.SACKED) {
        arrived(s, now);
        bytes += queue.sack(s);
        arrived = true;
      }
    }
    if (arrived) {
      ledbat.acked(bytes, flight, payload());
      backoff = 0;
      duplicates = 0;
      timedFrom = now;
      tailArmed = true;
      zeroWindow = false;
    } else if (h.type == UtpHeader.STATE && queue.hasOutstanding()) {
      duplicate(now);
    }
    detectLoss(now);
    return true;
  }

  private void arrived(int s, long now) {
    if (queue.state(s) == SendQueue.SACKED) {
      return;
    }
    long took = now - queue.sentAt(s);
    boolean once = queue.transmissions(s) == 1;
    if (queue.state(s) == SendQueue.LOST || !once && took < rtt.min() / 2) {
      reordered(now);
    }
    if (once) {
      rtt.sample(took);
    }
    // What comes too soon answers an earlier transmission.
    if ((once || took >= rtt.min() / 2) && (!anyAcked || queue.serial(s) - newestAcked > 0)) {
      anyAcked = true;
      newestAcked = queue.serial(s);
      newestAckedSent = queue.sentAt(s);
    }
    if (s == probe) {
      probe = -1;
      mtu.passed();
    }
  }

  private void reordered(long now) {
    if (late == FIRST_LATE || late < MOST_LATE && now - lateSince >= rtt.smoothed()) {
      late++;
      lateSince = now;
    }
    ledbat.notLost(now, rtt.smoothed());
  }

  /** For peers that know no selective acks. */
  private void duplicate(long now) {
    if (++duplicates == REORDERED && queue.sacked == 0) {
      lose(queue.first, now);
    }
  }

  private void detectLoss(long now) {
    if (!anyAcked || !queue.hasOutstanding() || newestAcked - queue.serial(queue.first) <= 0) {
      return;
    }
    long spread = Math.max(rtt.smoothed() * late / 4, LEAST_SPREAD);
    int ahead = late == FIRST_LATE ? REORDERED : Integer.MAX_VALUE;
    for (int s = queue.first; s != queue.next; s = Seq.plus(s, 1)) {
      if (queue.state(s) == SendQueue.IN_FLIGHT) {
        int later = newestAcked - queue.serial(s);
        if (later >= ahead || later > 0 && newestAckedSent - queue.sentAt(s) > spread) {
          lose(s, now);
        }
      }
    }
  }

  private void lose(int s, long now) {
    if (queue.state(s) != SendQueue.IN_FLIGHT) {
      return;
    }
    queue.lost(s);
    resendFrom = queue.first;
    if (s == probe) {
      // Most likely too large, which says nothing about congestion.
      probe = -1;
      mtu.lost();
    } else {
      ledbat.lost(now, rtt.smoothed(), rtt.min(), payload());
    }
  }

  // ---- what goes out

  /**
   * Sends what the windows allow.
   *
   * @param push whether a last packet that is not full goes too
   */
  void flush(long now, boolean push) {
    blocked = false;
    while (queue.lost > 0 ? resend(now) : sendNew(now, push)) {
      // Until something holds it back.
    }
  }

  private boolean resend(long now) {
    int s = Seq.distance(resendFrom, queue.first) < 0 ? queue.first : resendFrom;
    while (queue.state(s) != SendQueue.LOST) {
      s = Seq.plus(s, 1);
    }
    resendFrom = s;
    return fits(queue.length(s), ledbat.window()) && transmit(s, now);
  }

  private boolean sendNew(long now, boolean push) {
    if (!queue.hasUnsent() || !push && queue.onlyOpenTail()) {
      return false;
    }
    int s = queue.next;
    if (queue.sacked > 0 && Seq.distance(s, queue.first) >= MOST_BEHIND_GAP) {
      return false;
    }
    int n = queue.length(s);
    if (n > peerWindow && queue.flight == 0) {
      if (!zeroWindow) {
        zeroWindow = true;
        zeroSince = now;
      }
      return false;
    }
    return fits(n, Math.min(peerWindow, ledbat.window())) && transmit(s, now);
  }

  private boolean fits(int n, int window) {
    return queue.flight == 0 || queue.flight + n <= window;
  }

  private boolean transmit(int s, long now) {
    boolean whole = s == probe;
    int result = packets.send(queue.packet(s), queue.type(s), s, whole);
    if (result == UtpConnection.Output.TOO_BIG && whole) {
      probe = -1;
      mtu.tooBig();
      result = packets.send(queue.packet(s), queue.type(s), s, false);
    }
    if (result == UtpConnection.Output.FULL) {
      blocked = true;
      return false;
    }
    if (!queue.hasOutstanding()) {
      timedFrom = now;
      tailArmed = true;
    }
    queue.sent(s, ++number, now);
    lastSent = now;
    return true;
  }

  // ---- time

  private boolean tailDue() {
    return tailArmed && backoff == 0 && queue.flight > 0 && rtt.smoothed() > 0;
  }

  private long tailAt() {
    return (lastSent - timedFrom > 0 ? lastSent : timedFrom)
        + Math.max(TAIL_NANOS, 2 * rtt.smoothed());
  }

  private long timeoutAt() {
    return timedFrom
        + (queue.type(queue.first) == UtpHeader.SYN ? CONNECT_NANOS : rtt.timeout(backoff));
  }

  private long zeroProbeAt() {
    return zeroSince + (Math.max(TAIL_NANOS, 2 * rtt.smoothed()) << Math.min(zeroTries, 8));
  }

  /** Nanoseconds until {@link #tick} has something to do; {@link Long#MAX_VALUE}: never. */
  long dueIn(long now) {
    if (!queue.hasOutstanding()) {
      return zeroWindow ? Math.max(0, zeroProbeAt() - now) : Long.MAX_VALUE;
    }
    long in = timeoutAt() - now;
    return Math.max(0, tailDue() ? Math.min(in, tailAt() - now) : in);
  }

  /**
   * @return false when the other side has been silent for too long
   */
  boolean tick(long now) {
    if (!queue.hasOutstanding()) {
      if (zeroWindow && now - zeroProbeAt() >= 0) {
        // The packet that said that the window is open again may be lost.
        zeroWindow = false;
        zeroTries++;
        transmit(queue.next, now);
      }
      return true;
    }
    if (now - timeoutAt() >= 0) {
      return timedOut(now);
    }
    if (tailDue() && now - tailAt() >= 0) {
      tailArmed = false;
      int s = Seq.plus(queue.next, -1);
      while (queue.state(s) != SendQueue.IN_FLIGHT && s != queue.first) {
        s = Seq.plus(s, -1);
      }
      if (queue.state(s) == SendQueue.IN_FLIGHT && s != probe) {
        transmit(s, now);
      }
    }
    return true;
  }

  private boolean timedOut(long now) {
    int type = queue.type(queue.first);
    int resends =
        switch (type) {
          case UtpHeader.SYN -> SYN_RESENDS;
          case UtpHeader.FIN -> FIN_RESENDS;
          default -> DATA_RESENDS;
        };
    boolean probeOnly = probe >= 0 && queue.first == probe && Seq.plus(probe, 1) == queue.next;
    if (!probeOnly && ++silent > resends) {
      return false;
    }
    if (!probeOnly) {
      backoff++;
      ledbat.timedOut(payload());
    }
    if (backoff >= 2) {
      mtu.blackHole();
      probe = -1;
    } else if (probe >= 0 && Seq.distance(probe, queue.next) < 0) {
      probe = -1;
      mtu.lost();
    }
    queue.allLost();
    resendFrom = queue.first;
    timedFrom = now;
    return true;
  }
}
