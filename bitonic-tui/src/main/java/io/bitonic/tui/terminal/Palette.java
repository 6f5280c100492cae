package io.bitonic.tui.terminal;

/**
 * The colours of xterm's 256-colour palette and the nearest one to any RGB colour, measured in
 * OKLab, where equal distances look equal (Björn Ottosson, 2020).
 */
public final class Palette {
  private static final int[] ANSI = {
    0x000000, 0xcd0000, 0x00cd00, 0xcdcd00, 0x0000ee, 0xcd00cd, 0x00cdcd, 0xe5e5e5,
    0x7f7f7f, 0xff0000, 0x00ff00, 0xffff00, 0x5c5cff, 0xff00ff, 0x00ffff, 0xffffff
  };
  private static final int[] CUBE = {0, 95, 135, 175, 215, 255};
  private static final double GREY_CHROMA = 0.035;

  /** Muted colours stay colours instead of falling on the nearest grey. */
  private static final float CHROMA_WEIGHT = 2;

  private static final float[] LAB = labTable();

  private Palette() {}

  /** 0xRRGGBB of a palette index, 0 to 255. */
  public static int rgb(int index) {
    if (index < 16) {
      return ANSI[index];
    }
    if (index < 232) {
      int i = index - 16;
      return CUBE[i / 36] << 16 | CUBE[i / 6 % 6] << 8 | CUBE[i % 6];
    }
    int grey = 8 + (index - 232) * 10;
    return grey << 16 | grey << 8 | grey;
  }

  /**
   * The nearest of the colour cube and the greys (16 to 255); the first 16 are the user's own and
   * never used here.
   */
  public static int nearest256(int rgb) {
    float[] lab = new float[3];
    oklab(rgb, lab, 0);
    int best = 16;
    float bestDistance = Float.MAX_VALUE;
    for (int i = 16; i < 256; i++) {
      float l = lab[0] - LAB[3 * i];
      float a = lab[1] - LAB[3 * i + 1];
      float b = lab[2] - LAB[3 * i + 2];
      float distance = l * l + CHROMA_WEIGHT * (a * a + b * b);
      if (distance < bestDistance) {
        bestDistance = distance;
        best = i;
      }
    }
    return best;
  }

  /**
   * The nearest of the sixteen ANSI colours: by hue first, since the sixteen are far more saturated
   * than the colours of most themes, which would all turn grey by plain distance. Colours that are
   * nearly grey become greys.
   */
  public static int nearest16(int rgb) {
    float[] lab = new float[3];
    oklab(rgb, lab, 0);
    boolean grey = Math.hypot(lab[1], lab[2]) < GREY_CHROMA;
    double hue = Math.atan2(lab[2], lab[1]);
    int best = 0;
    double bestDistance = Double.MAX_VALUE;
    for (int i = 0; i < 16; i++) {
      if (grey != (i % 8 == 0 || i % 8 == 7)) {
        continue;
      }
      double distance = Math.abs(lab[0] - LAB[3 * i]);
      if (!grey) {
        // the normal and the bright colour of a pair count as one hue, and lightness decides
        // between them
        double turn = Math.abs(hue - (hueOf(i % 8) + hueOf(i % 8 + 8)) / 2);
        distance += 10 * Math.min(turn, 2 * Math.PI - turn);
      }
      if (distance < bestDistance) {
        bestDistance = distance;
        best = i;
      }
    }
    return best;
  }

  private static double hueOf(int index) {
    return Math.atan2(LAB[3 * index + 2], LAB[3 * index + 1]);
  }

  /**
   * The colour {@code part} of the way from {@code a} to {@code b} (0 to 1), mixed in linear light.
   */
  public static int mix(int a, int b, double part) {
    int result = 0;
    for (int shift = 16; shift >= 0; shift -= 8) {
      double x = linear(a >> shift & 0xFF);
      double y = linear(b >> shift & 0xFF);
      result |= (int) Math.round(255 * encode(x + (y - x) * part)) << shift;
    }
    return result;
  }

  /** Perceived lightness, 0 (black) to 1 (white). */
  public static double lightness(int rgb) {
    float[] lab = new float[3];
    oklab(rgb, lab, 0);
    return lab[0];
  }

  private static float[] labTable() {
    float[] table = new float[256 * 3];
    for (int i = 0; i < 256; i++) {
      oklab(rgb(i), table, 3 * i);
    }
    return table;
  }

  private static void oklab(int rgb, float[] out, int at) {
    double r = linear(rgb >> 16 & 0xFF);
    double g = linear(rgb >> 8 & 0xFF);
    double b = linear(rgb & 0xFF);
    double l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
    double m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
    double s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
    out[at] = (float) (0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s);
    out[at + 1] = (float) (1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s);
    out[at + 2] = (float) (0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s);
  }

  private static double linear(int channel) {
    double c = channel / 255.0;
    return c <= 0.04045 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4);
  }

  private static double encode(double c) {
    return c <= 0.0031308 ? 12.92 * c : 1.055 * Math.pow(c, 1 / 2.4) - 0.055;
  }
}
