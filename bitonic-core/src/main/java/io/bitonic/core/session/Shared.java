package io.bitonic.core.session;

import io.bitonic.core.api.EngineException;
import io.bitonic.core.config.Settings;
import io.bitonic.core.disk.DiskPool;
import io.bitonic.core.disk.FileCache;
import io.bitonic.core.hash.HashPool;
import io.bitonic.core.http.HttpRoute;
import io.bitonic.core.mse.TorrentKeys;
import io.bitonic.core.net.BindingWatch;
import io.bitonic.core.net.MseOptions;
import io.bitonic.core.net.TcpLink;
import io.bitonic.core.net.UtpSocket;
import io.bitonic.core.resume.ResumeException;
import io.bitonic.core.resume.ResumeStore;
import io.bitonic.core.swarm.Bandwidth;
import io.bitonic.core.swarm.ConnectionBudget;
import io.bitonic.core.swarm.DhtPeers;
import io.bitonic.core.util.BlockPool;
import io.bitonic.core.util.Clock;
import io.bitonic.core.utp.BufferPool;
import io.bitonic.core.webseed.WebSeedConnector;
import io.bitonic.core.webseed.WebSeedNet;
import io.bitonic.core.wire.PeerIds;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import org.tinylog.Logger;

/** Threads, pools and limits that all torrents of an engine share. */
final class Shared {
  private static final String USER_AGENT = "Bitonic/0.1.0";

  private static final int WEB_SEED_CONNECT_MILLIS = 10_000;
  private static final int WEB_SEED_READ_MILLIS = 30_000;

  /** Handshakes that wait for their turn; more are refused. */
  private static final int MAX_EXPONENTIATIONS = 512;

  /** Enough for their waits for the device to be shared. */
  private static final int STATE_WRITERS = 4;

  /** For the last write at the end, on a slow disk. */
  private static final long MIN_WRITE_NANOS = TimeUnit.SECONDS.toNanos(2);

  private volatile Settings settings;
  private volatile int listenPort;
  private final Totals totals = new Totals();
  private final List<LoopUnit> loops = new ArrayList<>();
  private final DiskPool disk;
  private final HashPool hashes;
  private final FileCache files;
  private final BlockPool pool;
  private final ConnectionBudget budget;
  private final Bandwidth.Shared down = new Bandwidth.Shared();
  private final Bandwidth.Shared up = new Bandwidth.Shared();
  private final ResumeStore store;
  private final ExecutorService writer;
  private final ExecutorService stateWriter;
  private final byte[] peerId;
  private final AddressFilter filter;
  private final TorrentKeys torrentKeys = new TorrentKeys();
  private final ExecutorService exponentiations;
  private final MseOptions mse;
  private volatile DhtService dht;
  private final BindingWatch binding;
  private final Proxies proxies;
  private final WebSeedNet webSeeds;
  private final Traces traces;

