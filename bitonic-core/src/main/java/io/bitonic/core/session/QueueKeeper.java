package io.bitonic.core.session;

import io.bitonic.core.api.ShareGoal;
import io.bitonic.core.api.Sharing;
import io.bitonic.core.api.TorrentSnapshot;
import io.bitonic.core.config.Settings;
import io.bitonic.core.queue.QueuePolicy;
import io.bitonic.core.queue.Wish;
import io.bitonic.core.util.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Keeps the queue of a session: gives torrents their turn as {@link QueuePolicy} says, ends those
 * that have reached their goal, and knows their order.
 *
 * <p>Concurrency: looks come from a thread of its own, {@link #look} never from two at a time;
 * {@link #wake}, {@link #move} and {@link #nextPlace} from any. What it says to a torrent is done
 * on the torrent's loop.
 */
final class QueueKeeper implements AutoCloseable {
  /** Stalls and goals are looked for so often. */
  private static final long LOOK_MILLIS = 1000;

  /** When there is no queue and nobody has a goal, only what {@link #wake} tells can change. */
  private static final long REST_MILLIS = 30_000;

  /** What happens together is looked at together. */
  private static final long TOGETHER_MILLIS = 50;

  private final Supplier<Settings.Queue> rules;
  private final Supplier<Collection<TorrentUnit>> torrents;
  private final Clock clock;
  private final Commands.Remover remover;
  private final Runnable orderChanged;
  private final BooleanSupplier ready;
  private final AtomicInteger places = new AtomicInteger();
  private final Semaphore news = new Semaphore(0);
  private final Thread thread;
  private volatile boolean closed;

  /** Of the last look. */
  private int lastCount;

  private boolean lastUnlimited = true;

  /** Whether the next look may find another thing than this one though nobody tells. */
  private volatile boolean expecting = true;

  /**
   * @param rules the settings of now
   * @param orderChanged the order is worth saving
   * @param ready whether the torrents of the last session are back: before that nobody's turn comes
   */
  QueueKeeper(
      Supplier<Settings.Queue> rules,
      Supplier<Collection<TorrentUnit>> torrents,
      Clock clock,
      Commands.Remover remover,
      Runnable orderChanged,
      BooleanSupplier ready) {
    this.rules = rules;
    this.torrents = torrents;
    this.clock = clock;
    this.remover = remover;
    this.orderChanged = orderChanged;
    this.ready = ready;
    this.thread = Thread.ofPlatform().name("bitonic-queue").daemon(true).unstarted(this::keep);
  }

  void start() {
    thread.start();
  }

  /** Something has changed: a torrent's wish, the order or the settings. */
  void wake() {
    if (news.availablePermits() == 0) {
      news.release();
    }
  }

  @Override
  public void close() {
    closed = true;
    wake();
  }

  private void keep() {
    try {
      while (!closed) {
        long wait = expecting ? LOOK_MILLIS : REST_MILLIS;
        if (news.tryAcquire(wait, TimeUnit.MILLISECONDS)) {
          TimeUnit.MILLISECONDS.sleep(TOGETHER_MILLIS);
          news.drainPermits();
        }
        if (!closed && ready.getAsBoolean()) {
          look();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  // ---- order
  // ------------------------------------------------------------------------------------------------------

  /** The place behind all others. */
  int nextPlace() {
    return places.getAndIncrement();
  }

  /** A torrent has come back to this place. */
  void taken(int place) {
    places.accumulateAndGet(place + 1, Math::max);
  }

  /** Puts a torrent to another place; the others close ranks. */
  synchronized void move(TorrentUnit moved, int position) {
    List<TorrentUnit> order = inOrder();
    order.remove(moved);
    order.add(Math.clamp(position, 0, order.size()), moved);
    number(order);
    orderChanged.run();
    wake();
  }

  /** A torrent has left: the others close ranks. */
  private synchronized List<TorrentUnit> numbered() {
    List<TorrentUnit> order = inOrder();
    number(order);
    return order;
  }

  private List<TorrentUnit> inOrder() {
    return new ArrayList<>(TorrentUnit.sorted(List.copyOf(torrents.get())));
  }

  private void number(List<TorrentUnit> order) {
    for (int i = 0; i < order.size(); i++) {
      TorrentUnit t = order.get(i);
      if (t.queuePosition() != i) {
        t.queuePosition(i);
        t.onLoop(t::publish, t::publish);
      }
    }
  }

  // ---- turns
  // ------------------------------------------------------------------------------------------------------

  /** Whether a torrent that comes may run before the next look. */
  boolean turnsAtOnce() {
    return QueuePolicy.isUnlimited(rules.get());
  }

  /** Gives everybody their turn, or takes it. */
  void look() {
    Settings.Queue now = rules.get();
    int count = torrents.get().size();
    boolean unlimited = QueuePolicy.isUnlimited(now);
    if (!unlimited) {
      lookAtSlots(now);
    } else {
      // Without slots the order needs no care but when somebody has come or gone.
      lookAtGoals(count == lastCount ? torrents.get() : numbered(), now);
    }
    lastCount = count;
    lastUnlimited = unlimited;
  }

  /** All run that have not given enough; thousands that have no goal must cost next to nothing. */
  private void lookAtGoals(Collection<TorrentUnit> all, Settings.Queue now) {
    boolean goals = false;
    for (TorrentUnit t : all) {
      TorrentSnapshot s = t.snapshot();
      boolean ended = false;
      if (s != null && t.wish() == Wish.SEED) {
        ShareGoal goal = goal(t, s, now);
        goals |= goal.isSet();
        ended = end(t, s, goal);
      }
      t.turn(!ended);
    }
    expecting = goals;
  }

  private void lookAtSlots(Settings.Queue now) {
    expecting = true;
    List<TorrentUnit> order = numbered();
    if (lastUnlimited) {
      order.forEach(t -> t.activity.forget());
    }
    List<QueuePolicy.Entry> entries = new ArrayList<>(order.size());
    for (TorrentUnit t : order) {
      entries.add(entry(t, now));
    }
    boolean[] turns = QueuePolicy.turns(entries, now);
    for (int i = 0; i < turns.length; i++) {
      order.get(i).turn(turns[i]);
    }
  }

  private QueuePolicy.Entry entry(TorrentUnit t, Settings.Queue now) {
    Wish wish = t.wish();
    TorrentSnapshot s = t.snapshot();
    if (s == null) {
      return new QueuePolicy.Entry(Wish.NONE, false, false, false);
    }
    boolean done = wish == Wish.SEED && end(t, s, goal(t, s, now));
    long bytes = wish == Wish.SEED ? t.sessionUploaded() : t.sessionDownloaded();
    boolean stalled =
        t.activity.look(
            t.hasTurn() ? wish : Wish.NONE,
            bytes,
            clock.nanos(),
            now.stalledSeconds() * 1_000_000_000L,
            now.stalledRate());
    return new QueuePolicy.Entry(wish, t.isUrgent(), stalled, done);
  }

  // ---- goals
  // ------------------------------------------------------------------------------------------------------

  /** Does what is to be done about a torrent that has given enough; whether it seeds no more. */
  private boolean end(TorrentUnit t, TorrentSnapshot s, ShareGoal goal) {
    long seconds = t.seedingSeconds(s);
    if (!QueuePolicy.isDone(s.sharing(), goal, s.ratio(), seconds)) {
      if (s.sharing().progress() == Sharing.Progress.REACHED) {
        t.onLoop(torrent -> torrent.life().goalMoved(), m -> {});
      }
      return false;
    }
    boolean reached = s.sharing().progress() == Sharing.Progress.REACHED;
    if (!reached && !t.isEnding()) {
      String what = reachedText(s, seconds);
      switch (goal.action()) {
        case STOP ->
            t.onLoop(x -> x.life().goalReached(false, what + ": it seeds no more"), m -> {});
        case PAUSE -> t.onLoop(x -> x.life().goalReached(true, what + ": it is paused"), m -> {});
        case REMOVE -> remove(t, what + ": it is removed, its data stays", false);
        case REMOVE_DATA -> remove(t, what + ": it is removed with its data", true);
      }
    }
    return true;
  }

  private void remove(TorrentUnit t, String why, boolean withData) {
    t.ending();
    t.onLoop(x -> x.life().goalReached(false, why), m -> {});
    remover
        .remove(t.id, withData)
        .exceptionally(
            e -> {
              org.tinylog.Logger.warn("{}: not removed: {}", t.id, e.getMessage());
              return null;
            });
  }

  private static ShareGoal goal(TorrentUnit t, TorrentSnapshot s, Settings.Queue now) {
    return QueuePolicy.goal(s.sharing(), t.rules(), now.goal());
  }

  private static String reachedText(TorrentSnapshot s, long seedingSeconds) {
    return String.format(
        Locale.ROOT,
        "share goal reached with ratio %.2f after %d minutes of seeding",
        s.ratio(),
        seedingSeconds / 60);
  }
}
