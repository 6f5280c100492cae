package io.bitonic.tui.widget;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.core.api.PieceMap;
import io.bitonic.tui.terminal.Canvas;
import io.bitonic.tui.terminal.ColorDepth;
import io.bitonic.tui.terminal.Style;
import io.bitonic.tui.text.Text;
import io.bitonic.tui.theme.Role;
import io.bitonic.tui.theme.Theme;
import io.bitonic.tui.theme.Themes;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WidgetTest {
  private static final Themes THEMES = new Themes(Path.of("..", "themes"));

  private final Theme theme = load(Themes.DEFAULT, ColorDepth.TRUE);

  private static Theme load(String name, ColorDepth depth) {
    return THEMES.load(
        name,
        depth,
        problem -> {
          throw new AssertionError(problem);
        });
  }

  private Canvas canvas(int columns, int rows) {
    Canvas canvas = new Canvas(columns, rows);
    canvas.clear(theme.get(Role.TEXT));
    return canvas;
  }

  @ParameterizedTest
  @ValueSource(strings = {"120x36", "80x24", "40x10"})
  void dashboard(String size) {
    String[] parts = size.split("x");
    Canvas c = canvas(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
    Scenes.dashboard(c, theme, 0);
    Golden.assertText("dashboard-" + size, c);
  }

  @Test
  void progressBars() {
    Canvas c = canvas(24, 9);
    double[] fractions = {0, 0.001, 0.25, 0.5, 0.55, 0.999, 1, 2, Double.NaN};
    for (int i = 0; i < fractions.length; i++) {
      ProgressBar.draw(c, theme, 2, i, 20, fractions[i], Role.BAR_FULL);
    }
    Golden.assertStyled("progress-bar", c);
  }

  @Test
  void progressBarsWithoutColour() {
    Canvas c = canvas(24, 3);
    Theme mono = load(Themes.DEFAULT, ColorDepth.MONO);
    for (int i = 0; i < 3; i++) {
      ProgressBar.draw(c, mono, 2, i, 20, i / 2.0, Role.BAR_FULL);
    }
    Golden.assertText("progress-bar-mono", c);
  }

  @Test
  void progressNeverLooksDoneBeforeItIs() {
    Canvas c = canvas(10, 1);
    ProgressBar.draw(c, theme, 0, 0, 10, 0.99999, Role.BAR_FULL);
    assertEquals("█████████▉", c.row(0));
    ProgressBar.draw(c, theme, 0, 0, 10, 0.00001, Role.BAR_FULL);
    assertEquals("▏", c.row(0));
  }

  @Test
  void rateGraph() {
    Canvas c = canvas(48, 9);
    RateGraph.draw(c, theme, Scenes.wave(42_000_000, 0), Scenes.wave(8_300_000, 2), Scenes::rate);
    Golden.assertStyled("rate-graph", c);
    Canvas small = canvas(12, 3);
    RateGraph.draw(small, theme, ago -> ago < 6 ? 1000 : 0, ago -> 0, Scenes::rate);
    Golden.assertText("rate-graph-small", small);
  }

  @Test
  void scalesAreRound() {
    assertEquals(1, RateGraph.niceTop(0));
    assertEquals(1024, RateGraph.niceTop(1000));
    assertEquals(3 * 1024, RateGraph.niceTop(2049));
    assertEquals(50L << 20, RateGraph.niceTop(42_000_000));
    assertEquals(600L << 20, RateGraph.niceTop(600e6));
    assertEquals(Long.MAX_VALUE, RateGraph.niceTop(1e19));
  }

  @Test
  void graphsSurviveOddValuesAndSizes() {
    for (int width = 1; width < 30; width += 7) {
      for (int height = 1; height < 6; height++) {
        RateGraph.draw(canvas(width, height), theme, ago -> Double.NaN, ago -> -5, Scenes::rate);
        RateGraph.draw(
            canvas(width, height),
            theme,
            ago -> 1e300,
            ago -> Double.POSITIVE_INFINITY,
            Scenes::rate);
      }
    }
    Canvas c = canvas(4, 1);
    Sparkline.draw(c, 0, 0, 4, ago -> ago == 0 ? Double.NaN : 1e300, 1, Style.PLAIN);
    assertEquals("███▁", c.row(0));
  }

  @Test
  void sparkline() {
    Canvas c = canvas(12, 1);
    Sparkline.draw(c, 1, 0, 9, ago -> 8 - ago, 8, theme.get(Role.GRAPH_DOWN));
    assertEquals(" ▁▁▂▃▄▅▆▇█", c.row(0));
    Sparkline.draw(c, 1, 0, 9, ago -> 5, 0, theme.get(Role.GRAPH_DOWN));
    assertEquals(" ▁▁▁▁▁▁▁▁▁", c.row(0));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 60, 120, 300, 4000, 200_000})
  void pieces(int count) {
    Canvas c = canvas(40, 5);
    PieceGrid.draw(c.sub(0, 0, 40, 3), theme, Scenes.pieces(count));
    PieceGrid.legend(c, theme, 0, 4, 40, Scenes.pieces(count));
    Golden.assertStyled("pieces-" + count, c);
  }

  @Test
  void aTorrentWithoutPiecesDrawsNothing() {
    Canvas c = canvas(3, 1);
    PieceGrid.draw(c, theme, new PieceMap(new byte[0], new byte[0]));
    assertEquals("", c.row(0));
  }

  @Test
  void barsOfRows() {
    Canvas c = canvas(10, 5);
    Style s = Style.PLAIN;
    ProgressBar.row(c, 0, 0, 10, 0.25, s, s);
    ProgressBar.row(c, 0, 1, 10, 0.999, s, s);
    ProgressBar.row(c, 0, 2, 10, Double.NaN, s, s);
    ProgressBar.row(c, 0, 3, 10, 0.0001, s, s);
    ProgressBar.row(c, 0, 4, 10, 1, s, s);
    assertEquals("▆▆▄▁▁▁▁▁▁▁", c.row(0));
    assertEquals("▆▆▆▆▆▆▆▆▆▅", c.row(1));
    assertEquals("▁▁▁▁▁▁▁▁▁▁", c.row(2));
    assertEquals("▂▁▁▁▁▁▁▁▁▁", c.row(3));
    assertEquals("▆▆▆▆▆▆▆▆▆▆", c.row(4));
  }

  @Test
  void everyEighthOfABarLooksDifferent() {
    Style fill = Style.of(0xffffff, 0, 0);
    Style track = Style.of(0x202020, 0, 0);
    Set<Style> seen = new HashSet<>();
    for (int eighth = 0; eighth <= 8; eighth++) {
      Canvas c = canvas(1, 1);
      ProgressBar.row(c, 0, 0, 1, eighth / 8.0, fill, track);
      seen.add(c.styleAt(0, 0));
    }
    assertEquals(9, seen.size());
  }

  @Test
  void table() {
    Canvas c = canvas(80, 12);
    new Table(Scenes.COLUMNS).draw(c, theme, Scenes.rows(10), new Table.View(0, 2, 3, true, true));
    Golden.assertStyled("table", c);
  }

  @Test
  void tableDropsColumnsByRank() {
    Table table = new Table(Scenes.COLUMNS);
    for (int width : new int[] {120, 100, 80, 60, 40, 20, 5, 1}) {
      Canvas c = canvas(width, 3);
      table.draw(c, theme, Scenes.rows(10), new Table.View(8, -1, -1, false, false));
      assertTrue(table.width(0) >= 20, "the name stays at " + width);
    }
    Canvas narrow = canvas(40, 4);
    table.draw(narrow, theme, Scenes.rows(10), new Table.View(0, 0, 0, false, false));
    Golden.assertText("table-narrow", narrow);
    assertEquals(0, table.columnAt(4));
    assertEquals(-1, table.columnAt(0));
  }

  @Test
  void tableAsksOnlyForRowsOnScreen() {
    int[] asked = new int[1];
    BitSet rows = new BitSet();
    Table.Rows many =
        new Table.Rows() {
          @Override
          public int size() {
            return 10_000;
          }

          @Override
          public boolean isMarked(int row) {
            return false;
          }

          @Override
          public void draw(int row, int column, Cell cell) {
            asked[0]++;
            rows.set(row);
            cell.text("row " + row, Role.TEXT);
          }
        };
    Canvas c = canvas(30, 11);
    new Table(List.of(new Table.Column("Name", 10, 1, Text.Align.LEFT, 0)))
        .draw(c, theme, many, new Table.View(9_995, 9_999, 0, false, true));
    assertEquals(5, asked[0]);
    assertEquals(5, rows.cardinality());
    assertEquals("▌ row 9999", c.row(5));
    assertEquals("", c.row(6));
  }

  @Test
  void tree() {
    String[] names = {"Album 漢字", "CD 1", "01 Ouverture.flac", "02.flac", "CD 2", "cover.jpg"};
    int[] depths = {0, 1, 2, 2, 1, 1};
    double[] done = {0.7, 1, 1, 1, 0, 0.5};
    Table.Rows rows =
        new Table.Rows() {
          @Override
          public int size() {
            return names.length;
          }

          @Override
          public boolean isMarked(int row) {
            return row == 5;
          }

          @Override
          public void draw(int row, int column, Cell cell) {
            boolean folder = row < 2 || row == 4;
            if (column == 0) {
              cell.tree(depths[row], folder, row != 4);
              cell.text(names[row], folder ? Role.ACCENT : Role.TEXT);
            } else {
              cell.barWithPercent(done[row], Role.BAR_FULL);
            }
          }
        };
    Canvas c = canvas(50, 8);
    new Table(
            List.of(
                new Table.Column("File", 12, 1, Text.Align.LEFT, 0),
                new Table.Column("Done", 14, 0, Text.Align.LEFT, 1)))
        .draw(c, theme, rows, new Table.View(0, 2, -1, false, false));
    Golden.assertStyled("tree", c);
  }

  @Test
  void scrollBarShowsWhereWeAre() {
    Canvas c = canvas(3, 10);
    ScrollBar.draw(c, theme, 0, 0, 10, 40, 0);
    ScrollBar.draw(c, theme, 1, 0, 10, 40, 15);
    ScrollBar.draw(c, theme, 2, 0, 10, 10_000, 9_990);
    Golden.assertText("scroll-bar", c);
    Canvas none = canvas(3, 10);
    ScrollBar.draw(none, theme, 0, 0, 10, 10, 0);
    assertEquals("\n".repeat(10), none.dump());
  }

  @Test
  void panels() {
    Canvas c = canvas(60, 8);
    Canvas inside = Panel.draw(c, theme, 0, 0, 30, 4, "Torrents 3/128", true);
    Panel.note(c, theme, 0, 0, 30, "Torrents 3/128", "▼ rate");
    Panel.note(c, theme, 30, 0, 30, "a very long title that has", "no room");
    inside.put(0, 0, "a line that is longer than the panel is wide", Style.PLAIN);
    Panel.draw(c, theme, 30, 0, 30, 4, "a very long title that has no room 漢字漢字", false);
    Panel.draw(c, theme, 0, 5, 6, 3, "Tiny", false);
    Panel.draw(c, theme, 8, 5, 1, 3, "None", false);
    Golden.assertStyled("panel", c);
  }

  @Test
  void tabs() {
    Canvas c = canvas(60, 4);
    List<String> titles = List.of("Info", "Files", "Peers", "Pieces", "漢字");
    for (int i = 0; i < 3; i++) {
      Tabs.draw(c, theme, 1, i, 60 - i * 22, titles, i + 1);
    }
    Golden.assertStyled("tabs", c);
    assertEquals(0, Tabs.at(60, titles, 1, 0));
    assertEquals(1, Tabs.at(60, titles, 1, 8));
    assertEquals(4, Tabs.at(20, titles, 1, 18));
    assertEquals(-1, Tabs.at(60, titles, 1, 59));
  }

  @Test
  void keyBarDropsWhatDoesNotFitButNotTheRightEnd() {
    Canvas c = canvas(70, 2);
    KeyBar.draw(c, theme, 0, Scenes.hints(), "3 marked");
    KeyBar.draw(c.sub(0, 0, 40, 2), theme, 1, Scenes.hints(), "3 marked");
    Golden.assertStyled("key-bar", c);
  }

  @Test
  void dialogs() {
    Canvas c = canvas(80, 24);
    Scenes.dashboard(c, theme, 0);
    Scenes.confirm(c, theme);
    Golden.assertText("confirm-typed", c);
    Scenes.dashboard(c, theme, 0);
    Scenes.ask(c, theme);
    Golden.assertText("confirm", c);
    Canvas tiny = canvas(20, 5);
    Scenes.confirm(tiny, theme);
    Golden.assertText("confirm-tiny", tiny);
  }

  @Test
  void prompt() {
    Canvas c = canvas(60, 10);
    Scenes.prompt(c, theme);
    Golden.assertStyled("prompt", c);
    assertEquals(9, c.cursorX());
    assertEquals(9, c.cursorY());
  }

  @Test
  void promptShowsPartOfALongList() {
    Canvas c = canvas(40, 14);
    List<Prompt.Completion> many =
        java.util.stream.IntStream.range(0, 30)
            .mapToObj(i -> new Prompt.Completion("item " + i, "hint"))
            .toList();
    Prompt.draw(c, theme, 13, "filter", "x", 1, many, 20);
    Golden.assertText("prompt-long", c);
    Prompt.draw(canvas(10, 1), theme, 0, ":", "", 0, many, 0);
  }

  @Test
  void textFieldScrollsWithTheCursor() {
    Canvas c = canvas(12, 1);
    String text = "漢字abcdefghijklmnop";
    TextField.draw(c, 1, 0, 10, text, 0, Style.PLAIN);
    assertEquals(" 漢字abcdef", c.row(0));
    assertEquals(1, c.cursorX());
    TextField.draw(c, 1, 0, 10, text, text.length(), Style.PLAIN);
    assertEquals(" hijklmnop", c.row(0));
    assertEquals(10, c.cursorX());
    TextField.draw(c, 1, 0, 10, text, 8, Style.PLAIN);
    assertEquals(" 字abcdefgh", c.row(0));
    assertEquals(9, c.cursorX());
  }

  @Test
  void notices() {
    Canvas c = canvas(30, 7);
    Notice.tooSmall(c, theme, 60, 12);
    Golden.assertText("too-small", c);
    Notice.tooSmall(canvas(3, 1), theme, 60, 12);
  }

  @Test
  void everyWidgetFitsAnySize() {
    for (int columns = 1; columns < 130; columns += 3) {
      for (int rows = 1; rows < 40; rows += 2) {
        Canvas c = canvas(columns, rows);
        Scenes.dashboard(c, theme, columns);
        Scenes.confirm(c, theme);
        Scenes.prompt(c, theme);
        assertEquals(rows, c.dump().lines().count());
      }
    }
  }
}
