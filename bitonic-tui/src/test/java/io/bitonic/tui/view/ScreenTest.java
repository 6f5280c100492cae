package io.bitonic.tui.view;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.tui.app.Harness;
import io.bitonic.tui.fake.FakeEngine;
import io.bitonic.tui.fake.FakeSwarm;
import io.bitonic.tui.model.Effect;
import io.bitonic.tui.terminal.Canvas;
import io.bitonic.tui.terminal.ColorDepth;
import io.bitonic.tui.terminal.Style;
import io.bitonic.tui.theme.Theme;
import io.bitonic.tui.theme.ThemeException;
import io.bitonic.tui.theme.Themes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every view against files under src/test/resources/screens. {@code -Dgolden.update=true} writes
 * them; look at the difference before committing it.
 */
class ScreenTest {
  private static final Path FILES = Path.of("src", "test", "resources", "screens");
  private static final Themes THEMES = new Themes(Path.of("no-such-directory"));
  private static final String[] SIZES = {"80x24", "120x36", "200x60"};

  /** Keys that lead to a view. */
  private static final Map<String, String> VIEWS = new LinkedHashMap<>();

  static {
    VIEWS.put("main", "j");
    VIEWS.put("marks", "Space Space j V j j");
    VIEWS.put("info", "1");
    VIEWS.put("files", "j j 2");
    VIEWS.put("peers", "3");
    VIEWS.put("pieces", "4 Right Right");
    VIEWS.put("trackers", "5");
    VIEWS.put("graph", "6");
    VIEWS.put("log", "7 e");
    VIEWS.put("help", "?");
    VIEWS.put("palette", "^K q u e");
    VIEWS.put("command", ": s o");
    VIEWS.put("filter", "/ s t a t e = p");
    VIEWS.put("filter-error", "/ r a t i o > x");
    VIEWS.put("alerts", "! Space");
    VIEWS.put("columns", "c j Space");
    VIEWS.put("sort", "s");
    VIEWS.put("settings", ", j");
    VIEWS.put("label", "l");
    VIEWS.put("delete", "D d e l");
    VIEWS.put("add", "a");
    VIEWS.put("add-files", "a / x / a l b u m . t o r r e n t ^F LOAD Down Space");
    VIEWS.put("zen", "z");
    VIEWS.put("system", "8 SECONDS");
  }

  static List<String> screens() {
    List<String> list = new ArrayList<>();
    for (String view : VIEWS.keySet()) {
      for (String size : SIZES) {
        list.add(view + " " + size);
      }
    }
    return list;
  }

  private static Harness harness(String size) {
    FakeEngine engine = FakeSwarm.small();
    String[] s = size.split("x");
    Harness h = new Harness(engine, Integer.parseInt(s[0]), Integer.parseInt(s[1]));
    FakeSwarm.events(engine);
    for (int i = 0; i < 90; i++) {
      h.tick(1_000);
    }
    return h;
  }

  private static void go(Harness h, String keys) {
    for (String k : keys.split(" ")) {
      if (k.equals("LOAD")) {
        h.answerLoad();
      } else if (k.equals("SECONDS")) {
        for (int i = 0; i < 45; i++) {
          h.tick(1_000);
        }
      } else {
        h.keys(k);
      }
    }
    h.tick(250);
  }

  private static Theme theme(String name) throws ThemeException {
    return THEMES.read(name);
  }

  @ParameterizedTest
  @MethodSource("screens")
  void golden(String screen) throws IOException, ThemeException {
    String[] s = screen.split(" ");
    Harness h = harness(s[1]);
    go(h, VIEWS.get(s[0]));
    check(s[0] + "-" + s[1], h.draw(theme(Themes.DEFAULT)).dump());
  }

  static List<String> themes() {
    return Themes.BUILT_IN;
  }

