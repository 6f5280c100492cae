package io.bitonic.app.cli;

import io.bitonic.app.AppException;
import io.bitonic.app.Env;
import io.bitonic.app.ExitCode;
import io.bitonic.tui.text.Text;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.tinylog.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line of {@code btbt} and of its short form {@code ccbt}. */
public final class Cli {
  private static final List<String> BASIC = List.of("download", "seed", "create", "show");

  private Cli() {}

  private static Map<String, Function<Env, Command>> verbs(String program) {
    Map<String, Function<Env, Command>> verbs = new LinkedHashMap<>();
    verbs.put("download", DownloadCommand::new);
    verbs.put("magnet", MagnetCommand::new);
    verbs.put("stream", StreamCommand::new);
    verbs.put("seed", SeedCommand::new);
    verbs.put("verify", VerifyCommand::new);
    verbs.put("create", CreateCommand::new);
    verbs.put("show", ShowCommand::new);
    verbs.put("torrent", TorrentCommand::new);
    verbs.put("files", FilesCommand::new);
    verbs.put("checkpoints", CheckpointsCommand::new);
    verbs.put("config", ConfigCommand::new);
    verbs.put("metrics", MetricsCommand::new);
    verbs.put("alerts", AlertsCommand::new);
    verbs.put("demo", DemoCommand::new);
    verbs.put("performance", PerformanceCommand::new);
    verbs.put("completion", CompletionCommand::new);
    if (program.equals("ccbt")) {
      verbs.keySet().retainAll(BASIC);
    }
    return verbs;
  }

  /** Runs a command line and gives its exit code. */
  public static int run(Env env, String... args) {
    String[] line = withVerb(env.program(), args);
    int code = commandLine(env, line).execute(line);
    env.out().flush();
    env.err().flush();
    return code;
  }

  /** Shows the dashboard, as a command line of {@code bitonic} says, and gives the exit code. */
  public static int dashboard(Env env, String... args) {
    DashboardCommand dashboard = new DashboardCommand(env);
    int code;
    if (args.length == 0) {
      // Without the parser, for the sake of the first frame.
      try {
        code = dashboard.call();
      } catch (AppException e) {
        code = failed(env, e);
      }
    } else {
      code = dashboardLine(env, dashboard).execute(args);
    }
    env.out().flush();
    env.err().flush();
    return code;
  }

  private static CommandLine dashboardLine(Env env, DashboardCommand dashboard) {
    CommandLine root = new CommandLine(dashboard);
    root.addSubcommand(new DashboardDemoCommand(env));
    root.addSubcommand(new CompletionCommand(env));
    prepare(env, root);
    return root;
  }

  /** The model of all that this program's command line can say. */
  static CommandLine model(Env env) {
    return env.program().equals("bitonic")
        ? dashboardLine(env, new DashboardCommand(env))
        : commandLine(env);
  }

  /** {@code ccbt FILE} means {@code ccbt download FILE}. */
  private static String[] withVerb(String program, String[] args) {
    boolean bare =
        program.equals("ccbt")
            && args.length > 0
            && !verbs(program).containsKey(args[0])
            && Arrays.stream(args).anyMatch(a -> a.endsWith(".torrent"));
    if (!bare) {
      return args;
    }
    String[] line = new String[args.length + 1];
    line[0] = "download";
    System.arraycopy(args, 0, line, 1, args.length);
    return line;
  }

  /**
   * The model of the command line; when {@code args} starts with a verb only that verb is in it,
   * which saves most of the start-up time.
   */
  static CommandLine commandLine(Env env, String... args) {
    Map<String, Function<Env, Command>> verbs = verbs(env.program());
    CommandLine root = new CommandLine(new Root(env));
    root.setCommandName(env.program());
    root.getCommandSpec()
        .usageMessage()
        .description(
            env.program().equals("ccbt")
                ? "BitTorrent in a few words: '${ROOT-COMMAND-NAME} FILE.torrent' downloads."
                : "BitTorrent on the command line.")
        .footerHeading("%nExamples:%n")
        .footer(
            "  ${ROOT-COMMAND-NAME} download debian.torrent",
            "  ${ROOT-COMMAND-NAME} show debian.torrent",
            "  ${ROOT-COMMAND-NAME} COMMAND --help");
    if (args.length > 0 && verbs.containsKey(args[0])) {
      root.addSubcommand(verbs.get(args[0]).apply(env));
    } else {
      verbs.values().forEach(v -> root.addSubcommand(v.apply(env)));
    }
    prepare(env, root);
    return root;
  }

  private static void prepare(Env env, CommandLine root) {
    boolean colour = env.screen().colour();
    root.setColorScheme(CommandLine.Help.defaultColorScheme(colour ? Ansi.ON : Ansi.OFF));
    root.setOut(new PrintWriter(env.out(), true, env.out().charset()));
    root.setErr(new PrintWriter(env.err(), true, env.err().charset()));
    root.setUsageHelpWidth(80);
    root.setParameterExceptionHandler((e, a) -> misused(env, e));
    root.setExecutionExceptionHandler((e, c, r) -> failed(env, e));
  }

  private static int misused(Env env, ParameterException e) {
    String message = Text.sanitise(e.getMessage());
    List<String> near = e instanceof UnmatchedArgumentException u ? u.getSuggestions() : List.of();
    env.complain(
        message + (near.isEmpty() ? "" : "; did you mean " + String.join(" or ", near) + "?"));
    env.err().println("Try '" + e.getCommandLine().getCommandSpec().qualifiedName() + " --help'.");
    return ExitCode.USAGE;
  }

  private static int failed(Env env, Exception e) {
    if (e instanceof AppException known) {
      env.complain(known.getMessage());
      return known.exitCode();
    }
    Logger.error(e, "command failed");
    env.complain(
        "internal error: " + Text.sanitise(String.valueOf(e)) + "; the log has the details");
    return ExitCode.FAILED;
  }
}
