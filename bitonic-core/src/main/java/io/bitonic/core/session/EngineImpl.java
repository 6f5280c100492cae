package io.bitonic.core.session;

import io.bitonic.core.api.AddTorrent;
import io.bitonic.core.api.Engine;
import io.bitonic.core.api.EngineCommand;
import io.bitonic.core.api.EngineEvent;
import io.bitonic.core.api.EngineException;
import io.bitonic.core.api.EngineSnapshot;
import io.bitonic.core.api.EngineStats;
import io.bitonic.core.api.EventSubscription;
import io.bitonic.core.api.TorrentHandle;
import io.bitonic.core.api.TorrentSnapshot;
import io.bitonic.core.bus.EventBus;
import io.bitonic.core.config.Settings;
import io.bitonic.core.net.EventLoop;
import io.bitonic.core.net.Link;
import io.bitonic.core.net.TcpLink;
import io.bitonic.core.net.UtpLink;
import io.bitonic.core.swarm.Torrent;
import io.bitonic.core.util.Clock;
import io.bitonic.core.wire.Handshake;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.tinylog.Logger;

/**
 * The composition root: torrents, listeners, shared limits. Public methods from any thread; a
 * torrent's own work happens on its loop.
 */
final class EngineImpl implements Engine {
  /** What saving may take beyond the time-out of a close. */
  private static final Duration SAVE_GRACE = Duration.ofSeconds(10);

  /** The torrents in order, as they were when their list was changed so often. */
  private record Listed(long version, List<TorrentHandle> torrents) {}

  private final Shared shared;
  private final Adder adder;
  private final Commands commands;
  private final EventBus bus;
  private final Map<String, TorrentUnit> torrents = new ConcurrentHashMap<>();
  private final Reach reach;
  private final LocalNetwork lan;
  private final QueueKeeper queue;
  private final AlternativeSpeed speed;
  private final Reconfiguration settings;
  private final SessionList session;
  private final Set<SessionList.Entry> lost = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean sessionDue = new AtomicBoolean();
  private volatile boolean restored;
  private volatile Listed listed = new Listed(-1, List.of());
  private final AtomicBoolean closed = new AtomicBoolean();

  /**
   * @param lasting torrents come back at the next start
   */
  EngineImpl(Settings settings, Clock clock, boolean lasting) {
    this.bus = new EventBus();
    this.shared = new Shared(settings, clock);
    try {
      this.reach = new Reach(shared, bus, clock, torrents, this::route);
    } catch (EngineException e) {
      shared.close();
      throw e;
    }
    shared.openDht(torrents::isEmpty);
    this.lan = new LocalNetwork(shared, torrents);
    this.speed = new AlternativeSpeed(shared, bus, clock, ZoneId::systemDefault);
    this.queue =
        new QueueKeeper(
            () -> shared.settings().queue(),
            torrents::values,
            clock,
            this::remove,
            this::saveSession,
            () -> restored);
    this.settings =
        new Reconfiguration(settings, shared, reach, lan, speed, bus, clock, torrents, queue::wake);
    this.adder = new Adder(shared, bus, torrents, lan, queue);
    this.commands = new Commands(shared, torrents, queue, this::remove, this.settings, speed);
    this.session = lasting ? new SessionList(settings.stateDir()) : null;
    reach.start();
    queue.start();
    if (lasting) {
      Thread.ofVirtual().name("bitonic-restore").start(this::restore);
    } else {
      restored = true;
    }
  }

  private void restore() {
    int position = 0;
    for (SessionList.Entry e : session.load()) {
      if (closed.get()) {
        return;
      }
      try {
        adder.restore(e, position).join();
        queue.taken(position++);
      } catch (CompletionException x) {
        Logger.warn("torrent {} did not come back: {}", e.stateId(), x.getCause().getMessage());
        lost.add(e);
      }
    }
    restored = true;
    queue.wake();
  }

  /**
   * Remembers which torrents there are. Those that could not come back are kept for another try.
   * Thousands that are added at once cost few writes.
   */
  private void saveSession() {
    if (session != null && restored && sessionDue.compareAndSet(false, true)) {
      shared
          .writer()
          .execute(
              () -> {
                sessionDue.set(false);
                List<SessionList.Entry> entries = new ArrayList<>();
                TorrentUnit.sorted(List.copyOf(torrents.values()))
                    .forEach(t -> entries.add(entry(t)));
                entries.addAll(lost);
                session.save(entries);
              });
    }
  }

  private static SessionList.Entry entry(TorrentUnit t) {
    TorrentSnapshot s = t.snapshot();
    return s == null
        ? new SessionList.Entry(t.stateId, 0, 0)
        : new SessionList.Entry(t.stateId, s.activeSeconds(), s.seedingSeconds());
  }

  @Override
  public CompletableFuture<TorrentHandle> add(AddTorrent request) {
    if (closed.get()) {
      return CompletableFuture.failedFuture(closedError());
    }
    return adder
        .add(request)
        .whenComplete(
            (t, e) -> {
              if (e == null) {
                saveSession();
              }
            });
  }

  @Override
  public CompletableFuture<Void> submit(EngineCommand command) {
    if (closed.get()) {
      return CompletableFuture.failedFuture(closedError());
    }
    return commands.submit(command);
  }

  private static EngineException closedError() {
    return new EngineException(EngineException.Kind.CLOSED, "the engine has been closed");
  }

