package io.bitonic.core.hash;

import io.bitonic.core.util.AtomicFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.tinylog.Logger;

/**
 * How fast this machine hashes, kept in a file between runs, so that a run need not measure what
 * another has found out. The file counts for one processor model, version of the JDK and version of
 * the program; for any other it is written anew. It is a cache: without it, all is measured again.
 *
 * <p>Thread-safe.
 */
public final class MeasuredSpeeds {
  private static final int MAX_FILE = 4096;
  private static final int MAX_CPU = 120;

  /** Rates outside of this are no measurement: bytes a second. */
  private static final double MIN_RATE = 1e5;

  private static final double MAX_RATE = 1e13;

  /**
   * Rates in bytes a second.
   *
   * @param way title of what hashes one message at a time
   * @param single its rate
   * @param vector rate of vector code with all lanes full; 0: not measured
   */
  public record Speeds(String way, double single, double vector) {
    /** Whether vector code is worth its preparation. */
    boolean isVectorFaster() {
      return vector > HashChoice.ADVANTAGE * single;
    }
  }

  private static MeasuredSpeeds kept = new MeasuredSpeeds(null, "");

  private final Path file;
  private final String version;

  /** Null until it is needed. */
  private Map<HashAlgorithm, Speeds> all;

  private MeasuredSpeeds(Path file, String version) {
    this.file = file;
    this.version = version;
  }

  /** From now on speeds are kept in this file, for this version of the program. Reads nothing. */
  public static synchronized void keepIn(Path file, String version) {
    kept = new MeasuredSpeeds(file, version);
  }

  /** What is known; null when that is nothing, or of another way of hashing. */
  static synchronized Speeds recall(HashAlgorithm algorithm, String way) {
    Speeds s = kept.all().get(algorithm);
    return s == null || !s.way.equals(way) ? null : s;
  }

  /** Keeps what was measured. A failure is logged and does no harm. */
  public static synchronized void note(HashAlgorithm algorithm, Speeds speeds) {
    kept.all().put(algorithm, speeds);
    kept.write();
  }

  private Map<HashAlgorithm, Speeds> all() {
    if (all == null) {
      all = new EnumMap<>(HashAlgorithm.class);
      if (file != null) {
        read();
      }
    }
    return all;
  }

  private void read() {
    String[] lines;
    try (InputStream in = Files.newInputStream(file)) {
      lines = new String(in.readNBytes(MAX_FILE), StandardCharsets.UTF_8).split("\n");
    } catch (IOException e) {
      // The first run, or a cache that was cleared.
      return;
    }
    if (!lines[0].equals(key())) {
      return;
    }
    for (HashAlgorithm a : HashAlgorithm.values()) {
      for (int i = 1; i < lines.length; i++) {
        Speeds s = parse(a, lines[i].split("\t"));
        if (s != null) {
          all.put(a, s);
        }
      }
    }
  }

  private static Speeds parse(HashAlgorithm a, String[] fields) {
    if (fields.length != 4 || !fields[0].equals(a.title())) {
      return null;
    }
    try {
      double single = Double.parseDouble(fields[2]);
      double vector = Double.parseDouble(fields[3]);
      boolean sound = isRate(single) && (vector == 0 || isRate(vector));
      return sound ? new Speeds(fields[1], single, vector) : null;
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private static boolean isRate(double rate) {
    return rate >= MIN_RATE && rate <= MAX_RATE;
  }

  private void write() {
    if (file == null) {
      return;
    }
    StringBuilder out = new StringBuilder(key()).append('\n');
    all.forEach(
        (a, s) ->
            out.append(
                String.format(
                    Locale.ROOT, "%s\t%s\t%.0f\t%.0f\n", a.title(), s.way, s.single, s.vector)));
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Path temp = file.resolveSibling(file.getFileName() + "." + ProcessHandle.current().pid());
      byte[] text = out.toString().getBytes(StandardCharsets.UTF_8);
      AtomicFile.replace(file, temp, text, AtomicFile.Sync.NONE);
    } catch (IOException e) {
      Logger.debug("The speeds of hashing are not kept: {}", e.toString());
    }
  }

  private String key() {
    return "for " + processor() + ", Java " + Runtime.version() + ", Bitonic " + version;
  }

  /** The processor's model, as far as the system tells. */
  static String processor() {
    String model;
    try {
      model = CpuInfo.first("model name");
    } catch (IOException e) {
      model = System.getenv().getOrDefault("PROCESSOR_IDENTIFIER", "");
    }
    String name = model.isEmpty() ? "unknown processor" : model;
    return name.substring(0, Math.min(name.length(), MAX_CPU))
        + ", "
        + System.getProperty("os.arch");
  }
}
