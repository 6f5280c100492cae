package io.bitonic.tui.fake;

import io.bitonic.core.api.AddTorrent;
import io.bitonic.core.api.Engine;
import io.bitonic.core.api.EngineCommand;
import io.bitonic.core.api.EngineEvent;
import io.bitonic.core.api.EngineException;
import io.bitonic.core.api.EngineSnapshot;
import io.bitonic.core.api.EngineStats;
import io.bitonic.core.api.EventSubscription;
import io.bitonic.core.api.NetworkState;
import io.bitonic.core.api.TorrentHandle;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

/**
 * An engine without a network: torrents that follow a script from a seed, the same on each run.
 * Time moves only by {@link #advance}. All methods are synchronised on the engine.
 */
public final class FakeEngine implements Engine {
  public static final long START = 1_763_700_000_000L;

  final Random random;
  private final Map<String, FakeTorrent> torrents = new LinkedHashMap<>();
  private final List<Subscription> subscriptions = new ArrayList<>();
  private boolean alternative;
  private final List<EngineCommand> commands = new ArrayList<>();
  private final List<AddTorrent> added = new ArrayList<>();
  private long millis;
  private boolean broken;
  private long downLimit;
  private long upLimit;
  private final long start;
  private EngineSnapshot snapshot;

  public FakeEngine(long seed) {
    this(seed, START);
  }

  /**
   * @param startMillis wall clock at the start
   */
  public FakeEngine(long seed, long startMillis) {
    start = startMillis;
    millis = startMillis;
    random = new Random(seed);
    publish();
  }

  public synchronized FakeTorrent put(FakeTorrent t) {
    t.engine = this;
    t.queue = torrents.size();
    torrents.put(t.id(), t);
    t.publish();
    publish();
    return t;
  }

  /** From now on asking for the state fails, as a fault of the program would. */
  public synchronized void breakDown() {
    broken = true;
  }

  /** Moves time on and publishes everything anew. */
  public synchronized void advance(long ms) {
    millis += ms;
    for (FakeTorrent t : List.copyOf(torrents.values())) {
      t.advance(ms);
    }
    publish();
  }

  public synchronized long millis() {
    return millis;
  }

  public synchronized void emit(EngineEvent event) {
    subscriptions.forEach(s -> s.offer(event));
  }

  /** Commands received so far, oldest first. */
  public synchronized List<EngineCommand> commands() {
    return List.copyOf(commands);
  }

  public synchronized List<AddTorrent> added() {
    return List.copyOf(added);
  }

  private void publish() {
    long down = 0;
    long up = 0;
    long gotten = 0;
    long given = 0;
    int peers = 0;
    for (FakeTorrent t : torrents.values()) {
      var s = t.snapshot();
      down += s.downRate();
      up += s.upRate();
      gotten += s.downloaded();
      given += s.uploaded();
      peers += s.peers();
    }
    snapshot =
        new EngineSnapshot(
            down,
            up,
            gotten,
            given,
            torrents.size(),
            peers,
            peers / 8,
            51_413,
            downLimit,
            upLimit,
            48L << 20,
            256L << 20,
            2,
            1,
            0,
            alternative,
            NetworkState.PLAIN,
            312);
  }

  @Override
  public synchronized CompletableFuture<TorrentHandle> add(AddTorrent request) {
    added.add(request);
    String name = new String(request.torrentFile(), StandardCharsets.UTF_8);
    for (FakeTorrent t : torrents.values()) {
      if (t.snapshot().name().equals(name)) {
        return CompletableFuture.failedFuture(
            new EngineException(
                EngineException.Kind.ALREADY_ADDED, name + " is already in the list"));
      }
    }
    FakeTorrent t = FakeTorrent.create(this, name);
    t.label = request.label();
    t.savePath = request.savePath();
    t.paused = request.paused();
    put(t);
    emit(new EngineEvent.TorrentAdded(millis, t.id(), name));
    return CompletableFuture.completedFuture(t);
  }

