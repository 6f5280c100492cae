package io.bitonic.app.auto;

import io.bitonic.app.run.TorrentSource;
import io.bitonic.core.api.AddTorrent;
import io.bitonic.core.api.EngineException;
import io.bitonic.core.api.FilePriority;
import io.bitonic.core.config.WatchFolder;
import io.bitonic.tui.text.Text;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.tinylog.Logger;

/**
 * One folder from which torrents are added. A file is taken when its size and time have stayed the
 * same for a second, so that one which is still being written is left alone. One thread.
 */
final class WatchedFolder {
  /** Files looked at in one folder; more are left for later. */
  private static final int MOST_FILES = 10_000;

  private static final int MOST_LINK = 64 * 1024;
  private static final long STABLE_NANOS = 1_000_000_000L;

  /** A file as it was seen. */
  private static final class Seen {
    final long size;
    final long modified;
    final long since;
    boolean done;

    Seen(long size, long modified, long since) {
      this.size = size;
      this.modified = modified;
      this.since = since;
    }
  }

  private final WatchFolder rules;
  private final Path destination;
  private final Consumer<AddTorrent> adder;
  private Map<Path, Seen> seen = new HashMap<>();
  private boolean missing;

  /**
   * @param destination where data goes
   * @param adder adds a torrent and waits until that is done; throws {@link EngineException}
   */
  WatchedFolder(WatchFolder rules, Path destination, Consumer<AddTorrent> adder) {
    this.rules = rules;
    this.destination = destination;
    this.adder = adder;
  }

  WatchFolder rules() {
    return rules;
  }

  /**
   * Adds what has become stable.
   *
   * @return whether a file is there that may become so soon
   */
  boolean scan(long now) {
    Map<Path, Seen> next = new HashMap<>();
    List<Path> ready = new ArrayList<>();
    boolean unsettled = false;
    try (DirectoryStream<Path> files = Files.newDirectoryStream(rules.folder(), this::isTorrent)) {
      for (Path file : files) {
        if (next.size() == MOST_FILES) {
          break;
        }
        Seen s = look(file, now);
        if (s != null) {
          next.put(file, s);
          boolean stable = now - s.since >= STABLE_NANOS;
          unsettled |= !stable && !s.done;
          if (stable && !s.done) {
            ready.add(file);
          }
        }
      }
      missing = false;
    } catch (IOException | DirectoryIteratorException e) {
      if (!missing) {
        missing = true;
        Logger.warn("the watched folder {} can't be read: {}", rules.folder(), e.getMessage());
      }
    }
    seen = next;
    ready.sort(null);
    ready.forEach(this::take);
    return unsettled;
  }

  private boolean isTorrent(Path file) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    return !name.startsWith(".") && (name.endsWith(".torrent") || name.endsWith(".magnet"));
  }

  private Seen look(Path file, long now) {
    try {
      BasicFileAttributes a = Files.readAttributes(file, BasicFileAttributes.class);
      if (!a.isRegularFile()) {
        return null;
      }
      Seen before = seen.get(file);
      long modified = a.lastModifiedTime().toMillis();
      return before != null && before.size == a.size() && before.modified == modified
          ? before
          : new Seen(a.size(), modified, now);
    } catch (IOException e) {
      // It has just gone.
      return null;
    }
  }

  private void take(Path file) {
    seen.get(file).done = true;
    try {
      adder.accept(request(file));
      Logger.info("added from {}", file);
    } catch (EngineException e) {
      if (e.kind() != EngineException.Kind.ALREADY_ADDED) {
        Logger.warn("{} is not added: {}", file, e.getMessage());
        return;
      }
      Logger.info("{}: {}", file, e.getMessage());
    } catch (IOException | RuntimeException e) {
      Logger.warn("{} is not added: {}", file, e.getMessage());
      return;
    }
    putAway(file);
  }

  private AddTorrent request(Path file) throws IOException {
    boolean link = file.toString().toLowerCase(Locale.ROOT).endsWith(".magnet");
    byte[] torrent = link ? null : TorrentSource.load(file.toString()).bytes();
    AddTorrent r =
        new AddTorrent(
            torrent,
            destination,
            rules.paused(),
            false,
            Map.of(),
            FilePriority.NORMAL,
            false,
            rules.label(),
            0,
            0,
            0);
    return link ? r.withMagnet(link(file), false) : r;
  }

  private static String link(Path file) throws IOException {
    if (Files.size(file) > MOST_LINK) {
      throw new IOException("it is too long for a magnet link");
    }
    String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8).strip();
    return TorrentSource.magnet(text).uri();
  }

  private void putAway(Path file) {
    try {
      switch (rules.after()) {
        case RENAME -> Files.move(file, free(file));
        case DELETE -> Files.delete(file);
        case KEEP -> {
          // It is remembered that it is done.
        }
      }
    } catch (IOException e) {
      Logger.warn(
          "{} was added and is still there: {}", file, Text.sanitise(String.valueOf(e), 300));
    }
  }

  /** A name that nothing has. */
  private static Path free(Path file) {
    Path p = file.resolveSibling(file.getFileName() + ".added");
    for (int i = 2; Files.exists(p) && i < MOST_FILES; i++) {
      p = file.resolveSibling(file.getFileName() + "." + i + ".added");
    }
    return p;
  }
}
