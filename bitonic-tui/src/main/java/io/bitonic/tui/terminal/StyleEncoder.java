package io.bitonic.tui.terminal;

import java.nio.charset.StandardCharsets;

/**
 * SGR sequences for styles at one colour depth, encoded once for each pair of styles that follow
 * each other.
 */
final class StyleEncoder {
  private static final int[] ATTRIBUTE_CODES = {1, 2, 3, 4, 7, 9};
  private static final byte[] NOTHING = {};
  private static final int SLOT_BITS = 10;
  private static final int SLOTS = 1 << SLOT_BITS;

  private final ColorDepth depth;

  /** Changes seen, one for each slot; a slot is taken over when two pairs of styles meet in it. */
  private final byte[][] changes = new byte[SLOTS][];

  private final long[] pairs = new long[SLOTS];

  StyleEncoder(ColorDepth depth) {
    this.depth = depth;
  }

  /** What turns {@code from} (null: unknown) into {@code to}. */
  byte[] change(Style from, Style to) {
    int before = from == null ? -1 : from.id();
    long pair = (long) before << 32 | to.id();
    int slot = (before * 31 + to.id()) * 0x9E3779B1 >>> 32 - SLOT_BITS;
    if (changes[slot] == null || pairs[slot] != pair) {
      pairs[slot] = pair;
      changes[slot] = encode(from, to);
    }
    return changes[slot];
  }

  private byte[] encode(Style from, Style to) {
    StringBuilder codes = new StringBuilder();
    Style base = from;
    if (base == null || (base.attributes() & ~to.attributes()) != 0) {
      codes.append("0;");
      base = Style.PLAIN;
    }
    for (int i = 0; i < ATTRIBUTE_CODES.length; i++) {
      if ((to.attributes() & ~base.attributes() & 1 << i) != 0) {
        codes.append(ATTRIBUTE_CODES[i]).append(';');
      }
    }
    String foreground = color(foreground(to), false);
    String background = color(to.background(), true);
    if (!foreground.equals(color(foreground(base), false))) {
      codes.append(foreground).append(';');
    }
    if (!background.equals(color(base.background(), true))) {
      codes.append(background).append(';');
    }
    if (codes.isEmpty()) {
      return NOTHING;
    }
    codes.setLength(codes.length() - 1);
    return ("\u001b[" + codes + "m").getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * The foreground; with 16 colours black or white when it would fall on the same colour as the
   * background.
   */
  private int foreground(Style style) {
    int f = style.foreground();
    int b = style.background();
    boolean hidden =
        depth == ColorDepth.ANSI16
            && f != Style.UNSET
            && b != Style.UNSET
            && f != b
            && Palette.nearest16(f) == Palette.nearest16(b);
    return hidden ? (Palette.lightness(b) > 0.6 ? 0x000000 : 0xffffff) : f;
  }

  private String color(int rgb, boolean background) {
    if (rgb == Style.UNSET || depth == ColorDepth.MONO) {
      return background ? "49" : "39";
    }
    return switch (depth) {
      case TRUE ->
          (background ? "48;2;" : "38;2;")
              + (rgb >> 16 & 0xFF)
              + ";"
              + (rgb >> 8 & 0xFF)
              + ";"
              + (rgb & 0xFF);
      case INDEXED256 -> (background ? "48;5;" : "38;5;") + Palette.nearest256(rgb);
      default -> {
        int index = Palette.nearest16(rgb);
        yield String.valueOf((index < 8 ? 30 + index : 82 + index) + (background ? 10 : 0));
      }
    };
  }
}
