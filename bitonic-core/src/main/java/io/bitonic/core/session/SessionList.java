package io.bitonic.core.session;

import io.bitonic.core.resume.ResumeStore;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.tinylog.Logger;

/**
 * The torrents of a lasting session, one id a line in queue order: what comes back at the next
 * start. Torrents that a single command works on are not in it. Written whole and renamed into
 * place; the writing thread is the engine's state writer.
 */
final class SessionList {
  private final Path file;

  SessionList(Path stateDir) {
    this.file = stateDir.resolve("session");
  }

  /** The ids; empty when there is no session yet or it can't be read. */
  List<String> load() {
    try {
      return Files.readAllLines(file, StandardCharsets.US_ASCII).stream()
          .map(String::strip)
          .filter(ResumeStore::isId)
          .distinct()
          .toList();
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (IOException e) {
      Logger.warn("the list of torrents {} can't be read: {}", file, e.getMessage());
      return List.of();
    }
  }

  void save(List<String> ids) {
    Path temp = file.resolveSibling("session.new");
    try {
      Files.write(temp, ids, StandardCharsets.US_ASCII);
      try (FileChannel c = FileChannel.open(temp, StandardOpenOption.WRITE)) {
        c.force(true);
      }
      Files.move(temp, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      Logger.warn("the list of torrents {} can't be written: {}", file, e.getMessage());
    }
  }
}
