package io.bitonic.core.utp;

import java.nio.ByteBuffer;

/**
 * One µTP connection (BEP 29) without sockets and clocks: packets and the time come in as
 * arguments, packets go out through {@link Output}. One thread. Whoever drives it looks at its
 * state after each call, calls {@link #flush} once after a batch of calls, and {@link #tick} when
 * {@link #dueIn} says so.
 */
public final class UtpConnection {
  /** Where packets go. */
  public interface Output {
    int SENT = 1;

    /** The socket takes no more now. */
    int FULL = 0;

    /** Larger than the path takes in one piece. */
    int TOO_BIG = -1;

    /**
     * Sends the bytes between position and limit, or not; they are valid during the call only.
     *
     * @param whole the packet may not be fragmented
     */
    int send(ByteBuffer packet, boolean whole);
  }

  /**
   * What a connection works with.
   *
   * @param scratch a direct buffer of {@link #SCRATCH} bytes for acks, shared by a loop
   * @param leastWindow bytes of receive window that are offered at least
   * @param ipv6 whether the path is IPv6
   */
  public record Setup(
      Output output, BufferPool pool, ByteBuffer scratch, int leastWindow, boolean ipv6) {}

  /** Life of a connection. */
  public enum State {
    /** Our SYN is on its way. */
    CONNECTING,
    /** A SYN has come; nothing shows yet that its sender's address is real. */
    ACCEPTED,
    CONNECTED,
    /** No packet comes or goes any more. */
    CLOSED
  }

  private static final int MAX_SACK = 128;

  /** Bytes of a {@link Setup#scratch}. */
  public static final int SCRATCH = UtpHeader.LENGTH + 2 + MAX_SACK;

  private static final long UNCONFIRMED_NANOS = 3_000_000_000L;
  private static final long KEEPALIVE_NANOS = 29_000_000_000L;
  private static final long LINGER_NANOS = 15_000_000_000L;
  private static final int MAX_DRIFT_MICROS = 10_000;

  private Setup setup;
  private final int receiveId;
  private final int sendId;
  private final long epoch;
  private final UtpSender sender;
  private final ReceiveQueue in;
  private final ReceiveWindow window;
  private final BaseDelay theirDelays = new BaseDelay();
  private final AckTimer ack = new AckTimer();
  private State state;
  private String failure;
  private int difference;
  private int fin = -1;
  private boolean ended;
  private boolean closing;
  private boolean finQueued;
  private long closedAt;
  private long lastPacketOut;
  private long bornAt;

  private UtpConnection(
      Setup setup, State state, int receiveId, int sendId, int sequence, long now) {
    this.setup = setup;
    this.state = state;
    this.receiveId = receiveId & 0xffff;
    this.sendId = sendId & 0xffff;
    this.epoch = now;
    this.bornAt = now;
    this.lastPacketOut = now;
    this.in = new ReceiveQueue(setup.pool());
    this.window = new ReceiveWindow(in, setup.leastWindow(), now);
    this.sender =
        new UtpSender(
            this::send,
            setup.pool(),
            setup.ipv6() ? MtuSearch.OVERHEAD_6 : MtuSearch.OVERHEAD_4,
            sequence & 0xffff);
  }

  /**
   * Calls: the SYN goes with the first {@link #flush}.
   *
   * @param id a random number that no connection to the same address has
   * @param sequence a random number
   */
  public static UtpConnection dial(Setup setup, int id, int sequence, long now) {
    UtpConnection c = new UtpConnection(setup, State.CONNECTING, id, id + 1, sequence, now);
    if (!c.sender.control(UtpHeader.SYN)) {
      c.fail("no memory for another connection");
    }
    return c;
  }

  /**
   * Answers a SYN with the first {@link #flush}.
   *
   * @param sequence a random number
   */
  public static UtpConnection accept(Setup setup, UtpHeader syn, int sequence, long now) {
    int id = syn.connectionId;
    UtpConnection c = new UtpConnection(setup, State.ACCEPTED, id + 1, id, sequence, now);
    c.in.next = Seq.plus(syn.sequence, 1);
    c.arrival(syn, now);
    c.ack.now();
    return c;
  }

  /** The connection goes to another loop. */
  public void move(Output output, ByteBuffer scratch) {
    setup = new Setup(output, setup.pool(), scratch, setup.leastWindow(), setup.ipv6());
  }

  /** The id of packets to us. */
  public int receiveId() {
    return receiveId;
  }

  /** The id of packets from us. */
  public int sendId() {
    return sendId;
  }

  public State state() {
    return state;
  }

  /** Why it has closed, or null when it closed in order. */
  public String failure() {
    return failure;
  }

