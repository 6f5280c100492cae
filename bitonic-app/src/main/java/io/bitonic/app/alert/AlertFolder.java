package io.bitonic.app.alert;

import io.bitonic.core.alert.AlertConfig;
import io.bitonic.core.alert.AlertEngine;
import io.bitonic.core.alert.AlertStore;
import io.bitonic.core.config.ConfigEditor;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where alerts keep what they know: active alerts and their history, the recorded series, and what
 * a shell asks of the instance that runs. The first instance on a state folder owns these files;
 * others look after their alerts without writing anything.
 */
public final class AlertFolder {
  /** Stands for the history in a request; no rule's name has a space. */
  static final String HISTORY = "the history";

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

  /** Whether an instance runs that looks after it. */
  public boolean isOwned() {
    try (Owned mine = own().orElse(null)) {
      return mine == null;
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Dismisses alerts, or asks the instance that owns them to; see {@link #isAsked}.
   *
   * @param rules their names; {@code *} for all
   * @param history whether to forget what was
   */
  public void clear(List<String> rules, boolean history, long wallMillis) throws IOException {
    try (Owned mine = own().orElse(null)) {
      if (mine == null) {
        List<String> all = new ArrayList<>(rules);
        if (history) {
          all.add(HISTORY);
        }
        ConfigEditor.write(request(), String.join("\n", all));
        return;
      }
      AlertStore store = AlertStore.load(state());
      if (history) {
        store.clearHistory();
      }
      AlertEngine engine = new AlertEngine(List.of(), store.active());
      engine
          .dismiss(a -> rules.contains("*") || rules.contains(a.rule()), wallMillis)
          .forEach(store::add);
      store.active(engine.active());
      store.save();
    }
  }

  /** Whether what was asked has not been taken yet. */
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
