package io.bitonic.core.net;

import io.bitonic.core.util.IntMap;
import io.bitonic.core.utp.BufferPool;
import io.bitonic.core.utp.UtpConnection;
import io.bitonic.core.utp.UtpHeader;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * The µTP connections of one loop over the UDP socket that the loop has anyway.
 *
 * <p>Datagrams are handed out as they come, but answered once they have all been seen: one ack a
 * connection and batch, behind whatever the torrents write because of it.
 *
 * <p>Loop thread only. A connection that came in may be {@link #give}n to another loop: then its
 * datagrams are copied and handed over one by one, and that loop sends through this one's socket,
 * which a {@link UdpSocket} allows.
 */
public final class UtpSocket implements Datagrams.Receiver {
  /** Bytes of all connections' buffers at most. */
  public static final long POOL = 96L << 20;

  private static final int MAX_LINKS = 4096;

  /** Callers whose address may be made up; the oldest gives way to one more. */
  private static final int MAX_UNCONFIRMED = 512;

  private static final int RESETS_PER_SECOND = 64;
  private static final long SECOND = 1_000_000_000L;
  private static final long LEAST_TIMER = 1_000_000L;
  private static final int LEAST_WINDOW = 1 << 16;
  private static final int MOST_WINDOW = 1 << 20;

  private final Loop loop;
  private final Datagrams datagrams;
  private final RandomGenerator random;
  private final BufferPool pool;
  private final UtpHeader header = new UtpHeader();
  private final ByteBuffer scratch = ByteBuffer.allocateDirect(UtpConnection.SCRATCH);

  /** Links whose datagrams arrive here, by the id that these carry; chained when ids meet. */
  private final IntMap<UtpLink> byId = new IntMap<>();

  /** Links that belong to this loop. */
  private final List<UtpLink> links = new ArrayList<>();

  private final ArrayDeque<UtpLink> listed = new ArrayDeque<>();
  private final Runnable lookTask = this::lookAround;
  private final Runnable flushTask = this::flushAll;
  private final ArrayDeque<UtpLink> toFlush = new ArrayDeque<>();
  private Acceptor acceptor;
  private Predicate<InetAddress> blocked = a -> false;
  private boolean lookPosted;
  private boolean flushPosted;
  private int arriving;
  private final Set<UtpLink> unconfirmed = new LinkedHashSet<>();
  private Loop.Timer timer;
  private long timerAt;
  private long resetsSince;
  private int resets;

  /** Takes connections that came in, once their sender's address is known to be real. */
  @FunctionalInterface
  public interface Acceptor {
    void accepted(Link link);
  }

  /**
   * @param pool shared by the sockets that connections move between
   */
  public UtpSocket(Loop loop, Datagrams datagrams, BufferPool pool, RandomGenerator random) {
    this.loop = loop;
    this.datagrams = datagrams;
    this.random = random;
    this.pool = pool;
    this.resetsSince = now();
    datagrams.addReceiver(this);
  }

  /**
   * Takes connections from now on; without it they are refused.
   *
   * @param unwelcome addresses that are not answered
   */
  public void accept(Acceptor to, Predicate<InetAddress> unwelcome) {
    acceptor = to;
    blocked = unwelcome;
  }

  /** Starts a connection; {@code handler} hears {@code connected} or {@code closed}. */
  public Link dial(InetSocketAddress remote, Link.Handler handler) throws IOException {
    if (arriving >= MAX_LINKS) {
      throw new IOException("too many µTP connections");
    }
    int id = random.nextInt(1 << 16);
    while (find(remote, id) != null) {
      id = id + 1 & 0xffff;
    }
    UtpLink link = new UtpLink(this, datagrams, remote, true, handler);
    link.connection = UtpConnection.dial(setup(link), id, random.nextInt(1 << 16), now());
    add(link);
    look(link);
    return link;
  }

  private UtpConnection.Setup setup(UtpLink link) {
    int window = Math.clamp(datagrams.receiveBuffer() / 2, LEAST_WINDOW, MOST_WINDOW);
    return new UtpConnection.Setup(
        link::send, pool, scratch, window, link.remote().getAddress() instanceof Inet6Address);
  }

  /** Connections that belong to this loop, those that are ending among them. */
  public int size() {
    return links.size();
  }

  long now() {
    return loop.clock().nanos();
  }

  // ---- datagrams

  @Override
  public void received(InetSocketAddress from, ByteBuffer data) {
    if (!UtpHeader.looksLike(data) || !header.read(data)) {
      return;
    }
    UtpLink link = find(from, header.connectionId);
    if (header.type == UtpHeader.SYN) {
      syn(from);
      return;
    }
    if (link == null && header.type == UtpHeader.RESET) {
      link = sender(from, header.connectionId);
    }
    if (link == null) {
      refuse(from);
    } else if (link.home == this) {
      link.received(header, data, now());
      if (link.home == this) {
        look(link);
      }
    } else {
      forward(link, data);
    }
  }

  @Override
  public void drained() {
    if (!listed.isEmpty()) {
      lookAround();
    }
  }

  private void syn(InetSocketAddress from) {
    UtpLink known = find(from, header.connectionId + 1 & 0xffff);
    if (known != null) {
      if (known.home == this) {
        known.received(header, null, now());
        look(known);
      }
      return;
    }
    if (acceptor == null || arriving >= MAX_LINKS || blocked.test(from.getAddress())) {
      return;
    }
    UtpLink link = new UtpLink(this, datagrams, from, false, null);
    link.connection = UtpConnection.accept(setup(link), header, random.nextInt(1 << 16), now());
    link.unconfirmed = true;
    if (unconfirmed.size() >= MAX_UNCONFIRMED) {
      makeRoom();
    }
    unconfirmed.add(link);
    add(link);
    look(link);
  }

  private void makeRoom() {
    UtpLink oldest = unconfirmed.iterator().next();
    confirmed(oldest);
    if (oldest.connection.state() == UtpConnection.State.ACCEPTED) {
      remove(oldest);
    }
  }

  private void confirmed(UtpLink link) {
    link.unconfirmed = false;
    unconfirmed.remove(link);
  }

  /** Says that there is no such connection, to few: such packets may carry others' addresses. */
  private void refuse(InetSocketAddress from) {
    if (header.type == UtpHeader.RESET) {
      return;
    }
    long now = now();
    if (now - resetsSince >= SECOND) {
      resetsSince = now;
      resets = 0;
    }
    if (++resets <= RESETS_PER_SECOND) {
      UtpHeader.writeReset(scratch.clear(), header, (int) (now / 1000), random.nextInt(1 << 16));
      datagrams.send(scratch, from);
    }
  }

  // ---- the table

  private void add(UtpLink link) {
    arriving++;
    links.add(link);
    int id = link.connection.receiveId();
    link.next = byId.get(id);
    byId.put(id, link);
  }

  private UtpLink find(InetSocketAddress from, int id) {
    for (UtpLink l = byId.get(id); l != null; l = l.next) {
      if (l.remote() == from || l.remote().equals(from)) {
        return l;
      }
    }
    return null;
  }

  /** The link that sends with this id: resets may carry the id of the packet they answer. */
  private UtpLink sender(InetSocketAddress from, int id) {
    for (int d = -1; d <= 1; d += 2) {
      UtpLink l = find(from, id + d & 0xffff);
      if (l != null && l.connection.sendId() == id) {
        return l;
      }
    }
    return null;
  }

  private void forget(UtpLink link) {
    arriving--;
    int id = link.connection.receiveId();
    UtpLink first = byId.get(id);
    if (first == link) {
      if (link.next == null) {
        byId.remove(id);
      } else {
        byId.put(id, link.next);
      }
      return;
    }
    for (UtpLink l = first; l != null; l = l.next) {
      if (l.next == link) {
        l.next = link.next;
        return;
      }
    }
  }

  // ---- between loops

  /**
   * Gives a connection to another loop, which runs {@code taken} when it has it. The handler hears
   * nothing more here.
   */
  public void give(UtpLink link, UtpSocket to, Runnable taken) {
    assert link.home == this && link.gate == this;
    link.home = to;
    links.remove(link);
    to.loop.execute(
        () -> {
          link.connection.move(link::send, to.scratch);
          link.listed = false;
          link.flushing = false;
          to.links.add(link);
          taken.run();
          to.look(link);
        });
  }

  private void forward(UtpLink link, ByteBuffer data) {
    ByteBuffer copy = ByteBuffer.allocate(data.remaining()).put(data).flip();
    UtpSocket to = link.home;
    to.loop.execute(
        () -> {
          if (to.header.read(copy) && to.links.contains(link)) {
            link.received(to.header, copy, to.now());
            to.look(link);
          }
        });
  }

  // ---- after a batch

  /** Sees to a link soon: what its handler has to hear, what it has to send. */
  void look(UtpLink link) {
    if (link.listed) {
      return;
    }
    link.listed = true;
    listed.add(link);
    if (!lookPosted) {
      lookPosted = true;
      loop.execute(lookTask);
    }
  }

  private void lookAround() {
    lookPosted = false;
    for (int n = listed.size(); n > 0; n--) {
      UtpLink link = listed.poll();
      link.listed = false;
      if (link.home != this) {
        continue;
      }
      if (link.unconfirmed && link.connection.state() != UtpConnection.State.ACCEPTED) {
        confirmed(link);
      }
      boolean more = link.tell();
      if (link.home == this) {
        flushLater(link);
        if (more) {
          look(link);
        }
      }
    }
  }

  /** Sends what there is, behind the tasks in which torrents write because of this batch. */
  void flushLater(UtpLink link) {
    if (link.flushing) {
      return;
    }
    link.flushing = true;
    toFlush.add(link);
    if (!flushPosted) {
      flushPosted = true;
      loop.execute(flushTask);
    }
  }

  private void flushAll() {
    flushPosted = false;
    long now = now();
    long soonest = Long.MAX_VALUE;
    for (UtpLink link = toFlush.poll(); link != null; link = toFlush.poll()) {
      if (link.home == this) {
        link.flushing = false;
        link.flush(now);
        soonest = Math.min(soonest, settle(link, now));
      }
    }
    arm(soonest, now);
  }

  /** Lets go of what is over; returns when it has to be seen to at the latest. */
  private long settle(UtpLink link, long now) {
    if (link.isOver() && (link.isClosed() || link.connection.failure() != null)) {
      if (!link.isClosed()) {
        look(link);
      }
      remove(link);
      return Long.MAX_VALUE;
    }
    return link.connection.isBlocked() ? LEAST_TIMER : link.connection.dueIn(now);
  }

  private void remove(UtpLink link) {
    if (!links.remove(link)) {
      return;
    }
    link.connection.dispose();
    if (link.gate == this) {
      forget(link);
    } else {
      link.gate.loop.execute(() -> link.gate.forget(link));
    }
  }

  void accepted(UtpLink link) {
    acceptor.accepted(link);
  }

  // ---- time

  private void arm(long in, long now) {
    if (in == Long.MAX_VALUE) {
      return;
    }
    long at = now + Math.max(in, LEAST_TIMER);
    if (timer != null) {
      if (timerAt - at <= LEAST_TIMER) {
        return;
      }
      timer.cancel();
    }
    timerAt = at;
    timer = loop.schedule(at - now, this::tick);
  }

  private void tick() {
    timer = null;
    long now = now();
    long soonest = Long.MAX_VALUE;
    for (int i = links.size() - 1; i >= 0; i--) {
      UtpLink link = links.get(i);
      long in = link.connection.dueIn(now);
      if (in == 0) {
        link.connection.tick(now);
        look(link);
      } else if (link.connection.isBlocked()) {
        look(link);
      } else {
        soonest = Math.min(soonest, in);
      }
    }
    arm(soonest, now);
  }
}
