package io.bitonic.core.filter;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** Reads one list, line by line, with its size bounded as it is read. */
final class FilterFile {
  /** Bytes of a list after decompression. */
  static final long MAX_BYTES = 1L << 30;

  /** Ranges of all lists. */
  static final int MAX_RANGES = 16 << 20;

  static final int MAX_LINE = 4096;

  private static final int NAMED = 5;
  private static final int BUFFER = 64 << 10;

  private final String name;
  private final Ranges ranges;
  private final FilterLine parser;
  private final byte[] line = new byte[MAX_LINE];
  private final List<String> firstBad = new ArrayList<>();
  private int length;
  private boolean tooLong;
  private long number;
  private long entries;
  private long bad;

  private FilterFile(String name, Ranges ranges) {
    this.name = name;
    this.ranges = ranges;
    this.parser = new FilterLine(ranges);
  }

  static IpFilter.Source read(Path file, Ranges ranges) throws IpFilterException {
    try (InputStream raw = new BufferedInputStream(Files.newInputStream(file), BUFFER)) {
      return read(file, raw, ranges);
    } catch (NoSuchFileException e) {
      throw new IpFilterException("IP filter " + file + ": there is no such file", e);
    } catch (IOException e) {
      String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
      throw new IpFilterException("IP filter " + file + " can't be read: " + why, e);
    }
  }

  /**
   * @param raw supports mark and reset
   */
  static IpFilter.Source read(Path file, InputStream raw, Ranges ranges)
      throws IOException, IpFilterException {
    FilterFile f = new FilterFile(file.toString(), ranges);
    raw.mark(2);
    boolean gzip = raw.read() == 0x1f && raw.read() == 0x8b;
    raw.reset();
    f.readAll(gzip ? new GZIPInputStream(raw, BUFFER) : raw);
    if (f.entries == 0) {
      throw new IpFilterException(
          "IP filter "
              + file
              + " has no line that can be used"
              + (f.firstBad.isEmpty() ? "" : ": " + f.firstBad.getFirst())
              + "; give a list in CIDR, P2P or DAT form",
          null);
    }
    return new IpFilter.Source(file, f.entries, f.bad, List.copyOf(f.firstBad));
  }

  private void readAll(InputStream in) throws IOException, IpFilterException {
    byte[] buffer = new byte[BUFFER];
    long total = 0;
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      total += n;
      if (total > MAX_BYTES) {
        throw new IpFilterException(
            "IP filter " + name + " has more than " + MAX_BYTES + " bytes: it is no such list",
            null);
      }
      split(buffer, n);
    }
    if (length > 0 || tooLong) {
      endLine();
    }
  }

  private void split(byte[] buffer, int n) throws IpFilterException {
    int start = 0;
    for (int i = 0; i < n; i++) {
      if (buffer[i] == '\n') {
        append(buffer, start, i);
        endLine();
        start = i + 1;
      }
    }
    append(buffer, start, n);
  }

  private void append(byte[] buffer, int from, int to) {
    int count = Math.min(to - from, MAX_LINE - length);
    System.arraycopy(buffer, from, line, length, count);
    length += count;
    tooLong |= count < to - from;
  }

  private void endLine() throws IpFilterException {
    number++;
    FilterLine.Outcome outcome = tooLong ? FilterLine.Outcome.BAD : parser.read(line, length);
    switch (outcome) {
      case ENTRY -> entries++;
      case BAD -> {
        bad++;
        if (firstBad.size() < NAMED) {
          String why = tooLong ? "longer than " + MAX_LINE + " bytes" : "no range of addresses";
          firstBad.add(name + ":" + number + ": " + why);
        }
      }
      case NOTHING -> {}
    }
    length = 0;
    tooLong = false;
    if (ranges.size() > MAX_RANGES) {
      throw new IpFilterException(
          name + ":" + number + ": more than " + MAX_RANGES + " ranges in all lists", null);
    }
  }
}
