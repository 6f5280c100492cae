package io.bitonic.core.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;

/**
 * A folder from which torrents are added, written {@code ~/in | to=~/tv | label=tv | paused |
 * after=delete}: the folder, then what differs from the defaults, in any order.
 *
 * @param to where data goes; empty: where the dashboard puts it
 * @param label may be empty
 * @param paused whether torrents are added without being started
 */
public record WatchFolder(Path folder, Path to, String label, boolean paused, After after) {
  /** What becomes of a torrent file that has been added. */
  public enum After {
    /** It gets {@code .added} behind its name. */
    RENAME,
    DELETE,
    /** It stays, and is not added again while the program runs. */
    KEEP
  }

  /** How it is written, for people. */
  static final String FORM =
      "FOLDER | to=FOLDER | label=NAME | paused | after=rename, delete or keep";

  private static final int MAX_LABEL = 100;

  /** A folder with nothing said about it. */
  public static WatchFolder of(Path folder) {
    return new WatchFolder(folder, Path.of(""), "", false, After.RENAME);
  }

  /** Whether it says where data goes. */
  public boolean hasDestination() {
    return !to.toString().isEmpty();
  }

  /**
   * @throws IllegalArgumentException with a message for the user
   */
  static WatchFolder parse(String text) {
    String[] parts = text.split("\\|", -1);
    WatchFolder w = of(path(parts[0].strip()));
    for (int i = 1; i < parts.length; i++) {
      w = w.with(parts[i].strip());
    }
    return w;
  }

  private WatchFolder with(String option) {
    int equals = option.indexOf('=');
    String value = equals < 0 ? "" : option.substring(equals + 1).strip();
    return switch (equals < 0 ? option : option.substring(0, equals).strip()) {
      case "to" -> new WatchFolder(folder, path(value), label, paused, after);
      case "label" -> new WatchFolder(folder, to, label(value), paused, after);
      case "after" -> new WatchFolder(folder, to, label, paused, after(value));
      case "paused" -> new WatchFolder(folder, to, label, true, after);
      default -> throw new IllegalArgumentException("'" + option + "' is none of " + FORM);
    };
  }

  private static String label(String value) {
    if (value.length() > MAX_LABEL) {
      throw new IllegalArgumentException("a label has at most " + MAX_LABEL + " characters");
    }
    return value;
  }

  private static After after(String value) {
    for (After a : After.values()) {
      if (word(a).equals(value)) {
        return a;
      }
    }
    throw new IllegalArgumentException("'" + value + "' is none of rename, delete, keep");
  }

  private static String word(After a) {
    return a.name().toLowerCase(Locale.ROOT);
  }

  private static Path path(String text) {
    try {
      return Type.path().fromText(text);
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("'" + text + "' can't be a folder's name");
    }
  }

  /** As {@link #parse} reads it. */
  @Override
  public String toString() {
    return folder
        + (hasDestination() ? " | to=" + to : "")
        + (label.isEmpty() ? "" : " | label=" + label)
        + (paused ? " | paused" : "")
        + (after == After.RENAME ? "" : " | after=" + word(after));
  }
}
