package io.bitonic.app.cli;

import io.bitonic.app.Env;
import io.bitonic.app.ExitCode;
import io.bitonic.app.progress.WorkBar;
import io.bitonic.app.run.Pulse;
import io.bitonic.app.run.TorrentSource;
import io.bitonic.app.text.Json;
import io.bitonic.app.text.Units;
import io.bitonic.app.verify.Verifier;
import io.bitonic.core.util.Bits;
import io.bitonic.tui.text.Text;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@CommandLine.Command(
    name = "verify",
    sortOptions = false,
    sortSynopsis = false,
    description = "Compare data on disk with a torrent; exit code 6 when it differs.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  ${ROOT-COMMAND-NAME} verify album.torrent --output ~/Music",
      "  ${ROOT-COMMAND-NAME} verify album.torrent --output ~/Music --json"
    })
final class VerifyCommand extends Command {
  private static final int SHOWN_RANGES = 20;

  @Parameters(paramLabel = "TORRENT", description = "A torrent file.")
  String torrent;

  @CommandLine.Mixin DataFolder data = new DataFolder();

  @Option(names = "--json", order = 2, description = "Print one JSON object.")
  boolean json;

  VerifyCommand(Env env) {
    super(env);
  }

  @Override
  public Integer call() {
    TorrentSource source = TorrentSource.load(torrent);
    Path folder = data.path();
    Verifier verifier = new Verifier(source.metainfo(), folder);
    long total = source.metainfo().layout().totalSize();
    try (Pulse pulse = env.pulse().get();
        WorkBar bar = new WorkBar(env.out(), env.screen(), env.clock())) {
      verifier.start(Runtime.getRuntime().availableProcessors());
      while (!verifier.isDone()) {
        if (!pulse.next(Duration.ofMillis(20))) {
          verifier.stop();
          return ExitCode.SIGNAL + pulse.signal();
        }
        if (!json) {
          bar.update(verifier.checkedBytes(), total);
        }
      }
    }
    Verifier.Report report = verifier.report();
    if (json) {
      printJson(source, report);
    } else {
      print(source, report);
    }
    return report.isGood() ? ExitCode.OK : ExitCode.INCOMPLETE;
  }

  private void print(TorrentSource source, Verifier.Report report) {
    boolean unicode = env.screen().unicode();
    for (Verifier.FileResult f : report.files()) {
      env.out()
          .println(
              Text.padRight(word(f), 11)
                  + Text.padLeft(Units.size(f.file().length()), 10)
                  + "  "
                  + Text.sanitise(f.file().displayPath(), unicode)
                  + remark(f));
    }
    List<String> bad = ranges(report.good());
    int count = report.good().size() - report.good().count();
    String name = Text.sanitise(source.metainfo().name(), unicode);
    if (report.isGood()) {
      env.out().println(name + ": all " + report.good().size() + " pieces are good");
    } else if (count == 0) {
      env.out().println(name + ": all pieces are good but a file has the wrong size");
    } else {
      String rest = bad.size() > SHOWN_RANGES ? " and more (--json lists all)" : "";
      env.out()
          .println(
              name
                  + ": "
                  + count
                  + " of "
                  + report.good().size()
                  + " pieces are bad: "
                  + String.join(", ", bad.subList(0, Math.min(bad.size(), SHOWN_RANGES)))
                  + rest);
    }
  }

  private static String word(Verifier.FileResult f) {
    return f.status() == Verifier.Status.WRONG_SIZE
        ? "wrong size"
        : f.status().name().toLowerCase(Locale.ROOT);
  }

  private static String remark(Verifier.FileResult f) {
    return switch (f.status()) {
      case OK, MISSING -> "";
      case WRONG_SIZE -> " (" + f.size() + " bytes instead of " + f.file().length() + ")";
      case DAMAGED -> " (bad pieces: " + f.badPieces() + ")";
      case SHARED -> " (shares a piece with a file that is missing or has the wrong size)";
    };
  }

  /** The bad pieces as {@code 3} and {@code 7-9}. */
  private static List<String> ranges(Bits good) {
    List<String> ranges = new ArrayList<>();
    for (int i = good.nextClear(0); i >= 0; ) {
      int end = good.nextSet(i);
      int last = end < 0 ? good.size() - 1 : end - 1;
      ranges.add(last == i ? Integer.toString(i) : i + "-" + last);
      i = end < 0 ? -1 : good.nextClear(end);
    }
    return ranges;
  }

  private void printJson(TorrentSource source, Verifier.Report report) {
    List<Object> files = new ArrayList<>();
    for (Verifier.FileResult f : report.files()) {
      files.add(
          new Json()
              .put("index", f.file().index())
              .put("path", f.file().displayPath())
              .put("status", f.status().name().toLowerCase(Locale.ROOT))
              .put("size", f.file().length())
              .put("onDisk", f.size())
              .put("badPieces", f.badPieces()));
    }
    Json line =
        new Json()
            .put("name", source.metainfo().name())
            .put("id", source.metainfo().infoHash().id())
            .put("good", report.isGood())
            .put("pieces", report.good().size())
            .put("goodPieces", report.good().count())
            .put("bad", ranges(report.good()))
            .put("files", files);
    byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
    env.out().write(bytes, 0, bytes.length);
  }
}