  @Override
  public synchronized CompletableFuture<Void> submit(EngineCommand command) {
    commands.add(command);
    try {
      apply(command);
      publish();
      return CompletableFuture.completedFuture(null);
    } catch (EngineException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private void apply(EngineCommand command) {
    switch (command) {
      case EngineCommand.SetGlobalLimits c -> {
        downLimit = c.down();
        upLimit = c.up();
      }
      case EngineCommand.Remove c -> {
        FakeTorrent t = need(c.id());
        torrents.remove(c.id());
        emit(new EngineEvent.TorrentRemoved(millis, c.id(), t.snapshot().name()));
      }
      case EngineCommand.SetQueuePosition c -> queue(need(c.id()), c.position());
      case EngineCommand.Pause c -> need(c.id()).apply(c);
      case EngineCommand.Resume c -> need(c.id()).apply(c);
      case EngineCommand.Verify c -> need(c.id()).apply(c);
      case EngineCommand.Reannounce c -> need(c.id()).apply(c);
      case EngineCommand.Move c -> need(c.id()).apply(c);
      case EngineCommand.RenameFile c -> need(c.id()).apply(c);
      case EngineCommand.SetFilePriorities c -> need(c.id()).apply(c);
      case EngineCommand.SetTorrentLimits c -> need(c.id()).apply(c);
      case EngineCommand.SetSequential c -> need(c.id()).apply(c);
      case EngineCommand.SetForced c -> need(c.id()).apply(c);
      case EngineCommand.SetShareGoal c -> need(c.id()).apply(c);
      case EngineCommand.SetRules c -> need(c.id()).apply(c);
      case EngineCommand.SetAlternativeSpeed c -> alternative = c.on();
      case EngineCommand.SetLabel c -> need(c.id()).apply(c);
      case EngineCommand.AddTracker c -> need(c.id()).apply(c);
      case EngineCommand.RemoveTracker c -> need(c.id()).apply(c);
      case EngineCommand.BanPeer c -> need(c.id()).apply(c);
      case EngineCommand.AddPeer c -> need(c.id()).apply(c);
      case EngineCommand.Trace c -> need(c.id()).apply(c);
      case EngineCommand.SetIpFilters c -> {
        // The fake has no filter.
      }
    }
  }

  private void queue(FakeTorrent t, int position) {
    List<FakeTorrent> order = new ArrayList<>(torrents.values());
    order.remove(t);
    order.add(Math.clamp(position, 0, order.size()), t);
    torrents.clear();
    for (int i = 0; i < order.size(); i++) {
      order.get(i).queue = i;
      order.get(i).publish();
      torrents.put(order.get(i).id(), order.get(i));
    }
  }

  private FakeTorrent need(String id) {
    FakeTorrent t = torrents.get(id);
    if (t == null) {
      throw new EngineException(EngineException.Kind.NOT_FOUND, "no torrent " + id);
    }
    return t;
  }

  @Override
  public synchronized List<TorrentHandle> torrents() {
    return List.copyOf(torrents.values());
  }

  @Override
  public synchronized Optional<TorrentHandle> torrent(String id) {
    return Optional.ofNullable(torrents.get(id));
  }

  @Override
  public synchronized EngineSnapshot snapshot() {
    if (broken) {
      throw new IllegalStateException("asked to");
    }
    return snapshot;
  }

  @Override
  public CompletableFuture<EngineStats> stats() {
    return CompletableFuture.completedFuture(FakeStats.after(seconds()));
  }

  /** Since the start. */
  public synchronized long seconds() {
    return (millis - start) / 1000;
  }

  @Override
  public synchronized EventSubscription subscribe(int capacity) {
    Subscription s = new Subscription(capacity);
    subscriptions.add(s);
    return s;
  }

  @Override
  public void close(Duration timeout) {}

  private final class Subscription implements EventSubscription {
    private final ArrayDeque<EngineEvent> queue = new ArrayDeque<>();
    private final int capacity;
    private long dropped;

    Subscription(int capacity) {
      this.capacity = capacity;
    }

    void offer(EngineEvent e) {
      if (queue.size() == capacity) {
        queue.poll();
        dropped++;
      }
      queue.add(e);
    }

    @Override
    public EngineEvent poll(Duration timeout) {
      return poll();
    }

    @Override
    public EngineEvent poll() {
      synchronized (FakeEngine.this) {
        return queue.poll();
      }
    }

    @Override
    public long dropped() {
      synchronized (FakeEngine.this) {
        return dropped;
      }
    }

    @Override
    public void close() {
      synchronized (FakeEngine.this) {
        subscriptions.remove(this);
      }
    }
  }
}