  /** Bytes that can be read. */
  public int readable() {
    return in.size();
  }

  /** Whether the other side has ended its stream and all of it has been read. */
  public boolean atEnd() {
    return ended && in.size() == 0;
  }

  /** Whether {@link #write} takes more after it took less than all. */
  public boolean hasRoom() {
    return state == State.CONNECTED && !closing && sender.hasRoom();
  }

  /** Whether the socket was full: flush again soon. */
  public boolean isBlocked() {
    return state != State.CLOSED && sender.isBlocked();
  }

  /** Whether an ack or data may be waiting for {@link #flush}. */
  public boolean isAckDue() {
    return ack.isDue();
  }

  /** Congestion window in bytes. */
  public int congestionWindow() {
    return sender.window();
  }

  /** Bytes of the largest datagram that is known to pass. */
  public int datagramSize() {
    return sender.datagram();
  }

  /** Smoothed round-trip time in nanoseconds, 0 when it isn't known. */
  public long roundTrip() {
    return sender.rtt.smoothed();
  }

  private int micros(long now) {
    return (int) ((now - epoch) / 1000);
  }

  private long now;

  // ---- packets that come in

  /**
   * Takes a packet of this connection: the driver has compared the address and the connection id.
   *
   * @param b holds the payload where {@code h} says
   */
  public void received(UtpHeader h, ByteBuffer b, long time) {
    now = time;
    if (state == State.CLOSED) {
      return;
    }
    switch (h.type) {
      case UtpHeader.RESET -> reset(h);
      case UtpHeader.SYN -> repeatedSyn(h);
      default -> packet(h, b);
    }
  }

  private void reset(UtpHeader h) {
    // It names the packet that it answers, which somebody off the path can't know (RFC 5961 §3).
    int behind = Seq.distance(sender.queue.next, h.ack);
    if (behind >= 0 && behind <= ReceiveQueue.REACH) {
      fail(state == State.CONNECTING ? "connection refused" : "connection reset by the peer");
    }
  }

  private void repeatedSyn(UtpHeader h) {
    if (state == State.ACCEPTED && Seq.plus(h.sequence, 1) == in.next) {
      ack.now();
    }
  }

  private void packet(UtpHeader h, ByteBuffer b) {
    if (state == State.CONNECTING) {
      if (h.type != UtpHeader.STATE || h.ack != sender.queue.first) {
        return;
      }
      // An ack has the number of the data that will follow it.
      in.next = h.sequence;
    } else if (Math.abs(Seq.distance(h.sequence, in.next)) > ReceiveQueue.REACH) {
      return;
    }
    if (!sender.acknowledged(h, b, now)) {
      return;
    }
    state = State.CONNECTED;
    arrival(h, now);
    if (h.type == UtpHeader.DATA && h.payloadLength > 0) {
      data(h, b);
    } else if (h.type == UtpHeader.FIN) {
      if (fin < 0) {
        fin = h.sequence;
      }
      ack.now();
    }
    if (fin == in.next && !ended) {
      in.next = Seq.plus(in.next, 1);
      ended = true;
      ack.now();
    }
    if (finQueued && ended && sender.queue.packets() == 0) {
      flush(now, true);
      release(null);
    }
  }

  private void arrival(UtpHeader h, long time) {
    if (h.timestamp == 0) {
      return;
    }
    difference = micros(time) - h.timestamp;
    int drop = theirDelays.sample(difference, time);
    if (drop > 0 && drop <= MAX_DRIFT_MICROS && sender.delays.isKnown()) {
      sender.delays.drift(drop);
    }
  }

  private void data(UtpHeader h, ByteBuffer b) {
    int ahead = Seq.distance(h.sequence, in.next);
    boolean beyondEnd = fin >= 0 && Seq.distance(h.sequence, fin) >= 0;
    if (ahead < 0 || ahead >= ReceiveQueue.REACH || beyondEnd) {
      // An ack of ours may have been lost.
      ack.now();
      return;
    }
    if (ahead > 0) {
      in.keep(b, h.payloadAt, h.payloadLength, h.sequence, window.most());
      ack.now();
      return;
    }
    boolean gap = in.hasEarly();
    if (!in.append(b, h.payloadAt, h.payloadLength, window.most())) {
      ack.now();
      return;
    }
    window.tune(h.payloadLength, sender.rtt.min(), now);
    if (closing) {
      in.discard();
    }
    if (gap) {
      ack.now();
    } else {
      ack.packet(now);
    }
  }

  // ---- the stream

