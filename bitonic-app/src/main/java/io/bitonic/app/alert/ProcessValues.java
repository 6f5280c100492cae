package io.bitonic.app.alert;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the process itself takes. Not thread-safe. */
final class ProcessValues {
  private static final Pattern LIMIT = Pattern.compile("(?m)^Max open files\\s+(\\d+)");

  private long cpuNanos = -1;
  private long atMillis;
  private double percent = Double.NaN;
  private double maxFiles = -1;

  /** Heap in use, of what it may grow to. */
  static double heapPercent() {
    Runtime r = Runtime.getRuntime();
    return 100.0 * (r.totalMemory() - r.freeMemory()) / r.maxMemory();
  }

  /** Notes the processor time that was taken since the last call. */
  void look(long elapsedMillis) {
    long cpu = ProcessHandle.current().info().totalCpuDuration().map(Duration::toNanos).orElse(-1L);
    boolean known = cpu >= 0 && cpuNanos >= 0 && elapsedMillis > atMillis;
    percent = known ? 100.0 * (cpu - cpuNanos) / 1e6 / (elapsedMillis - atMillis) : Double.NaN;
    cpuNanos = cpu;
    atMillis = elapsedMillis;
  }

  /** 100 is one processor; NaN when it is not known. */
  double cpuPercent() {
    return percent;
  }

  /** Open files of as many as are allowed; NaN where there is no {@code /proc}. */
  double openFilesPercent() {
    if (maxFiles < 0) {
      maxFiles = limit();
    }
    String[] open = new File("/proc/self/fd").list();
    return open == null || maxFiles <= 0 ? Double.NaN : 100.0 * open.length / maxFiles;
  }

  private static double limit() {
    try {
      Matcher m = LIMIT.matcher(Files.readString(Path.of("/proc/self/limits")));
      return m.find() ? Double.parseDouble(m.group(1)) : 0;
    } catch (IOException e) {
      return 0;
    }
  }
}
