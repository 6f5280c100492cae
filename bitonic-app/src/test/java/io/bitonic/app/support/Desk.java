package io.bitonic.app.support;

import io.bitonic.app.Env;
import io.bitonic.app.cli.Cli;
import io.bitonic.app.progress.Screen;
import io.bitonic.app.run.Pulse;
import io.bitonic.core.util.Clock;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** A world for commands: captured output, a fake engine, simulated time. */
public final class Desk {
  public final FakeEngine engine = new FakeEngine();
  public String program = "btbt";
  public Screen screen = new Screen(false, true, false, null);
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Path stateDir;
  private long nanos;

  /** Ticks until Ctrl+C, -1 never. */
  public int interruptAfter = -1;

  /** The variables of the process. */
  public final Map<String, String> variables = new HashMap<>();

  public Desk(Path stateDir) {
    this.stateDir = stateDir;
  }

  public Env env() {
    return new Env(
        program,
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8),
        screen,
        stateDir,
        stateDir.resolveSibling("config"),
        variables,
        settings -> {
          engine.settings = settings;
          if (engine.refuseStart != null) {
            throw engine.refuseStart;
          }
          return engine;
        },
        SteppingPulse::new,
        clock);
  }

  /** Runs a command line with logging off. */
  public int run(String... args) {
    return Cli.run(env(), args);
  }

  public String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  public String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  public final Clock clock =
      new Clock() {
        @Override
        public long nanos() {
          return nanos;
        }

        @Override
        public long wallMillis() {
          return 1_700_000_000_000L + nanos / 1_000_000;
        }
      };

  /** Steps the engine once a simulated second; real work (verify) is only yielded to. */
  private final class SteppingPulse implements Pulse {
    private int ticks;
    private int signal;

    @Override
    public boolean next(Duration wait) {
      if (ticks++ == interruptAfter) {
        signal = 2;
        return false;
      }
      Thread.yield();
      nanos += 1_000_000_000L;
      engine.step();
      return true;
    }

    @Override
    public int signal() {
      return signal;
    }

    @Override
    public void close() {}
  }
}
