package io.bitonic.app.control;

import io.bitonic.app.AppException;
import io.bitonic.app.ExitCode;
import io.bitonic.core.api.DetailPart;
import io.bitonic.core.api.Engine;
import io.bitonic.core.api.EngineCommand;
import io.bitonic.core.api.EngineException;
import io.bitonic.core.api.FilePriority;
import io.bitonic.core.api.FileRow;
import io.bitonic.core.api.ShareGoal;
import io.bitonic.core.api.TorrentHandle;
import io.bitonic.core.api.TorrentSnapshot;
import io.bitonic.core.config.RuleTable;
import io.bitonic.tui.model.GoalText;
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

  /** Many files may have to be deleted. */
  private static final int REMOVE_SECONDS = 60;

  private static final int MOST_TIERS = 100;

  private final Engine engine;
  private final Intake intake;

  /**
   * @param intake null: none but its own torrents are taken
   */
  EngineDesk(Engine engine, Intake intake) {
    this.engine = engine;
    this.intake = intake;
  }

  @Override
  public String add(Intake.Wish wish) {
    if (!takes()) {
      throw new AppException(ExitCode.USAGE, "this process works on its own torrents only");
    }
    return intake.add(wish);
  }

  @Override
  public boolean takes() {
    return intake != null;
  }

  @Override
  public void act(String id, Act act) {
    await(
        switch (act) {
          case PAUSE -> new EngineCommand.Pause(id);
          case RESUME -> new EngineCommand.Resume(id);
          case VERIFY -> new EngineCommand.Verify(id);
          case ANNOUNCE -> new EngineCommand.Reannounce(id);
          case REMOVE -> new EngineCommand.Remove(id, false);
          case REMOVE_DATA -> new EngineCommand.Remove(id, true);
        },
        act == Act.REMOVE_DATA ? REMOVE_SECONDS : ANSWER_SECONDS);
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
              rules(s),
              new Traffic(s.downRate(), s.upRate(), s.ratio(), s.peers(), s.queuePosition() + 1)));
    }
    return items;
  }

  private static Map<String, String> rules(TorrentSnapshot s) {
    Map<String, String> rules = RuleTable.differences(s.rules());
    if (s.sharing().own() != null) {
      rules.put(GOAL, '"' + GoalText.of(s.sharing().own()) + '"');
    }
    if (s.sharing().forced()) {
      rules.put(FORCED, "true");
    }
    return rules;
  }

  @Override
  public void set(String id, String key, String value) {
    switch (key) {
      case GOAL -> await(new EngineCommand.SetShareGoal(id, goal(value)), ANSWER_SECONDS);
      case FORCED -> await(new EngineCommand.SetForced(id, onOff(value)), ANSWER_SECONDS);
      case QUEUE -> await(new EngineCommand.SetQueuePosition(id, place(id, value)), ANSWER_SECONDS);
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

  private static ShareGoal goal(String value) {
    ShareGoal goal = GoalText.parse(value);
    if (goal == null && !value.strip().equals("default")) {
      throw new AppException(
          ExitCode.USAGE, "write a goal as " + GoalText.HINT + "; or default; - is none");
    }
    return goal;
  }

  private static boolean onOff(String value) {
    return switch (value.strip().toLowerCase(Locale.ROOT)) {
      case "on", "true", "yes" -> true;
      case "off", "false", "no", "default" -> false;
      default -> throw new AppException(ExitCode.USAGE, "write on or off");
    };
  }

  /** From 0. */
  private int place(String id, String value) {
    int now = torrent(id).snapshot().queuePosition();
    int last = engine.torrents().size() - 1;
    return switch (value.strip().toLowerCase(Locale.ROOT)) {
      case "top" -> 0;
      case "bottom" -> last;
      case "up" -> Math.max(0, now - 1);
      case "down" -> Math.min(last, now + 1);
      default -> {
        try {
          int place = Integer.parseInt(value.strip());
          if (place >= 1) {
            yield Math.min(last, place - 1);
          }
        } catch (NumberFormatException e) {
          // Refused below.
        }
        throw new AppException(
            ExitCode.USAGE, "a place in the queue is a number from 1, or top, bottom, up, down");
      }
    };
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

  static Path path(String value) {
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
