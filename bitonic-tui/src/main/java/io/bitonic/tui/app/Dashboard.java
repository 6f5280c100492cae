package io.bitonic.tui.app;

import io.bitonic.core.api.Engine;
import io.bitonic.core.api.EngineException;
import io.bitonic.tui.terminal.TerminalProblem;
import io.bitonic.tui.terminal.TerminalSession;
import java.io.IOException;
import java.util.function.Supplier;
import org.tinylog.Logger;

/** The full-screen dashboard. */
public final class Dashboard {
  /** The user quit. */
  public static final int OK = 0;

  /** There is no terminal, or it went away. */
  public static final int NO_TERMINAL = 1;

  /** A fault of the program; the log has the details. */
  public static final int FAULT = 70;

  private Dashboard() {}

  /**
   * Shows the dashboard until the user quits. The calling thread becomes the UI thread; the engine
   * is not closed. The terminal is as it was when this returns, whatever happened. What went wrong
   * is told in one line on standard error.
   *
   * @return an exit code: {@link #OK}, {@link #NO_TERMINAL} or {@link #FAULT}
   */
  public static int run(Engine engine, DashboardOptions options) {
    return run(() -> engine, options);
  }

  /**
   * As {@link #run(Engine, DashboardOptions)}, with an engine that may still be starting: it is
   * asked for once the terminal is there.
   *
   * @throws EngineException what {@code engine} throws, after the terminal was restored
   */
  public static int run(Supplier<Engine> engine, DashboardOptions options) {
    try (TerminalSession terminal = TerminalSession.open(options.environment())) {
      try (UiLoop loop = new UiLoop(engine.get(), options, terminal)) {
        loop.run();
      }
      return OK;
    } catch (TerminalProblem e) {
      System.err.println("bitonic: " + e.getMessage());
      return NO_TERMINAL;
    } catch (IOException e) {
      Logger.warn("terminal: {}", e.getMessage());
      System.err.println("bitonic: the terminal went away: " + e.getMessage());
      return NO_TERMINAL;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return OK;
    } catch (EngineException e) {
      throw e;
    } catch (RuntimeException e) {
      // the resources above were closed first, so this line is read on a terminal that works
      Logger.error(e, "dashboard");
      System.err.println("bitonic: the dashboard failed: " + e + " (the log has the details)");
      return FAULT;
    }
  }
}
