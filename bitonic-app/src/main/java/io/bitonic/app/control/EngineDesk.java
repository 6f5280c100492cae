package io.bitonic.app.control;

import io.bitonic.app.AppException;
import io.bitonic.app.ExitCode;
import io.bitonic.core.api.DetailPart;
import io.bitonic.core.api.Engine;
import io.bitonic.core.api.EngineCommand;
import io.bitonic.core.api.EngineException;
import io.bitonic.core.api.FilePriority;
import io.bitonic.core.api.FileRow;
import io.bitonic.core.api.TorrentHandle;
import io.bitonic.core.api.TorrentSnapshot;
import io.bitonic.core.config.RuleTable;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The torrents of an engine in this process. Any thread. */
final class EngineDesk implements TorrentDesk {
  private static final int ANSWER_SECONDS = 10;

  /** Data may be on its way to another disk. */
  private static final int MOVE_SECONDS = 24 * 3600;

  private static final int MOST_TIERS = 100;

  private final Engine engine;

  EngineDesk(Engine engine) {
    this.engine = engine;
  }

  @Override
  public List<Item> torrents() {
    List<Item> items = new ArrayList<>();
    for (TorrentHandle t : engine.torrents()) {
      TorrentSnapshot s = t.snapshot();
      items.add(
          new Item(
              s.id(),
              s.name(),
              s.state().name().toLowerCase(Locale.ROOT),
              s.label(),
              s.savePath().toString(),
              s.progress(),
              RuleTable.differences(s.rules())));
    }
    return items;
  }

  @Override
  public void set(String id, String key, String value) {
    switch (key) {
      case LABEL -> await(new EngineCommand.SetLabel(id, value), ANSWER_SECONDS);
      case SAVE_PATH -> await(new EngineCommand.Move(id, path(value)), MOVE_SECONDS);
      case ADD_TRACKER -> addTracker(id, value.strip());
      case REMOVE_TRACKER -> await(new EngineCommand.RemoveTracker(id, value), ANSWER_SECONDS);
      default -> {
        try {
          await(
              new EngineCommand.SetRules(
                  id, RuleTable.with(torrent(id).snapshot().rules(), key, value)),
              ANSWER_SECONDS);
        } catch (IllegalArgumentException e) {
          throw new AppException(ExitCode.USAGE, e.getMessage(), e);
        }
      }
    }
  }

  private void addTracker(String id, String value) {
    int space = value.indexOf(' ');
    try {
      int tier = space < 0 ? 0 : Integer.parseInt(value.substring(0, space));
      if (tier >= 0 && tier < MOST_TIERS) {
        String url = value.substring(space + 1).strip();
        await(new EngineCommand.AddTracker(id, url, tier), ANSWER_SECONDS);
        return;
      }
    } catch (NumberFormatException e) {
      // Refused below.
    }
    throw new AppException(ExitCode.USAGE, "write a tracker as URL, or as TIER URL");
  }

  private static Path path(String value) {
    try {
      Path p = Path.of(value);
      if (p.isAbsolute()) {
        return p;
      }
    } catch (InvalidPathException e) {
      // Refused below.
    }
    throw new AppException(ExitCode.USAGE, "'" + value + "' is not an absolute path");
  }

  private TorrentHandle torrent(String id) {
    return engine
        .torrent(id)
        .orElseThrow(() -> new AppException(ExitCode.USAGE, "there is no torrent " + id));
  }

  @Override
  public List<FileItem> files(String id) {
    List<FileItem> items = new ArrayList<>();
    for (FileRow f : await(torrent(id).ask(Set.of(DetailPart.FILES)), ANSWER_SECONDS).files()) {
      items.add(new FileItem(f.index(), f.path(), f.length(), f.done(), f.priority()));
    }
    return items;
  }

  @Override
  public void prioritise(String id, List<Integer> files, FilePriority priority) {
    Map<Integer, FilePriority> changes = new HashMap<>();
    files.forEach(f -> changes.put(f, priority));
    await(new EngineCommand.SetFilePriorities(id, changes), ANSWER_SECONDS);
  }

  private void await(EngineCommand command, int seconds) {
    await(engine.submit(command), seconds);
  }

  private static <T> T await(CompletableFuture<T> answer, int seconds) {
    try {
      return answer.get(seconds, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof EngineException refused) {
        throw new AppException(ExitCode.of(refused.kind()), refused.getMessage(), refused);
      }
      throw new AppException(ExitCode.FAILED, "it failed: " + e.getCause(), e);
    } catch (TimeoutException e) {
      throw new AppException(ExitCode.FAILED, "the engine does not answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AppException(ExitCode.FAILED, "interrupted", e);
    }
  }
}
