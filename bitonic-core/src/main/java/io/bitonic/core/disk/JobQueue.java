package io.bitonic.core.disk;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.tinylog.Logger;

/**
 * The order of one storage's jobs, and the way of their completions back to the loop.
 *
 * <p>Threads: everything belongs to the loop, but {@link Work#work} runs on a disk worker and
 * {@link #post} may be called on any thread. Completions are coalesced: however many jobs end
 * before the loop gets to it, it is woken once.
 *
 * <p>Order: a {@link Order#FENCE} starts when everything submitted before it has completed, and
 * what is submitted after it waits for it. A {@link Order#BARRIER} waits in the same way but holds
 * nobody up. A {@link Order#BACKGROUND} job runs for long; barriers don't wait for it, fences do.
 */
final class JobQueue implements Runnable {
  enum Order {
    FREE,
    BACKGROUND,
    BARRIER,
    FENCE
  }

  /** One job: submitted, started and completed on the loop. */
  abstract static class Job {
    private Order order;
    private long number;
    private int waitsFor;
    private boolean rejected;

    /** Null on success; read in {@link #completed}. */
    StorageException error;

    /** Begins the work; when it is over, {@link JobQueue#post} is called. */
    abstract void start(DiskPool disk);

    /** What the caller hears; exactly once. */
    abstract void completed();
  }

  /** A job that is one call on a disk worker. */
  abstract static class Work extends Job implements Runnable {
    private final JobQueue queue;

    Work(JobQueue queue) {
      this.queue = queue;
    }

    /** On a disk worker. */
    abstract void work() throws StorageException;

    @Override
    void start(DiskPool disk) {
      disk.submit(this);
    }

    @Override
    public final void run() {
      try {
        work();
      } catch (StorageException e) {
        error = e;
      } catch (RuntimeException | Error e) {
        Logger.error(e, "A disk job failed in an unexpected way");
        error =
            new StorageException(
                StorageException.Kind.IO, "The disk job failed: " + e + ". Check the torrent.", e);
      }
      queue.post(this);
    }
  }

  private final Executor loop;
  private final DiskPool disk;

  private final ArrayDeque<Job> waiting = new ArrayDeque<>();
  private final List<Job> barriers = new ArrayList<>();
  private long submitted;
  private int running;
  private int background;
  private boolean fenceRunning;
  private boolean closed;

  private final Object lock = new Object();
  private ArrayList<Job> done = new ArrayList<>();
  private ArrayList<Job> taken = new ArrayList<>();
  private boolean scheduled;

  JobQueue(Executor loop, DiskPool disk) {
    this.loop = loop;
    this.disk = disk;
  }

  /** Loop only. */
  void submit(Job job, Order order) {
    job.order = order;
    job.number = submitted++;
    job.error = null;
    job.rejected = closed;
    if (closed) {
      job.error = DiskErrors.closed("The torrent's files are closed. Start the torrent again.");
      post(job);
      return;
    }
    waiting.addLast(job);
    pump();
  }

  /** Loop only: no more jobs are taken; those submitted before still run. */
  void close() {
    closed = true;
  }

  /** Loop only: whether a fence runs or waits, so that paths may change. */
  boolean fenced() {
    return fenceRunning || !waiting.isEmpty();
  }

  boolean isClosed() {
    return closed;
  }

  /** Any thread: the job's work is over. */
  void post(Job job) {
    synchronized (lock) {
      done.add(job);
      if (scheduled) {
        return;
      }
      scheduled = true;
    }
    try {
      loop.execute(this);
    } catch (RejectedExecutionException e) {
      Logger.debug("A disk job completed after its loop had ended");
    }
  }

  /** On the loop: completes what has been posted. */
  @Override
  public void run() {
    ArrayList<Job> jobs;
    synchronized (lock) {
      jobs = done;
      done = taken;
      taken = jobs;
      scheduled = false;
    }
    Error failed = null;
    for (int i = 0; i < jobs.size(); i++) {
      try {
        finish(jobs.get(i));
      } catch (Error e) {
        failed = e;
      }
    }
    jobs.clear();
    if (failed != null) {
      throw failed;
    }
  }

  private void finish(Job job) {
    boolean accepted = !job.rejected;
    Order order = job.order;
    long number = job.number;
    long next = submitted;
    if (accepted) {
      running--;
      if (order == Order.BACKGROUND) {
        background--;
      } else if (order == Order.FENCE) {
        fenceRunning = false;
      }
    }
    try {
      job.completed();
    } catch (RuntimeException e) {
      Logger.error(e, "The receiver of a disk completion failed");
    } finally {
      if (accepted) {
        if (order != Order.BACKGROUND && !barriers.isEmpty()) {
          passBarriers(number, next);
        }
        pump();
      }
    }
  }

  /** Tells the barriers that were submitted after job {@code number} and before {@code next}. */
  private void passBarriers(long number, long next) {
    List<Job> ready = new ArrayList<>();
    for (Iterator<Job> it = barriers.iterator(); it.hasNext(); ) {
      Job b = it.next();
      if (b.number > number && b.number < next && --b.waitsFor == 0) {
        it.remove();
        ready.add(b);
      }
    }
    ready.forEach(this::launch);
  }

  private void pump() {
    while (!fenceRunning && !waiting.isEmpty()) {
      Job job = waiting.peekFirst();
      if (job.order == Order.FENCE) {
        if (running > 0) {
          return;
        }
        fenceRunning = true;
      }
      waiting.pollFirst();
      job.waitsFor = job.order == Order.BARRIER ? running - background : 0;
      running++;
      if (job.order == Order.BACKGROUND) {
        background++;
      }
      if (job.waitsFor > 0) {
        barriers.add(job);
      } else {
        launch(job);
      }
    }
  }

  private void launch(Job job) {
    try {
      job.start(disk);
    } catch (RejectedExecutionException e) {
      job.error = DiskErrors.closed("The disk workers have ended.");
      post(job);
    }
  }
}
