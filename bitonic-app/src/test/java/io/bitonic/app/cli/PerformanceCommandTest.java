package io.bitonic.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.bitonic.app.ExitCode;
import io.bitonic.app.perf.DiskSpeed;
import io.bitonic.app.perf.HashSpeed;
import io.bitonic.app.perf.Step;
import io.bitonic.app.perf.TransferSpeed;
import io.bitonic.app.support.Desk;
import io.bitonic.core.config.Settings;
import io.bitonic.core.hash.HashAlgorithm;
import io.bitonic.core.hash.HashBackend;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
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
            .map(w -> HashSpeed.measure(w, Duration.ofMillis(30), List.of()))
            .peek(r -> assertTrue(r.best() > 1e6, r::toString))
            .count();
    assertEquals(2, measured);
  }

  @Test
  void theDiskIsMeasuredAndLeftAsItWas() throws IOException {
    DiskSpeed speed = DiskSpeed.measure(dir, 4 << 20, this::phase, () -> false);
    assertTrue(speed.write() > 0 && speed.read() > 0 && speed.hash() > 0, speed::toString);
    assertNull(DiskSpeed.measure(dir, 4 << 20, this::phase, () -> true));
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
    assertEquals(ExitCode.USAGE, desk.run("performance", "--only", "speed"));
  }

  @Test
  void withoutRoomItSaysSoAndMeasuresNothing() {
    Desk desk = new Desk(dir.resolve("state"));
    long free = dir.toFile().getUsableSpace();
    assumeTrue(free < 2L * DiskSpeed.MAX);
    int code = desk.run("performance", "-o", dir.toString(), "--size", "64GiB");
    assertEquals(ExitCode.STORAGE, code);
    assertTrue(desk.err().contains("this needs 128 GiB"), desk.err());
    assertEquals("", desk.out());
  }

  @Test
  void theReportHasAllThatWasMeasured() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    Settings settings = Settings.defaults(dir);
    for (PerformanceReport report :
        List.of(new PerformanceReport.OfText(out, true), new PerformanceReport.OfJson(out))) {
      HashSpeed.Way way = new HashSpeed.Way(HashAlgorithm.SHA1, HashBackend.VECTOR);
      double[] rates = {250e6, 500e6, 1e9, 2e9, 4e9};
      report.hash(List.of(new HashSpeed.Row(way, rates, HashSpeed.Use.LATER, 8)));
      report.disk(new DiskSpeed(1e9, 2e9, 3e9), Path.of("/tmp"), 1 << 20);
      report.transfer(new TransferSpeed(1L << 30, 2, 0.25, 1.5, 0.125), settings);
      report.end();
    }
    String text = bytes.toString(StandardCharsets.UTF_8);
    assertTrue(text.contains("for 8 and more, once there is enough to hash"), text);
    assertTrue(text.contains("537"), text);
    assertTrue(text.contains("\"downloaderCpuPerGiB\":1.50"), text);
    assertTrue(text.contains("{\"messages\":8,\"bytesPerSecond\":2000000000}"), text);
  }

  private Step phase() {
    return (done, total) -> assertTrue(done < total);
  }
}
