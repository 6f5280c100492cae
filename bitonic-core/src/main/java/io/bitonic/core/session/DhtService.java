package io.bitonic.core.session;

import io.bitonic.core.api.EngineStats.DhtCounts;
import io.bitonic.core.config.Settings;
import io.bitonic.core.dht.Dht;
import io.bitonic.core.dht.DhtState;
import io.bitonic.core.dht.DhtStats;
import io.bitonic.core.net.Binding;
import io.bitonic.core.net.Datagrams;
import io.bitonic.core.net.Loop;
import io.bitonic.core.swarm.DhtPeers;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.function.Predicate;
import org.tinylog.Logger;

/**
 * The engine's DHT node, on the first loop and its UDP socket. Its state file is read at the start
 * and written every ten minutes and at the end, by the state writer.
 *
 * <p>It goes in when a public torrent wants it, or while there is no torrent at all, after a while
 * or when others ask: whoever has private torrents alone sends and answers nothing (BEP 27).
 *
 * <p>It can be turned off and on while everything runs; what torrents seek is kept for that.
 *
 * <p>Concurrency: {@link Dht} belongs to the loop; calls cross to it as tasks. The port and the
 * counts are published in volatile fields.
 */
final class DhtService implements DhtPeers {
  private static final long SAVE_NANOS = TimeUnit.MINUTES.toNanos(10);
  private static final long COUNT_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final InetAddress ANY_V4 = InetAddress.ofLiteral("0.0.0.0");
  private static final InetAddress ANY_V6 = InetAddress.ofLiteral("::");

