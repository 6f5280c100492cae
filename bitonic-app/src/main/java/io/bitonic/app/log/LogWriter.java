package io.bitonic.app.log;

import io.bitonic.app.text.Json;
import io.bitonic.tui.text.Text;
import java.io.BufferedOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import org.tinylog.core.LogEntry;
import org.tinylog.core.LogEntryValue;
import org.tinylog.writers.Writer;

/**
 * Writes the log: lines for people, or a JSON object a line, without secrets, into files that are
 * rotated by size. tinylog makes it by its name and calls it from one thread.
 */
public final class LogWriter implements Writer {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS");
  private static final int BUFFER = 16 << 10;

  private final Path file;
  private final boolean json;
  private final long mostBytes;
  private final int kept;
  private final long pid = ProcessHandle.current().pid();
  private final ZoneId zone = ZoneId.systemDefault();

  /** Null before the first line: who logs nothing gets no file. */
  private OutputStream out;

  private long size;

  /**
   * @param properties {@code file}; {@code format}: text or json; {@code size}: bytes at which the
   *     next file is begun, 0 never; {@code files} that are kept beside it
   */
  public LogWriter(Map<String, String> properties) {
    file = Path.of(properties.get("file"));
    json = "json".equals(properties.get("format"));
    mostBytes = Long.parseLong(properties.getOrDefault("size", "0"));
    kept = Integer.parseInt(properties.getOrDefault("files", "0"));
  }

  private void open() throws IOException {
    out = new BufferedOutputStream(new FileOutputStream(file.toFile(), true), BUFFER);
    size = Files.size(file);
  }

  @Override
  public Collection<LogEntryValue> getRequiredLogEntryValues() {
    return EnumSet.of(
        LogEntryValue.DATE,
        LogEntryValue.THREAD,
        LogEntryValue.CLASS,
        LogEntryValue.LEVEL,
        LogEntryValue.MESSAGE,
        LogEntryValue.EXCEPTION);
  }

  @Override
  public void write(LogEntry entry) throws IOException {
    if (out == null) {
      open();
    }
    byte[] line = ((json ? json(entry) : text(entry)) + "\n").getBytes(StandardCharsets.UTF_8);
    if (mostBytes > 0 && size > 0 && size + line.length > mostBytes) {
      rotate();
    }
    out.write(line);
    size += line.length;
  }

  private String text(LogEntry e) {
    StringBuilder b = new StringBuilder(160);
    b.append(TIME.format(instant(e).atZone(zone))).append(' ').append(pid).append(' ');
    b.append(String.format("%-5s", e.getLevel())).append(" [").append(thread(e)).append("] ");
    b.append(shortClass(e)).append(": ");
    // What a peer or a tracker says can't make a line of its own.
    b.append(Text.sanitise(message(e)));
    if (e.getException() != null) {
      stack(e).lines().forEach(l -> b.append("\n    ").append(Text.sanitise(l.strip())));
    }
    return b.toString();
  }

  private String json(LogEntry e) {
    Json j =
        new Json()
            .put("time", instant(e).toString())
            .put("pid", pid)
            .put("level", e.getLevel().name().toLowerCase(Locale.ROOT))
            .put("component", component(e.getClassName()))
            .put("thread", thread(e))
            .put("class", shortClass(e))
            .put("message", message(e));
    if (e.getException() != null) {
      j.put("error", stack(e));
    }
    return j.toString();
  }

  private static Instant instant(LogEntry e) {
    return e.getTimestamp().toInstant();
  }

  private static String thread(LogEntry e) {
    return e.getThread() == null ? "" : e.getThread().getName();
  }

  private static String shortClass(LogEntry e) {
    String name = e.getClassName() == null ? "" : e.getClassName();
    return name.substring(name.lastIndexOf('.') + 1);
  }

  /** As in the setting {@code log.levels}: swarm, dht, tui, app … */
  static String component(String className) {
    String name = className == null ? "" : className;
    String own = "io.bitonic.";
    if (!name.startsWith(own)) {
      return "";
    }
    String rest = name.substring(own.length());
    rest = rest.startsWith("core.") ? rest.substring("core.".length()) : rest;
    int dot = rest.indexOf('.');
    return dot < 0 ? "" : rest.substring(0, dot);
  }

  private static String message(LogEntry e) {
    return e.getMessage() == null ? "" : Redactor.clean(e.getMessage());
  }

  private static String stack(LogEntry e) {
    StringWriter w = new StringWriter();
    e.getException().printStackTrace(new PrintWriter(w));
    return Redactor.clean(w.toString());
  }

  /** {@code x.log} becomes {@code x.1.log}, that {@code x.2.log}, and so on. */
  private void rotate() throws IOException {
    out.close();
    for (int i = kept; i > 0; i--) {
      Path from = i == 1 ? file : numbered(i - 1);
      if (Files.exists(from)) {
        Files.move(from, numbered(i), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    Files.deleteIfExists(file);
    open();
  }

  private Path numbered(int i) {
    String name = file.getFileName().toString();
    int dot = name.lastIndexOf('.');
    return file.resolveSibling(
        dot < 0 ? name + "." + i : name.substring(0, dot) + "." + i + name.substring(dot));
  }

  @Override
  public void flush() throws IOException {
    if (out != null) {
      out.flush();
    }
  }

  @Override
  public void close() throws IOException {
    if (out != null) {
      out.close();
    }
  }
}
