package io.bitonic.app.control;

import io.bitonic.app.AppException;
import io.bitonic.core.api.FilePriority;
import io.bitonic.core.config.RuleTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Where torrents can be looked at and changed: in a running engine, through another process, or in
 * the saved state. Methods may block; what can't be done is an {@link AppException}.
 */
public interface TorrentDesk {
  /** The label; empty takes it away. */
  String LABEL = "label";

  /** The folder; the data moves. */
  String SAVE_PATH = "save_path";

  /** A URL, optionally behind a tier and a space. */
  String ADD_TRACKER = "add_tracker";

  String REMOVE_TRACKER = "remove_tracker";

  /** The share goal: {@link io.bitonic.tui.model.GoalText}, or default. */
  String GOAL = "goal";

  /** Whether it runs whatever the queue says. */
  String FORCED = "forced";

  /** Its place from 1, or top, bottom, up, down. */
  String QUEUE = "queue";

  /** What can be done with a torrent. */
  enum Act {
    PAUSE,
    RESUME,
    /** Hash what is on the disk again. */
    VERIFY,
    /** Ask the trackers at once. */
    ANNOUNCE,
    /** Out of the list; its data stays. */
    REMOVE,
    /** Out of the list, and its files are deleted. */
    REMOVE_DATA
  }

  /**
   * How a torrent does.
   *
   * @param down bytes a second
   * @param up bytes a second
   * @param queue its place from 1, or 0 when it has none
   */
  record Traffic(long down, long up, double ratio, int peers, int queue) {
    /** Nothing works on it. */
    public static final Traffic NONE = new Traffic(0, 0, 0, 0, 0);
  }

  /**
   * A torrent.
   *
   * @param id names it here; begins with its 40 hex digits
   * @param state in small letters
   * @param rules what is set for it alone, as in the file
   */
  record Item(
      String id,
      String name,
      String state,
      String label,
      String savePath,
      double progress,
      Map<String, String> rules,
      Traffic traffic) {}

  /**
   * A file of a torrent.
   *
   * @param done verified bytes, -1 when that is not known
   */
  record FileItem(int index, String path, long length, long done, FilePriority priority) {}

  List<Item> torrents();

  /** Whether it takes other torrents. */
  boolean takes();

  /**
   * Adds a torrent.
   *
   * @return its id
   */
  String add(Intake.Wish wish);

  /** Does something with a torrent. */
  void act(String id, Act act);

  /**
   * @param key one of {@link #keys}
   */
  void set(String id, String key, String value);

  List<FileItem> files(String id);

  /**
   * @param files indices
   */
  void prioritise(String id, List<Integer> files, FilePriority priority);

  /** What {@link #set} takes. */
  static List<String> keys() {
    List<String> keys = new ArrayList<>(RuleTable.names());
    keys.addAll(List.of(GOAL, FORCED, QUEUE, LABEL, SAVE_PATH, ADD_TRACKER, REMOVE_TRACKER));
    return keys;
  }
}
