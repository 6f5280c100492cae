package io.bitonic.app.cli;

import io.bitonic.app.AppException;
import io.bitonic.app.Env;
import io.bitonic.app.ExitCode;
import io.bitonic.app.text.Json;
import io.bitonic.app.text.Units;
import io.bitonic.core.resume.ResumeException;
import io.bitonic.core.resume.ResumeStore;
import io.bitonic.core.session.Checkpoints;
import io.bitonic.tui.text.Text;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@CommandLine.Command(
    name = "checkpoints",
    sortOptions = false,
    sortSynopsis = false,
    description = "Look after the saved state of downloads; never touches their data.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  ${ROOT-COMMAND-NAME} checkpoints list",
      "  ${ROOT-COMMAND-NAME} checkpoints verify          # compare all with the disk",
      "  ${ROOT-COMMAND-NAME} checkpoints clean           # damaged ones, and those of lost"
          + " folders",
      "  ${ROOT-COMMAND-NAME} checkpoints delete 3f2a9c   # the start of an id will do"
    })
final class CheckpointsCommand extends Command {
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);
  private static final int SHORT_ID = 8;

  @Parameters(index = "0", paramLabel = "ACTION", description = "list, verify, clean or delete.")
  String action;

  @Parameters(
      index = "1..*",
      paramLabel = "ID",
      description = "Ids, or starts of ids (verify: default all; delete: needed).")
  List<String> ids = new ArrayList<>();

  @Option(names = "--json", order = 1, description = "With list: print one JSON object a line.")
  boolean json;

  CheckpointsCommand(Env env) {
    super(env);
  }

  @Override
  public Integer call() {
    if (!List.of("list", "verify", "clean", "delete").contains(action)) {
      throw new AppException(
          ExitCode.USAGE,
          "'" + Text.sanitise(action) + "' is unknown; choose list, verify, clean or delete");
    }
    boolean takesIds = action.equals("verify") || action.equals("delete");
    if (!takesIds && !ids.isEmpty()) {
      throw new AppException(ExitCode.USAGE, "'" + action + "' takes no ids");
    }
    if (action.equals("delete") && ids.isEmpty()) {
      throw new AppException(ExitCode.USAGE, "'delete' needs an id; 'checkpoints list' shows them");
    }
    if (json && !action.equals("list")) {
      throw new AppException(ExitCode.USAGE, "--json goes with 'list'");
    }
    if (!Files.isDirectory(env.stateDir())) {
      return withoutState();
    }
    try (ResumeStore store = new ResumeStore(env.stateDir())) {
      return act(new Checkpoints(store));
    } catch (ResumeException e) {
      throw new AppException(ExitCode.STORAGE, Text.sanitise(e.getMessage()), e);
    }
  }

  private int withoutState() {
    if (!ids.isEmpty()) {
      throw unknown(ids.getFirst());
    }
    if (!json) {
      say("no saved states in " + env.stateDir());
    }
    return ExitCode.OK;
  }

  private int act(Checkpoints checkpoints) throws ResumeException {
    List<Checkpoints.Entry> all = checkpoints.list();
    return switch (action) {
      case "list" -> list(all);
      case "verify" -> verify(checkpoints, ids.isEmpty() ? all : chosen(all));
      case "clean" -> clean(checkpoints.clean());
      default -> delete(checkpoints, chosen(all));
    };
  }

  private List<Checkpoints.Entry> chosen(List<Checkpoints.Entry> all) {
    List<Checkpoints.Entry> chosen = new ArrayList<>();
    for (String id : ids) {
      String start = id.toLowerCase(Locale.ROOT);
      List<Checkpoints.Entry> found =
          all.stream().filter(e -> !start.isEmpty() && e.id().startsWith(start)).toList();
      if (found.isEmpty()) {
        throw unknown(id);
      }
      if (found.size() > 1) {
        throw new AppException(
            ExitCode.USAGE,
            "'" + Text.sanitise(id) + "' fits " + found.size() + " ids; give more of its digits");
      }
      chosen.add(found.getFirst());
    }
    return chosen;
  }

  private static AppException unknown(String id) {
    return new AppException(
        ExitCode.USAGE,
        "there is no saved state '" + Text.sanitise(id) + "'; 'checkpoints list' shows them");
  }

  private int list(List<Checkpoints.Entry> all) {
    if (json) {
      all.forEach(this::printJson);
      return ExitCode.OK;
    }
    if (all.isEmpty()) {
      say("no saved states in " + env.stateDir());
    }
    for (Checkpoints.Entry e : all) {
      String where =
          e.isDamaged()
              ? "damaged: " + e.damage()
              : Text.padLeft(Units.percent(e.complete()), 6) + "  " + date(e) + "  " + e.savePath();
      say(shortId(e) + "  " + e.name() + "  " + where);
    }
    return ExitCode.OK;
  }

  private void printJson(Checkpoints.Entry e) {
    String path = e.savePath() == null ? null : e.savePath().toString();
    Json line =
        new Json()
            .put("id", e.id())
            .put("name", e.name())
            .put("savePath", path)
            .put("complete", e.complete(), 2)
            .put("savedMillis", e.savedMillis())
            .put("damage", e.damage());
    byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
    env.out().write(bytes, 0, bytes.length);
  }

  private int verify(Checkpoints checkpoints, List<Checkpoints.Entry> chosen) {
    int code = ExitCode.OK;
    for (Checkpoints.Entry e : chosen) {
      List<String> problems = checkpoints.verify(e.id());
      say(shortId(e) + "  " + e.name() + "  " + (problems.isEmpty() ? "ok" : "differs:"));
      problems.forEach(p -> say("    " + p));
      code = problems.isEmpty() ? code : ExitCode.INCOMPLETE;
    }
    return code;
  }

  private int clean(List<Checkpoints.Cleaned> cleaned) {
    int code = ExitCode.OK;
    for (Checkpoints.Cleaned c : cleaned) {
      String word = c.deleted() ? "  deleted: " : "  kept: ";
      say(shortId(c.entry()) + "  " + c.entry().name() + word + c.reason());
      code = c.deleted() ? code : ExitCode.STORAGE;
    }
    if (cleaned.isEmpty()) {
      say("nothing to clean");
    }
    return code;
  }

  private int delete(Checkpoints checkpoints, List<Checkpoints.Entry> chosen)
      throws ResumeException {
    for (Checkpoints.Entry e : chosen) {
      checkpoints.delete(e.id());
      say(shortId(e) + "  " + e.name() + "  deleted");
    }
    return ExitCode.OK;
  }

  private void say(String line) {
    env.out().println(Text.sanitise(line, env.screen().unicode()));
  }

  private static String shortId(Checkpoints.Entry e) {
    return e.id().substring(0, Math.min(SHORT_ID, e.id().length()));
  }

  private static String date(Checkpoints.Entry e) {
    return DATE.format(Instant.ofEpochMilli(e.savedMillis()).atZone(ZoneId.systemDefault()));
  }
}
