package io.bitonic.app.cli;

import io.bitonic.app.AppException;
import io.bitonic.app.Env;
import io.bitonic.app.ExitCode;
import io.bitonic.app.control.Desks;
import io.bitonic.app.control.Intake;
import io.bitonic.app.control.RemoteDesk;
import io.bitonic.app.control.TorrentDesk;
import io.bitonic.app.run.TorrentSource;
import io.bitonic.app.text.Json;
import io.bitonic.app.text.Units;
import io.bitonic.core.config.Nearest;
import io.bitonic.core.config.RuleTable;
import io.bitonic.tui.text.Text;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@CommandLine.Command(
    name = "torrent",
    sortOptions = false,
    sortSynopsis = false,
    description = {
      "Look after torrents in the Bitonic that runs; list, show and set also in the saved state"
          + " when none does.",
      "",
      "list       all torrents",
      "show       a TORRENT, and the rules that are its own",
      "add        SOURCE...: paths, http(s) addresses, magnet links",
      "pause      TORRENT..., or all",
      "resume     TORRENT..., or all",
      "verify     TORRENT..., or all: hash again what is on the disk",
      "announce   TORRENT..., or all: ask the trackers now",
      "remove     TORRENT... out of the list; the data stays",
      "set        TORRENT KEY VALUE; VALUE 'default' takes a rule back",
      "",
      "KEY is down, up, peer_down, peer_up, max_peers, upload_slots, order, priority, ratio,"
          + " seed_time, goal (as '2 1440 all pause'), forced (on, off), queue (a place from 1,"
          + " top, bottom, up, down), label, save_path, add_tracker or remove_tracker.",
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ${ROOT-COMMAND-NAME} torrent list",
      "  ${ROOT-COMMAND-NAME} torrent add ~/iso/debian.torrent --output /srv/iso",
      "  ${ROOT-COMMAND-NAME} torrent set 3f2a9c down 2MiB",
      "  ${ROOT-COMMAND-NAME} torrent set 3f2a9c goal '2 1440 all pause'",
      "  ${ROOT-COMMAND-NAME} torrent set 3f2a9c queue top",
      "  ${ROOT-COMMAND-NAME} torrent pause all"
    })
final class TorrentCommand extends Command {
  private static final int SHORT_ID = 8;
  private static final Map<String, TorrentDesk.Act> ACTS =
      Map.of(
          "pause", TorrentDesk.Act.PAUSE,
          "resume", TorrentDesk.Act.RESUME,
          "verify", TorrentDesk.Act.VERIFY,
          "announce", TorrentDesk.Act.ANNOUNCE,
          "remove", TorrentDesk.Act.REMOVE);
  private static final List<String> ACTIONS =
      List.of("list", "show", "add", "pause", "resume", "verify", "announce", "remove", "set");

  @Parameters(index = "0", paramLabel = "ACTION", description = "What to do, see above.")
  String action;