  /** Moves bytes into {@code dst}; 0 when none are there. */
  public int read(ByteBuffer dst, long time) {
    now = time;
    int n = in.read(dst);
    if (n > 0 && window.isWorthTelling()) {
      ack.now();
    }
    return n;
  }

  /** Takes bytes of {@code src}; 0 when too much is under way already. */
  public int write(ByteBuffer src, long time) {
    now = time;
    return state == State.CONNECTED && !closing ? sender.write(src, time) : 0;
  }

  /**
   * Sends what the windows allow, and an ack when one is due.
   *
   * @param push whether a last packet that is not full goes too
   */
  public void flush(long time, boolean push) {
    now = time;
    if (state == State.CLOSED) {
      return;
    }
    if (state != State.ACCEPTED) {
      sender.flush(time, push);
    }
    // A header has no room for which packets are missing: that takes a packet of its own.
    if (ack.isDue()) {
      sendState();
    }
    if (in.size() == 0) {
      in.trim();
    }
    sender.queue.trim();
  }

  private int send(ByteBuffer packet, int type, int sequence, boolean whole) {
    UtpHeader.write(
        packet,
        packet.position(),
        type,
        0,
        type == UtpHeader.SYN ? receiveId : sendId,
        stamp(),
        difference,
        window.open(),
        sequence,
        Seq.plus(in.next, -1));
    int result = setup.output().send(packet, whole);
    if (result == Output.SENT) {
      acked(!in.hasEarly());
    }
    return result;
  }

  /** Never 0, which says "no time". */
  private int stamp() {
    int t = micros(now);
    return t == 0 ? 1 : t;
  }

  private void sendState() {
    ByteBuffer b = setup.scratch().clear();
    int sack = in.hasEarly() ? in.selectiveAck(b, UtpHeader.LENGTH + 2, MAX_SACK) : 0;
    UtpHeader.write(
        b,
        0,
        UtpHeader.STATE,
        sack > 0 ? UtpHeader.SELECTIVE_ACK : 0,
        sendId,
        stamp(),
        difference,
        window.open(),
        sender.queue.next,
        Seq.plus(in.next, -1));
    int length = UtpHeader.LENGTH;
    if (sack > 0) {
      b.put(length, (byte) 0).put(length + 1, (byte) sack);
      length += 2 + sack;
    }
    if (setup.output().send(b.position(0).limit(length), false) == Output.SENT) {
      acked(true);
    }
  }

  private void acked(boolean whole) {
    window.told();
    lastPacketOut = now;
    if (whole) {
      ack.sent();
    }
  }

  // ---- the end

  /**
   * Ends the stream: what has been written still goes out, then a FIN; what comes in is thrown
   * away. The driver goes on until the state is CLOSED, which takes 15 seconds at most.
   */
  public void close(long time) {
    now = time;
    if (closing || state == State.CLOSED) {
      return;
    }
    closing = true;
    closedAt = time;
    in.discard();
    if (state != State.CONNECTED || !sender.control(UtpHeader.FIN)) {
      release(null);
      return;
    }
    finQueued = true;
  }

  private void fail(String why) {
    release(closing ? null : why);
  }

  private void release(String why) {
    if (state != State.CLOSED) {
      state = State.CLOSED;
      failure = why;
      sender.queue.close();
      if (why != null) {
        in.close();
      }
    }
  }

  /** Gives all memory back; nothing may be read any more. */
  public void dispose() {
    release(null);
    in.close();
  }

  // ---- time

  /** Nanoseconds until {@link #tick} has something to do. */
  public long dueIn(long time) {
    long in = KEEPALIVE_NANOS - (time - lastPacketOut);
    in = Math.min(in, ack.dueIn(time));
    if (closing) {
      in = Math.min(in, LINGER_NANOS - (time - closedAt));
    }
    if (state == State.ACCEPTED) {
      in = Math.min(in, UNCONFIRMED_NANOS - (time - bornAt));
    }
    return Math.max(0, Math.min(in, sender.dueIn(time)));
  }

  /** Does what is due; {@link #flush} follows. */
  public void tick(long time) {
    now = time;
    if (state == State.CLOSED) {
      return;
    }
    if (state == State.ACCEPTED && time - bornAt >= UNCONFIRMED_NANOS) {
      fail("the connection was never confirmed");
      return;
    }
    if (closing && time - closedAt >= LINGER_NANOS) {
      release(null);
      return;
    }
    ack.tick(time);
    if (time - lastPacketOut >= KEEPALIVE_NANOS) {
      // Keeps the mapping in NATs on the way alive.
      ack.now();
    }
    if (!sender.tick(time)) {
      fail("no answer");
    }
  }
}
