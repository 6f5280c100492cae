package io.bitonic.core.net;

import io.bitonic.core.mse.TorrentKeys;
import io.bitonic.core.wire.Handshake;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.tinylog.Logger;

/**
 * Where connections come in, until their handshake has been read. Places are bounded, and nobody
 * can take them all: an address has a few, may not come too often, and when all are taken the
 * address with the most gives up its oldest. Loop thread only.
 */
public final class FrontDoor implements IncomingHandshake.Owner {
  /** Takes connections whose handshake has been read. */
  public interface Owner {
    /**
     * @param layer what goes on top of the link, when it is where it stays
     */
    void arrived(Link link, Handshake handshake, UnaryOperator<Link> layer);

    /** A connection was let in and has come to nothing. */
    default void failed(Link link, String why) {
      Logger.debug("{} {}", link.remote(), why);
    }
  }

  /** Handshakes under way. */
  public static final int PLACES = 256;

  /** Of those, of one IPv4 address or one IPv6 /64. Clients behind one router share them. */
  public static final int PLACES_OF_ONE = 32;

  /** Connections that an address may make at once, as many as it has torrents in common with us. */
  static final int BURST = 200;

  /** After that it may come so often. */
  static final double PER_SECOND = 2;

  private static final int MAX_CALLERS = 4096;

  private static final class Caller {
    final Set<IncomingHandshake> pending = new LinkedHashSet<>();
    double tokens = BURST;
    long since;
  }

  private final Loop loop;
  private final MseOptions mse;
  private final TorrentKeys torrents;
  private final Predicate<InetAddress> blocked;
  private final Owner owner;

  /** All that are pending, the oldest first. */
  private final Map<IncomingHandshake, Caller> pending = new LinkedHashMap<>();

  /** In order of their last visit. */
  private final Map<Long, Caller> callers = new LinkedHashMap<>(64, 0.75f, true);

  public FrontDoor(
      Loop loop,
      MseOptions mse,
      TorrentKeys torrents,
      Predicate<InetAddress> blocked,
      Owner owner) {
    this.loop = loop;
    this.mse = mse;
    this.torrents = torrents;
    this.blocked = blocked;
    this.owner = owner;
  }

  /** Takes a connection of any kind whose first bytes are still to be read. */
  public void accepted(Link link) {
    InetAddress from = link.remote().getAddress();
    if (blocked.test(from)) {
      link.close();
      return;
    }
    Caller c = caller(from);
    // This machine's own programs are not strangers, and all have one address.
    if (!from.isLoopbackAddress() && !isWelcome(c)) {
      link.close();
      return;
    }
    if (pending.size() >= PLACES) {
      makeRoom();
    }
    IncomingHandshake h = new IncomingHandshake(loop, link, mse, torrents, this);
    pending.put(h, c);
    c.pending.add(h);
  }

  private Caller caller(InetAddress from) {
    Caller c = callers.computeIfAbsent(key(from), _ -> new Caller());
    Iterator<Caller> eldest = callers.values().iterator();
    while (callers.size() > MAX_CALLERS && eldest.hasNext()) {
      Caller e = eldest.next();
      if (e != c && e.pending.isEmpty()) {
        eldest.remove();
      }
    }
    return c;
  }

  private static long key(InetAddress a) {
    ByteBuffer b = ByteBuffer.wrap(a.getAddress());
    return a instanceof Inet4Address ? 1L << 62 | b.getInt() & 0xffff_ffffL : b.getLong();
  }

  private boolean isWelcome(Caller c) {
    long now = loop.clock().nanos();
    if (c.tokens < BURST) {
      c.tokens = Math.min(BURST, c.tokens + (now - c.since) * 1e-9 * PER_SECOND);
    }
    c.since = now;
    if (c.tokens < 1 || c.pending.size() >= PLACES_OF_ONE) {
      return false;
    }
    c.tokens--;
    return true;
  }

  private void makeRoom() {
    Caller most = pending.values().iterator().next();
    for (Caller c : pending.values()) {
      if (c.pending.size() > most.pending.size()) {
        most = c;
      }
    }
    most.pending.iterator().next().failed("others want its place");
  }

  /** Connections whose handshake is being read. */
  public int pending() {
    return pending.size();
  }

  /** Addresses that are remembered. */
  int callers() {
    return callers.size();
  }

  private void remove(IncomingHandshake which) {
    Caller c = pending.remove(which);
    if (c != null) {
      c.pending.remove(which);
    }
  }

  @Override
  public void arrived(IncomingHandshake which, Handshake theirs, UnaryOperator<Link> layer) {
    remove(which);
    owner.arrived(which.link(), theirs, layer);
  }

  @Override
  public void failed(IncomingHandshake which, String why) {
    remove(which);
    owner.failed(which.link(), why);
  }
}
