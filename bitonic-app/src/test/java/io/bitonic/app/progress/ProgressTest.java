package io.bitonic.app.progress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.app.support.MiniJson;
import io.bitonic.app.support.Snaps;
import io.bitonic.core.api.TorrentSnapshot;
import io.bitonic.core.api.TorrentState;
import io.bitonic.core.util.Clock;
import io.bitonic.tui.text.Text;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProgressTest {
  private static final String EVIL = "evil\u001b[2J\u001b]0;x\u0007\r\n\u202Etxt.exe";

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

  private static TorrentSnapshot downloading(String name) {
    return Snaps.of(name, TorrentState.DOWNLOADING)
        .size(6_227_702_579L, 2_634_318_190L)
        .rates(12_897_484, 1_153_434)
        .eta(278)
        .build();
  }

  private String text() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void goldenLinesAt40And80And120() {
    TorrentSnapshot t = downloading("debian-13.1.0.iso");
    assertEquals("debian-13.1.0.iso     12 peers  ETA 4:38", Bar.heading(t, 40, true));
    assertEquals("███████▌            42.2 %  ↓ 12.3 MiB/s", Bar.gauge(t, 40, true));
    assertEquals(
        "debian-13.1.0.iso" + " ".repeat(45) + "12 peers  ETA 4:38", Bar.heading(t, 80, true));
    assertEquals(
        "████████████▎                  42.2 %  2.45/5.80 GiB  ↓ 12.3 MiB/s  ↑ 1.10 MiB/s",
        Bar.gauge(t, 80, true));
    assertEquals(
        "[########-------------]  42.2 %  2.45/5.80 GiB  down 12.3 MiB/s    up 1.10 MiB/s",
        Bar.gauge(t, 80, false));
    assertEquals(
        "█".repeat(29)
            + "▏"
            + " ".repeat(39)
            + "  42.2 %  2.45/5.80 GiB  ↓ 12.3 MiB/s  ↑ 1.10 MiB/s",
        Bar.gauge(t, 120, true));
    for (int w : new int[] {40, 80, 120}) {
      assertEquals(w, Text.width(Bar.heading(t, w, true)));
      assertEquals(w, Text.width(Bar.gauge(t, w, true)));
      assertEquals(w, Text.width(Bar.compact(t, w, true)));
    }
  }

  @Test
  void noWidthOverflows() {
    for (TorrentState state : TorrentState.values()) {
      TorrentSnapshot t =
          Snaps.of("音楽 " + EVIL.repeat(5), state).size(Long.MAX_VALUE / 2, 5).build();
      for (int w = 1; w < 200; w++) {
        for (boolean unicode : new boolean[] {true, false}) {
          for (String line :
              List.of(
                  Bar.heading(t, w, unicode),
                  Bar.gauge(t, w, unicode),
                  Bar.compact(t, w, unicode),
                  WorkBar.line(5, 10, 1, w, unicode))) {
            assertFalse(line.chars().anyMatch(c -> c < ' '), line);
            if (w >= 20) {
              assertTrue(Text.width(line) <= w, w + ": " + line);
            }
          }
        }
      }
    }
  }

  @Test
  void barGrowsByEighths() {
    assertEquals("    ", Bar.bar(0, 4, true));
    assertEquals("▏   ", Bar.bar(1 / 32.0, 4, true));
    assertEquals("██  ", Bar.bar(0.5, 4, true));
    assertEquals("███▉", Bar.bar(0.999, 4, true));
    assertEquals("████", Bar.bar(1, 4, true));
    assertEquals("[##--]", Bar.bar(0.5, 6, false));
  }

  @ParameterizedTest
  @ValueSource(ints = {40, 80, 120})
  void redrawMovesUpByWhatItDrew(int columns) {
    Screen screen = new Screen(true, true, false, () -> new Screen.Size(columns, 24));
    BarProgress p = new BarProgress(out, screen);
    p.update(List.of(downloading("a")));
    bytes.reset();
    p.update(List.of(downloading("b")));
    assertTrue(text().startsWith("\u001b[?25l\r\u001b[2A"), text());
    assertTrue(text().endsWith("\u001b[K\n\u001b[?25h"));
    bytes.reset();
    p.update(List.of(downloading("b")));
    assertEquals("", text(), "nothing changed, nothing written");
  }

  @Test
  void aNarrowerTerminalClearsTheWrappedRows() {
    int[] columns = {120};
    Screen screen = new Screen(true, true, false, () -> new Screen.Size(columns[0], 24));
    BarProgress p = new BarProgress(out, screen);
    p.update(List.of(downloading("a")));
    columns[0] = 40;
    screen.resized();
    bytes.reset();
    p.update(List.of(downloading("a")));
    assertTrue(text().startsWith("\u001b[?25l\r\u001b[6A\u001b[J"), text());
  }

  @Test
  void manyTorrentsFitTheRows() {
    Screen screen = new Screen(true, true, false, () -> new Screen.Size(80, 10));
    new BarProgress(out, screen).update(Collections.nCopies(50, downloading("a")));
    assertEquals(9, text().chars().filter(c -> c == '\n').count());
    assertTrue(text().contains("and 42 more"));
  }

  @Test
  void namesNeverReachTheTerminalRaw() {
    Screen screen = new Screen(true, true, true, () -> new Screen.Size(80, 24));
    TorrentSnapshot t = downloading(EVIL);
    for (Progress p :
        List.of(
            new BarProgress(out, screen),
            new LineProgress(out, true, Clock.SYSTEM),
            new JsonProgress(out, Clock.SYSTEM))) {
      p.update(List.of(t));
      p.state(t, TorrentState.CHECKING);
      p.warning(t, EVIL);
      p.error(t, EVIL);
      p.summary(new Progress.Summary(t, 5, 1000, "complete"));
      p.close();
    }
    String ours = text().replaceAll("\u001b\\[(\\?25[lh]|[0-9]*[AJKm])", "");
    assertFalse(ours.contains("\u001b"), ours);
    assertFalse(ours.contains("\u0007"));
    assertFalse(ours.replace("\u001b", "").contains("\u202E") && !ours.contains("{"));
    assertFalse(ours.replaceAll("\r(?!\n)", "").contains("\r"));
  }

  @Test
  void withoutColourNoColourCodes() {
    Screen screen = new Screen(true, true, false, () -> new Screen.Size(80, 24));
    BarProgress p = new BarProgress(out, screen);
    p.update(List.of(downloading("a")));
    p.error(downloading("a"), "broken");
    p.summary(new Progress.Summary(downloading("a"), 5, 1000, "failed"));
    assertFalse(text().matches("(?s).*\u001b\\[[0-9;]*m.*"), text());
    assertTrue(text().contains("error: a: broken"));
  }

  @Test
  void pipesGetAPlainLineEveryFiveSeconds() {
    long[] now = {0};
    Clock clock = clock(now);
    LineProgress p = new LineProgress(out, true, clock);
    for (int s = 0; s < 12; s++) {
      now[0] = s * 1_000_000_000L;
      p.update(List.of(downloading("a")));
    }
    String line =
        "a: downloading 42.2 % of 5.80 GiB, down 12.3 MiB/s, up 1.10 MiB/s, 12 peers, ETA 4:38\n";
    assertEquals(line + line, text().replace("\r", ""));
  }

  @Test
  void whoWaitsInTheQueueSaysSo() {
    long[] now = new long[1];
    LineProgress p = new LineProgress(out, true, clock(now));
    TorrentSnapshot waits = Snaps.of("a", TorrentState.QUEUED).size(2048, 1024).build();
    p.state(waits, null);
    p.update(List.of(waits));
    assertEquals("", text());
    for (int i = 1; i < 4; i++) {
      now[0] = i * 1_000_000_000L;
      p.update(List.of(waits));
    }
    assertEquals("a: queued 50.0 % of 2.00 KiB, waits for its turn\n", text().replace("\r", ""));
  }

  @Test
  void whoStartsAtOnceIsNotCalledQueued() {
    long[] now = new long[1];
    LineProgress p = new LineProgress(out, true, clock(now));
    p.state(Snaps.of("a", TorrentState.QUEUED).size(2048, 1024).build(), null);
    now[0] = 100_000_000;
    p.state(downloading("a"), TorrentState.QUEUED);
    now[0] = 2_000_000_000L;
    p.update(List.of(downloading("a")));
    assertEquals(1, text().lines().count(), text());
    assertFalse(text().contains("queued"), text());
  }

  @Test
  void jsonLinesParseBack() {
    long[] now = {0};
    JsonProgress p = new JsonProgress(out, clock(now));
    p.state(downloading(EVIL), null);
    now[0] = 2_000_000_000L;
    p.update(List.of(downloading("音楽")));
    p.warning(null, "port \"busy\"");
    p.summary(new Progress.Summary(downloading("a"), 5, 1000, "complete"));
    List<Map<String, Object>> lines = text().lines().map(MiniJson::object).toList();
    assertEquals(
        List.of("state", "progress", "warning", "summary"),
        lines.stream().map(m -> m.get("type")).toList());
    assertEquals(EVIL, lines.get(0).get("name"));
    assertEquals("downloading", lines.get(0).get("state"));
    assertEquals("音楽", lines.get(1).get("name"));
    assertEquals(12_897_484.0, lines.get(1).get("downRate"));
    assertEquals("port \"busy\"", lines.get(2).get("message"));
    assertEquals(200.0, lines.get(3).get("meanRate"));
    assertEquals("complete", lines.get(3).get("outcome"));
  }

  @Test
  void screenFollowsTheEnvironment() {
    Map<String, String> utf8 = Map.of("LANG", "de_DE.UTF-8", "TERM", "xterm");
    assertTrue(Screen.from(utf8, true).unicode());
    assertTrue(Screen.from(utf8, true).colour());
    assertFalse(Screen.from(utf8, false).interactive());
    Map<String, String> dumb = Map.of("LANG", "de_DE.UTF-8", "TERM", "dumb");
    assertFalse(Screen.from(dumb, true).interactive());
    assertFalse(Screen.from(dumb, true).unicode());
    Map<String, String> c = Map.of("LC_ALL", "C", "LANG", "de_DE.UTF-8", "TERM", "xterm");
    assertFalse(Screen.from(c, true).unicode());
    Map<String, String> plain = Map.of("LANG", "C.utf8", "TERM", "xterm", "NO_COLOR", "1");
    assertFalse(Screen.from(plain, true).colour());
    assertTrue(Screen.from(plain, true).interactive());
  }

  private static Clock clock(long[] now) {
    return new Clock() {
      @Override
      public long nanos() {
        return now[0];
      }

      @Override
      public long wallMillis() {
        return 1_700_000_000_000L;
      }
    };
  }
}
