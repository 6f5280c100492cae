package io.bitonic.tui.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.bitonic.tui.text.Text;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CanvasTest {
  private static final Style RED = Style.of(0xff0000, Style.UNSET, 0);
  private static final Style ON_BLUE = Style.of(Style.UNSET, 0x0000ff, Style.BOLD);

  private final Canvas canvas = new Canvas(10, 3);

  @Test
  void putsTextAndTellsItsColumns() {
    assertEquals(7, canvas.put(1, 0, "a漢字e\u0301x", RED));
    assertEquals(" a漢字e\u0301x", canvas.row(0));
    assertSame(RED, canvas.styleAt(3, 0));
    assertSame(Style.PLAIN, canvas.styleAt(8, 0));
  }

  @Test
  void clipsOnAllSides() {
    canvas.put(-2, 0, "abcd", RED);
    canvas.put(8, 1, "abcd", RED);
    canvas.put(0, -1, "abcd", RED);
    canvas.put(0, 3, "abcd", RED);
    assertEquals("cd\n        ab\n\n", canvas.dump());
  }

  @Test
  void halfAWideGlyphIsABlank() {
    canvas.put(-1, 0, "漢字", RED);
    canvas.put(9, 1, "漢", RED);
    assertEquals(" 字", canvas.row(0));
    assertEquals("", canvas.row(1));
    assertSame(RED, canvas.styleAt(9, 1));
  }

  @Test
  void overwritingHalfAWideGlyphBlanksTheOther() {
    canvas.put(0, 0, "漢字漢", RED);
    canvas.put(1, 0, "x", RED);
    canvas.put(4, 0, "y", RED);
    assertEquals(" x字y", canvas.row(0));
    canvas.put(0, 1, "漢字", RED);
    canvas.fill(1, 1, 2, 1, '-', RED);
    assertEquals(" --", canvas.row(1));
  }

  @Test
  void cutsWithEllipsisAndAligns() {
    assertEquals(4, canvas.put(0, 0, "abcdef", 4, RED));
    assertEquals("abc…", canvas.row(0));
    canvas.put(0, 1, 6, "漢字", Text.Align.RIGHT, RED);
    assertEquals("  漢字", canvas.row(1));
    canvas.put(0, 2, 6, "ab", Text.Align.CENTER, RED);
    assertEquals("  ab", canvas.row(2));
  }

  @Test
  void viewsHaveTheirOwnOriginAndClip() {
    Canvas view = canvas.sub(2, 1, 4, 5);
    view.put(0, 0, "abcdefgh", RED);
    view.put(-1, 1, "xyz", RED);
    assertEquals("\n  abcd\n  yz\n", canvas.dump());
    Canvas inner = view.sub(3, 0, 10, 10);
    inner.put(0, 0, "QQ", RED);
    assertEquals("  abcQ", canvas.row(1));
    assertEquals("abcQ", view.row(0));
    assertEquals(0, canvas.sub(0, 0, -5, -5).width());
  }

  @Test
  void viewsAreReusedByTheNextFrame() {
    canvas.clear(Style.PLAIN);
    Canvas first = canvas.sub(0, 0, 2, 2);
    canvas.clear(Style.PLAIN);
    assertSame(first, canvas.sub(5, 1, 3, 1));
    first.put(0, 0, "abcdef", RED);
    assertEquals("     abc", canvas.row(1));
  }

  @Test
  void overlayKeepsGlyphsAndWhatItLeavesUnset() {
    canvas.put(0, 0, "ab", RED);
    canvas.overlay(1, 0, 2, 1, ON_BLUE);
    assertEquals("ab", canvas.row(0));
    assertSame(RED, canvas.styleAt(0, 0));
    assertSame(Style.of(0xff0000, 0x0000ff, Style.BOLD), canvas.styleAt(1, 0));
    assertSame(ON_BLUE, canvas.styleAt(2, 0));
  }

  @Test
  void drawsRoundedBoxes() {
    canvas.box(0, 0, 4, 3, RED);
    canvas.box(5, 0, 1, 3, RED);
    assertEquals("╭──╮\n│  │\n╰──╯\n", canvas.dump());
  }

  @Test
  void cursorIsHiddenWhenClippedAndByTheNextFrame() {
    canvas.sub(1, 1, 3, 1).cursor(2, 0);
    assertEquals(3, canvas.cursorX());
    assertEquals(1, canvas.cursorY());
    canvas.clear(Style.PLAIN);
    assertEquals(-1, canvas.cursorX());
    canvas.sub(1, 1, 3, 1).cursor(3, 0);
    assertEquals(-1, canvas.cursorX());
  }

  @Test
  void surrogatesControlsAndLoneMarksAreHarmless() {
    assertEquals(3, canvas.put(0, 0, "a\ud800\u0007\u001bb", RED));
    assertEquals("a\uFFFDb", canvas.row(0));
    canvas.put(0, 1, "\u0301x", RED);
    assertEquals("x", canvas.row(1));
  }

  @Test
  void sizesAreBounded() {
    assertThrows(IllegalArgumentException.class, () -> new Canvas(0, 5));
    assertThrows(IllegalArgumentException.class, () -> new Canvas(5, 5000));
    Canvas view = canvas.sub(0, 0, 1, 1);
    assertThrows(IllegalStateException.class, () -> view.resize(3, 3));
  }

  @Test
  void wideGlyphsAlwaysKeepBothHalves() {
    Random random = new Random(5);
    String[] pieces = {"漢", "a", "👍", "e\u0301", "字字", "xyz", "👨\u200d👩\u200d👧"};
    for (int round = 0; round < 20_000; round++) {
      Canvas target =
          random.nextBoolean()
              ? canvas
              : canvas.sub(random.nextInt(8) - 2, 0, random.nextInt(8), 3);
      switch (random.nextInt(3)) {
        case 0 ->
            target.put(
                random.nextInt(12) - 1,
                random.nextInt(3),
                pieces[random.nextInt(pieces.length)],
                RED);
        case 1 ->
            target.fill(random.nextInt(10), random.nextInt(3), random.nextInt(4), 1, '.', RED);
        default -> target.put(random.nextInt(10), random.nextInt(3), 0x6F22, RED);
      }
      for (int i = 0; i < canvas.glyphs().length; i++) {
        int glyph = canvas.glyphs()[i];
        boolean wide = glyph >= 0x2E80 && glyph != '…';
        boolean halfNext = i % 10 < 9 && canvas.glyphs()[i + 1] == Glyphs.CONTINUATION;
        if (glyph == Glyphs.CONTINUATION) {
          assertEquals(true, i % 10 > 0 && canvas.glyphs()[i - 1] > 0x300);
        } else if (!Glyphs.isCluster(glyph)) {
          assertEquals(wide, halfNext, "round " + round);
        }
      }
      if (round % 50 == 0) {
        canvas.clear(Style.PLAIN);
      }
    }
  }

  @Test
  void glyphTableIsBounded() {
    for (int i = 0; i < Glyphs.MAX_CLUSTERS + 1000; i++) {
      String cluster =
          Character.toString('a' + i % 26)
              + Character.toString(0x300 + i / 26 % 0x60)
              + Character.toString(0x300 + i / 26 / 0x60);
      int glyph = Glyphs.intern(cluster, 0, cluster.length());
      StringBuilder out = new StringBuilder();
      Glyphs.append(out, glyph);
      assertEquals(Glyphs.isCluster(glyph) ? cluster : cluster.substring(0, 1), out.toString());
    }
    String zalgo = "a" + "\u0301".repeat(100);
    assertEquals('a', Glyphs.intern(zalgo, 0, zalgo.length()));
    Glyphs.clear();
  }
}
