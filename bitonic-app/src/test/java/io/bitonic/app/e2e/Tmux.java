package io.bitonic.app.e2e;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * A terminal with a job-control shell in it, by a tmux server of its own. What a person would see
 * is looked at again and again until it is what is expected, or a deadline has passed.
 */
final class Tmux implements AutoCloseable {
  private static final int SECONDS = 20;
  private static final int LOOK_MILLIS = 30;

  private final Path folder;
  private final String socket;

  /**
   * @param folder for the socket, and home, state and configuration of what runs in the shell
   */
  Tmux(Path folder, int columns, int rows) {
    this.folder = folder;
    this.socket = folder.resolve("tmux").toString();
    run(
        "new-session",
        "-d",
        "-x",
        "" + columns,
        "-y",
        "" + rows,
        "env LC_ALL=C.UTF-8 COLORTERM=truecolor HOME="
            + folder
            + " XDG_STATE_HOME="
            + folder.resolve("state")
            + " XDG_CONFIG_HOME="
            + folder.resolve("config")
            + " 'PS1=$ ' bash --norc --noprofile");
    try {
      run("set-option", "-g", "window-size", "manual");
      await("$");
    } catch (AssertionError | IllegalStateException e) {
      close();
      throw e;
    }
  }

  /** Types a line and Enter. */
  void line(String text) {
    run("send-keys", "-l", text);
    keys("Enter");
  }

  /** Presses keys, in tmux's names. */
  void keys(String... names) {
    List<String> command = new ArrayList<>(List.of("send-keys"));
    command.addAll(Arrays.asList(names));
    run(command.toArray(String[]::new));
  }

  /** Pastes as a terminal does; bracketed when the program has asked for it. */
  void paste(String text) {
    run("set-buffer", text);
    run("paste-buffer", "-p");
  }

  void resize(int columns, int rows) {
    run("resize-window", "-x", "" + columns, "-y", "" + rows);
  }

  /** What tmux knows of the terminal, by a format of its own. */
  String ask(String format) {
    return run("display-message", "-p", format).strip();
  }

  String screen() {
    return run("capture-pane", "-p");
  }

  /** Waits until the screen has all of these texts. */
  void await(String... texts) {
    until(
        "showing " + String.join(" and ", texts), s -> Arrays.stream(texts).allMatch(s::contains));
  }

  void until(String what, Predicate<String> seen) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
    String screen = screen();
    while (!seen.test(screen)) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("not " + what + " within " + SECONDS + " s:\n" + screen);
      }
      pause();
      screen = screen();
    }
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private String run(String... arguments) {
    List<String> command = new ArrayList<>(List.of("tmux", "-f", "/dev/null", "-S", socket));
    command.addAll(Arrays.asList(arguments));
    try {
      Path errors = folder.resolve("tmux.err");
      Process p = new ProcessBuilder(command).redirectError(errors.toFile()).start();
      p.getOutputStream().close();
      String out = new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (p.waitFor() != 0) {
        throw new IllegalStateException(command + ": " + Files.readString(errors));
      }
      return out;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    ProcessHandle shell = process("#{pane_pid}");
    List<ProcessHandle> all = new ArrayList<>(shell.descendants().toList());
    all.add(shell);
    all.add(process("#{pid}"));
    run("kill-server");
    // They still write to the folder, which is removed next.
    all.forEach(p -> p.onExit().orTimeout(SECONDS, TimeUnit.SECONDS).join());
  }

  private ProcessHandle process(String format) {
    return ProcessHandle.of(Long.parseLong(ask(format))).orElseThrow();
  }
}
