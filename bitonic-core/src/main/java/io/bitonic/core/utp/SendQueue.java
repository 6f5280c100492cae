package io.bitonic.core.utp;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Packets that are not acknowledged yet, in order of their sequence numbers: first those that have
 * been sent, then those that wait. Each lies in one ring as it goes out, room for its header in
 * front, so that nothing is copied or allocated to send it, or to send it again.
 */
final class SendQueue {
  static final byte WAITING = 0;
  static final byte IN_FLIGHT = 1;
  static final byte LOST = 2;
  static final byte SACKED = 3;

  private static final int FIRST_RING = 1 << 16;
  private static final int MAX_PACKETS = 1 << 13;

  private final BufferPool pool;
  private ByteBuffer ring;
  private int head;
  private int tail;

  private int mask;
  private int[] offset = new int[0];
  private int[] length = offset;
  private int[] room = offset;
  private byte[] type = new byte[0];
  private byte[] state = type;
  private byte[] transmissions = type;
  private int[] serial = offset;
  private long[] sentAt = new long[0];

  /** The oldest that is not acknowledged. */
  int first;

  /** The first that was never sent. */
  int next;

  /** One past the last. */
  int end;

  /** Payload of all packets here. */
  int bytes;

  /** Payload of those that are acknowledged out of order. */
  int sackedBytes;

  /** Payload of those in flight. */
  int flight;

  /** How many are lost and not sent again yet. */
  int lost;

  /** How many are acknowledged out of order. */
  int sacked;

  SendQueue(BufferPool pool, int firstSequence) {
    this.pool = pool;
    first = firstSequence;
    next = firstSequence;
    end = firstSequence;
  }

  int packets() {
    return Seq.distance(end, first);
  }

  boolean hasUnsent() {
    return next != end;
  }

  boolean hasOutstanding() {
    return first != next;
  }

  private boolean tailIsOpen() {
    if (next == end) {
      return false;
    }
    int i = end - 1 & mask;
    return type[i] == UtpHeader.DATA && length[i] < room[i];
  }

  /** Whether the next packet to be sent is the last one and could take more. */
  boolean onlyOpenTail() {
    return Seq.distance(end, next) == 1 && tailIsOpen();
  }

  /** Fills the last packet while it waits. */
  int fill(ByteBuffer src) {
    if (!tailIsOpen()) {
      return 0;
    }
    int i = end - 1 & mask;
    int n = Math.min(src.remaining(), room[i] - length[i]);
    int at = offset[i] + UtpHeader.LENGTH + length[i];
    ring.clear().put(at, src, src.position(), n);
    src.position(src.position() + n);
    length[i] += n;
    head = at + n;
    bytes += n;
    return n;
  }

  /**
   * Adds an empty packet that takes up to {@code payload} bytes.
   *
   * @return false when there is no room for it
   */
  boolean add(int packetType, int payload) {
    if (packets() >= MAX_PACKETS) {
      return false;
    }
    if (packets() >= offset.length) {
      growTable();
    }
    int at = place(UtpHeader.LENGTH + payload);
    if (at < 0) {
      return false;
    }
    int i = end & mask;
    offset[i] = at;
    length[i] = 0;
    room[i] = payload;
    type[i] = (byte) packetType;
    state[i] = WAITING;
    transmissions[i] = 0;
    head = at + UtpHeader.LENGTH;
    end = Seq.plus(end, 1);
    return true;
  }

  private int place(int need) {
    if (first == end) {
      head = 0;
      tail = 0;
    }
    if (ring == null && !growRing(need)) {
      return -1;
    }
    while (true) {
      if (head >= tail) {
        if (ring.capacity() - head >= need) {
          return head;
        }
        if (tail > need) {
          return 0;
        }
      } else if (tail - head > need) {
        return head;
      }
      if (!growRing(need)) {
        return -1;
      }
    }
  }

  private boolean growRing(int need) {
    ByteBuffer bigger = pool.take(Math.max(need, ring == null ? FIRST_RING : ring.capacity() * 2));
    if (bigger == null) {
      return false;
    }
    if (ring != null) {
      ring.clear();
    }
    int at = 0;
    for (int s = first; s != end; s = Seq.plus(s, 1)) {
      int i = s & mask;
      int n = UtpHeader.LENGTH + length[i];
      bigger.put(at, ring, offset[i], n);
      offset[i] = at;
      at += n;
    }
    if (ring != null) {
      pool.give(ring);
    }
    ring = bigger;
    tail = 0;
    head = at;
    return true;
  }

