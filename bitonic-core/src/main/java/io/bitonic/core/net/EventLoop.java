package io.bitonic.core.net;

import io.bitonic.core.metrics.LoopMeters;
import io.bitonic.core.util.Clock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.PriorityQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.tinylog.Logger;

/**
 * One platform thread that owns a selector, the sockets registered with it and everything of the
 * torrents pinned to it.
 *
 * <p>Concurrency: only {@link #execute}, {@link #inLoop} and {@link #close} may be called from
 * other threads. Tasks from other threads cross on one lock-free queue; the selector is woken at
 * most once per sleep. An iteration is: ready sockets, due timers, tasks. Tasks submitted from the
 * loop itself run after those, which is how output of many messages is gathered into one write.
 */
public final class EventLoop implements Loop, AutoCloseable {
  /** Takes ready operations of a registered channel. */
  @FunctionalInterface
  public interface Ready {
    void ready(int ops);
  }

  private static final int TASKS_PER_ITERATION = 4096;

  /** Bytes to move in a turn: some 5 ms of sendfile, 20 ms of encryption. */
  private static final int TURN_BYTES = 4 << 20;

  /** The least that one connection moves in a turn: a block of the usual size. */
  private static final int MIN_SHARE = 16 << 10;

  private final Clock clock;
  private final Selector selector;
  private final Thread thread;
  private final ConcurrentLinkedQueue<Runnable> foreign = new ConcurrentLinkedQueue<>();
  private final ArrayDeque<Runnable> own = new ArrayDeque<>();
  private final PriorityQueue<TimerTask> timers = new PriorityQueue<>();
  private final AtomicBoolean asleep = new AtomicBoolean();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final ByteBuffer scratch = ByteBuffer.allocateDirect(64 * 1024);
  private final LoopMeters meters = new LoopMeters();
  private volatile boolean closing;
  private long timerSequence;

  /** When the first socket of this turn was served; meaningless unless {@link #awake}. */
  private long turnBegan;

  private boolean awake;

  /** Sockets that were served in this turn so far, and in the one before. */
  private int served;

  private int servedBefore;

  /** Starts the thread. */
  public EventLoop(String name, Clock clock) {
    this.clock = clock;
    try {
      this.selector = Selector.open();
    } catch (IOException e) {
      throw new UncheckedIOException("no selector: " + e.getMessage(), e);
    }
    this.thread = Thread.ofPlatform().name(name).daemon(true).unstarted(this::run);
    thread.start();
  }

  @Override
  public Clock clock() {
    return clock;
  }

  @Override
  public LoopMeters meters() {
    return meters;
  }

  @Override
  public boolean inLoop() {
    return Thread.currentThread() == thread;
  }

  @Override
  public void execute(Runnable task) {
    if (inLoop()) {
      own.addLast(task);
      return;
    }
    foreign.add(task);
    if (asleep.get() && asleep.compareAndSet(true, false)) {
      selector.wakeup();
    }
  }

  @Override
  public Timer schedule(long delayNanos, Runnable task) {
    assert inLoop();
    TimerTask t = new TimerTask(clock.nanos() + Math.max(0, delayNanos), timerSequence++, task);
    timers.add(t);
    return t;
  }

  @Override
  public int share() {
    int busy = Math.max(1, Math.max(served, servedBefore));
    return Math.clamp(TURN_BYTES / busy, MIN_SHARE, MAX_SHARE);
  }

  /**
   * A buffer for bytes that nobody keeps; loop thread only, valid until the next call into other
   * code.
   */
  ByteBuffer scratch() {
    return scratch.clear();
  }

  Selector selector() {
    return selector;
  }

  SelectionKey register(SelectableChannel channel, int ops, Ready handler)
      throws ClosedChannelException {
    assert inLoop();
    return channel.register(selector, ops, handler);
  }

