package io.bitonic.tui.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.bitonic.tui.fake.DashboardDemo;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The whole dashboard in a terminal of its own, by script(1). */
@Timeout(90)
class DashboardTest {
  @TempDir Path dir;

  @BeforeEach
  void needsATerminal() {
    assumeTrue(new File("/usr/bin/script").canExecute(), "needs script(1) for a terminal");
  }

  /** Runs it, types the keys once the first frame is there, and returns what was drawn. */
  private String run(String argument, String keys) throws IOException, InterruptedException {
    String java = ProcessHandle.current().info().command().orElse("java");
    String shell =
        "stty rows 30 cols 100 intr '^X'; stty -g > before; "
            + java
            + " --enable-native-access=ALL-UNNAMED -cp '"
            + System.getProperty("java.class.path")
            + "' "
            + DashboardDemo.class.getName()
            + " config "
            + argument
            + " 2> errors; echo $? > code; stty -g > after";
    ProcessBuilder b =
        new ProcessBuilder("script", "-qec", shell, "/dev/null")
            .directory(dir.toFile())
            .redirectErrorStream(true);
    b.environment().put("TERM", "xterm-256color");
    b.environment().put("SHELL", "/bin/sh");
    Process p = b.start();
    StringBuilder screen = new StringBuilder();
    try (InputStream in = p.getInputStream();
        OutputStream out = p.getOutputStream()) {
      byte[] buffer = new byte[65_536];
      boolean typed = false;
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        screen.append(new String(buffer, 0, n, StandardCharsets.ISO_8859_1));
        if (!typed && screen.indexOf("ubuntu") >= 0) {
          out.write(keys.getBytes(StandardCharsets.UTF_8));
          out.flush();
          typed = true;
        }
      }
    }
    assertTrue(p.waitFor(20, TimeUnit.SECONDS));
    assertEquals(text("before"), text("after"), "the terminal's settings");
    return screen.toString();
  }

  private String text(String file) throws IOException {
    return Files.readString(dir.resolve(file));
  }

  @Test
  void keysWorkAndNothingIsLeftBehind() throws IOException, InterruptedException {
    String screen =
        run("", "2\t:sort ratio\rc\u0003\u001b[200~/x/album.torrent\u001b[201~\u0003/libri\rq");
    assertEquals("0\n", text("code"));
    assertTrue(
        screen.stripTrailing().endsWith("\u001b[?25h\u001b[?1049l"),
        screen.substring(Math.max(0, screen.length() - 200)));
    String remembered = text("config/dashboard.toml");
    assertTrue(remembered.contains("sort = \"ratio\"\ndescending = true"), remembered);
    assertTrue(remembered.contains("filters = [\"libri\"]"), remembered);
  }

  @Test
  void aFaultIsOneLineOnATerminalThatWorks() throws IOException, InterruptedException {
    String screen = run("break", "");
    assertEquals("70\n", text("code"));
    assertTrue(screen.contains("\u001b[?1049l"));
    assertTrue(text("errors").contains("bitonic: the dashboard failed: "), text("errors"));
    assertFalse(text("errors").contains("\tat "), text("errors"));
  }

  @Test
  void aConfigurationWithErrorsIsNamedAndSurvived() throws IOException, InterruptedException {
    Files.createDirectories(dir.resolve("config"));
    Files.writeString(dir.resolve("config/dashboard.toml"), "theme = \"none such\"\nfps = [\n");
    String screen = run("", "q");
    assertEquals("0\n", text("code"));
    assertTrue(screen.contains("dashboard.toml"), screen);
  }

  @Test
  void aThemeWithAnErrorIsNamedWithWhatToDo() throws IOException, InterruptedException {
    Files.createDirectories(dir.resolve("config/themes"));
    Files.writeString(dir.resolve("config/dashboard.toml"), "theme = \"mine\"\n");
    Files.writeString(
        dir.resolve("config/themes/mine.toml"), "[roles]\ntext = \"papre\"\nmuted = \"dim\"\n");
    String screen = run("", "q");
    assertEquals("0\n", text("code"));
    assertFalse(text("errors").contains("\tat "), text("errors"));
    for (String part :
        List.of(
            "config/themes/mine.toml:2: roles.text: unknown colour \"papre\";",
            "give a palette name,",
            "using bitonic-dark")) {
      assertTrue(screen.contains(part), part + " in " + screen);
    }
  }
}
