package io.bitonic.core.lsd;

import io.bitonic.core.net.Binding;
import io.bitonic.core.net.EventLoop;
import io.bitonic.core.net.Loop;
import io.bitonic.core.net.MulticastGroup;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/**
 * Finds peers in the local network (BEP 14): tells the multicast groups which torrents are here and
 * hears the same of others. Loop thread only, but for the constructor.
 */
public final class LocalDiscovery {
  /** Hears of peers. */
  public interface Finder {
    /** Somebody near has this torrent, or seeks it; called only for torrents that were added. */
    void found(String infoHash, InetSocketAddress peer);
  }

  private static final int PORT = 6771;
  private static final String V4 = "239.192.152.143";
  private static final String V6 = "ff15::efc0:988f";
  private static final long TICK_NANOS = 1_000_000_000L;
  private static final long INTERVAL_NANOS = 300_000_000_000L;
  private static final long REJOIN_NANOS = 60_000_000_000L;
  private static final int RECEIVED_PER_TICK = 100;

  private final EventLoop loop;
  private final Supplier<Binding> binding;
  private final IntSupplier listenPort;
  private final String cookie;
  private final Finder finder;
  private final MulticastGroup v4;
  private final MulticastGroup v6;

  /** When each torrent is to be told next, the earliest first. */
  private final LinkedHashMap<String, Long> due = new LinkedHashMap<>();

  private Binding joinedWith;
  private long lastJoin;
  private int received;
  private Loop.Timer timer;
  private boolean closed;

  /**
   * @param listenPort TCP port that peers find us at
   * @param cookie unlikely to be another client's
   */
  public LocalDiscovery(
      EventLoop loop,
      Supplier<Binding> binding,
      IntSupplier listenPort,
      String cookie,
      Finder finder) {
    this.loop = loop;
    this.binding = binding;
    this.listenPort = listenPort;
    this.cookie = cookie;
    this.finder = finder;
    this.v4 = new MulticastGroup(loop, group(V4), this::received);
    this.v6 = new MulticastGroup(loop, group(V6), this::received);
  }

  private static InetSocketAddress group(String address) {
    return new InetSocketAddress(InetAddress.ofLiteral(address), PORT);
  }

  public void start() {
    assert loop.inLoop();
    tick();
  }

  public void close() {
    closed = true;
    if (timer != null) {
      timer.cancel();
    }
    leave();
  }

  private void leave() {
    v4.close();
    v6.close();
    joinedWith = null;
  }

  private void tick() {
    if (closed) {
      return;
    }
    timer = loop.schedule(TICK_NANOS, this::tick);
    received = 0;
    join();
    if (joinedWith != null) {
      announce();
    }
  }

  private void join() {
    Binding now = binding.get();
    if (joinedWith != null && !joinedWith.equals(now)) {
      leave();
      long soon = loop.clock().nanos();
      due.replaceAll((hash, when) -> soon);
    }
    long time = loop.clock().nanos();
    if (now.isOnline() && (joinedWith == null || time - lastJoin > REJOIN_NANOS)) {
      joinedWith = now;
      lastJoin = time;
      v4.join(now);
      v6.join(now);
    }
  }

  /** The torrent may be announced from now on: soon, then every five minutes. */
  public void add(String infoHash) {
    assert loop.inLoop();
    due.putFirst(infoHash, loop.clock().nanos());
  }

  /** It is paused, or gone. */
  public void remove(String infoHash) {
    assert loop.inLoop();
    due.remove(infoHash);
  }

  /** One message a second at most. */
  private void announce() {
    long now = loop.clock().nanos();
    List<String> hashes = new ArrayList<>();
    while (hashes.size() < LsdMessage.MAX_HASHES
        && !due.isEmpty()
        && now - due.firstEntry().getValue() >= 0) {
      String hash = due.pollFirstEntry().getKey();
      hashes.add(hash);
      due.putLast(hash, now + INTERVAL_NANOS);
    }
    if (!hashes.isEmpty()) {
      LsdMessage m = new LsdMessage(listenPort.getAsInt(), hashes, cookie);
      v4.send(m.encode(V4 + ":" + PORT));
      v6.send(m.encode("[" + V6 + "]:" + PORT));
    }
  }

  private void received(InetSocketAddress from, byte[] raw) {
    if (++received > RECEIVED_PER_TICK) {
      return;
    }
    LsdMessage m = LsdMessage.parse(raw);
    if (m == null || m.cookie().equals(cookie)) {
      return;
    }
    for (String hash : m.infoHashes()) {
      if (due.containsKey(hash)) {
        finder.found(hash, new InetSocketAddress(from.getAddress(), m.port()));
      }
    }
  }
}
