package io.bitonic.tui.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.core.api.DetailPart;
import io.bitonic.core.api.FilePriority;
import io.bitonic.core.api.FileRow;
import io.bitonic.core.api.TorrentDetail;
import io.bitonic.core.api.TorrentHandle;
import io.bitonic.core.api.TorrentSnapshot;
import io.bitonic.core.api.TorrentState;
import io.bitonic.tui.fake.Torrents;
import io.bitonic.tui.filter.Filter;
import io.bitonic.tui.filter.FilterException;
import io.bitonic.tui.filter.FilterFields;
import io.bitonic.tui.terminal.InputEvent.Key;
import io.bitonic.tui.terminal.InputEvent.Name;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "999, 999B",
    "1000, 1.0K",
    "1024, 1.0K",
    "1536, 1.5K",
    "102300, 99.9K",
    "1048576, 1.0M",
    "1047552, 1.0M",
    "107374182400, 100G",
    "9223372036854775807, 8.0E"
  })
  void sizes(long bytes, String text) {
    assertEquals(text, Format.size(bytes));
  }

  @Test
  void sizesNeverOutgrowTheirColumn() {
    for (long n = 1; n > 0 && n < Long.MAX_VALUE / 3; n = n * 3 / 2 + 1) {
      assertTrue(Format.size(n).length() <= 5, n + " " + Format.size(n));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "-1, –",
    "0, 0s",
    "59, 59s",
    "160, 2m40",
    "3600, 1h00",
    "100000, 1d03h",
    "9000000, 104d",
    "999999999, ∞"
  })
  void durations(long seconds, String text) {
    assertEquals(text, Format.duration(seconds));
  }

  @Test
  void ratiosAndPercentages() {
    assertEquals("0.00", Format.ratio(0));
    assertEquals("2.04", Format.ratio(2.041));
    assertEquals("12.5", Format.ratio(12.49));
    assertEquals("1234", Format.ratio(1234.5));
    assertEquals("99%", Format.percent(0.99999));
    assertEquals("100%", Format.percent(1));
    assertEquals("7.9%", Format.percent(0.0799));
    assertEquals("1,234,567", Format.count(1_234_567));
  }

  @ParameterizedTest
  @CsvSource({
    "'', 0",
    "0, 0",
    "none, 0",
    "-, 0",
    "500K, 512000",
    "1.5M, 1572864",
    "2MiB/s, 2097152",
    "x, -1",
    "-5, -1",
    "1e9, -1",
    "5 M, -1",
    "99999999999999, -1"
  })
  void rates(String text, long bytes) {
    assertEquals(bytes, Rates.parse(text));
  }

  @Test
  void lineEditMovesByWholeCharacters() {
    LineEdit e = new LineEdit();
    e.insert("a漢👨‍👩‍👧e\u0301\u001b[2J\n");
    assertEquals("a漢👨‍👩‍👧e\u0301[2J", e.text());
    for (int i = 0; i < 4; i++) {
      e.key(Key.of(Name.BACKSPACE));
    }
    assertEquals("a漢👨‍👩‍👧", e.text());
    e.key(Key.of(Name.LEFT));
    e.key(Key.of("x"));
    assertEquals("a漢x👨‍👩‍👧", e.text());
    e.key(Key.of(Name.DELETE));
    assertEquals("a漢x", e.text());
    e.set("one two/three");
    e.key(Key.ctrl('w'));
    assertEquals("one two/", e.text());
    e.key(Key.ctrl('u'));
    assertEquals("", e.text());
    e.insert("x".repeat(1_000_000));
    assertEquals(LineEdit.MAX, e.text().length());
  }

  @Test
  void cursorStaysOnTheScreen() {
    ListCursor c = new ListCursor();
    c.bounds(100, 10);
    c.to(50);
    assertEquals(41, c.top());
    c.by(-20);
    assertEquals(30, c.top());
    c.scroll(5);
    assertEquals(35, c.index());
    c.bounds(3, 10);
    assertEquals(2, c.index());
    assertEquals(0, c.top());
    c.bounds(0, 10);
    assertEquals(0, c.index());
  }

  @Test
  void historyAtEveryResolution() {
    RateHistory h = new RateHistory();
    for (int i = 0; i < 2_000; i++) {
      h.add(i, 2L * i);
    }
    assertEquals(1_999, h.down(0, 0));
    assertEquals(3_996, h.up(0, 1));
    assertEquals(1_997, h.down(1, 0));
    assertEquals(RateHistory.SAMPLES, h.size(0));
    assertEquals(0, h.down(0, RateHistory.SAMPLES));
    assertEquals(11, h.size(3));
  }

  private static List<FileRow> files(int n, long done) {
    List<FileRow> rows = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      rows.add(
          new FileRow(i, "root/dir " + i % 100 + "/file " + i, 100, done, FilePriority.NORMAL));
    }
    return rows;
  }

  @Test
  void aHundredThousandFilesAreNoPause() throws FilterException {
    FileTree t = new FileTree();
    List<FileRow> rows = files(100_000, 50);
    List<FileRow> later = files(100_000, 80);
    Filter<FileRow> f = Filter.parse("path~999$", FilterFields.files());
    assertTimeout(
        Duration.ofSeconds(3),
        () -> {
          t.update(rows);
          t.update(later);
          t.filter(f);
        });
    assertEquals(100 + 2, t.shown());
    t.filter(Filter.all());
    assertEquals(101, t.shown());
    assertEquals(8_000_000, t.done(t.node(0)));
    t.fold(t.node(1), true);
    assertEquals(1_101, t.shown());
    assertEquals(0, t.parentRow(1));
    assertEquals(1, t.parentRow(2));
    assertEquals(1_000, t.files(t.node(1)).size());
  }

  @Test
  void foldersKnowWhatTheirFilesWant() {
    FileTree t = new FileTree();
    t.update(files(200, 0));
    assertEquals(2, t.priority(t.node(0)));
    t.choose(Map.of(0, FilePriority.SKIP));
    assertEquals(FileTree.MIXED, t.priority(t.node(0)));
    assertEquals(19_900, t.wanted());
    assertEquals(
        Map.of(0, FilePriority.SKIP, 1, FilePriority.NORMAL), t.prioritiesOf(List.of(0, 1)));
  }

  @Test
  void oddPaths() {
    FileTree t = new FileTree();
    String deep = "d/".repeat(5_000) + "end";
    t.update(
        List.of(
            new FileRow(0, "", 1, 1, FilePriority.NORMAL),
            new FileRow(1, "same", 1, 0, FilePriority.NORMAL),
            new FileRow(2, "same", 1, 0, FilePriority.NORMAL),
            new FileRow(3, "same/inside", 1, 0, FilePriority.NORMAL),
            new FileRow(4, deep, 1, 0, FilePriority.NORMAL),
            new FileRow(5, "//", 1, 0, FilePriority.NORMAL)));
    assertEquals(6, t.fileCount());
    int seen = 0;
    for (int i = 0; i < t.shown(); i++) {
      seen += t.isFolder(t.node(i)) ? 0 : 1;
      assertTrue(t.depth(t.node(i)) <= FileTree.MAX_DEPTH);
    }
    assertEquals(6, seen);
  }

  @Test
  void panesNeverOverlapNorLeaveTheScreen() {
    for (Layout.Mode mode : Layout.Mode.values()) {
      for (int w = 20; w <= 260; w += 7) {
        for (int h = 8; h <= 80; h += 3) {
          check(Layout.plan(w, h, mode), w, h);
        }
      }
    }
    check(Layout.plan(80, 24, Layout.Mode.NORMAL), 80, 24);
    assertTrue(Layout.plan(40, 12, Layout.Mode.NORMAL).tooSmall());
    assertFalse(Layout.plan(70, 50, Layout.Mode.NORMAL).detail().isEmpty());
    assertTrue(Layout.plan(80, 24, Layout.Mode.NORMAL).detail().isEmpty());
    assertFalse(Layout.plan(240, 67, Layout.Mode.NORMAL).pieces().isEmpty());
  }

  private static void check(Layout l, int w, int h) {
    if (l.tooSmall()) {
      assertTrue(w < Layout.MIN_WIDTH || h < Layout.MIN_HEIGHT);
      return;
    }
    int[] cells = new int[w * h];
    Rect[] all = {
      l.header(),
      l.footer(),
      l.views(),
      l.strip(),
      l.table(),
      l.detail(),
      l.subject(),
      l.graph(),
      l.pieces()
    };
    for (Rect r : all) {
      for (int y = r.y(); y < r.y() + r.height(); y++) {
        for (int x = r.x(); x < r.x() + r.width(); x++) {
          assertEquals(1, ++cells[y * w + x], w + "×" + h + " at " + x + "," + y);
        }
      }
    }
    for (int c : cells) {
      assertEquals(1, c, w + "×" + h + " has a hole");
    }
  }

  @Test
  void everyPieceHasItsCell() {
    for (int pieces : new int[] {1, 7, 33, 34, 50, 99, 100, 101, 6_144, 2_000_000}) {
      PieceCells g = PieceCells.of(pieces, 20, 5);
      int last = -1;
      for (int cell = 0; cell < g.used(); cell++) {
        int first = g.first(cell);
        assertEquals(cell, g.cellOf(first), pieces + " pieces");
        assertEquals(cell, g.cellAt(g.x(cell), g.y(cell)), pieces + " pieces");
        assertTrue(first > last, pieces + " pieces");
        assertTrue(g.x(cell) + g.width() <= 20 && g.y(cell) + g.height() <= 5, pieces + " pieces");
        last = first;
      }
      assertEquals(g.used() - 1, g.cellOf(pieces - 1));
      assertEquals(-1, g.cellAt(20, 0));
      assertEquals(-1, g.cellAt(0, 5));
    }
  }

  @Test
  void fewPiecesGetLargeBlocks() {
    assertEquals(7, PieceCells.of(2, 20, 5).width());
    assertEquals(5, PieceCells.of(8, 20, 5).width());
    assertEquals(3, PieceCells.of(30, 20, 5).width());
    assertEquals(2, PieceCells.of(50, 20, 5).width());
    assertEquals(1, PieceCells.of(51, 20, 5).width());
  }

  @Test
  void alertsAndUndoAreBounded() {
    Alerts a = new Alerts();
    Undo u = new Undo();
    for (int i = 0; i < 2_000; i++) {
      a.add(new io.bitonic.core.api.EngineEvent.TorrentFinished(i, "id" + i, "n"));
      u.add("x", List.of());
    }
    assertEquals(Alerts.MAX, a.list().size());
    int steps = 0;
    while (u.pop() != null) {
      steps++;
    }
    assertEquals(50, steps);
  }

  @Test
  void flagsInWords() {
    assertEquals("it sends to us, it called us, from the tracker", PeerFlags.words("DIT"));
    assertEquals("we choke it, µTP, encrypted", PeerFlags.words("u?PE"));
    assertEquals("", PeerFlags.words(""));
  }

  /** A torrent as the engine has it: another snapshot only when something has changed. */
  private static final class Handle implements TorrentHandle {
    TorrentSnapshot snapshot;

    Handle(TorrentSnapshot s) {
      snapshot = s;
    }

    @Override
    public String id() {
      return snapshot.id();
    }

    @Override
    public TorrentSnapshot snapshot() {
      return snapshot;
    }

    @Override
    public void watch(Set<DetailPart> parts) {}

    @Override
    public TorrentDetail detail() {
      return null;
    }
  }

  private static Handle handle(int number, long down, TorrentState state) {
    Torrents t = Torrents.named("t" + number);
    t.id = String.format("%040x", number);
    t.down = down;
    t.state = state;
    return new Handle(t.snapshot());
  }

  @Test
  void theSameListOfTorrentsIsLookedThroughForWhatHasChanged() {
    TorrentTable table = new TorrentTable();
    List<TorrentHandle> list = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      list.add(handle(i, 0, TorrentState.DOWNLOADING));
    }
    Handle second = (Handle) list.get(1);
    assertTrue(table.update(list));
    assertFalse(table.update(list));
    assertEquals(3, table.visible().size());
    second.snapshot = handle(1, 1_000, TorrentState.PAUSED).snapshot;
    assertTrue(table.update(list));
    assertFalse(table.update(list));
    assertEquals(TorrentState.PAUSED, table.visible().get(1).snapshot().state());
    table.second();
    assertEquals(1_000, table.visible().get(1).history().down(0, 0));
    second.snapshot = handle(1, 0, TorrentState.PAUSED).snapshot;
    assertTrue(table.update(list));
    table.second();
    assertEquals(0, table.visible().get(1).history().down(0, 0));
    List<TorrentHandle> less = List.of(list.get(0), list.get(2));
    assertTrue(table.update(less));
    assertEquals(2, table.visible().size());
    assertEquals(null, table.find(second.id()));
  }
}
