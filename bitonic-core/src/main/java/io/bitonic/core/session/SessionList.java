package io.bitonic.core.session;

import io.bitonic.core.resume.ResumeStore;
import io.bitonic.core.util.AtomicFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.tinylog.Logger;

/**
 * The torrents of a lasting session, one a line in queue order: what comes back at the next start.
 * Torrents that a single command works on are not in it. A line is an id and the seconds that the
 * torrent was active and seeding, so that thousands of states need not be written at the end for
 * their times alone. Written whole and renamed into place; the writing thread is the engine's
 * writer.
 */
final class SessionList {
  /**
   * A line.
   *
   * @param stateId names the saved state
   * @param activeSeconds of all sessions, or 0 when the saved state knows
   * @param seedingSeconds of all sessions, or 0 when the saved state knows
   */
  record Entry(String stateId, long activeSeconds, long seedingSeconds) {
    private static final Pattern LINE =
        Pattern.compile("(\\S+)(?: ([0-9]{1,18}) ([0-9]{1,18}))?\\s*");

    /** Null when it is none. */
    static Entry parse(String line) {
      Matcher m = LINE.matcher(line);
      if (!m.matches() || !ResumeStore.isId(m.group(1))) {
        return null;
      }
      return m.group(2) == null
          ? new Entry(m.group(1), 0, 0)
          : new Entry(m.group(1), seconds(m.group(2)), seconds(m.group(3)));
    }

    private static long seconds(String digits) {
      return Math.min(MAX_SECONDS, Long.parseLong(digits));
    }

    String line() {
      return stateId + " " + activeSeconds + " " + seedingSeconds;
    }
  }

  /** A century: what is more was not written by us. */
  private static final long MAX_SECONDS = 100L * 366 * 86_400;

  private final Path file;

  SessionList(Path stateDir) {
    this.file = stateDir.resolve("session");
  }

  /** Empty when there is no session yet or it can't be read. */
  List<Entry> load() {
    try {
      Map<String, Entry> entries = new LinkedHashMap<>();
      Files.readAllLines(file, StandardCharsets.US_ASCII).stream()
          .map(Entry::parse)
          .filter(Objects::nonNull)
          .forEach(e -> entries.putIfAbsent(e.stateId, e));
      return List.copyOf(entries.values());
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (IOException e) {
      Logger.warn("the list of torrents {} can't be read: {}", file, e.getMessage());
      return List.of();
    }
  }

  void save(List<Entry> entries) {
    String lines = entries.stream().map(e -> e.line() + "\n").collect(Collectors.joining());
    try {
      AtomicFile.replace(
          file,
          file.resolveSibling("session.new"),
          lines.getBytes(StandardCharsets.US_ASCII),
          AtomicFile.Sync.CONTENT);
    } catch (IOException e) {
      Logger.warn("the list of torrents {} can't be written: {}", file, e.getMessage());
    }
  }
}
