package io.bitonic.app;

import io.bitonic.app.progress.Screen;
import io.bitonic.app.run.Pulse;
import io.bitonic.app.run.Signals;
import io.bitonic.core.api.Engine;
import io.bitonic.core.config.Settings;
import io.bitonic.core.config.UserFolders;
import io.bitonic.core.session.Engines;
import io.bitonic.core.util.Clock;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What a command knows of the world around it; tests put their own in.
 *
 * @param program name the user called: btbt, ccbt or bitonic
 * @param out standard output
 * @param err standard error
 * @param screen the terminal behind {@code out}
 * @param stateDir where resume data and logs live
 * @param configDir where settings and themes live
 * @param environment the variables of the process
 * @param engines starts an engine; that of the dashboard brings its torrents back
 * @param pulse starts listening for signals and gives the wait between two looks at an engine
 * @param clock time
 */
public record Env(
    String program,
    PrintStream out,
    PrintStream err,
    Screen screen,
    Path stateDir,
    Path configDir,
    Map<String, String> environment,
    Function<Settings, Engine> engines,
    Supplier<Pulse> pulse,
    Clock clock) {

  /** The real world. */
  static Env system(String program) {
    Screen screen = Screen.system();
    UserFolders folders = UserFolders.system();
    return new Env(
        program,
        stream(FileDescriptor.out, System.getProperty("stdout.encoding")),
        stream(FileDescriptor.err, System.getProperty("stderr.encoding")),
        screen,
        folders.state(),
        folders.config(),
        System.getenv(),
        program.equals("bitonic") ? Engines::startSession : Engines::start,
        () -> Signals.install(screen),
        Clock.SYSTEM);
  }

  /** Buffered, so that a redraw is one write and does not flicker. */
  private static PrintStream stream(FileDescriptor fd, String charset) {
    Charset cs =
        charset != null && Charset.isSupported(charset)
            ? Charset.forName(charset)
            : StandardCharsets.UTF_8;
    return new PrintStream(
        new java.io.BufferedOutputStream(new FileOutputStream(fd), 32 << 10), false, cs);
  }

  /** The same without output. */
  public Env silent() {
    PrintStream nothing = new PrintStream(OutputStream.nullOutputStream());
    return new Env(
        program, nothing, err, screen, stateDir, configDir, environment, engines, pulse, clock);
  }

  /** One line on standard error, after the program's name. */
  public void complain(String message) {
    out.flush();
    err.println(program + ": " + message);
    err.flush();
  }
}
