package io.bitonic.tui.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ColorTest {
  @ParameterizedTest
  @CsvSource({
    "xterm-256color, truecolor, , TRUE",
    "xterm-256color, 24bit, , TRUE",
    "tmux-256color, , , INDEXED256",
    "xterm-kitty, , , TRUE",
    "xterm-direct, , , TRUE",
    "alacritty, , , TRUE",
    "linux, , , ANSI16",
    "xterm, , , ANSI16",
    "vt100, , , MONO",
    "dumb, , , MONO",
    "xterm-256color, truecolor, 1, MONO",
    "screen, yes, , ANSI16",
  })
  void readsTheEnvironment(String term, String colorTerm, String noColor, ColorDepth expected) {
    Map<String, String> environment = new HashMap<>();
    environment.put("TERM", term);
    if (colorTerm != null) {
      environment.put("COLORTERM", colorTerm);
    }
    environment.put("NO_COLOR", noColor == null ? "" : noColor);
    assertEquals(expected, ColorDepth.detect(environment));
    assertEquals(ColorDepth.MONO, ColorDepth.detect(Map.of()));
  }

  @Test
  void paletteColoursAreTheirOwnNearest() {
    for (int i = 16; i < 256; i++) {
      assertEquals(Palette.rgb(i), Palette.rgb(Palette.nearest256(Palette.rgb(i))));
    }
    for (int i = 0; i < 16; i++) {
      assertEquals(i, Palette.nearest16(Palette.rgb(i)));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0x000000,16,0",
    "0xffffff,231,15",
    "0xff0000,196,9",
    "0x808080,244,8",
    "0x88c0d0,109,6",
    "0x2e3440,236,8",
    "0xbf616a,131,9",
    "0x5aa9e6,74,12",
    "0xb58bd9,140,13",
  })
  void nearestColoursAreTheKnownOnes(String rgb, int indexed, int ansi) {
    assertEquals(indexed, Palette.nearest256(Integer.decode(rgb)), "of 256");
    assertEquals(ansi, Palette.nearest16(Integer.decode(rgb)), "of 16");
  }

  @Test
  void huesSurviveSixteenColours() {
    assertEquals(1, Palette.nearest16(0xee6d66) % 8, "red");
    assertEquals(2, Palette.nearest16(0x6cc28a) % 8, "green");
    assertEquals(3, Palette.nearest16(0xebcb8b) % 8, "yellow");
    assertEquals(4, Palette.nearest16(0x268bd2) % 8, "blue");
  }

  @Test
  void mixesInLinearLight() {
    assertEquals(0x123456, Palette.mix(0x123456, 0xffffff, 0));
    assertEquals(0xffffff, Palette.mix(0x123456, 0xffffff, 1));
    assertEquals(0xbcbcbc, Palette.mix(0x000000, 0xffffff, 0.5));
  }

  private static String sgr(ColorDepth depth, Style style) {
    return new String(new StyleEncoder(depth).change(null, style), StandardCharsets.US_ASCII)
        .substring(1);
  }

  @Test
  void encodesAtEveryDepth() {
    Style style = Style.of(0xff0000, 0x000000, Style.BOLD | Style.REVERSE);
    assertEquals("[0;1;7;38;2;255;0;0;48;2;0;0;0m", sgr(ColorDepth.TRUE, style));
    assertEquals("[0;1;7;38;5;196;48;5;16m", sgr(ColorDepth.INDEXED256, style));
    assertEquals("[0;1;7;91;40m", sgr(ColorDepth.ANSI16, style));
    assertEquals("[0;1;7m", sgr(ColorDepth.MONO, style));
    assertEquals("[0m", sgr(ColorDepth.TRUE, Style.PLAIN));
  }

  @Test
  void sixteenColoursNeverHideText() {
    Style close = Style.of(0x111111, 0x050505, 0);
    String text = sgr(ColorDepth.ANSI16, close);
    assertEquals("[0;97;40m", text);
    assertEquals("[0;30;107m", sgr(ColorDepth.ANSI16, Style.of(0xf8f8f8, 0xffffff, 0)));
  }

  @Test
  void changesBetweenStylesAreMinimal() {
    StyleEncoder encoder = new StyleEncoder(ColorDepth.TRUE);
    Style a = Style.of(0x010203, 0x040506, 0);
    assertEquals("", new String(encoder.change(a, a), StandardCharsets.US_ASCII));
    assertEquals(
        "\u001b[1m", new String(encoder.change(a, a.with(Style.BOLD)), StandardCharsets.US_ASCII));
    assertEquals(
        "\u001b[39m",
        new String(encoder.change(a, a.withForeground(Style.UNSET)), StandardCharsets.US_ASCII));
    assertEquals(
        "\u001b[0;38;2;1;2;3;48;2;4;5;6m",
        new String(encoder.change(a.with(Style.BOLD), a), StandardCharsets.US_ASCII));
  }

  @Test
  void stylesAreInterned() {
    assertSame(Style.of(1, 2, 3), Style.of(1, 2, 3));
    assertNotEquals(Style.of(1, 2, 3).id(), Style.of(1, 2, 4).id());
    assertSame(Style.byId(0), Style.PLAIN);
    assertEquals("#000001 on default bold", Style.of(1, Style.UNSET, Style.BOLD).toString());
  }
}
