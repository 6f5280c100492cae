package io.bitonic.tui.terminal;

import java.util.Arrays;

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

  /**
   * Open addressing, at most half full. Read without the lock: who misses a fresh entry finds it
   * under the lock.
   */
  private static volatile Style[] table = new Style[256];

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

  private Style(int id, int foreground, int background, int attributes) {
    this.id = id;
    this.foreground = foreground;
    this.background = background;
    this.attributes = attributes;
  }

  /** The style with these colours (0xRRGGBB or {@link #UNSET}) and attribute bits. */
  public static Style of(int foreground, int background, int attributes) {
    Style known = find(table, foreground, background, attributes);
    return known != null ? known : add(foreground, background, attributes);
  }

  private static Style find(Style[] in, int foreground, int background, int attributes) {
    int slot = slot(in, foreground, background, attributes);
    while (in[slot] != null) {
      Style style = in[slot];
      if (style.foreground == foreground
          && style.background == background
          && style.attributes == attributes) {
        return style;
      }
      slot = slot + 1 & in.length - 1;
    }
    return null;
  }

  private static int slot(Style[] in, int foreground, int background, int attributes) {
    int hash = ((foreground * 31 + background) * 31 + attributes) * 0x9E3779B1;
    return (hash ^ hash >>> 16) & in.length - 1;
  }

  private static synchronized Style add(int foreground, int background, int attributes) {
    Style known = find(table, foreground, background, attributes);
    if (known != null) {
      return known;
    }
    Style style = new Style(count, foreground, background, attributes);
    if (count == byId.length) {
      byId = Arrays.copyOf(byId, count * 2);
    }
    byId[count++] = style;
    if (count * 2 > table.length) {
      Style[] larger = new Style[table.length * 2];
      for (int i = 0; i < count; i++) {
        insert(larger, byId[i]);
      }
      table = larger;
    } else {
      insert(table, style);
    }
    return style;
  }

  private static void insert(Style[] in, Style style) {
    int slot = slot(in, style.foreground, style.background, style.attributes);
    while (in[slot] != null) {
      slot = slot + 1 & in.length - 1;
    }
    in[slot] = style;
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
