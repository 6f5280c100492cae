package io.bitonic.app.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "a\u001b[31mred",
        "a\nb",
        "a\rb",
        "a\u0007",
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
  void safeTextHoldsNothingThatActs(String s) {
    String safe = Text.safe(s);
    assertTrue(safe.contains("\uFFFD"), safe);
    assertEquals(s.codePointCount(0, s.length()), safe.codePointCount(0, safe.length()));
    assertTrue(
        safe.codePoints()
            .noneMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT));
  }

  @Test
  void ordinaryTextStaysAsItIs() {
    for (String s : new String[] {"debian-13.iso", "夜明け é 😀", "👩‍💻", "नमस्ते", ""}) {
      assertEquals(s, Text.safe(s));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "abc,3",
    "音楽,4",
    "é,1",
    "e\u0301,1",
    "😀,2",
    "ｶﾅ,2",
    "한글,4",
    "…,1",
    "█,1",
    "'a b',3",
    "🇩,1"
  })
  void widthCountsColumns(String s, int width) {
    assertEquals(width, Text.width(s));
  }

  @Test
  void cutNeverHalvesAWideCharacter() {
    assertEquals("音…", Text.cut("音楽音楽", 3, true));
    assertEquals("音…", Text.cut("音楽音楽", 4, true));
    assertEquals("音楽", Text.cut("音楽", 4, true));
    assertEquals("ab~", Text.cut("abcdef", 3, false));
    assertEquals("", Text.cut("abcdef", 0, true));
    for (int w = 0; w < 12; w++) {
      assertTrue(Text.width(Text.cut("a音b楽c😀d", w, true)) <= w);
    }
  }

  @Test
  void asciiTerminalsGetOneMarkPerCharacter() {
    assertEquals("?? a?", Text.safe("音楽 ae\u0301".replace("e\u0301", "é"), false));
    assertEquals("ae", Text.safe("ae\u0301", false));
  }
}
