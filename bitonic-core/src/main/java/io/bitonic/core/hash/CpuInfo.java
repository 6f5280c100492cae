package io.bitonic.core.hash;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** What Linux tells of the first processor, in {@code /proc/cpuinfo}. */
final class CpuInfo {
  private static final Path FILE = Path.of("/proc/cpuinfo");

  private CpuInfo() {}

  /**
   * The value of a field such as {@code model name}; empty when this processor has none.
   *
   * @throws IOException when the system has no such file
   */
  static String first(String field) throws IOException {
    return first(FILE, field);
  }

  /** As {@link #first(String)}, of any file. A blank line ends what is said of one processor. */
  static String first(Path file, String field) throws IOException {
    try (BufferedReader in = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
      for (String line = in.readLine(); line != null && !line.isBlank(); line = in.readLine()) {
        int colon = line.indexOf(':');
        if (colon > 0 && line.substring(0, colon).strip().equals(field)) {
          return line.substring(colon + 1).strip();
        }
      }
      return "";
    }
  }
}
