package io.bitonic.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.app.support.Desk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainTest {
  @TempDir Path dir;

  @Test
  void theVersionIsThatOfThePom() throws IOException {
    String pom = Files.readString(Path.of("pom.xml"));
    assertTrue(pom.contains("<version>" + Version.NUMBER + "</version>"), pom);
  }

  @Test
  void noVerbShowsHelpAndFails() {
    Desk desk = new Desk(dir);
    assertEquals(2, Main.run(desk.env()));
    assertTrue(desk.err().contains("Usage: btbt"), desk.err());
    assertEquals("", desk.out());
  }

  @Test
  void theRootHelpIsGolden() throws IOException {
    Desk desk = new Desk(dir);
    assertEquals(0, Main.run(desk.env(), "--help"));
    Path golden = Path.of("src/test/resources/io/bitonic/app/btbt-help.txt");
    assertEquals(Files.readString(golden), desk.out().replace("\r\n", "\n"));
  }
}
