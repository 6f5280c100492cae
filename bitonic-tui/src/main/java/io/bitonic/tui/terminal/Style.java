package io.bitonic.tui.terminal;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Colours and attributes of a cell, interned: equal styles are the same object and have the same
 * {@link #id()}, so a cell stores one int. Colours are 0xRRGGBB or {@link #UNSET} (the terminal's
 * own). Views take styles from a theme's roles and never build them. The table of styles is shared
 * by all threads and only grows; themes make a few hundred.
 */
public final class Style {
  /** No colour given: the terminal's default, or in an overlay the colour that is already there. */
  public static final int UNSET = -1;

  public static final int BOLD = 1;
  public static final int DIM = 2;
  public static final int ITALIC = 4;
  public static final int UNDERLINE = 8;
  public static final int REVERSE = 16;
  public static final int STRIKE = 32;

  private record Key(int foreground, int background, int attributes) {}

  private static final Map<Key, Style> INTERNED = new HashMap<>();
  private static volatile Style[] byId = new Style[64];
  private static int count;

  /** The terminal's own colours, no attribute; id 0. */
  public static final Style PLAIN = of(UNSET, UNSET, 0);

  private final int id;
  private final int foreground;
  private final int background;
  private final int attributes;

  /** Memo of {@link #over(Style)} by the id of the base. */
  private Style[] overMemo = new Style[0];

  private Style(int id, Key key) {
    this.id = id;
    this.foreground = key.foreground;
    this.background = key.background;
    this.attributes = key.attributes;
  }

  /** The style with these colours (0xRRGGBB or {@link #UNSET}) and attribute bits. */
  public static Style of(int foreground, int background, int attributes) {
    Key key = new Key(foreground, background, attributes);
    synchronized (INTERNED) {
      Style style = INTERNED.get(key);
      if (style == null) {
        style = new Style(count, key);
        if (count == byId.length) {
          byId = Arrays.copyOf(byId, count * 2);
        }
        byId[count++] = style;
        INTERNED.put(key, style);
      }
      return style;
    }
  }

  /** The style with this id. */
  static Style byId(int id) {
    return byId[id];
  }

  public int id() {
    return id;
  }

  public int foreground() {
    return foreground;
  }

  public int background() {
    return background;
  }

  /** Bits of {@link #BOLD} and its siblings. */
  public int attributes() {
    return attributes;
  }

  public Style with(int moreAttributes) {
    return of(foreground, background, attributes | moreAttributes);
  }

  public Style withForeground(int rgb) {
    return of(rgb, background, attributes);
  }

  public Style withBackground(int rgb) {
    return of(foreground, rgb, attributes);
  }

  /**
   * This style laid over {@code base}: what this one leaves unset comes from the base, attributes
   * add up.
   */
  public Style over(Style base) {
    Style[] memo = overMemo;
    if (base.id < memo.length && memo[base.id] != null) {
      return memo[base.id];
    }
    Style result =
        of(
            foreground == UNSET ? base.foreground : foreground,
            background == UNSET ? base.background : background,
            attributes | base.attributes);
    if (base.id >= memo.length) {
      memo = Arrays.copyOf(memo, Math.max(64, base.id * 2));
    }
    memo[base.id] = result;
    overMemo = memo;
    return result;
  }

  @Override
  public String toString() {
    StringBuilder out = new StringBuilder();
    out.append(foreground == UNSET ? "default" : "#%06x".formatted(foreground));
    out.append(" on ").append(background == UNSET ? "default" : "#%06x".formatted(background));
    String[] names = {"bold", "dim", "italic", "underline", "reverse", "strike"};
    for (int i = 0; i < names.length; i++) {
      if ((attributes & 1 << i) != 0) {
        out.append(' ').append(names[i]);
      }
    }
    return out.toString();
  }
}
