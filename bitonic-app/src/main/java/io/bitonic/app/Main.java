package io.bitonic.app;

import io.bitonic.app.cli.Cli;
import io.bitonic.core.config.UserFolders;
import io.bitonic.core.hash.MeasuredSpeeds;

/**
 * The entry point of {@code bitonic}, {@code btbt} and {@code ccbt}; the launcher says which by the
 * system property {@code bitonic.program}.
 */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    String program = System.getProperty("bitonic.program", "btbt");
    if (args.length == 1 && (args[0].equals("--version") || args[0].equals("-V"))) {
      // Before any other class is loaded: this is what scripts call most.
      System.out.println(program + " " + Version.NUMBER);
      return;
    }
    if (args.length == 1 && args[0].equals("--aot-train")) {
      Training.run();
      System.exit(ExitCode.OK);
    }
    MeasuredSpeeds.keepIn(UserFolders.system().cache().resolve("hashing"), Version.NUMBER);
    System.exit(run(Env.system(program), args));
  }

  /** Runs a program and gives its exit code. */
  static int run(Env env, String... args) {
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, e) -> {
          org.tinylog.Logger.error(e, "thread {} died", thread.getName());
          env.complain("internal error in " + thread.getName() + ": " + e + "; see the log");
        });
    if (env.program().equals("bitonic")) {
      return Cli.dashboard(env, args);
    }
    return Cli.run(env, args);
  }
}
