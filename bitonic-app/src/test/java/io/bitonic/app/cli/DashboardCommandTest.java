package io.bitonic.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.app.Version;
import io.bitonic.app.support.Desk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DashboardCommandTest {
  @TempDir Path dir;
  private Desk desk;

  @BeforeEach
  void sit() {
    desk = new Desk(dir);
    desk.program = "bitonic";
  }

  private int run(String... args) {
    return Cli.dashboard(desk.env(), args);
  }

  @Test
  void theManualHasTheHelpTexts() throws IOException {
    String manual = Files.readString(Path.of("../docs/dashboard.md"));
    for (String[] args : new String[][] {{"--help"}, {"demo", "--help"}}) {
      sit();
      assertEquals(0, run(args));
      assertTrue(manual.contains(desk.out().strip()), "docs/dashboard.md lacks " + desk.out());
    }
  }

  @Test
  void theVersionIsShown() {
    assertEquals(0, run("-V", "--fps", "5"));
    assertEquals("bitonic " + Version.NUMBER + System.lineSeparator(), desk.out());
  }

  @Test
  void completionsNameEveryCommandAndOption() {
    for (String shell : new String[] {"bash", "zsh", "fish"}) {
      sit();
      assertEquals(0, run("completion", shell));
      for (String word : new String[] {"demo", "completion", "theme", "listen-port", "dir"}) {
        assertTrue(desk.out().contains(word), shell + " lacks " + word);
      }
      assertTrue(desk.out().contains("bitonic"), shell);
      assertFalse(desk.out().contains("btbt"), shell);
    }
    assertMisused("no completion for 'tcsh'", "completion", "tcsh");
  }

  @Test
  void mistakesAreToldInOneLine() {
    assertMisused("--fps 31 is out of range", "--fps", "31");
    assertMisused("--listen-port 70000 is not a port", "--listen-port", "70000");
    assertMisused("Unknown option: '--thema'", "--thema", "nord");
    assertMisused("--log-level loud is unknown", "--log-level", "loud");
    assertMisused("--fps 0 is out of range", "demo", "--fps", "0");
  }

  private void assertMisused(String message, String... args) {
    sit();
    assertEquals(2, run(args));
    assertTrue(desk.err().startsWith("bitonic: " + message), desk.err());
  }
}
