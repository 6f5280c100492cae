package io.bitonic.app.run;

import io.bitonic.app.AppException;
import io.bitonic.core.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.tinylog.Logger;

/**
 * Reads the settings again when their file has changed, however an editor writes it: in place, by a
 * rename, behind a link. What is being written is let come to rest first.
 *
 * <p>Concurrency: one thread of its own looks, reads and tells.
 */
public final class ConfigWatch implements AutoCloseable {
  /**
   * How often it looks and how long it waits.
   *
   * @param period between two looks at a file that changes; {@link #STILL} times that while it does
   *     not
   * @param quiet a changed file has to stay as it is for so long before it is read
   * @param missing the same for a file that is gone: some editors move it away before they write
   * @param most a file that is written all the time is read after this
   */
  record Pace(Duration period, Duration quiet, Duration missing, Duration most) {
    static final Pace USUAL =
        new Pace(
            Duration.ofMillis(200),
            Duration.ofMillis(200),
            Duration.ofMillis(1000),
            Duration.ofMillis(1200));
  }

  private static final int STILL = 2;

  private static final String ATTRIBUTES = "unix:ino,size,lastModifiedTime,ctime";
  private static final String PORTABLE = "size,lastModifiedTime";

  private final Path file;
  private final Supplier<Settings> reader;
  private final Consumer<Settings> changed;
  private final Consumer<String> refused;
  private final Pace pace;
  private final Thread thread;
  private volatile boolean closed;

  // Of the thread.
  private Map<String, Object> seen;
  private boolean pending;
  private long changedAt;
  private long firstChangeAt;

  /**
   * @param reader all sources together, as at the start
   * @param changed told of settings that are right
   * @param refused told why others are not
   */
  public ConfigWatch(
      Path file, Supplier<Settings> reader, Consumer<Settings> changed, Consumer<String> refused) {
    this(file, reader, changed, refused, Pace.USUAL);
  }

  ConfigWatch(
      Path file,
      Supplier<Settings> reader,
      Consumer<Settings> changed,
      Consumer<String> refused,
      Pace pace) {
    this.file = file;
    this.reader = reader;
    this.changed = changed;
    this.refused = refused;
    this.pace = pace;
    this.seen = stamp();
    this.thread = Thread.ofPlatform().name("config-watch").daemon(true).start(this::run);
  }

  private void run() {
    try {
      while (!closed) {
        Thread.sleep(pending ? pace.period : pace.period.multipliedBy(STILL));
        look(System.nanoTime());
      }
    } catch (InterruptedException e) {
      Logger.trace("the settings are no longer watched");
    }
  }

  private void look(long now) {
    Map<String, Object> stamp = stamp();
    if (!stamp.equals(seen)) {
      seen = stamp;
      changedAt = now;
      firstChangeAt = pending ? firstChangeAt : now;
      pending = true;
    }
    Duration rest = stamp.isEmpty() ? pace.missing : pace.quiet;
    boolean due = now - changedAt >= rest.toNanos() || now - firstChangeAt >= pace.most.toNanos();
    if (pending && due) {
      read(stamp);
    }
  }

  private void read(Map<String, Object> stamp) {
    Settings settings = null;
    String wrong = "";
    try {
      settings = reader.get();
    } catch (AppException e) {
      wrong = e.getMessage();
    }
    if (!stamp().equals(stamp)) {
      // It was written meanwhile: what was read may be half of it.
      return;
    }
    pending = false;
    if (settings != null) {
      changed.accept(settings);
    } else {
      refused.accept(wrong);
    }
  }

  /** What changes with every way of writing; empty: there is no file. */
  private Map<String, Object> stamp() {
    try {
      return attributes();
    } catch (NoSuchFileException e) {
      return Map.of();
    } catch (IOException e) {
      return Map.of("error", String.valueOf(e.getMessage()));
    }
  }

  private Map<String, Object> attributes() throws IOException {
    try {
      return Files.readAttributes(file, ATTRIBUTES);
    } catch (UnsupportedOperationException e) {
      return Files.readAttributes(file, PORTABLE);
    }
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
  }
}
