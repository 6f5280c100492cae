package io.bitonic.tui.widget;

import io.bitonic.core.api.PieceMap;
import io.bitonic.tui.terminal.Canvas;
import io.bitonic.tui.text.Text;
import io.bitonic.tui.theme.Role;
import io.bitonic.tui.theme.Theme;
import java.util.List;
import java.util.Random;

/**
 * Example screens made of all widgets, the same each time; shown by the gallery and held in golden
 * files.
 */
final class Scenes {
  static final List<Table.Column> COLUMNS =
      List.of(
          new Table.Column("Name", 20, 1, Text.Align.LEFT, 0),
          new Table.Column("Size", 5, 0, Text.Align.RIGHT, 3),
          new Table.Column("Done", 18, 0, Text.Align.LEFT, 1),
          new Table.Column("▼", 6, 0, Text.Align.RIGHT, 2),
          new Table.Column("▲", 6, 0, Text.Align.RIGHT, 2),
          new Table.Column("ETA", 6, 0, Text.Align.RIGHT, 4),
          new Table.Column("Ratio", 5, 0, Text.Align.RIGHT, 6),
          new Table.Column("Peers", 7, 0, Text.Align.RIGHT, 7),
          new Table.Column("State", 8, 0, Text.Align.LEFT, 5));

  private static final String[][] ROWS = {
    {
      "ubuntu-24.04.3-desktop-amd64.iso",
      "5.8G",
      "0.624",
      "12.3M",
      "1.1M",
      "2m40",
      "0.21",
      "41/80",
      "DL"
    },
    {"漢字アルバム (FLAC)", "1.1G", "1", "", "320K", "–", "2.04", "3/9", "SEED"},
    {"debian-13.1.0-amd64-netinst.iso", "783M", "1", "", "2.4M", "–", "8.31", "12/214", "SEED"},
    {
      "👨‍👩‍👧‍👦 family 🇩🇪 café naïve",
      "212M",
      "0.035",
      "810K",
      "12K",
      "4m18",
      "0.01",
      "5/7",
      "DL"
    },
    {
      "archlinux-2026.11.01-x86_64.iso",
      "1.2G",
      "0.998",
      "29.1M",
      "4.2M",
      "1s",
      "0.12",
      "66/310",
      "DL"
    },
    {"한국어 이름의 토렌트 파일입니다 아주 긴 이름이라서 잘려야 합니다", "3.3G", "0.41", "", "", "∞", "0.00", "0/2", "STALLED"},
    {"Sintel.2010.4K.mkv", "9.6G", "0.873", "6.0M", "912K", "3m19", "0.09", "18/44", "DL"},
    {"evil\u001b[31m\u202ename\u0007.txt", "12K", "0", "", "", "–", "0.00", "0/0", "ERROR"},
    {"openstreetmap-planet-2026.osm.pbf", "84G", "0.128", "", "", "–", "0.00", "0/18", "PAUSED"},
    {"linux-6.17.tar.xz", "148M", "1", "", "64K", "–", "1.02", "2/11", "SEED"},
  };

  static {
    for (String[] row : ROWS) {
      row[0] = Text.sanitise(row[0]);
    }
  }

  private Scenes() {}

  static Table.Rows rows(int size) {
    return new Table.Rows() {
      @Override
      public int size() {
        return size;
      }

      @Override
      public boolean isMarked(int row) {
        return row == 2 || row == 4;
      }

      @Override
      public void draw(int row, int column, Cell cell) {
        String[] r = ROWS[row % ROWS.length];
        if (column == 2) {
          double done = Double.parseDouble(r[2]);
          cell.barWithPercent(done, done >= 1 ? Role.BAR_DONE : Role.BAR_FULL);
          return;
        }
        Role role =
            switch (column) {
              case 0 -> Role.TEXT;
              case 3 -> Role.GRAPH_DOWN;
              case 4 -> Role.GRAPH_UP;
              case 8 -> state(r[8]);
              default -> Role.MUTED;
            };
        cell.text(r[column], role);
      }
    };
  }

  private static Role state(String state) {
    return switch (state) {
      case "DL" -> Role.ACCENT;
      case "SEED" -> Role.GOOD;
      case "STALLED" -> Role.WARN;
      case "ERROR" -> Role.BAD;
      default -> Role.MUTED;
    };
  }

  static Series wave(long top, double phase) {
    return ago ->
        Math.max(0, top * (0.55 + 0.3 * Math.sin(ago / 17.0 + phase) + 0.15 * Math.sin(ago / 3.1)));
  }

  private static final PieceMap EXAMPLE = pieces(4000);

  static PieceMap pieces(int count) {
    Random random = new Random(7);
    byte[] state = new byte[count];
    byte[] availability = new byte[count];
    for (int i = 0; i < count; i++) {
      boolean have = i < count * 0.55 || random.nextInt(100) < 30;
      boolean flight = !have && random.nextInt(12) == 0;
      state[i] = have ? PieceMap.HAVE : flight ? PieceMap.IN_FLIGHT : PieceMap.MISSING;
      state[i] = i > count * 0.95 ? PieceMap.UNWANTED : state[i];
      availability[i] = (byte) (random.nextInt(60) == 0 ? 0 : 1 + random.nextInt(20));
    }
    return new PieceMap(state, availability);
  }

