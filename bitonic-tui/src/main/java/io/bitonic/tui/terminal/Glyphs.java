package io.bitonic.tui.terminal;

import io.bitonic.tui.text.Graphemes;
import java.util.Arrays;

/**
 * What a cell shows, as one int: a code point, or for a cluster of several code points an index
 * above them. Interning a cluster that is known allocates nothing. The table is shared by all
 * threads and holds at most {@link #MAX_CLUSTERS} clusters of {@link #MAX_CHARS} chars, so names
 * from strangers can't fill the heap; beyond that a cluster is drawn as its first code point.
 */
final class Glyphs {
  static final int BLANK = ' ';

  /** The right half of the wide glyph in the cell before. */
  static final int CONTINUATION = -1;

  static final int MAX_CLUSTERS = 16_384;
  static final int MAX_CHARS = 32;

  private static final int FIRST = Character.MAX_CODE_POINT + 1;
  private static final Object LOCK = new Object();
  private static volatile String[] clusters = new String[64];
  private static int[] slots = new int[256];
  private static int count;

  private Glyphs() {}

  /** The glyph of the cluster {@code text[from, to)}. */
  static int intern(CharSequence text, int from, int to) {
    int first = Character.codePointAt(text, from);
    if (first >= Character.MIN_SURROGATE && first <= Character.MAX_SURROGATE) {
      return 0xFFFD;
    }
    if (from + Character.charCount(first) == to) {
      return Graphemes.width(first) == 0 ? 0xFFFD : first;
    }
    if (to - from > MAX_CHARS) {
      return first;
    }
    int hash = 0;
    for (int i = from; i < to; i++) {
      hash = hash * 31 + text.charAt(i);
    }
    hash ^= hash >>> 15;
    synchronized (LOCK) {
      int slot = hash & slots.length - 1;
      while (slots[slot] != 0) {
        if (matches(clusters[slots[slot] - 1], text, from, to)) {
          return FIRST + slots[slot] - 1;
        }
        slot = slot + 1 & slots.length - 1;
      }
      return count == MAX_CLUSTERS ? first : add(text.subSequence(from, to).toString());
    }
  }

  private static int add(String cluster) {
    if (count == clusters.length) {
      clusters = Arrays.copyOf(clusters, count * 2);
    }
    clusters[count++] = cluster;
    if (count * 2 > slots.length) {
      slots = new int[slots.length * 2];
      for (int i = 0; i < count; i++) {
        insert(i);
      }
    } else {
      insert(count - 1);
    }
    return FIRST + count - 1;
  }

  private static void insert(int index) {
    int hash = clusters[index].hashCode();
    hash ^= hash >>> 15;
    int slot = hash & slots.length - 1;
    while (slots[slot] != 0) {
      slot = slot + 1 & slots.length - 1;
    }
    slots[slot] = index + 1;
  }

  private static boolean matches(String cluster, CharSequence text, int from, int to) {
    if (cluster.length() != to - from) {
      return false;
    }
    for (int i = 0; i < cluster.length(); i++) {
      if (cluster.charAt(i) != text.charAt(from + i)) {
        return false;
      }
    }
    return true;
  }

  /** Forgets all clusters; glyphs in canvases lose their meaning, so only tests may do it. */
  static void clear() {
    synchronized (LOCK) {
      clusters = new String[64];
      slots = new int[256];
      count = 0;
    }
  }

  static boolean isCluster(int glyph) {
    return glyph >= FIRST;
  }

  /** The text of a glyph of several code points. */
  static String cluster(int glyph) {
    return clusters[glyph - FIRST];
  }

  static void append(StringBuilder out, int glyph) {
    if (isCluster(glyph)) {
      out.append(cluster(glyph));
    } else if (glyph != CONTINUATION) {
      out.appendCodePoint(glyph);
    }
  }
}