  /** On the accepting loop: hands a connection to its torrent, on the torrent's loop. */
  private void route(Link link, Handshake handshake, UnaryOperator<Link> layer) {
    TorrentUnit t = torrents.get(HexFormat.of().formatHex(handshake.infoHash()));
    if (t == null || closed.get()) {
      link.close();
      return;
    }
    EventLoop loop = t.unit().loop;
    if (link instanceof TcpLink tcp && !tcp.isOn(loop)) {
      move(tcp, t, handshake, layer);
    } else if (link instanceof UtpLink utp && !utp.isOn(t.unit().utp)) {
      shared
          .loops()
          .getFirst()
          .utp
          .give(utp, t.unit().utp, () -> deliver(t, layer.apply(utp), handshake));
    } else {
      deliver(t, layer.apply(link), handshake);
    }
  }

  private static void move(
      TcpLink link, TorrentUnit t, Handshake handshake, UnaryOperator<Link> layer) {
    EventLoop loop = t.unit().loop;
    SocketChannel channel = link.detach();
    loop.execute(
        () -> {
          try {
            TcpLink moved = TcpLink.adopt(loop, channel, false, t.unit().options, new Adopted());
            deliver(t, layer.apply(moved), handshake);
          } catch (IOException e) {
            Logger.debug("incoming connection failed: {}", e.getMessage());
            Listeners.drop(channel);
          }
        });
  }

  private static void deliver(TorrentUnit t, Link link, Handshake handshake) {
    Torrent torrent = t.torrent();
    if (torrent != null) {
      torrent.incoming(link, handshake);
    } else if (t.magnet() != null) {
      t.magnet().incoming(link, handshake);
    } else {
      link.close();
    }
  }

  /** Takes a torrent out of the session. Completes when its files are closed, or deleted. */
  private CompletableFuture<Void> remove(String id, boolean deleteData) {
    TorrentUnit t = torrents.get(id);
    CompletableFuture<Void> done = new CompletableFuture<>();
    if (t == null) {
      done.completeExceptionally(Commands.notFound(id));
      return done;
    }
    t.unit()
        .loop
        .execute(
            () ->
                t.remove(
                    deleteData,
                    error -> {
                      torrents.remove(id);
                      shared.totals().listChanged();
                      shared.torrentKeys().remove(HexFormat.of().parseHex(id));
                      new SavedStates(shared.store()).unlock(t.stateId, t.folder);
                      queue.wake();
                      saveSession();
                      if (error == null) {
                        done.complete(null);
                      } else {
                        done.completeExceptionally(error);
                      }
                    }));
    return done;
  }

  @Override
  public List<TorrentHandle> torrents() {
    long version = shared.totals().listVersion();
    Listed last = listed;
    if (last.version != version) {
      last = new Listed(version, list());
      listed = last;
    }
    return last.torrents;
  }

  private List<TorrentHandle> list() {
    // Those that are only just being added have no snapshot yet.
    List<TorrentHandle> all = new ArrayList<>(torrents.size());
    for (TorrentUnit t : TorrentUnit.sorted(List.copyOf(torrents.values()))) {
      if (t.snapshot() != null) {
        all.add(t);
      }
    }
    return Collections.unmodifiableList(all);
  }

  @Override
  public Optional<TorrentHandle> torrent(String id) {
    return Optional.<TorrentHandle>ofNullable(torrents.get(id)).filter(t -> t.snapshot() != null);
  }

  @Override
  public EngineSnapshot snapshot() {
    Totals totals = shared.totals();
    return new EngineSnapshot(
        totals.downRate(),
        totals.upRate(),
        totals.downloaded(),
        totals.uploaded(),
        torrents.size(),
        shared.budget().peers(),
        shared.budget().halfOpen(),
        reach.listenPort(),
        shared.down().limit(),
        shared.up().limit(),
        shared.pool().lent(),
        shared.pool().bound(),
        shared.disk().queued(),
        shared.hashes().queued(),
        bus.dropped(),
        speed.isOn(),
        reach.state(),
        shared.dht() == null || !shared.dht().isOn() ? -1 : shared.dht().nodes());
  }

  @Override
  public CompletableFuture<EngineStats> stats() {
    return closed.get()
        ? CompletableFuture.failedFuture(closedError())
        : Stats.gather(shared, bus, shared.totals().connected());
  }

  SettingsControl settings() {
    return settings;
  }

  @Override
  public EventSubscription subscribe(int capacity) {
    return bus.subscribe(capacity);
  }

  @Override
  public void publish(EngineEvent event) {
    bus.publish(event);
  }

  @Override
  public void close(Duration timeout) {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    saveSession();
    queue.close();
    speed.close();
    lan.close();
    reach.close();
    List<CompletableFuture<Void>> saved = new ArrayList<>();
    List<CompletableFuture<Void>> told = new ArrayList<>();
    for (TorrentUnit t : torrents.values()) {
      CompletableFuture<Void> s = new CompletableFuture<>();
      CompletableFuture<Void> a = new CompletableFuture<>();
      saved.add(s);
      told.add(a);
      t.unit()
          .loop
          .execute(() -> t.close(session == null, () -> s.complete(null), () -> a.complete(null)));
    }
    long deadline = System.nanoTime() + timeout.toNanos();
    // Saving is worth more time than telling trackers.
    long lastSave = deadline + SAVE_GRACE.toNanos();
    await(saved, lastSave, "save their state");
    saveSession();
    await(told, deadline, "tell their trackers");
    shared.close(lastSave);
  }

  private static void await(List<CompletableFuture<Void>> all, long deadline, String what) {
    try {
      CompletableFuture.allOf(all.toArray(CompletableFuture[]::new))
          .get(Math.max(1, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      long late = all.stream().filter(f -> !f.isDone()).count();
      Logger.warn("{} torrents did not {} in time", late, what);
    } catch (ExecutionException e) {
      Logger.error(e, "closing failed");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
