package io.bitonic.core.session;

import io.bitonic.core.swarm.TraceSink;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.tinylog.Logger;

/**
 * A file of what is said with peers. Loops hand lines to a bounded queue and never wait; a thread
 * of its own writes them. What does not fit is left out and counted in the file. After {@value
 * #MOST} bytes nothing more is written.
 */
final class TraceFile implements TraceSink, AutoCloseable {
  static final long MOST = 256L << 20;
  private static final int QUEUE = 8_192;
  private static final long LOOK_MILLIS = 200;
  private static final long LAST_MILLIS = 1_000;

  private record Line(long wallMillis, String text) {}

  private final Path file;
  private final BlockingQueue<Line> waiting = new LinkedBlockingQueue<>(QUEUE);
  private final AtomicLong lost = new AtomicLong();
  private final BufferedWriter out;
  private final Thread thread;
  private volatile boolean ending;
  private volatile boolean closed;
  private long written;

  /**
   * Opens the file and begins to write behind what is there.
   *
   * @throws IOException when it can't be written
   */
  TraceFile(Path file) throws IOException {
    this.file = file;
    Files.createDirectories(file.getParent());
    this.out =
        Files.newBufferedWriter(
            file, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    this.written = Files.size(file);
    this.thread = Thread.ofPlatform().daemon().name("bitonic-trace").start(this::run);
  }

  Path file() {
    return file;
  }

  @Override
  public void line(long wallMillis, String text) {
    if (closed || !waiting.offer(new Line(wallMillis, text))) {
      lost.incrementAndGet();
    }
  }

  private void run() {
    try (out) {
      while (true) {
        Line l = waiting.poll(closed ? 0 : LOOK_MILLIS, TimeUnit.MILLISECONDS);
        if (l == null && (ending || closed)) {
          closed = true;
          return;
        } else if (l == null) {
          continue;
        }
        for (; l != null; l = waiting.poll()) {
          write(l);
        }
        out.flush();
      }
    } catch (IOException e) {
      closed = true;
      Logger.warn("the trace {} can't be written any more: {}", file, e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void write(Line l) throws IOException {
    if (written > MOST) {
      return;
    }
    long missing = lost.getAndSet(0);
    String text = Instant.ofEpochMilli(l.wallMillis) + " " + l.text + "\n";
    if (missing > 0) {
      text = "... " + missing + " lines came too fast and are missing here\n" + text;
    }
    written += text.length();
    if (written > MOST) {
      text = "the trace is full; remove this file to go on\n";
      Logger.warn("the trace {} is full", file);
    }
    out.write(text);
  }

  /** Ends by itself when nothing has come for a moment: loops may have a last word. */
  void end() {
    ending = true;
  }

  /** Writes what waits; a second at most. */
  @Override
  public void close() {
    closed = true;
    try {
      thread.join(LAST_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
