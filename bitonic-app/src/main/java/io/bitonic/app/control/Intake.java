package io.bitonic.app.control;

import io.bitonic.app.AppException;
import io.bitonic.app.ExitCode;
import io.bitonic.core.api.AddTorrent;
import io.bitonic.core.api.Engine;
import io.bitonic.core.api.EngineException;
import io.bitonic.core.api.FilePriority;
import io.bitonic.core.config.Label;
import io.bitonic.tui.model.AddService;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** Adds torrents to a lasting engine by what a user writes. Any thread; blocks while it reads. */
public final class Intake {
  private static final int ADD_SECONDS = 60;

  private final Engine engine;
  private final AddService reader;
  private final Path downloads;
  private final Supplier<Map<String, Label>> labels;

  /**
   * How a torrent is to be added.
   *
   * @param source a path, an http(s) URL or a magnet link
   * @param folder of its data; empty: that of the label, else that of the session
   * @param label may be empty
   */
  public record Wish(String source, String folder, String label, boolean paused) {
    /** As the settings have it. */
    public static Wish of(String source) {
      return new Wish(source, "", "", false);
    }
  }

  /**
   * @param downloads folder of torrents that are given none
   * @param labels those of the settings in force
   */
  public Intake(
      Engine engine, AddService reader, Path downloads, Supplier<Map<String, Label>> labels) {
    this.engine = engine;
    this.reader = reader;
    this.downloads = downloads;
    this.labels = labels;
  }

  /**
   * Adds one.
   *
   * @return its id
   * @throws AppException when it can't be read or is not taken
   */
  public String add(Wish wish) {
    try {
      AddService.Loaded l = reader.load(wish.source);
      AddTorrent request =
          new AddTorrent(
              l.torrentFile(),
              folder(wish),
              wish.paused,
              false,
              Map.of(),
              FilePriority.NORMAL,
              false,
              wish.label,
              0,
              0,
              0);
      return engine
          .add(l.isMagnet() ? request.withMagnet(l.magnet(), false) : request)
          .get(ADD_SECONDS, TimeUnit.SECONDS)
          .id();
    } catch (EngineException e) {
      throw refused(e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof EngineException known
          ? refused(known)
          : new AppException(ExitCode.FAILED, "it could not be added: " + e.getCause(), e);
    } catch (TimeoutException e) {
      throw new AppException(ExitCode.FAILED, "the engine does not answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AppException(ExitCode.FAILED, "interrupted", e);
    }
  }

  private Path folder(Wish wish) {
    if (!wish.folder.isEmpty()) {
      return EngineDesk.path(wish.folder);
    }
    Label label = labels.get().getOrDefault(wish.label, Label.NONE);
    return label.savePath().orElse(downloads);
  }

  private static AppException refused(EngineException e) {
    return new AppException(ExitCode.of(e.kind()), e.getMessage(), e);
  }
}
