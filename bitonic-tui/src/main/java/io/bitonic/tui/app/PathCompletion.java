package io.bitonic.tui.app;

import io.bitonic.tui.control.Completion;
import io.bitonic.tui.model.Paths;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
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
      return text.equals("~")
          ? new Completion.Result("~/", List.of())
          : nothing(text, "Tab completes paths that begin with / or ~/");
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
    } catch (NoSuchFileException | NotDirectoryException e) {
      return nothing(text, "there is no folder " + folder);
    } catch (IOException | InvalidPathException | DirectoryIteratorException e) {
      return nothing(text, "the folder " + folder + " can't be read");
    }
    if (names.isEmpty()) {
      return nothing(
          text,
          start.isEmpty()
              ? "the folder " + folder + " is empty"
              : "no name in " + folder + " begins with \"" + start + "\"");
    }
    Completion.Result r = Completion.complete(start, names);
    return new Completion.Result(folder + r.text(), r.candidates());
  }

  private static Completion.Result nothing(String text, String problem) {
    return new Completion.Result(text, List.of(), problem);
  }
}
