package io.bitonic.core.alert;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.core.api.AlertSeverity;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AlertStateTest {
  @TempDir Path dir;

  private static ActiveAlert alert(String rule, String message) {
    return new ActiveAlert(rule, AlertSeverity.CRITICAL, "id", "ü 😀", 12345, 0.5, message, false);
  }

  private static AlertEvent event(long millis) {
    return new AlertEvent(
        true, "low", AlertSeverity.INFO, "", "", millis, Double.NaN, "tab\there\nand there");
  }

  @Test
  void whatIsSavedIsLoaded() throws Exception {
    Path f = dir.resolve("state/alerts");
    AlertStore s = AlertStore.load(f);
    assertEquals(List.of(), s.active());
    s.active(List.of(alert("low", "4 % free"), alert("other", "")));
    s.held(List.of(new HeldCondition("low", "disk.free < 1GiB for 1h", "id", 5, 6)));
    s.add(event(1));
    s.add(event(2));
    s.save();
    AlertStore again = AlertStore.load(f);
    assertEquals(s.active(), again.active());
    assertEquals(s.held(), again.held());
    assertEquals(2, again.history().size());
    assertEquals("tab?here?and there", again.history().getFirst().message());
    again.clearHistory();
    again.save();
    assertEquals(List.of(), AlertStore.load(f).history());
  }

  @Test
  void theHistoryIsBounded() throws Exception {
    AlertStore s = AlertStore.load(dir.resolve("a"));
    for (int i = 0; i < AlertStore.MAX_HISTORY + 5; i++) {
      s.add(event(i));
    }
    s.save();
    List<AlertEvent> h = AlertStore.load(dir.resolve("a")).history();
    assertEquals(AlertStore.MAX_HISTORY, h.size());
    assertEquals(5, h.getFirst().millis());
  }

  @Test
  void aDamagedFileGivesWhatCanBeRead() throws Exception {
    Path f = dir.resolve("a");
    AlertStore s = AlertStore.load(f);
    s.active(List.of(alert("low", "m")));
    s.add(event(1));
    s.save();
    String good = Files.readString(f);
    Files.writeString(f, good + "fired\tx\nactive\t../x\tINFO\t\t\t1\t1\tno\tm\n" + "\0\0\0");
    assertEquals(1, AlertStore.load(f).active().size());
    Files.writeString(f, good.substring(0, good.length() - 20));
    assertEquals(1, AlertStore.load(f).active().size());
    for (String bad : List.of("", "x", "bitonic-alerts 2\n" + good)) {
      Files.writeString(f, bad);
      assertEquals(List.of(), AlertStore.load(f).active());
    }
  }

  private final Samples samples = new Samples();

  private Series.Recorded loaded() throws Exception {
    return Series.load(dir.resolve("series"));
  }

  @Test
  void theSeriesIsARing() throws Exception {
    assertEquals(List.of(), loaded().rows());
    try (Series s = Series.open(dir.resolve("series"))) {
      for (int i = 0; i < Series.SLOTS - 1; i++) {
        s.add(samples.after(10).set("peers.connected", i).now());
      }
      assertEquals(0, loaded().rows().size());
    }
    assertEquals(Series.SLOTS - 1, loaded().rows().size());
    long size = Files.size(dir.resolve("series"));
    try (Series s = Series.open(dir.resolve("series"))) {
      for (int i = 0; i < 3; i++) {
        s.add(samples.after(10).set("peers.connected", 1e6 + i).now());
      }
      s.flush();
      Series.Recorded r = loaded();
      assertEquals(Series.SLOTS, r.rows().size());
      int column = r.names().indexOf("peers.connected");
      assertEquals(2, r.rows().getFirst().values()[column]);
      assertEquals(1e6 + 2, r.rows().getLast().values()[column]);
      assertEquals(samples.wall(), r.rows().getLast().wallMillis());
    }
    assertTrue(Files.size(dir.resolve("series")) <= size + size / Series.SLOTS + 1);
  }

  @Test
  void damagedSlotsAndOtherFilesAreLeftOut() throws Exception {
    Path f = dir.resolve("series");
    try (Series s = Series.open(f)) {
      for (int i = 0; i < 10; i++) {
        s.add(samples.after(10).set("peers.connected", i).now());
      }
    }
    try (RandomAccessFile r = new RandomAccessFile(f.toFile(), "rw")) {
      r.seek(r.length() - 30);
      r.write(1);
    }
    assertEquals(9, loaded().rows().size());
    Files.write(f, new byte[5000]);
    assertEquals(0, loaded().rows().size());
    try (Series s = Series.open(f)) {
      s.add(samples.now());
    }
    assertEquals(1, loaded().rows().size());
  }

  @Test
  void aRuleCanBeTriedOnWhatWasRecorded() throws Exception {
    try (Series s = Series.open(dir.resolve("series"))) {
      for (int i = 0; i < 100; i++) {
        samples.after(10).set("disk.free_percent", i < 40 || i > 70 ? 10 : 3);
        samples.set("torrent.stalled", "a", i * 100).set("torrent.stalled", "b", 0);
        s.add(samples.now());
      }
    }
    AlertRule low = AlertEngineTest.rule("low", "disk.free_percent < 5 for 60s", "");
    List<AlertEvent> e = Replay.run(low, loaded());
    assertEquals(2, e.size());
    assertTrue(e.getFirst().fired());
    assertEquals(Samples.START + 41 * 10_000 + 60_000, e.getFirst().millis());
    assertEquals(Samples.START + 72 * 10_000, e.getLast().millis());
    assertEquals(10, Replay.latest(low, loaded()));
    AlertRule stuck = AlertEngineTest.rule("stuck", "torrent.stalled > 1h", "");
    assertEquals(1, Replay.run(stuck, loaded()).size());
    assertEquals(9900, Replay.latest(stuck, loaded()));
  }
}
