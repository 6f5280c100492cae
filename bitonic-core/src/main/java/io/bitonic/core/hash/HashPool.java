package io.bitonic.core.hash;

import io.bitonic.core.util.PieceBuffer;
import io.bitonic.core.util.Threads;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.tinylog.Logger;

/**
 * Hash workers.
 *
 * <p>Threads: {@link #submit} may be called on any thread and never waits for a hash. From then
 * until its {@link HashResult} runs, the buffer belongs to a worker. A worker takes several waiting
 * pieces at once, but so many that another worker goes without only when that costs no time; the
 * results of what it took are given back by one task per executor. Results of one batch come in the
 * order of submission; between batches there is no order.
 *
 * <p>Where hashing several pieces at once is much cheaper and they come fast enough, a worker waits
 * for more of them: {@link Gathering}.
 */
public final class HashPool implements AutoCloseable {
  private record Job(
      PieceBuffer buffer, PieceHashes hashes, HashResult result, Executor executor) {}

  private final ArrayDeque<Job> queue = new ArrayDeque<>();
  private final Gathering gathering = new Gathering();
  private final Thread[] threads;
  private boolean closed;

  /** Set when there is so much to do that the fastest way should be taken. */
  private volatile boolean haste;

  /**
   * @param workers threads, at least 1
   */
  public HashPool(int workers) {
    this(workers, BatchHasher::new);
  }

  HashPool(int workers, Supplier<Hasher> hashers) {
    threads = new Thread[Math.max(1, workers)];
    for (int i = 0; i < threads.length; i++) {
      Hasher hasher = hashers.get();
      threads[i] = Thread.ofPlatform().daemon().name("bitonic-hash-" + i).start(() -> work(hasher));
    }
  }

  /**
   * Hashes {@code b.data[0…b.size)} and compares with what {@code hashes} says of {@code b.piece};
   * {@code result} runs on {@code executor}.
   *
   * @throws RejectedExecutionException after {@link #close}; the buffer stays the caller's
   */
  public void submit(PieceBuffer b, PieceHashes hashes, HashResult result, Executor executor) {
    synchronized (queue) {
      if (closed) {
        throw new RejectedExecutionException("the hash pool is closed");
      }
      queue.addLast(new Job(b, hashes, result, executor));
      gathering.came(b.size, System.nanoTime());
      queue.notify();
    }
  }

  /**
   * As {@link #submit} of each, at once: a worker that is free finds them together.
   *
   * @throws RejectedExecutionException after {@link #close}; the buffers stay the caller's
   */
  public void submitAll(
      List<PieceBuffer> buffers, PieceHashes hashes, HashResult result, Executor executor) {
    synchronized (queue) {
      if (closed) {
        throw new RejectedExecutionException("the hash pool is closed");
      }
      for (PieceBuffer b : buffers) {
        queue.addLast(new Job(b, hashes, result, executor));
      }
      queue.notifyAll();
    }
  }

  /** Pieces that wait for a worker. */
  public int queued() {
    synchronized (queue) {
      return queue.size();
    }
  }

  /** Hashes what is queued, then ends the workers and waits for them. */
  @Override
  public void close() {
    synchronized (queue) {
      closed = true;
      queue.notifyAll();
    }
    Threads.join(threads);
  }

  private void work(Hasher hasher) {
    int lanes = hasher.lanes();
    Job[] batch = new Job[lanes];
    PieceBuffer[] pieces = new PieceBuffer[lanes];
    PieceHashes[] hashes = new PieceHashes[lanes];
    boolean[] good = new boolean[lanes];
    byte[] digests = new byte[lanes * Hasher.STRIDE];
    for (int n = take(batch, hasher); n > 0; n = take(batch, hasher)) {
      if (haste) {
        haste = false;
        HashChoice.haste(HashAlgorithm.SHA1);
      }
      for (int i = 0; i < n; i++) {
        pieces[i] = batch[i].buffer;
        hashes[i] = batch[i].hashes;
        good[i] = false;
      }
      try {
        hasher.digest(pieces, hashes, n, digests);
        for (int i = 0; i < n; i++) {
          good[i] = hashes[i].matches(pieces[i].piece, digests, i * Hasher.STRIDE);
        }
      } catch (RuntimeException | Error e) {
        Logger.error(e, "Hashing {} pieces failed; they count as bad", n);
      }
      deliver(batch, good, n);
    }
  }

  /** Waits for work; 0 when the pool is closed and empty. */
  private int take(Job[] batch, Hasher hasher) {
    synchronized (queue) {
      while (true) {
        long wait = closed ? 0 : toWait(hasher);
        if (wait <= 0 && !queue.isEmpty()) {
          break;
        }
        if (closed) {
          return 0;
        }
        try {
          queue.wait(wait);
        } catch (InterruptedException e) {
          Logger.debug("A hash worker ignores an interrupt");
        }
      }
      int atOnce = queue.size() >= hasher.enough() ? queue.size() : 1;
      int share = (queue.size() + threads.length - 1) / threads.length;
      int n = Math.min(hasher.wanted(), Math.max(share, atOnce));
      for (int i = 0; i < n; i++) {
        batch[i] = queue.pollFirst();
      }
      haste |= gathering.isFirstWorthIt();
      return n;
    }
  }

  /** Milliseconds until somebody should look again; 0 with an empty queue: when something comes. */
  private long toWait(Hasher hasher) {
    if (queue.isEmpty() || hasher.enough() > hasher.lanes()) {
      return 0;
    }
    return gathering.toWait(queue.size(), hasher.wanted(), System.nanoTime());
  }

  /** Hands the results back, one task for each executor; clears {@code batch}. */
  private static void deliver(Job[] batch, boolean[] good, int n) {
    for (int i = 0; i < n; i++) {
      if (batch[i] == null) {
        continue;
      }
      Executor executor = batch[i].executor;
      Job[] jobs = new Job[n - i];
      boolean[] results = new boolean[n - i];
      int count = 0;
      for (int j = i; j < n; j++) {
        if (batch[j] != null && batch[j].executor == executor) {
          jobs[count] = batch[j];
          results[count++] = good[j];
          batch[j] = null;
        }
      }
      int size = count;
      try {
        executor.execute(() -> report(jobs, results, size));
      } catch (RuntimeException e) {
        Logger.debug(e, "Nobody takes the result of {} hashed pieces", size);
      }
    }
  }

  private static void report(Job[] jobs, boolean[] good, int count) {
    for (int i = 0; i < count; i++) {
      try {
        jobs[i].result.hashed(jobs[i].buffer, good[i]);
      } catch (RuntimeException e) {
        Logger.error(e, "The receiver of a hash result failed");
      }
    }
  }
}
