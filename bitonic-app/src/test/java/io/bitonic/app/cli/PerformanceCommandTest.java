package io.bitonic.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.app.ExitCode;
import io.bitonic.app.perf.DiskSpeed;
import io.bitonic.app.perf.HashSpeed;
import io.bitonic.app.support.Desk;
import io.bitonic.core.hash.HashBackend;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PerformanceCommandTest {
  @TempDir Path dir;

  @Test
  void bothShaAlgorithmsAreMeasured() {
    long measured =
        HashSpeed.ways().stream()
            .filter(w -> w.sha() != null && w.of() == HashBackend.JDK)
            .map(w -> HashSpeed.measure(w, Duration.ofMillis(30)))
            .peek(r -> assertTrue(r.bytesPerSecond() > 1e6, r::toString))
            .count();
    assertEquals(2, measured);
  }

  @Test
  void theDiskIsMeasuredAndLeftAsItWas() throws IOException {
    DiskSpeed speed = DiskSpeed.measure(dir, 4 << 20, () -> false);
    assertTrue(speed.write() > 0 && speed.read() > 0 && speed.hash() > 0, speed::toString);
    assertNull(DiskSpeed.measure(dir, 4 << 20, () -> true));
    try (Stream<Path> left = Files.list(dir)) {
      assertEquals(0, left.count());
    }
  }

  @Test
  void limitsAndFoldersAreChecked() throws IOException {
    Desk desk = new Desk(dir.resolve("state"));
    assertEquals(ExitCode.USAGE, desk.run("performance", "--seconds", "0"));
    assertEquals(ExitCode.USAGE, desk.run("performance", "--size", "1K"));
    String none = dir.resolve("none").toString();
    assertEquals(ExitCode.STORAGE, desk.run("performance", "-o", none));
    assertTrue(desk.err().contains("is not a folder"), desk.err());
  }
}
