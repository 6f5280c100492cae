package io.bitonic.app.cli;

import io.bitonic.app.AppException;
import io.bitonic.app.Env;
import io.bitonic.app.ExitCode;
import io.bitonic.app.control.Desks;
import io.bitonic.app.control.TorrentDesk;
import io.bitonic.app.text.Json;
import io.bitonic.app.text.Units;
import io.bitonic.core.api.FilePriority;
import io.bitonic.tui.text.Text;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@CommandLine.Command(
    name = "files",
    sortOptions = false,
    sortSynopsis = false,
    description =
        "Choose files of a torrent and their priorities at any time, in the Bitonic that runs, or"
            + " in the saved state when none does.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  ${ROOT-COMMAND-NAME} files list 3f2a9c",
      "  ${ROOT-COMMAND-NAME} files deselect 3f2a9c 4-7,9",
      "  ${ROOT-COMMAND-NAME} files select-all 3f2a9c",
      "  ${ROOT-COMMAND-NAME} files priority 3f2a9c 0,2 high"
    })
final class FilesCommand extends Command {
  private static final List<String> ACTIONS =
      List.of("list", "select", "deselect", "select-all", "deselect-all", "priority");

  @Parameters(
      index = "0",
      paramLabel = "ACTION",
      description = "list, select, deselect, select-all, deselect-all or priority.")
  String action;

  @Parameters(
      index = "1",
      paramLabel = "TORRENT",
      description = "The start of its id, or its name.")
  String torrent;

  @Parameters(
      index = "2",
      arity = "0..1",
      paramLabel = "FILES",
      description = "Numbers as 'list' prints them: 0,2,5-9.")
  String numbers;

  @Parameters(
      index = "3",
      arity = "0..1",
      paramLabel = "PRIORITY",
      description = "With priority: skip, low, normal or high.")
  String priority;

  @Option(names = "--json", order = 1, description = "With list: print one JSON object a line.")
  boolean json;

  FilesCommand(Env env) {
    super(env);
  }

  @Override
  public Integer call() {
    if (!ACTIONS.contains(action)) {
      throw new AppException(
          ExitCode.USAGE,
          "'" + Text.sanitise(action) + "' is unknown; choose " + String.join(", ", ACTIONS));
    }
    boolean some = List.of("select", "deselect", "priority").contains(action);
    if (some != (numbers != null) || action.equals("priority") != (priority != null)) {
      throw new AppException(
          ExitCode.USAGE,
          some
              ? "'"
                  + action
                  + "' needs files"
                  + (action.equals("priority") ? " and a priority" : "")
              : "'" + action + "' takes no files");
    }
    try (Desks desks = new Desks(env.stateDir())) {
      Desks.Found found = desks.find(torrent);
      List<TorrentDesk.FileItem> files = found.desk().files(found.item().id());
      if (action.equals("list")) {
        files.forEach(this::print);
        return ExitCode.OK;
      }
      List<Integer> chosen = chosen(files);
      FilePriority to = wanted();
      found.desk().prioritise(found.item().id(), chosen, to);
      say(
          found.item().name()
              + ": "
              + chosen.size()
              + (chosen.size() == 1 ? " file set to " : " files set to ")
              + to.name().toLowerCase(Locale.ROOT));
      return ExitCode.OK;
    }
  }

  private FilePriority wanted() {
    return switch (action) {
      case "select", "select-all" -> FilePriority.NORMAL;
      case "deselect", "deselect-all" -> FilePriority.SKIP;
      default -> {
        try {
          yield FilePriority.valueOf(priority.strip().toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
          throw new AppException(
              ExitCode.USAGE,
              "'" + Text.sanitise(priority) + "' is no priority: skip, low, normal or high");
        }
      }
    };
  }

  /** Selecting what is selected leaves its priority. */
  private List<Integer> chosen(List<TorrentDesk.FileItem> files) {
    List<Integer> named = numbers == null ? null : FileChoice.numbers(numbers);
    List<Integer> chosen = new ArrayList<>();
    for (TorrentDesk.FileItem f : files) {
      boolean kept = action.startsWith("select") && f.priority() != FilePriority.SKIP;
      if ((named == null || named.contains(f.index())) && !kept) {
        chosen.add(f.index());
      }
    }
    if (named != null) {
      for (int n : named) {
        if (files.stream().noneMatch(f -> f.index() == n)) {
          throw new AppException(
              ExitCode.USAGE, "the torrent has no file " + n + "; 'files list' shows them");
        }
      }
    }
    if (chosen.isEmpty()) {
      throw new AppException(ExitCode.USAGE, "all of them are selected already");
    }
    return chosen;
  }

  private void print(TorrentDesk.FileItem f) {
    if (json) {
      Json line =
          new Json()
              .put("index", f.index())
              .put("path", f.path())
              .put("length", f.length())
              .put("done", f.done())
              .put("priority", f.priority().name());
      byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
      env.out().write(bytes, 0, bytes.length);
      return;
    }
    String word = f.priority().name().toLowerCase(Locale.ROOT);
    say(
        Text.padLeft(Integer.toString(f.index()), 4)
            + "  "
            + word
            + " ".repeat(Math.max(1, 8 - word.length()))
            + Text.padLeft(Units.size(f.length()), 9)
            + "  "
            + (f.done() < 0 ? "" : Text.padLeft(Units.percent(done(f)), 6) + "  ")
            + f.path());
  }

  private static double done(TorrentDesk.FileItem f) {
    return f.length() == 0 ? 1 : (double) f.done() / f.length();
  }

  private void say(String line) {
    env.out().println(Text.sanitise(line, env.screen().unicode()));
  }
}
