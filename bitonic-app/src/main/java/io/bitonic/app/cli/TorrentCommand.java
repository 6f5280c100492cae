package io.bitonic.app.cli;

import io.bitonic.app.AppException;
import io.bitonic.app.Env;
import io.bitonic.app.ExitCode;
import io.bitonic.app.control.Desks;
import io.bitonic.app.control.TorrentDesk;
import io.bitonic.app.text.Json;
import io.bitonic.app.text.Units;
import io.bitonic.core.config.RuleTable;
import io.bitonic.tui.text.Text;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@CommandLine.Command(
    name = "torrent",
    sortOptions = false,
    sortSynopsis = false,
    description = {
      "Look at torrents and give one its own rules, in the Bitonic that runs, or in the saved"
          + " state when none does. KEY is down, up, peer_down, peer_up, max_peers, upload_slots,"
          + " order, priority, ratio, seed_time, label, save_path, add_tracker or remove_tracker;"
          + " VALUE 'default' takes a rule back."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ${ROOT-COMMAND-NAME} torrent list",
      "  ${ROOT-COMMAND-NAME} torrent set 3f2a9c down 2MiB",
      "  ${ROOT-COMMAND-NAME} torrent set 3f2a9c order sequential",
      "  ${ROOT-COMMAND-NAME} torrent set 3f2a9c label films",
      "  ${ROOT-COMMAND-NAME} torrent show 3f2a9c"
    })
final class TorrentCommand extends Command {
  private static final int SHORT_ID = 8;

  @Parameters(index = "0", paramLabel = "ACTION", description = "list, show or set.")
  String action;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "TORRENT",
      description = "The start of its id, or its name.")
  String torrent;

  @Parameters(index = "2..*", paramLabel = "KEY VALUE", description = "With set: what to change.")
  List<String> change = new ArrayList<>();

  @Option(names = "--json", order = 1, description = "With list, show: JSON, one object a line.")
  boolean json;

  TorrentCommand(Env env) {
    super(env);
  }

  @Override
  public Integer call() {
    boolean list = "list".equals(action);
    if (!list && !"show".equals(action) && !"set".equals(action)) {
      throw new AppException(
          ExitCode.USAGE, "'" + Text.sanitise(action) + "' is unknown; choose list, show or set");
    }
    if (list != (torrent == null) || "set".equals(action) != (change.size() == 2)) {
      throw new AppException(ExitCode.USAGE, "write: list, show TORRENT, or set TORRENT KEY VALUE");
    }
    try (Desks desks = new Desks(env.stateDir())) {
      if (list) {
        desks.all().forEach(f -> line(f.item()));
        return ExitCode.OK;
      }
      Desks.Found found = desks.find(torrent);
      if ("show".equals(action)) {
        show(found.item());
      } else {
        set(found);
      }
      return ExitCode.OK;
    }
  }

  private void set(Desks.Found found) {
    String key = change.get(0).replace('-', '_');
    if (!TorrentDesk.keys().contains(key)) {
      throw new AppException(
          ExitCode.USAGE,
          "'"
              + Text.sanitise(change.get(0))
              + "' can't be set for a torrent; choose "
              + String.join(", ", TorrentDesk.keys()));
    }
    found.desk().set(found.item().id(), key, change.get(1));
    say(found.item().name() + ": " + key + " = " + change.get(1));
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
            + (t.label().isEmpty() ? "" : "  [" + t.label() + "]"));
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
            .put("rules", rules);
    byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
    env.out().write(bytes, 0, bytes.length);
  }

  private void say(String line) {
    env.out().println(Text.sanitise(line, env.screen().unicode()));
  }
}
