package io.bitonic.core.hash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CpuInfoTest {
  @TempDir Path dir;

  @Test
  void theFirstProcessorCounts() throws IOException {
    Path file =
        Files.writeString(
            dir.resolve("cpuinfo"),
            """
            processor\t: 0
            model\t\t: 85
            model name\t: A Processor: 2.00GHz
            flags\t\t: fpu avx512f avx512bw
            vmx flags\t: vnmi
            power management:

            processor\t: 1
            Features\t: asimd
            """);
    assertEquals("85", CpuInfo.first(file, "model"));
    assertEquals("A Processor: 2.00GHz", CpuInfo.first(file, "model name"));
    assertEquals("fpu avx512f avx512bw", CpuInfo.first(file, "flags"));
    assertEquals("", CpuInfo.first(file, "power management"));
    assertEquals("", CpuInfo.first(file, "Features"));
  }

  @Test
  void aSystemWithoutTheFileSaysSo() {
    assertThrows(IOException.class, () -> CpuInfo.first(dir.resolve("none"), "flags"));
  }
}
