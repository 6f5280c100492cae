package io.bitonic.tui.model;

import io.bitonic.tui.text.Text;
import java.nio.file.Path;

/** Paths as a user types them. */
public final class Paths {
  private Paths() {}

  /**
   * The path with {@code ~} replaced, or null for nothing.
   *
   * @throws java.nio.file.InvalidPathException when no path can be made of it
   */
  public static Path expand(String text, Path home) {
    if (text.isEmpty()) {
      return null;
    }
    if (text.equals("~")) {
      return home;
    }
    return text.startsWith("~/") ? home.resolve(text.substring(2)) : Path.of(text);
  }

  /** With {@code ~} for the home folder, safe to draw. */
  public static String shown(Path path, Path home) {
    String text =
        path.startsWith(home) && !path.equals(home)
            ? "~/" + home.relativize(path)
            : path.toString();
    return Text.sanitise(text, 300);
  }
}
