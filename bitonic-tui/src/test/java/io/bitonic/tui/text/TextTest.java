package io.bitonic.tui.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "abc|3",
        "é|1",
        "e\u0301|1",
        "漢字|4",
        "アルバム|8",
        "ｱﾙ|2",
        "한국어|6",
        "\u1112\u1161\u11ab|2",
        "👍|2",
        "👍🏽|2",
        "👨\u200d👩\u200d👧\u200d👦|2",
        "🇩🇪|2",
        "🇩🇪🇫🇷|4",
        "🇩|1",
        "❤|1",
        "❤\ufe0f|2",
        "1\ufe0f\u20e3|2",
        "🏴\u200d☠\ufe0f|2",
        "🏴\udb40\udc67\udb40\udc62\udb40\udc65\udb40\udc6e\udb40\udc67\udb40\udc7f|2",
        "a\u200bb|2",
        "a\u00adb|3",
        "\u0915\u093e|2",
        "\u0e19\u0e49\u0e33|2",
        "×╭█⣿▎|5",
        "𠀀|2",
        "ﷺ|1",
        "\ud83d|1",
        "\udc4d\ud83d|2",
        "…|1",
      })
  void countsColumns(String text, int columns) {
    assertEquals(columns, Text.width(text));
  }

  @Test
  void widthOfNothingAndOfControlsIsZero() {
    assertEquals(0, Text.width(""));
    assertEquals(0, Text.width("\u001b\u0007\u202e\u2028"));
  }

  @Test
  void clustersEndWhereTheJdkSaysTheyEnd() {
    Pattern cluster = Pattern.compile("\\X");
    int[] alphabet = {
      'a', ' ', 0x301, 0x308, 0x200D, 0xFE0F, 0xFE0E, 0x1F468, 0x1F469, 0x2764, 0x1F3FD, 0x1F1E9,
      0x1F1EA, 0x1112, 0x1161, 0x11AB, 0xAC00, 0xAC01, 0x200B, 0x6F22, 0x20E3, '\n', 0xE0067
    };
    Random random = new Random(42);
    for (int round = 0; round < 20_000; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < 8; i++) {
        text.appendCodePoint(alphabet[random.nextInt(alphabet.length)]);
      }
      List<Integer> expected = new ArrayList<>();
      for (Matcher m = cluster.matcher(text); m.find(); ) {
        expected.add(m.end());
      }
      List<Integer> actual = new ArrayList<>();
      for (int i = 0; i < text.length(); ) {
        i = Graphemes.next(text, i);
        actual.add(i);
      }
      assertEquals(
          expected,
          actual,
          () -> text.codePoints().mapToObj(Integer::toHexString).toList().toString());
    }
  }

  @Test
  void tableAgreesWithTheCategoriesOfTheJdk() {
    for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
      int type = Character.getType(c);
      boolean mark = type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK;
      if (mark && c < 0x20000) {
        assertEquals(0, Graphemes.width(c), "mark " + Integer.toHexString(c));
      }
      if (Character.isEmojiPresentation(c) && (c < 0x1F1E6 || c > 0x1F1FF)) {
        assertEquals(2, Graphemes.width(c), "emoji " + Integer.toHexString(c));
      }
      if (Character.isISOControl(c)) {
        assertEquals(0, Graphemes.width(c), "control " + Integer.toHexString(c));
      }
      boolean han = Character.isIdeographic(c) && Character.isLetter(c) && Character.isDefined(c);
      if (han && c < 0x16F00
          || Character.UnicodeScript.of(c) == Character.UnicodeScript.HIRAGANA
              && Character.isLetter(c)
              && c < 0x10000) {
        assertEquals(2, Graphemes.width(c), "ideograph " + Integer.toHexString(c));
      }
    }
  }

  @Test
  void cutsBetweenClustersAndSaysSo() {
    assertEquals("abcdef", Text.cut("abcdef", 6));
    assertEquals("abcd…", Text.cut("abcdef", 5));
    assertEquals("漢…", Text.cut("漢字漢字", 4));
    assertEquals("漢…", Text.cut("漢字漢字", 3));
    assertEquals("👨‍👩‍👧…", Text.cut("👨‍👩‍👧👨‍👩‍👧", 3));
    assertEquals("e\u0301…", Text.cut("e\u0301e\u0301e\u0301", 2));
    assertEquals("", Text.cut("abc", 0));
    assertEquals("", Text.cut("abc", -3));
    assertEquals("…", Text.cut("abc", 1));
    assertEquals("ab", Text.cut("abcdef", 2, "..."));
    assertEquals("a...", Text.cut("abcdef", 4, "..."));
  }

  @Test
  void cutsTheStartOfPaths() {
    assertEquals("…/file.txt", Text.cutStart("/very/long/file.txt", 10, "…"));
    assertEquals("…字", Text.cutStart("漢漢字", 4, "…"));
    assertEquals("short", Text.cutStart("short", 10, "…"));
    assertEquals("", Text.cutStart("short", 0, "…"));
  }

  @Test
  void padsByColumns() {
    assertEquals("漢  ", Text.pad("漢", 4));
    assertEquals("  漢", Text.pad("漢", 4, Text.Align.RIGHT));
    assertEquals(" 漢  ", Text.pad("漢", 5, Text.Align.CENTER));
    assertEquals("漢… ", Text.pad("漢字字", 4));
  }

  @Test
  void makesForeignNamesHarmlessAndVisible() {
    assertEquals("␛[2J␇", Text.sanitise("\u001b[2J\u0007"));
    assertEquals("a␉b␊␡", Text.sanitise("a\tb\n\u007f"));
    assertEquals("a\uFFFDb", Text.sanitise("a\u0085b"));
    assertEquals("\uFFFDtxt.exe", Text.sanitise("\u202etxt.exe"));
    assertEquals("\uFFFDx\uFFFD", Text.sanitise("\u2066x\u2069"));
    assertEquals("a\uFFFDb\uFFFDc", Text.sanitise("a\u200bb\ufeffc"));
    assertEquals("a\uFFFDb", Text.sanitise("a\u200db"));
    assertEquals("\uFFFDa\uFFFD", Text.sanitise("\udc00a\ud800"));
    assertEquals("x\uFFFD", Text.sanitise("x\u3164"));
    assertEquals("a\uFFFD", Text.sanitise("a\udb40\udc41"));
    assertEquals("\u25CC\u0301a", Text.sanitise("\u0301a"));
  }

  @Test
  void keepsWhatPeopleWrite() {
    for (String name :
        List.of(
            "plain.iso",
            "漢字アルバム",
            "👨‍👩‍👧‍👦",
            "❤️",
            "é e\u0301",
            "می\u200cخواهم",
            "क\u094d\u200dष",
            "🏴\u200d☠️")) {
      assertSame(name, Text.sanitise(name), name);
    }
  }

  @Test
  void boundsMarksAndLength() {
    assertEquals("a\u0301\u0301\u0301\u0301b", Text.sanitise("a" + "\u0301".repeat(500) + "b"));
    String cut = Text.sanitise("x".repeat(10_000));
    assertEquals(Text.MAX_SANITISED + 1, cut.length());
    assertTrue(cut.endsWith("…"));
    assertEquals("ab…", Text.sanitise("abc", 2));
  }

  @Test
  void whatIsSanitisedHasNoInvisibleOrSteeringChars() {
    Random random = new Random(1);
    for (int round = 0; round < 5_000; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < 20; i++) {
        int bound =
            random.nextBoolean()
                ? 0x300
                : random.nextBoolean() ? 0x10000 : Character.MAX_CODE_POINT + 1;
        text.appendCodePoint(random.nextInt(bound));
      }
      String safe = Text.sanitise(text.toString());
      safe.codePoints()
          .forEach(
              c -> {
                int type = Character.getType(c);
                assertTrue(type != Character.CONTROL && type != Character.SURROGATE, safe);
                assertTrue(c < 0x202A || c > 0x202E, safe);
                assertTrue(c < 0x2066 || c > 0x2069, safe);
              });
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a\u001b[31mred",
        "a\nb",
        "a\u009b2J",
        "\u202Eexe.txt",
        "\u2066x\u2069",
        "a\u2028b",
        "\u200Fx",
        "\uD800",
        "a\u0000",
        "\uFEFFx",
        "tag\uDB40\uDC41"
      })
  void sanitisedTextHoldsNothingThatActs(String s) {
    String safe = Text.sanitise(s);
    assertEquals(s.codePointCount(0, s.length()), safe.codePointCount(0, safe.length()));
    assertTrue(
        safe.codePoints()
            .noneMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT));
    assertTrue(Text.sanitise(s, false).chars().allMatch(c -> c >= ' ' && c < 0x7F));
  }

  @Test
  void asciiTerminalsGetOneMarkPerCharacter() {
    assertEquals("?? a?", Text.sanitise("音楽 aé", false));
    assertEquals("ae", Text.sanitise("ae\u0301", false));
    assertEquals("ab~", Text.cut("abcdef", 3, false));
    assertEquals("音…", Text.cut("音楽音楽", 4, true));
  }

  @Test
  void paddingAloneNeverCuts() {
    assertEquals("音  ", Text.padRight("音", 4));
    assertEquals("  音", Text.padLeft("音", 4));
    assertEquals("音楽", Text.padLeft("音楽", 3));
  }
}