  private static final DhtCounts NOTHING = new DhtCounts(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

  private final Loop loop;
  private final Gate gate;
  private final boolean v4;
  private final boolean v6;
  private final boolean proxied;
  private final List<String> bootstrap;
  private final LoopUnit unit;
  private final NodeNames names;
  private final IntSupplier listenPort;
  private final Path file;
  private final Executor writer;
  private final BooleanSupplier noTorrents;

  /** What torrents seek, by info-hash. Of the loop, as the next three. */
  private final Map<ByteBuffer, Wish> wishes = new HashMap<>();

  /** Null: off. */
  private Dht dht;

  private boolean begun;
  private boolean ended;
  private volatile boolean on;
  private volatile int port;
  private volatile int nodes;
  private volatile DhtCounts counts = NOTHING;

  private record Wish(boolean seed, Dht.PeersListener listener) {}

  private DhtService(
      Settings settings,
      LoopUnit unit,
      Executor writer,
      IntSupplier listenPort,
      boolean proxied,
      BooleanSupplier noTorrents) {
    this.loop = unit.loop;
    this.unit = unit;
    this.names = new NodeNames(loop, proxied ? unit.peerDatagrams() : null);
    this.listenPort = listenPort;
    this.file = settings.stateDir().resolve("dht");
    this.writer = writer;
    this.noTorrents = noTorrents;
    Binding now = unit.binding();
    this.v4 = !now.isOnline() || now.reaches(ANY_V4);
    this.v6 = now.isOnline() && now.isBound() ? now.reaches(ANY_V6) : hasIpv6();
    this.proxied = proxied;
    this.bootstrap = settings.discovery().dhtBootstrap();
    this.gate = new Gate(unit.peerDatagrams(), unit.blocked);
    loop.execute(() -> unit.peerDatagrams().addReceiver(gate::received));
    turn(settings.discovery().dht());
  }

  /**
   * Goes in or out; what torrents seek is sought again when it goes in. Any thread but the loop.
   */
  void turn(boolean wanted) {
    if (wanted == on) {
      return;
    }
    on = wanted;
    if (wanted) {
      DhtState saved = DhtState.load(file);
      loop.execute(() -> open(saved));
    } else {
      loop.execute(this::leave);
    }
  }

  private void open(DhtState saved) {
    if (dht != null || ended) {
      return;
    }
    dht =
        new Dht(
            loop,
            gate,
            new SecureRandom(),
            new Dht.Options(
                bootstrap, v4, v6, proxied, () -> unit.isOnline() && unit.hasPeerDatagrams()),
            names::resolve,
            saved);
    port = unit.udpPort();
    loop.schedule(IDLE_NANOS, () -> beginIf(noTorrents.getAsBoolean()));
    wishes.forEach((hash, wish) -> seekNow(hash.array(), wish));
  }

  private void leave() {
    if (dht != null) {
      DhtState state = begun ? dht.stop() : dht.state();
      dht = null;
      begun = false;
      port = 0;
      nodes = 0;
      counts = NOTHING;
      writer.execute(() -> save(state));
    }
  }

  /** Whether the settings want it. */
  boolean isOn() {
    return on;
  }

  /** On the loop: goes in, unless that has been done. */
  private void beginIf(boolean wanted) {
    if (wanted && !begun && dht != null) {
      begun = true;
      Dht started = dht;
      started.start();
      count(started);
      loop.schedule(SAVE_NANOS, () -> saveNow(started));
    }
  }

  /**
   * The node, on or off as the settings have it, or null when there can be none: behind an HTTP
   * proxy that peers are called through it would show our address. Behind a SOCKS5 proxy, where
   * nobody can ask it, it only asks.
   *
   * @param listenPort where peers reach us, 0: they don't
   * @param proxied peers are called through a proxy
   */
  static DhtService open(
      Settings settings,
      LoopUnit unit,
      Executor writer,
      IntSupplier listenPort,
      boolean proxied,
      BooleanSupplier noTorrents) {
    return unit.peerDatagrams() != null
        ? new DhtService(settings, unit, writer, listenPort, proxied, noTorrents)
        : null;
  }

  /** Whether a machine out there could answer us over IPv6. */
  private static boolean hasIpv6() {
    try {
      return NetworkInterface.networkInterfaces()
          .flatMap(NetworkInterface::inetAddresses)
          .anyMatch(
              a -> a instanceof Inet6Address && !a.isLoopbackAddress() && !a.isLinkLocalAddress());
    } catch (SocketException e) {
      return false;
    }
  }

  /** In front of the socket: the IP filter, both ways, and the wait for a reason to go in. */
  private final class Gate implements Datagrams {
    private final Datagrams socket;
    private final Predicate<InetAddress> blocked;
    private Receiver node;

    Gate(Datagrams socket, Predicate<InetAddress> blocked) {
      this.socket = socket;
      this.blocked = blocked;
    }

    @Override
    public boolean send(ByteBuffer data, InetSocketAddress to) {
      return on && !blocked.test(to.getAddress()) && socket.send(data, to);
    }

    @Override
    public void addReceiver(Receiver receiver) {
      node = receiver;
    }

    void received(InetSocketAddress from, ByteBuffer data) {
      if (dht == null || blocked.test(from.getAddress())) {
        return;
      }
      if (!begun && data.hasRemaining() && data.get(data.position()) == 'd') {
        // Others may have no other node than this one.
        beginIf(noTorrents.getAsBoolean());
      }
      if (node != null) {
        node.received(from, data);
      }
    }
  }

  @Override
  public int port() {
    return port;
  }

  /** Nodes that answer. */
  int nodes() {
    return nodes;
  }

  /** As of the last second. */
  DhtCounts counts() {
    return counts;
  }

  @Override
  public void seek(
      byte[] infoHash, boolean seed, Loop torrents, Consumer<List<InetSocketAddress>> found) {
    Dht.PeersListener listener = peers -> torrents.execute(() -> found.accept(peers));
    Wish wish = new Wish(seed, listener);
    loop.execute(
        () -> {
          wishes.put(ByteBuffer.wrap(infoHash), wish);
          seekNow(infoHash, wish);
        });
  }

  private void seekNow(byte[] infoHash, Wish wish) {
    if (dht != null) {
      beginIf(true);
      dht.peers(infoHash, listenPort.getAsInt(), wish.seed, wish.listener);
    }
  }

  @Override
  public void leave(byte[] infoHash) {
    loop.execute(
        () -> {
          wishes.remove(ByteBuffer.wrap(infoHash));
          if (dht != null) {
            dht.forget(infoHash);
          }
        });
  }

  @Override
  public void node(InetSocketAddress address) {
    loop.execute(
        () -> {
          if (dht != null) {
            beginIf(true);
            dht.addNode(address);
          }
        });
  }

  /** Nodes that a torrent file names, {@code host:port} each; looked up elsewhere. */
  void nodes(List<String> hostPorts) {
    if (on && !hostPorts.isEmpty()) {
      names.resolve(hostPorts, found -> found.forEach(this::node));
    }
  }

  private void count(Dht started) {
    if (started != dht) {
      return;
    }
    port = unit.udpPort();
    DhtStats s = dht.stats();
    nodes = s.good();
    counts =
        new DhtCounts(
            s.good(),
            s.nodes(),
            s.queriesIn(),
            s.queriesOut(),
            s.answered(),
            s.refused(),
            s.timedOut(),
            s.dropped(),
            s.bytesIn(),
            s.bytesOut(),
            s.torrents(),
            s.items());
    if (s.state() != DhtStats.State.STOPPED) {
      loop.schedule(COUNT_NANOS, () -> count(started));
    }
  }

  private void saveNow(Dht started) {
    if (started != dht) {
      return;
    }
    DhtState state = dht.state();
    writer.execute(() -> save(state));
    if (dht.stats().state() != DhtStats.State.STOPPED) {
      loop.schedule(SAVE_NANOS, () -> saveNow(started));
    }
  }

  private void save(DhtState state) {
    // Better the nodes of the last run than none.
    if (!state.nodes().isEmpty()) {
      try {
        state.save(file);
      } catch (IOException e) {
        Logger.warn("the DHT's nodes can't be saved in {}: {}", file, e.getMessage());
      }
    }
  }

  /** Ends the node and saves what it knows. Any thread but the loop. */
  void close() {
    CompletableFuture<DhtState> last = new CompletableFuture<>();
    loop.execute(
        () -> {
          ended = true;
          last.complete(dht == null ? null : begun ? dht.stop() : dht.state());
        });
    try {
      DhtState state = last.get(1, TimeUnit.SECONDS);
      if (state != null) {
        writer.execute(() -> save(state));
      }
    } catch (ExecutionException | TimeoutException e) {
      Logger.warn("the DHT did not end in time");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
