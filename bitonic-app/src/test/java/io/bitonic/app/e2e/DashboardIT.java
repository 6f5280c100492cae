package io.bitonic.app.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.app.support.TestTorrent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The built {@code bin/bitonic} in a terminal, by keyboard, as a person uses it. */
@Timeout(120)
class DashboardIT {
  private static final Path ROOT =
      Path.of(System.getProperty("bitonic.root", "..")).toAbsolutePath().normalize();
  private static final String BITONIC = ROOT.resolve("bin/bitonic").toString();
  private static final int TORRENTS = 12;

  @TempDir Path dir;

  @BeforeEach
  void needTmux() {
    Tools.need("tmux", "bash", "stty");
  }

  @Test
  void everythingByKeyboard() throws IOException {
    Path added =
        new TestTorrent("pasted-album", 7, 40_000, 50_000)
            .save(Files.createDirectory(dir.resolve("t")));
    try (Tmux t = new Tmux(dir, 120, 36)) {
      startDemo(t);
      walkTheTabs(t);

      // The keys of the table: Escape and another key at once would be Alt and that key.
      t.keys("Escape");
      t.await("Space Mark");
      t.keys("/");
      t.keys("-l", "state=paused");
      t.keys("Enter");
      t.await("Torrents 1/" + TORRENTS);
      t.keys("Escape");
      t.await("Torrents " + TORRENTS + " ");

      t.paste(added.toString());
      t.await("Add a torrent", "pasted-album");
      t.keys("Enter");
      t.await("Torrents " + (TORRENTS + 1) + " ", "Added pasted-album");
      t.until("showing that it stalls", s -> state(s, "pasted-album").contains("Stalled"));
      t.keys("p");
      t.until("showing the pause", s -> state(s, "pasted-album").contains("Paused"));
      t.keys("d");
      t.await("Torrents " + TORRENTS + " ");

      t.resize(80, 24);
      t.until("redrawn for 80 columns", s -> s.contains("Torrents 12") && !s.contains("1 Info"));
      t.resize(40, 12);
      t.until("too small", s -> !s.contains("Torrents 12") && s.contains("small"));
      t.resize(120, 36);
      t.await("Torrents 12", "1 Info", "All rates");

      suspendAndResume(t);
      t.keys("q");
      t.await("DONE:0");
      checkTerminal(t);
    }
    checkNoFolder();
  }

  private void walkTheTabs(Tmux t) {
    t.keys("g");
    t.keys("2");
    t.await("normal");
    t.keys("3");
    t.await("Client", "Bitonic");
    t.keys("4");
    t.await("in flight", "missing");
    t.keys("5");
    t.await("/announce");
    t.keys("6");
    t.await("/s", "6 Graph");
    t.keys("7");
    t.await("Downloading");
    t.keys("1");
    t.await("Folder", "rarest first");
  }

  private static void suspendAndResume(Tmux t) {
    t.keys("C-z");
    t.await("Stopped");
    assertEquals("0 1", t.ask("#{alternate_on} #{cursor_flag}"));
    t.line("echo SHELL-$((1+1))");
    t.await("SHELL-2");
    t.line("fg; echo DONE:$?");
    t.await("Torrents 12", "q Quit");
    assertEquals("1 0", t.ask("#{alternate_on} #{cursor_flag}"));
    t.keys("2");
    t.await("normal");
  }

  @Test
  void aSignalLeavesNoTrace() throws IOException {
    try (Tmux t = new Tmux(dir, 100, 30)) {
      startDemo(t);
      ProcessHandle shell = ProcessHandle.of(Long.parseLong(t.ask("#{pane_pid}"))).orElseThrow();
      ProcessHandle jvm = shell.children().findFirst().orElseThrow();
      jvm.destroy();
      t.await("DONE:143");
      checkTerminal(t);
    }
    checkNoFolder();
  }

  /** A connection that is lost takes the terminal away: nobody reads, but nothing may stay. */
  @Test
  void aLostTerminalLeavesNoFolder() throws IOException {
    try (Tmux t = new Tmux(dir, 100, 30)) {
      startDemo(t);
    }
    checkNoFolder();
  }

  @Test
  void aFaultIsToldInOneLine() throws IOException {
    try (Tmux t = new Tmux(dir, 100, 30)) {
      String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
      Files.writeString(
          dir.resolve("broken.sh"),
          "exec '%s' --enable-native-access=ALL-UNNAMED -cp '%s' %s '%s'%n"
              .formatted(
                  java,
                  System.getProperty("java.class.path"),
                  BrokenDashboard.class.getName(),
                  dir));
      t.line("cd " + dir + "; stty -g > before; sh broken.sh; echo DONE:$?");
      t.until(
          "ended with the fault",
          s -> s.contains("DONE:70") && s.contains(BrokenDashboard.FAULT) && !s.contains("\tat "));
      assertFalse(t.screen().contains("at io.bitonic"), t.screen());
      checkTerminal(t);
    }
  }

  @Test
  void withoutATerminalItPointsToTheCommandLine() throws IOException, InterruptedException {
    for (String term : List.of("xterm", "dumb", "")) {
      ProcessBuilder b = new ProcessBuilder(BITONIC, "--listen-port", "0");
      b.environment().put("TERM", term);
      b.environment().put("XDG_STATE_HOME", dir.resolve("state").toString());
      Process p = b.redirectErrorStream(true).start();
      p.getOutputStream().close();
      String out = new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertEquals(1, p.waitFor(), out);
      assertEquals(1, out.lines().count(), out);
      assertTrue(out.startsWith("bitonic: ") && out.contains("btbt"), out);
    }
  }

  private void startDemo(Tmux t) {
    t.line(
        "cd " + dir + "; stty -g > before; " + BITONIC + " demo --dir " + dir + "; echo DONE:$?");
    t.await("Torrents " + TORRENTS + " ", "Download");
  }

  /** The line of a torrent in the table. */
  private static String state(String screen, String name) {
    return screen.lines().filter(l -> l.contains("│") && l.contains(name)).findFirst().orElse("");
  }

  private void checkTerminal(Tmux t) throws IOException {
    assertEquals("0 1 0", t.ask("#{alternate_on} #{cursor_flag} #{mouse_any_flag}"));
    t.line("stty -g > after; echo CHECKED-$((1+1))");
    t.await("CHECKED-2");
    assertEquals(Files.readString(dir.resolve("before")), Files.readString(dir.resolve("after")));
  }

  private void checkNoFolder() throws IOException {
    try (Stream<Path> left = Files.list(dir)) {
      assertEquals(
          List.of(), left.filter(p -> p.getFileName().toString().contains("demo-")).toList());
    }
  }
}