  private void growTable() {
    int old = mask;
    int size = Math.max(16, offset.length * 2);
    mask = size - 1;
    offset = moved(offset, new int[size], old);
    length = moved(length, new int[size], old);
    room = moved(room, new int[size], old);
    serial = moved(serial, new int[size], old);
    byte[] t = new byte[size];
    byte[] st = new byte[size];
    byte[] tx = new byte[size];
    long[] at = new long[size];
    for (int s = first; s != end; s = Seq.plus(s, 1)) {
      t[s & mask] = type[s & old];
      st[s & mask] = state[s & old];
      tx[s & mask] = transmissions[s & old];
      at[s & mask] = sentAt[s & old];
    }
    type = t;
    state = st;
    transmissions = tx;
    sentAt = at;
  }

  private int[] moved(int[] from, int[] to, int oldMask) {
    for (int s = first; s != end; s = Seq.plus(s, 1)) {
      to[s & mask] = from[s & oldMask];
    }
    return to;
  }

  /** The packet as it goes out; position and limit are set on the shared ring. */
  ByteBuffer packet(int sequence) {
    int i = sequence & mask;
    return ring.clear().limit(offset[i] + UtpHeader.LENGTH + length[i]).position(offset[i]);
  }

  int type(int sequence) {
    return type[sequence & mask];
  }

  int length(int sequence) {
    return length[sequence & mask];
  }

  byte state(int sequence) {
    return state[sequence & mask];
  }

  int transmissions(int sequence) {
    return transmissions[sequence & mask];
  }

  int serial(int sequence) {
    return serial[sequence & mask];
  }

  long sentAt(int sequence) {
    return sentAt[sequence & mask];
  }

  void sent(int sequence, int number, long now) {
    int i = sequence & mask;
    if (state[i] == LOST) {
      lost--;
    }
    if (state[i] != IN_FLIGHT) {
      flight += length[i];
    }
    state[i] = IN_FLIGHT;
    serial[i] = number;
    sentAt[i] = now;
    transmissions[i] = (byte) Math.min(100, transmissions[i] + 1);
    if (sequence == next) {
      next = Seq.plus(next, 1);
    }
  }

  void lost(int sequence) {
    int i = sequence & mask;
    if (state[i] == IN_FLIGHT) {
      state[i] = LOST;
      flight -= length[i];
      lost++;
    }
  }

  /** Everything in flight is lost. */
  void allLost() {
    for (int s = first; s != next; s = Seq.plus(s, 1)) {
      lost(s);
    }
  }

  /** It has arrived out of order. Returns its bytes when that is news, else -1. */
  int sack(int sequence) {
    int i = sequence & mask;
    if (state[i] == SACKED || state[i] == WAITING) {
      return -1;
    }
    leave(i);
    state[i] = SACKED;
    sacked++;
    sackedBytes += length[i];
    return length[i];
  }

  private void leave(int i) {
    if (state[i] == IN_FLIGHT) {
      flight -= length[i];
    } else if (state[i] == LOST) {
      lost--;
    }
  }

  /**
   * Lets go of the oldest.
   *
   * @return its bytes when it had not been acknowledged out of order, else -1
   */
  int remove() {
    int i = first & mask;
    int n = length[i];
    boolean known = state[i] == SACKED;
    if (known) {
      sacked--;
      sackedBytes -= n;
    } else {
      leave(i);
    }
    bytes -= n;
    first = Seq.plus(first, 1);
    if (first != end) {
      tail = offset[first & mask];
    }
    return known ? -1 : n;
  }

  /** Gives the memory back while nothing is in it. */
  void trim() {
    if (first == end && ring != null) {
      pool.give(ring);
      ring = null;
      head = 0;
      tail = 0;
    }
  }

  void close() {
    if (ring != null) {
      pool.give(ring);
      ring = null;
    }
    Arrays.fill(state, WAITING);
    first = end;
    next = end;
    bytes = 0;
    flight = 0;
    lost = 0;
    sacked = 0;
    sackedBytes = 0;
  }
}
