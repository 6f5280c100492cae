package io.bitonic.tui.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.googlecode.lanterna.TerminalSize;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class TtyTest {
  @TempDir Path directory;

  @Test
  void readsSizes() {
    assertEquals(new TerminalSize(120, 36), Tty.parseSize("36 120\n"));
    assertEquals(new TerminalSize(4096, 4096), Tty.parseSize("60000 60000"));
    assertNull(Tty.parseSize("0 0"));
    assertNull(Tty.parseSize("stty: standard input: Inappropriate ioctl for device"));
    assertNull(Tty.parseSize("-1 80"));
    assertNull(Tty.parseSize("999999999999 80"));
    assertNull(Tty.parseSize(""));
  }

  @Test
  void dumbTerminalsAreRefusedWithOneLine() {
    for (Map<String, String> environment :
        List.of(Map.of("TERM", "dumb"), Map.<String, String>of())) {
      TerminalProblem problem =
          assertThrows(TerminalProblem.class, () -> TerminalSession.open(environment));
      assertTrue(problem.getMessage().contains("btbt"), problem.getMessage());
      assertEquals(1, problem.getMessage().lines().count());
    }
  }

  @Test
  void pipesAreRefused() throws IOException, InterruptedException {
    String said =
        run(
            List.of(
                java(),
                "-cp",
                System.getProperty("java.class.path"),
                TerminalProbe.class.getName(),
                "quit"));
    assertEquals(
        "problem: standard input is not a terminal; use --headless to run without one, or btbt for scripts", said.strip());
  }

  /**
   * Each way out, in a real terminal: the settings afterwards are those from before, and the screen
   * is left.
   */
  @Test
  void everyWayOutRestoresTheTerminal() throws IOException, InterruptedException {
    assumeTrue(new File("/usr/bin/script").canExecute(), "needs script(1) for a terminal");
    for (String way : List.of("quit", "throw", "exit", "term", "twice")) {
      String probe =
          java()
              + " -cp '"
              + System.getProperty("java.class.path")
              + "' "
              + TerminalProbe.class.getName()
              + " "
              + way;
      String shell =
          "stty rows 30 cols 100 intr '^X'; stty -g > before; "
              + probe
              + " 2> errors; stty -g > after; stty size > size";
      String screen = run(List.of("script", "-qec", shell, "/dev/null"));
      String before = Files.readString(directory.resolve("before"));
      assertEquals(before, Files.readString(directory.resolve("after")), way);
      assertEquals("30 100\n", Files.readString(directory.resolve("size")), way);
      assertTrue(screen.contains("\u001b[?1049h"), way + " enters: " + screen);
      assertTrue(screen.contains("100x30"), way + " draws: " + screen);
      assertTrue(
          screen.stripTrailing().endsWith("\u001b[?25h\u001b[?1049l"), way + " leaves: " + screen);
      String errors = Files.readString(directory.resolve("errors"));
      assertEquals(
          way.equals("throw"),
          errors.contains(
              "bitonic: the dashboard failed: java.lang.IllegalStateException: asked to"),
          errors);
      assertTrue(errors.contains("held back\n"), errors);
      assertTrue(!errors.contains("\tat ") && !screen.contains("held back"), errors);
    }
  }

  private static String java() {
    return ProcessHandle.current().info().command().orElse("java");
  }

  private String run(List<String> command) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
    builder.environment().put("TERM", "xterm-256color");
    builder.environment().put("SHELL", "/bin/sh");
    Process process = builder.start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(20, TimeUnit.SECONDS));
    return output;
  }
}