  Shared(Settings asked, Clock clock) {
    // No way past a proxy is even built.
    Settings settings = Proxies.closeWaysPast(asked);
    this.settings = settings;
    this.proxies = new Proxies(settings.proxy());
    this.traces = new Traces(settings.stateDir());
    traces.settings(settings.log().trace());
    this.filter = new AddressFilter(settings.security().ipFilters());
    try {
      this.store = new ResumeStore(settings.stateDir());
    } catch (ResumeException e) {
      throw new EngineException(EngineException.Kind.STORAGE, e.getMessage(), e);
    }
    this.peerId = PeerIds.generate(new SplittableRandom());
    this.disk = new DiskPool(settings.disk().workers());
    this.hashes = new HashPool(settings.hash().workers());
    this.files = new FileCache(settings.disk().openFiles());
    this.pool = new BlockPool(settings.disk().bufferBytes());
    Settings.Network n = settings.network();
    this.binding = new BindingWatch(n.interfaceName(), n.bind());
    this.webSeeds = webSeedNet();
    this.budget = new ConnectionBudget(n.maxPeers(), n.halfOpen(), n.connectsPerSecond());
    this.writer =
        Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("bitonic-writer").daemon(true).factory());
    this.stateWriter =
        Executors.newFixedThreadPool(
            STATE_WRITERS, Thread.ofPlatform().name("bitonic-state-", 0).daemon(true).factory());
    this.exponentiations = exponentiations();
    this.mse =
        new MseOptions(
            () -> this.settings.security().encryption(), new SecureRandom(), exponentiations);
    BufferPool utpBuffers = new BufferPool(UtpSocket.POOL);
    for (int i = 0; i < Math.max(1, n.loops()); i++) {
      loops.add(new LoopUnit(i, n, clock, USER_AGENT, filter, utpBuffers, binding, proxies));
    }
    settings(settings);
  }

  private WebSeedNet webSeedNet() {
    HttpRoute.Config route =
        new HttpRoute.Config(
            binding::current,
            proxies.webSeeds(),
            proxies.address(),
            null,
            WEB_SEED_CONNECT_MILLIS,
            WEB_SEED_READ_MILLIS);
    return new WebSeedNet(
        new WebSeedNet.Config(
            USER_AGENT, route, () -> settings.discovery().localWebSeeds(), filter));
  }

  /**
   * One thread, which only lives while handshakes come: a flood of them takes one core at most, and
   * never the loop.
   */
  private static ExecutorService exponentiations() {
    ThreadPoolExecutor e =
        new ThreadPoolExecutor(
            1,
            1,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(MAX_EXPONENTIATIONS),
            Thread.ofPlatform().name("bitonic-mse").daemon(true).factory());
    e.allowCoreThreadTimeOut(true);
    return e;
  }

  void limits(long downBytes, long upBytes) {
    down.limit(downBytes);
    up.limit(upBytes);
  }

  /** Those in force. */
  Settings settings() {
    return settings;
  }

  /** Puts others in force, as far as they are only looked at; the rest is the caller's. */
  void settings(Settings now) {
    settings = now;
    Settings.Network n = now.network();
    budget.bounds(n.maxPeers(), n.halfOpen(), n.connectsPerSecond());
    pool.bound(now.disk().bufferBytes());
    files.maxOpen(now.disk().openFiles());
    loops.forEach(unit -> unit.options = new TcpLink.Options(n.receiveBuffer(), n.sendBuffer()));
    loops.forEach(unit -> unit.transport = n.transport());
    if (dht != null) {
      dht.turn(now.discovery().dht());
    }
    Map<String, Long> labelsDown = new HashMap<>();
    Map<String, Long> labelsUp = new HashMap<>();
    now.labels()
        .forEach(
            (name, label) -> {
              labelsDown.put(name, label.down());
              labelsUp.put(name, label.up());
            });
    down.labels(labelsDown);
    up.labels(labelsUp);
  }

  /** TCP port that peers find us at. */
  int listenPort() {
    return listenPort;
  }

  void listenPort(int port) {
    listenPort = port;
  }

  /** What the torrents move together. */
  Totals totals() {
    return totals;
  }

  List<LoopUnit> loops() {
    return loops;
  }

  DiskPool disk() {
    return disk;
  }

  HashPool hashes() {
    return hashes;
  }

  FileCache files() {
    return files;
  }

  BlockPool pool() {
    return pool;
  }

  ConnectionBudget budget() {
    return budget;
  }

  Bandwidth.Shared down() {
    return down;
  }

  Bandwidth.Shared up() {
    return up;
  }

  ResumeStore store() {
    return store;
  }

  /** Writes what belongs to the whole engine, one after the other. */
  ExecutorService writer() {
    return writer;
  }

  /** Writes torrents' states, several at a time. */
  ExecutorService stateWriter() {
    return stateWriter;
  }

  Traces traces() {
    return traces;
  }

  Proxies proxies() {
    return proxies;
  }

  WebSeedConnector webSeeds() {
    return webSeeds;
  }

  BindingWatch binding() {
    return binding;
  }

  AddressFilter filter() {
    return filter;
  }

  byte[] peerId() {
    return peerId;
  }

  TorrentKeys torrentKeys() {
    return torrentKeys;
  }

  MseOptions mse() {
    return mse;
  }

  /** Starts the DHT, once the port is known where peers reach us, and before there are torrents. */
  void openDht(BooleanSupplier noTorrents) {
    boolean proxied = proxies.isForPeers();
    IntSupplier port = () -> proxied ? 0 : listenPort;
    dht = DhtService.open(settings, loops.getFirst(), writer, port, proxied, noTorrents);
  }

  /** Null when there can be none. */
  DhtService dht() {
    return dht;
  }

  DhtPeers dhtFor(boolean privateTorrent) {
    return dht == null || privateTorrent ? DhtPeers.NONE : dht;
  }

  void close() {
    close(System.nanoTime());
  }

  /**
   * @param deadline of {@link System#nanoTime} for what is still to be written; a state that is not
   *     written keeps the content before it
   */
  void close(long deadline) {
    if (dht != null) {
      dht.close();
    }
    loops.forEach(LoopUnit::close);
    traces.close();
    exponentiations.shutdownNow();
    finish(stateWriter, deadline);
    finish(writer, deadline);
    disk.close();
    hashes.close();
    files.close();
    store.close();
  }

  private static void finish(ExecutorService e, long deadline) {
    e.shutdown();
    try {
      long wait = Math.max(MIN_WRITE_NANOS, deadline - System.nanoTime());
      if (!e.awaitTermination(wait, TimeUnit.NANOSECONDS)) {
        Logger.warn("{} states were not saved in time", e.shutdownNow().size());
        e.awaitTermination(MIN_WRITE_NANOS, TimeUnit.NANOSECONDS);
      }
    } catch (InterruptedException x) {
      e.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
