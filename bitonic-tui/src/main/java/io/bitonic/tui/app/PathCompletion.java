package io.bitonic.tui.app;

import io.bitonic.tui.control.Completion;
import io.bitonic.tui.model.Paths;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Names in the folder of a half-typed path. Blocks on the file system: not for the UI thread. */
final class PathCompletion {
  private static final int MAX_NAMES = 5_000;

  private PathCompletion() {}

  static Completion.Result complete(String text, Path home) {
    int slash = text.lastIndexOf('/');
    if (slash < 0) {
      return new Completion.Result(text.equals("~") ? "~/" : text, List.of());
    }
    String folder = text.substring(0, slash + 1);
    String start = text.substring(slash + 1);
    List<String> names = new ArrayList<>();
    try {
      Path dir = Paths.expand(folder, home);
      try (DirectoryStream<Path> stream = Files.newDirectoryStream(dir)) {
        for (Path p : stream) {
          String name = p.getFileName().toString();
          if (name.startsWith(".") && !start.startsWith(".")) {
            continue;
          }
          if (name.regionMatches(true, 0, start, 0, start.length())) {
            names.add(Files.isDirectory(p) ? name + "/" : name);
          }
          if (names.size() == MAX_NAMES) {
            break;
          }
        }
      }
    } catch (IOException | InvalidPathException | DirectoryIteratorException e) {
      return new Completion.Result(text, List.of());
    }
    Completion.Result r = Completion.complete(start, names);
    return new Completion.Result(folder + r.text(), r.candidates());
  }
}
