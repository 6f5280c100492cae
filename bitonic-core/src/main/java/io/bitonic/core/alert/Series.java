package io.bitonic.core.alert;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * The last values of all metrics, as a ring of {@value #SLOTS} samples in a file of a fixed size: a
 * header with the metrics' names, then slots of a time, the values and a checksum. A slot that was
 * torn by a crash, or is being written, fails its checksum and is left out.
 *
 * <p>Of a metric that has a value for each torrent or tracker, the least and the greatest are kept.
 * One thread of one process writes; others may read the file at any time.
 */
public final class Series implements AutoCloseable {
  /** Samples that are kept. */
  public static final int SLOTS = 1080;

  private static final int MAGIC = 0x42544153;
  private static final int VERSION = 1;
  private static final int HEAD = 20;
  private static final int MAX_COLUMNS = 500;
  private static final int MAX_NAMES = 32 << 10;

  /**
   * A sample of the ring.
   *
   * @param values by column; NaN when it was not known
   */
  public record Row(long wallMillis, double[] values) {}

  private final FileChannel channel;
  private final int start;
  private final List<ByteBuffer> waiting = new ArrayList<>();
  private int next;

  private Series(FileChannel channel, int start, int next) {
    this.channel = channel;
    this.start = start;
    this.next = next;
  }

  /** Names of the columns: those of metrics, with {@code .min} and {@code .max} where both are. */
  public static List<String> columns() {
    List<String> all = new ArrayList<>();
    for (Metric m : Metrics.all()) {
      if (m.scope() == Metric.Scope.ALL) {
        all.add(m.name());
      } else {
        all.add(m.name() + ".min");
        all.add(m.name() + ".max");
      }
    }
    return all;
  }

  /** The values of a sample, in the order of {@link #columns}. */
  public static double[] values(AlertSample sample) {
    List<Metric> all = Metrics.all();
    double[] v = new double[columns().size()];
    Arrays.fill(v, Double.NaN);
    int at = 0;
    for (Metric m : all) {
      int column = at;
      if (m.scope() == Metric.Scope.ALL) {
        sample.each(m, (subject, name, value) -> v[column] = value);
        at++;
      } else {
        sample.each(
            m,
            (subject, name, value) -> {
              if (!Double.isNaN(value)) {
                v[column] = Double.isNaN(v[column]) ? value : Math.min(v[column], value);
                v[column + 1] =
                    Double.isNaN(v[column + 1]) ? value : Math.max(v[column + 1], value);
              }
            });
        at += 2;
      }
    }
    return v;
  }

  /** Opens the ring for writing; one of other columns, or a damaged one, is begun anew. */
  public static Series open(Path file) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    byte[] names = String.join("\n", columns()).getBytes(StandardCharsets.UTF_8);
    FileChannel c =
        FileChannel.open(
            file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
    try {
      int start = HEAD + names.length;
      Content old = read(c);
      if (old != null && old.names.equals(columns()) && old.start == start) {
        return new Series(c, start, old.newest < 0 ? 0 : (old.newest + 1) % SLOTS);
      }
      c.truncate(0);
      ByteBuffer head = ByteBuffer.allocate(start);
      head.putInt(MAGIC).putInt(VERSION).putInt(SLOTS).putInt(columns().size());
      head.putInt(names.length).put(names).flip();
      write(c, head, 0);
      return new Series(c, start, 0);
    } catch (IOException e) {
      c.close();
      throw e;
    }
  }

  /** Takes a sample; it is in the file after {@link #flush}. */
  public void add(AlertSample sample) {
    double[] v = values(sample);
    ByteBuffer b = ByteBuffer.allocate(slotLength(v.length));
    b.putLong(sample.wallMillis());
    for (double x : v) {
      b.putDouble(x);
    }
    b.putInt(checksum(b, b.position())).flip();
    waiting.add(b);
  }

  /** Writes what was added. */
  public void flush() throws IOException {
    for (ByteBuffer b : waiting) {
      write(channel, b, start + (long) next * b.capacity());
      next = (next + 1) % SLOTS;
    }
    waiting.clear();
  }

  private static void write(FileChannel c, ByteBuffer b, long at) throws IOException {
    long position = at;
    while (b.hasRemaining()) {
      position += c.write(b, position);
    }
  }

  @Override
  public void close() throws IOException {
    try (channel) {
      flush();
    }
  }

  private static int slotLength(int columns) {
    return 8 + 8 * columns + 4;
  }

  private static int checksum(ByteBuffer b, int length) {
    CRC32C crc = new CRC32C();
    crc.update(b.array(), 0, length);
    return (int) crc.getValue();
  }

  // ---- reading
  // ---------------------------------------------------------------------------------------------------

  /**
   * What a file holds.
   *
   * @param newest its slot, -1 when there is none
   */
  private record Content(List<String> names, int start, List<Row> rows, int newest) {}

  /**
   * What was recorded, the oldest first.
   *
   * @param names of the columns
   */
  public record Recorded(List<String> names, List<Row> rows) {}

  /** Reads a ring; a missing or damaged file gives what can be read of it. */
  public static Recorded load(Path file) throws IOException {
    if (!Files.exists(file)) {
      return new Recorded(List.of(), List.of());
    }
    try (FileChannel c = FileChannel.open(file, StandardOpenOption.READ)) {
      Content content = read(c);
      return content == null
          ? new Recorded(List.of(), List.of())
          : new Recorded(content.names, content.rows);
    }
  }

  /** Null when it is no ring. */
  private static Content read(FileChannel c) throws IOException {
    ByteBuffer head = at(c, 0, HEAD);
    if (head == null
        || head.getInt() != MAGIC
        || head.getInt() != VERSION
        || head.getInt() != SLOTS) {
      return null;
    }
    int columns = head.getInt();
    int length = head.getInt();
    if (columns < 1 || columns > MAX_COLUMNS || length < 1 || length > MAX_NAMES) {
      return null;
    }
    ByteBuffer names = at(c, HEAD, length);
    if (names == null) {
      return null;
    }
    List<String> list =
        List.of(new String(names.array(), 0, length, StandardCharsets.UTF_8).split("\n", -1));
    if (list.size() != columns) {
      return null;
    }
    List<Row> rows = new ArrayList<>();
    int newest = -1;
    long newestMillis = Long.MIN_VALUE;
    for (int i = 0; i < SLOTS; i++) {
      ByteBuffer b = at(c, HEAD + length + (long) i * slotLength(columns), slotLength(columns));
      if (b == null) {
        break;
      }
      Row row = row(b, columns);
      if (row != null) {
        rows.add(row);
        if (row.wallMillis >= newestMillis) {
          newest = i;
          newestMillis = row.wallMillis;
        }
      }
    }
    rows.sort(Comparator.comparingLong(Row::wallMillis));
    return new Content(list, HEAD + length, rows, newest);
  }

  private static Row row(ByteBuffer b, int columns) {
    int length = slotLength(columns) - 4;
    if (b.getInt(length) != checksum(b, length)) {
      return null;
    }
    long millis = b.getLong();
    double[] v = new double[columns];
    for (int k = 0; k < columns; k++) {
      v[k] = b.getDouble();
    }
    return new Row(millis, v);
  }

  /** Null when the file ends before. */
  private static ByteBuffer at(FileChannel c, long position, int length) throws IOException {
    ByteBuffer b = ByteBuffer.allocate(length);
    while (b.hasRemaining()) {
      int n = c.read(b, position + b.position());
      if (n < 0) {
        return null;
      }
    }
    return b.flip();
  }
}