  static String rate(long value) {
    long unit = value;
    int power = 0;
    while (unit >= 1024) {
      unit /= 1024;
      power++;
    }
    return unit + "BKMGTPE".substring(power, power + 1);
  }

  /** The whole dashboard. */
  static void dashboard(Canvas c, Theme t, int tick) {
    c.clear(t.get(Role.TEXT));
    header(c, t);
    int w = c.width();
    int h = c.height();
    int side = w >= 100 ? 18 : 0;
    int top = Math.max(6, h - 2 - h * 2 / 5);
    if (side > 0) {
      views(Panel.draw(c, t, 0, 1, side, top, "Views", false), t);
    }
    Canvas list = Panel.draw(c, t, side, 1, w - side, top, "Torrents 3/128", true);
    Panel.note(c, t, side, 1, w - side, "Torrents 3/128", "/ubuntu · sort ▼ rate");
    new Table(COLUMNS).draw(list, t, rows(128), new Table.View(0, 4, 3, true, true));
    ScrollBar.draw(c, t, w - 1, 3, top - 3, 128, tick % 100);
    int y = 1 + top;
    int bottom = h - y - 1;
    int right = w >= 100 ? w / 3 : 0;
    Canvas detail = Panel.draw(c, t, 0, y, w - right, bottom, "", false);
    Tabs.draw(
        c,
        t,
        1,
        y,
        w - right - 2,
        List.of("Info", "Files", "Peers", "Pieces", "Trackers", "Graph", "Log", "XET"),
        3);
    PieceGrid.draw(detail.sub(1, 0, detail.width() - 2, detail.height() - 2), t, EXAMPLE);
    PieceGrid.legend(detail, t, 1, detail.height() - 1, detail.width() - 2, EXAMPLE);
    if (right > 0) {
      Canvas graph = Panel.draw(c, t, w - right, y, right, bottom, "Rate 1h", false);
      Panel.note(c, t, w - right, y, right, "Rate 1h", "[ ] zoom");
      RateGraph.draw(
          graph, t, wave(42_000_000, tick / 9.0), wave(8_300_000, 2 + tick / 9.0), Scenes::rate);
    }
    KeyBar.draw(c, t, h - 1, hints(), "3 marked");
  }

  static List<KeyBar.Hint> hints() {
    return List.of(
        new KeyBar.Hint("a", "Add"),
        new KeyBar.Hint("Space", "Mark"),
        new KeyBar.Hint("p", "Pause"),
        new KeyBar.Hint("d", "Remove"),
        new KeyBar.Hint("/", "Filter"),
        new KeyBar.Hint(":", "Command"),
        new KeyBar.Hint("?", "Help"));
  }

  private static void header(Canvas c, Theme t) {
    int x = 1 + c.put(1, 0, "bitonic", t.get(Role.TITLE));
    x += c.put(x, 0, "@nas", t.get(Role.MUTED)) + 2;
    x += c.put(x, 0, "▼ 42.1M", t.get(Role.GRAPH_DOWN)) + 1;
    Sparkline.draw(c, x, 0, 12, wave(42_000_000, 0), 42_000_000, t.get(Role.GRAPH_DOWN));
    x += 14;
    x += c.put(x, 0, "▲ 8.3M", t.get(Role.GRAPH_UP)) + 2;
    x += c.put(x, 0, "tun0 ✓  port ✓", t.get(Role.GOOD)) + 2;
    x += c.put(x, 0, "dht 412  free 1.2T", t.get(Role.MUTED)) + 2;
    c.put(x, 0, "!1", t.get(Role.WARN));
    c.put(c.width() - 6, 0, "14:02", t.get(Role.MUTED));
  }

  private static void views(Canvas c, Theme t) {
    String[] names = {"All", "Active", "Downloading", "Seeding", "Error", "", "iso", "music"};
    String[] counts = {"128", "9", "3", "118", "1", "", "41", "17"};
    for (int i = 0; i < names.length; i++) {
      c.put(1, i, names[i], t.get(i == 4 ? Role.BAD : Role.TEXT));
      c.put(1, i, c.width() - 2, counts[i], Text.Align.RIGHT, t.get(Role.MUTED));
    }
    c.overlay(0, 1, c.width(), 1, t.get(Role.SELECTED_IDLE));
  }

  static void confirm(Canvas c, Theme t) {
    Dialog.confirmTyped(
        c,
        t,
        "Remove with data",
        List.of(
            "3 torrents and 14.2 GiB of files will be deleted.",
            "ubuntu-24.04.3-desktop-amd64.iso",
            "漢字アルバム (FLAC)",
            "and 1 more"),
        "delete",
        "del",
        List.of(new KeyBar.Hint("Enter", "delete"), new KeyBar.Hint("Esc", "keep everything")));
  }

  static void ask(Canvas c, Theme t) {
    Dialog.confirm(
        c,
        t,
        "Quit",
        List.of("Stop 3 downloads and quit?", "They go on where they were next time."),
        Role.WARN,
        List.of(new KeyBar.Hint("y", "quit"), new KeyBar.Hint("n", "stay")));
  }

  static void prompt(Canvas c, Theme t) {
    Prompt.draw(
        c,
        t,
        c.height() - 1,
        ":",
        "set dow",
        7,
        List.of(
            new Prompt.Completion("set download-limit", "for all torrents"),
            new Prompt.Completion("set download-dir", "for new torrents"),
            new Prompt.Completion("set downloads-active", "at most at once")),
        1);
  }
}