  /**
   * Ends the thread after the tasks submitted so far, and closes all sockets. Returns when it is
   * done.
   */
  @Override
  public void close() {
    closing = true;
    asleep.set(false);
    selector.wakeup();
    if (!inLoop()) {
      try {
        if (!ended.await(5, TimeUnit.SECONDS)) {
          Logger.warn("event loop {} did not end in time", thread.getName());
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void run() {
    try {
      while (!closing) {
        iterate();
      }
      runTasks();
    } catch (IOException | ClosedSelectorException e) {
      Logger.error(e, "event loop {} died", thread.getName());
    } finally {
      closeAll();
      ended.countDown();
    }
  }

  private void iterate() throws IOException {
    long wait = nanosToNextTimer();
    if (!own.isEmpty() || wait == 0) {
      selector.selectNow(this::dispatch);
    } else {
      asleep.set(true);
      if (!foreign.isEmpty() || closing) {
        asleep.set(false);
        selector.selectNow(this::dispatch);
      } else {
        // Rounded up, so that a timer is due when the wait ends.
        selector.select(this::dispatch, wait < 0 ? 0 : wait / 1_000_000 + 1);
        asleep.set(false);
      }
    }
    beginTurn();
    runTimers();
    runTasks();
    awake = false;
    servedBefore = served;
    served = 0;
    meters.turns.record(clock.nanos() - turnBegan);
  }

  /** The wait is over: by the first ready socket, or without one. */
  private void beginTurn() {
    if (!awake) {
      awake = true;
      turnBegan = clock.nanos();
    }
  }

  private void dispatch(SelectionKey key) {
    beginTurn();
    served++;
    try {
      ((Ready) key.attachment()).ready(key.readyOps());
    } catch (java.nio.channels.CancelledKeyException e) {
      Logger.trace("key cancelled while it was dispatched");
    } catch (RuntimeException | Error e) {
      Logger.error(e, "handler failed");
    }
  }

  /** -1: no timer. */
  private long nanosToNextTimer() {
    while (!timers.isEmpty() && timers.peek().task == null) {
      timers.poll();
    }
    TimerTask first = timers.peek();
    return first == null ? -1 : Math.max(0, first.due - clock.nanos());
  }

  private void runTimers() {
    if (timers.isEmpty()) {
      return;
    }
    long now = clock.nanos();
    TimerTask t = timers.peek();
    while (t != null && t.due - now <= 0) {
      timers.poll();
      Runnable task = t.task;
      t.task = null;
      if (task != null) {
        guarded(task);
      }
      t = timers.peek();
    }
  }

  private void runTasks() {
    for (int i = 0; i < TASKS_PER_ITERATION; i++) {
      Runnable task = foreign.poll();
      if (task == null) {
        break;
      }
      guarded(task);
    }
    for (int i = 0; i < TASKS_PER_ITERATION; i++) {
      Runnable task = own.pollFirst();
      if (task == null) {
        break;
      }
      guarded(task);
    }
  }

  private static void guarded(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      // Also an Error, such as memory that runs out: one torrent's trouble must not end the loop.
      Logger.error(e, "loop task failed");
    }
  }

  private void closeAll() {
    for (SelectionKey key : selector.keys()) {
      try {
        key.channel().close();
      } catch (IOException e) {
        Logger.debug(e, "socket did not close");
      }
    }
    try {
      selector.close();
    } catch (IOException e) {
      Logger.debug(e, "selector did not close");
    }
  }

  private static final class TimerTask implements Timer, Comparable<TimerTask> {
    final long due;
    final long sequence;
    Runnable task;

    TimerTask(long due, long sequence, Runnable task) {
      this.due = due;
      this.sequence = sequence;
      this.task = task;
    }

    @Override
    public void cancel() {
      task = null;
    }

    @Override
    public int compareTo(TimerTask o) {
      int c = Long.compare(due - o.due, 0);
      return c != 0 ? c : Long.compare(sequence, o.sequence);
    }

    @Override
    public boolean equals(Object o) {
      return this == o;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(this);
    }
  }
}
