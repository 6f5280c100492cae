package io.bitonic.core.config;

import io.bitonic.core.api.ShareGoal;
import java.nio.file.Path;
import java.util.List;

/** The rows of {@link SettingTable} about what a session does by itself; all are live. */
final class SessionSettings {
  static final SettingRows ROWS = new SettingRows();

  // ---- queue
  // -----------------------------------------------------------------------------------------------------

  private static final Setting<Integer> ACTIVE_DOWNLOADS =
      ROWS.live(
          "queue.active_downloads",
          Type.integer(0, 10_000),
          0,
          "Torrents that download at a time, the first of the queue first; 0 is all.",
          s -> s.queue().downloads());
  private static final Setting<Integer> ACTIVE_SEEDS =
      ROWS.live(
          "queue.active_seeds",
          Type.integer(0, 10_000),
          0,
          "Complete torrents that seed at a time; 0 is all.",
          s -> s.queue().seeds());
  private static final Setting<Boolean> COUNT_STALLED =
      ROWS.live(
          "queue.count_stalled",
          Type.bool(),
          false,
          "Running torrents that move next to nothing hold a slot too.",
          s -> s.queue().countStalled());
  private static final Setting<Integer> STALLED_AFTER =
      ROWS.live(
          "queue.stalled_after",
          Type.integer(1, 86_400),
          60,
          "Seconds over which a torrent is looked at to see whether it has stalled.",
          s -> s.queue().stalledSeconds());
  private static final Setting<Long> STALLED_RATE =
      ROWS.live(
          "queue.stalled_rate",
          Type.rate(),
          1024L,
          "A torrent that moves less than this has stalled; 0: none ever has.",
          s -> s.queue().stalledRate());
  private static final Setting<Double> SEED_RATIO =
      ROWS.live(
          "queue.seed_ratio",
          Type.number(0, 10_000),
          0.0,
          "Ratio of uploaded to downloaded at which a torrent has given enough; 0: none.",
          s -> s.queue().goal().ratio());
  private static final Setting<Integer> SEED_TIME =
      ROWS.live(
          "queue.seed_time",
          Type.integer(0, 10_000_000),
          0,
          "Minutes of seeding after which a torrent has given enough; 0: none.",
          s -> s.queue().goal().seedMinutes());
  private static final Setting<Settings.GoalNeeds> GOAL_NEEDS =
      ROWS.live(
          "queue.goal_needs",
          Type.choice(Settings.GoalNeeds.class),
          Settings.GoalNeeds.ANY,
          "Whether any of ratio and time is enough, or all that are set.",
          s -> s.queue().goal().both() ? Settings.GoalNeeds.ALL : Settings.GoalNeeds.ANY);
  private static final Setting<ShareGoal.Action> GOAL_ACTION =
      ROWS.live(
          "queue.goal_action",
          Type.choice(ShareGoal.Action.class),
          ShareGoal.Action.STOP,
          "What happens then: stop seeding, pause, remove from the list, or remove with its data.",
          s -> s.queue().goal().action());
  private static final Setting<Path> COMPLETED_FOLDER =
      ROWS.live(
          "queue.completed_folder",
          Type.pathOrNone(),
          Path.of(""),
          "Folder that torrents of a session are moved to when they are finished; empty: they"
              + " stay.",
          s -> s.queue().completedFolder());

  // ---- watch, commands
  // ---------------------------------------------------------------------------------------------

  private static final Setting<List<WatchFolder>> FOLDERS =
      ROWS.live(
          "watch.folders",
          Type.list(Type.watchFolder()),
          List.of(),
          "Folders whose .torrent and .magnet files are added, each with options of its own.",
          s -> s.watch().folders());
  private static final Setting<Integer> POLL =
      ROWS.live(
          "watch.poll",
          Type.integer(1, 3600),
          10,
          "Seconds between looks into folders that tell of no changes, such as network drives.",
          s -> s.watch().pollSeconds());
  private static final Setting<List<String>> ON_ADDED =
      ROWS.live(
          "commands.added",
          Type.list(Type.text("")),
          List.of(),
          "Program and arguments run when a torrent is added; {name}, {path}, {hash} and others"
              + " are filled in.",
          s -> s.commands().added());
  private static final Setting<List<String>> ON_COMPLETED =
      ROWS.live(
          "commands.completed",
          Type.list(Type.text("")),
          List.of(),
          "As added, when a torrent is finished, and moved if it is to be.",
          s -> s.commands().completed());
  private static final Setting<List<String>> ON_ERROR =
      ROWS.live(
          "commands.error",
          Type.list(Type.text("")),
          List.of(),
          "As added, when a torrent fails.",
          s -> s.commands().error());
  private static final Setting<Integer> TIMEOUT =
      ROWS.live(
          "commands.timeout",
          Type.integer(1, 86_400),
          60,
          "Seconds after which a program is ended.",
          s -> s.commands().timeoutSeconds());

  private SessionSettings() {}

  static Settings.Queue queue(Values v) {
    return new Settings.Queue(
        v.get(ACTIVE_DOWNLOADS),
        v.get(ACTIVE_SEEDS),
        v.get(COUNT_STALLED),
        v.get(STALLED_AFTER),
        v.get(STALLED_RATE),
        new ShareGoal(
            v.get(SEED_RATIO),
            v.get(SEED_TIME),
            v.get(GOAL_NEEDS) == Settings.GoalNeeds.ALL,
            v.get(GOAL_ACTION)),
        v.get(COMPLETED_FOLDER));
  }

  static Settings.Watch watch(Values v) {
    return new Settings.Watch(v.get(FOLDERS), v.get(POLL));
  }

  static Settings.Commands commands(Values v) {
    return new Settings.Commands(
        v.get(ON_ADDED), v.get(ON_COMPLETED), v.get(ON_ERROR), v.get(TIMEOUT));
  }
}