  @Parameters(
      index = "1..*",
      paramLabel = "ARG",
      description = "TORRENT is the start of its id, or its name.")
  List<String> args = new ArrayList<>();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "DIR",
      order = 1,
      description = "With add: folder of the data (default: the label's, else the session's).")
  String output;

  @Option(names = "--label", paramLabel = "NAME", order = 2, description = "With add: the label.")
  String label = "";

  @Option(names = "--paused", order = 3, description = "With add: don't start it yet.")
  boolean paused;

  @Option(
      names = "--delete-data",
      order = 4,
      description = "With remove: delete the torrent's files, too.")
  boolean deleteData;

  @Option(names = "--json", order = 5, description = "With list, show: JSON, one object a line.")
  boolean json;

  TorrentCommand(Env env) {
    super(env);
  }

  @Override
  public Integer call() {
    check();
    try (Desks desks = new Desks(env.stateDir())) {
      switch (action) {
        case "list" -> desks.all().forEach(f -> line(f.item()));
        case "show" -> show(desks.find(args.getFirst()).item());
        case "set" -> set(desks.find(args.getFirst()));
        case "add" -> {
          return add(desks.session());
        }
        default -> {
          return act(desks);
        }
      }
      return ExitCode.OK;
    }
  }

  private void check() {
    if (!ACTIONS.contains(action)) {
      throw usage(
          "'" + Text.sanitise(action) + "' is unknown; choose " + String.join(", ", ACTIONS));
    }
    String needs =
        switch (action) {
          case "list" -> args.isEmpty() ? "" : "nothing more";
          case "show" -> args.size() == 1 ? "" : "a TORRENT";
          case "set" -> args.size() == 3 ? "" : "TORRENT KEY VALUE";
          case "add" -> args.isEmpty() ? "at least one SOURCE" : "";
          default -> args.isEmpty() ? "at least one TORRENT" : "";
        };
    if (!needs.isEmpty()) {
      throw usage("'torrent " + action + "' takes " + needs);
    }
    boolean adds = output != null || !label.isEmpty() || paused;
    if (adds && !action.equals("add") || deleteData && !action.equals("remove")) {
      throw usage("that option is not for 'torrent " + action + "'");
    }
  }

  private static AppException usage(String message) {
    return new AppException(ExitCode.USAGE, message);
  }

  /** Goes on when one fails; the code is that of the first failure. */
  private int add(TorrentDesk session) {
    String folder =
        output == null ? "" : TorrentSource.path(output).toAbsolutePath().normalize().toString();
    int code = ExitCode.OK;
    for (String source : args) {
      try {
        String id = session.add(new Intake.Wish(absolute(source), folder, label, paused));
        say("added " + id.substring(0, SHORT_ID) + "  " + source);
      } catch (AppException e) {
        env.complain(Text.sanitise(source, 300) + ": " + Text.sanitise(e.getMessage(), 1000));
        code = code == ExitCode.OK ? e.exitCode() : code;
      }
    }
    return code;
  }

  /** The session has another working folder. */
  private static String absolute(String source) {
    boolean address = source.matches("(?i)(magnet:|https?://|file:).*");
    return address || source.startsWith("~")
        ? source
        : TorrentSource.path(source).toAbsolutePath().normalize().toString();
  }

  private int act(Desks desks) {
    TorrentDesk.Act act = deleteData ? TorrentDesk.Act.REMOVE_DATA : ACTS.get(action);
    boolean all = args.equals(List.of("all")) && !action.equals("remove");
    List<Desks.Found> found =
        all
            ? desks.all().stream().filter(f -> f.desk() instanceof RemoteDesk).toList()
            : args.stream().map(desks::find).toList();
    for (Desks.Found f : found) {
      f.desk().act(f.item().id(), act);
      say(f.item().name() + ": " + done(act));
    }
    return ExitCode.OK;
  }

  private static String done(TorrentDesk.Act act) {
    return switch (act) {
      case PAUSE -> "paused";
      case RESUME -> "resumed";
      case VERIFY -> "is checked";
      case ANNOUNCE -> "asks its trackers";
      case REMOVE -> "removed; its data stays";
      case REMOVE_DATA -> "removed, with its data";
    };
  }

  private void set(Desks.Found found) {
    String key = args.get(1).replace('-', '_');
    if (!TorrentDesk.keys().contains(key)) {
      String near = Nearest.of(key, TorrentDesk.keys());
      throw usage(
          "'"
              + Text.sanitise(args.get(1))
              + "' can't be set for a torrent; "
              + (near == null
                  ? "choose " + String.join(", ", TorrentDesk.keys())
                  : "do you mean " + near + "?"));
    }
    found.desk().set(found.item().id(), key, args.get(2));
    say(found.item().name() + ": " + key + " = " + args.get(2));
  }

  private void line(TorrentDesk.Item t) {
    if (json) {
      print(t);
      return;
    }
    say(
        t.id().substring(0, SHORT_ID)
            + "  "
            + Text.padLeft(Units.percent(t.progress()), 6)
            + "  "
            + t.state()
            + "  "
            + t.name()
            + rates(t.traffic())
            + (t.label().isEmpty() ? "" : "  [" + t.label() + "]"));
  }

  private static String rates(TorrentDesk.Traffic t) {
    return (t.down() == 0 ? "" : "  down " + Units.rate(t.down()))
        + (t.up() == 0 ? "" : "  up " + Units.rate(t.up()));
  }

  private void show(TorrentDesk.Item t) {
    if (json) {
      print(t);
      return;
    }
    say(t.name());
    say("  id: " + t.id());
    say("  state: " + t.state() + ", " + Units.percent(t.progress()));
    say("  save_path: " + t.savePath());
    say("  label: " + (t.label().isEmpty() ? "-" : t.label()));
    if (t.traffic().queue() > 0) {
      say("  queue: " + t.traffic().queue());
      say("  ratio reached: " + Units.fixed(t.traffic().ratio(), 2));
      say("  peers: " + t.traffic().peers() + rates(t.traffic()));
    }
    say("  goal: " + t.rules().getOrDefault(TorrentDesk.GOAL, "default"));
    say("  forced: " + t.rules().getOrDefault(TorrentDesk.FORCED, "false"));
    for (String rule : RuleTable.names()) {
      say("  " + rule + ": " + t.rules().getOrDefault(rule, "default"));
    }
  }

  private void print(TorrentDesk.Item t) {
    List<String> rules = new ArrayList<>();
    t.rules().forEach((k, v) -> rules.add(k + "=" + v));
    Json line =
        new Json()
            .put("id", t.id())
            .put("name", t.name())
            .put("state", t.state())
            .put("label", t.label())
            .put("savePath", t.savePath())
            .put("progress", t.progress(), 2)
            .put("downRate", t.traffic().down())
            .put("upRate", t.traffic().up())
            .put("ratio", t.traffic().ratio(), 2)
            .put("peers", t.traffic().peers())
            .put("queue", t.traffic().queue())
            .put("rules", rules);
    byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
    env.out().write(bytes, 0, bytes.length);
  }

  private void say(String line) {
    env.out().println(Text.sanitise(line, env.screen().unicode()));
  }
}