  @ParameterizedTest
  @MethodSource("themes")
  void everyTheme(String name) throws IOException, ThemeException {
    Harness h = harness("80x24");
    check("theme-" + name, styled(h.draw(theme(name))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ANSI16", "MONO"})
  void fewColours(String depth) throws IOException, ThemeException {
    Harness h = harness("80x24");
    go(h, "Space Space");
    Theme t = theme(Themes.DEFAULT).forDepth(ColorDepth.valueOf(depth));
    check("colours-" + depth.toLowerCase(java.util.Locale.ROOT), styled(h.draw(t)));
  }

  @Test
  void smallAndOddSizes() throws IOException, ThemeException {
    Harness h = harness("40x12");
    check("too-small-40x12", h.draw(theme(Themes.DEFAULT)).dump());
    h.resize(72, 50);
    h.keys("2");
    h.tick(250);
    check("portrait-72x50", h.draw(theme(Themes.DEFAULT)).dump());
    h.resize(120, 25);
    check("flat-120x25", h.draw(theme(Themes.DEFAULT)).dump());
    h.resize(240, 67);
    check("large-240x67", h.draw(theme(Themes.DEFAULT)).dump());
  }

  @Test
  void nothingYet() throws IOException, ThemeException {
    Harness h = new Harness(new FakeEngine(3), 80, 24);
    check("empty-80x24", h.draw(theme(Themes.DEFAULT)).dump());
    h.keys("Enter 2");
    check("empty-detail-80x24", h.draw(theme(Themes.DEFAULT)).dump());
  }

  @Test
  void noNameReachesTheTerminalRaw() throws ThemeException {
    for (String view : VIEWS.values()) {
      for (int row = 0; row < 16; row += 3) {
        Harness h = harness("120x36");
        for (int i = 0; i < row; i++) {
          h.keys("j");
        }
        go(h, view);
        String text = h.draw(theme(Themes.DEFAULT)).dump();
        assertFalse(
            text.codePoints()
                .anyMatch(
                    c ->
                        c != '\n' && Character.isISOControl(c)
                            || c >= 0x202A && c <= 0x202E
                            || c >= 0x2066 && c <= 0x2069),
            view);
      }
    }
  }

  @Test
  void everyRowIsAsWideAsTheScreen() throws ThemeException {
    Harness h = harness("120x36");
    for (String view : VIEWS.values()) {
      go(h, view);
      for (String line : h.draw(theme(Themes.DEFAULT)).dump().split("\n")) {
        assertTrue(io.bitonic.tui.text.Text.width(line) <= 120, line);
      }
      h.keys("Esc Esc Esc Esc Esc");
    }
  }

  @Test
  void drawingChangesNothing() throws ThemeException {
    Harness h = harness("120x36");
    for (String view : VIEWS.values()) {
      go(h, view);
      String first = h.draw(theme(Themes.DEFAULT)).dump();
      assertEquals(first, h.draw(theme(Themes.DEFAULT)).dump(), view);
      h.keys("Esc Esc Esc Esc Esc");
    }
    assertTrue(h.effects.stream().noneMatch(e -> e instanceof Effect.Quit));
  }

  private static String styled(Canvas canvas) {
    Map<Style, Character> letters = new LinkedHashMap<>();
    StringBuilder out = new StringBuilder(canvas.dump()).append("--- styles\n");
    for (int y = 0; y < canvas.height(); y++) {
      for (int x = 0; x < canvas.width(); x++) {
        out.append(
            letters.computeIfAbsent(canvas.styleAt(x, y), s -> (char) ('a' + letters.size())));
      }
      out.append('\n');
    }
    letters.forEach((style, letter) -> out.append(letter).append(' ').append(style).append('\n'));
    return out.toString();
  }

  private static void check(String name, String actual) throws IOException {
    Path file = FILES.resolve(name + ".txt");
    if (Boolean.getBoolean("golden.update")) {
      Files.createDirectories(FILES);
      Files.writeString(file, actual);
    }
    assertEquals(Files.readString(file), actual, () -> "differs from " + file);
  }
}
