package io.bitonic.app.cli;

import io.bitonic.app.perf.DiskSpeed;
import io.bitonic.app.perf.HashSpeed;
import io.bitonic.app.perf.TransferSpeed;
import io.bitonic.app.text.Json;
import io.bitonic.app.text.Units;
import io.bitonic.core.config.Settings;
import io.bitonic.tui.text.Text;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Prints what the performance command has measured. */
interface PerformanceReport {
  /** The last of these is new. */
  void hash(List<HashSpeed.Row> rows);

  void disk(DiskSpeed disk, Path folder, long size);

  void transfer(TransferSpeed speed, Settings settings);

  /** All that was asked for has been measured. */
  void end();

  /** Lines for people, as they come. */
  final class OfText implements PerformanceReport {
    private static final int NAME_COLUMNS = 18;
    private static final int NUMBER_COLUMNS = 7;

    private final PrintStream out;
    private final boolean unicode;

    OfText(PrintStream out, boolean unicode) {
      this.out = out;
      this.unicode = unicode;
    }

    @Override
    public void hash(List<HashSpeed.Row> rows) {
      HashSpeed.Row row = rows.getLast();
      if (rows.size() == 1) {
        say("Hashing, one thread, MB/s, by pieces that are hashed at once");
        StringBuilder head = new StringBuilder(" ".repeat(2 + NAME_COLUMNS));
        HashSpeed.BATCHES.forEach(n -> head.append(Text.padLeft("" + n, NUMBER_COLUMNS)));
        say(head + "  used");
      }
      StringBuilder line = new StringBuilder("  ");
      line.append(Text.padRight(row.way().title(), NAME_COLUMNS));
      for (double rate : row.rates()) {
        line.append(number(rate));
      }
      String use =
          switch (row.use()) {
            case NOW -> "  from the start";
            case LATER -> "  " + from(row.from()) + ", once there is enough to hash";
            case NO -> "";
          };
      say(line + use);
    }

    private static String from(int batch) {
      return batch == 1 ? "for all" : "for " + batch + " and more";
    }

    @Override
    public void disk(DiskSpeed disk, Path folder, long size) {
      String where = Text.sanitise(folder.toString(), unicode);
      say("One file of " + Units.size(size) + " in " + where + ", MB/s");
      line("write, forced", number(disk.write()));
      line("read, cached", number(disk.read()));
      line("read and SHA-1", number(disk.hash()));
    }

    @Override
    public void transfer(TransferSpeed t, Settings s) {
      say(
          "Transfer of "
              + Units.size(t.bytes())
              + " between two engines in this process, "
              + s.hash().workers()
              + " hash and "
              + s.disk().workers()
              + " disk threads each");
      line("payload, MB/s", number(t.rate()));
      if (!Double.isNaN(t.seeder())) {
        say("  CPU seconds per GiB");
        line("  downloader", fixed(t.perGib(t.downloader())));
        line("  seeder", fixed(t.perGib(t.seeder())));
        line("  compiler and rest", fixed(t.perGib(t.rest())));
      }
    }

    private void line(String name, String number) {
      say("  " + Text.padRight(name, NAME_COLUMNS) + number);
    }

    private static String number(double rate) {
      return Text.padLeft(Long.toString(Math.round(rate / 1e6)), NUMBER_COLUMNS);
    }

    private static String fixed(double value) {
      return Text.padLeft(Units.fixed(value, 2), NUMBER_COLUMNS);
    }

    private void say(String line) {
      out.println(line);
      out.flush();
    }

    @Override
    public void end() {
      out.flush();
    }
  }

  /** One object on one line, at the end. */
  final class OfJson implements PerformanceReport {
    private final PrintStream out;
    private final Json json =
        new Json().put("processors", Runtime.getRuntime().availableProcessors());
    private List<HashSpeed.Row> hashes = List.of();

    OfJson(PrintStream out) {
      this.out = out;
    }

    @Override
    public void hash(List<HashSpeed.Row> rows) {
      hashes = rows;
    }

    @Override
    public void disk(DiskSpeed disk, Path folder, long size) {
      json.put(
          "disk",
          new Json()
              .put("folder", folder.toString())
              .put("size", size)
              .put("write", Math.round(disk.write()))
              .put("read", Math.round(disk.read()))
              .put("readAndHash", Math.round(disk.hash())));
    }

    @Override
    public void transfer(TransferSpeed t, Settings s) {
      json.put(
          "transfer",
          new Json()
              .put("size", t.bytes())
              .put("seconds", t.seconds(), 2)
              .put("bytesPerSecond", Math.round(t.rate()))
              .put("downloaderCpuPerGiB", t.perGib(t.downloader()), 2)
              .put("seederCpuPerGiB", t.perGib(t.seeder()), 2)
              .put("restCpuPerGiB", t.perGib(t.rest()), 2)
              .put("hashThreads", s.hash().workers())
              .put("diskThreads", s.disk().workers()));
    }

    @Override
    public void end() {
      if (!hashes.isEmpty()) {
        json.put("hash", hashes.stream().map(OfJson::row).toList());
      }
      byte[] bytes = (json + "\n").getBytes(StandardCharsets.UTF_8);
      out.write(bytes, 0, bytes.length);
      out.flush();
    }

    private static Json row(HashSpeed.Row row) {
      List<Object> batches = new ArrayList<>();
      for (int i = 0; i < row.rates().length; i++) {
        batches.add(
            new Json()
                .put("messages", HashSpeed.BATCHES.get(i))
                .put("bytesPerSecond", Math.round(row.rates()[i])));
      }
      return new Json()
          .put("algorithm", row.way().algorithm())
          .put("backend", row.way().backend())
          .put("bytesPerSecond", Math.round(row.best()))
          .put("use", row.use().name().toLowerCase(Locale.ROOT))
          .put("from", row.from())
          .put("batches", batches);
    }
  }
}
