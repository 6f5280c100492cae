package io.bitonic.app.alert;

import io.bitonic.core.alert.AlertConfig;
import io.bitonic.core.config.ConfigEditor;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where alerts keep what they know: active alerts and their history, the recorded series, and what
 * a shell asks of the instance that runs. The first instance on a state folder owns these files;
 * others look after their alerts without writing anything.
 */
public final class AlertFolder {
  private static final int MAX_REQUEST = 64 << 10;

  private final Path folder;

  /**
   * @param stateDir the engine's
   */
  public AlertFolder(Path stateDir) {
    this.folder = stateDir.resolve("alerts");
  }

  /** The rules' file: {@code $BITONIC_ALERTS}, else {@code alerts.toml} in the folder. */
  public static Path rules(Map<String, String> environment, Path configDir) {
    String named = environment.get("BITONIC_ALERTS");
    return named != null && !named.isEmpty()
        ? Path.of(named).toAbsolutePath()
        : configDir.resolve(AlertConfig.FILE);
  }

  public Path state() {
    return folder.resolve("state");
  }

  public Path series() {
    return folder.resolve("series");
  }

  private Path request() {
    return folder.resolve("request");
  }

  /** Says that this process owns the folder, until it is closed or the process ends. */
  public static final class Owned implements AutoCloseable {
    private final FileChannel channel;

    private Owned(FileChannel channel) {
      this.channel = channel;
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  /** Empty when another instance owns it. */
  public Optional<Owned> own() throws IOException {
    Files.createDirectories(folder);
    FileChannel c =
        FileChannel.open(
            folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      FileLock lock = c.tryLock();
      if (lock != null) {
        return Optional.of(new Owned(c));
      }
    } catch (OverlappingFileLockException e) {
      // An engine in this process.
      c.close();
      return Optional.empty();
    }
    c.close();
    return Optional.empty();
  }

  /** Asks the owner to take these away: names of rules, {@code *} for all, {@code history}. */
  public void ask(List<String> what) throws IOException {
    ConfigEditor.write(request(), String.join("\n", what));
  }

  /** Whether the last {@link #ask} has not been taken yet. */
  public boolean isAsked() {
    return Files.exists(request());
  }

  /** What was asked, which is forgotten; empty when nothing was. */
  List<String> takeRequest() throws IOException {
    Path r = request();
    if (!Files.exists(r)) {
      return List.of();
    }
    List<String> all = Files.size(r) > MAX_REQUEST ? List.of() : Files.readAllLines(r);
    Files.delete(r);
    return all;
  }
}
