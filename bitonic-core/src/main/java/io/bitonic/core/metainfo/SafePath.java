package io.bitonic.core.metainfo;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Turns names from torrents into names that are safe to create. Stateless.
 *
 * <p>Removed on every system: path separators, control characters, line separators, format
 * characters (bidirectional overrides, zero-width characters, but not joiners inside a word of a
 * script that needs them), lone surrogates; components that are empty, {@code .} or {@code ..}.
 * Rules that only Windows needs (device names, trailing dots and spaces, {@code < > : " | ? *}) are
 * applied on Windows only, so that the names on other systems stay the ones that the rest of the
 * swarm uses.
 */
public final class SafePath {
  /** Path components at most, the torrent's name included. */
  public static final int MAX_DEPTH = 100;

  /** Bytes of UTF-8 in a component at most: the limit of all common file systems. */
  public static final int MAX_COMPONENT_BYTES = 255;

  /** What stands for a name of which nothing is left. */
  static final String UNNAMED = "_";

  private static final int MAX_EXTENSION_BYTES = 32;
  private static final boolean WINDOWS = File.separatorChar == '\\';
  private static final Set<String> DEVICES =
      Set.of("CON", "PRN", "AUX", "NUL", "CLOCK$", "CONIN$", "CONOUT$");

  private SafePath() {}

  /** The safe form of one component, or an empty string when nothing is left of it. */
  public static String component(String raw) {
    return component(raw, WINDOWS);
  }

  static String component(String raw, boolean windows) {
    StringBuilder out = null;
    for (int i = 0; i < raw.length(); ) {
      int c = raw.codePointAt(i);
      int width = Character.charCount(c);
      int kept = isJoiner(c) && joins(raw, i) ? c : safeCharacter(c, windows);
      if (kept != c && out == null) {
        out = new StringBuilder(raw.length()).append(raw, 0, i);
      }
      if (out != null && kept >= 0) {
        out.appendCodePoint(kept);
      }
      i += width;
    }
    String s = out == null ? raw : out.toString();
    if (windows) {
      // Twice, because cutting may leave a device name or a trailing space.
      s = forWindows(truncate(forWindows(s)));
    }
    if (s.isEmpty() || s.equals(".") || s.equals("..")) {
      return "";
    }
    s = truncate(s);
    return s.isBlank() ? UNNAMED : s;
  }

  /**
   * The safe form of a file's path in a torrent of several files.
   *
   * @param folder the torrent's safe name; becomes the first component
   * @return at least two components
   * @throws MetainfoException when it has more than {@link #MAX_DEPTH} components
   */
  static List<String> path(String folder, List<String> raw) throws MetainfoException {
    List<String> out = new ArrayList<>();
    out.add(folder);
    for (String r : raw) {
      String c = component(r);
      if (!c.isEmpty()) {
        out.add(c);
      }
      if (out.size() > MAX_DEPTH) {
        throw new MetainfoException(
            "hostile path: more than " + MAX_DEPTH + " folders deep, starting with " + out.get(1));
      }
    }
    if (out.size() == 1) {
      out.add(UNNAMED);
    }
    return out;
  }

  /**
   * The place of a torrent's file below a folder.
   *
   * @throws MetainfoException when it would lie outside the folder; the components did not come
   *     from a parsed torrent then
   */
  public static Path resolve(Path root, List<String> components) throws MetainfoException {
    Path p = root;
    for (String c : components) {
      if (c.isEmpty() || !c.equals(component(c))) {
        throw new MetainfoException(
            "hostile path: " + Printable.line(String.join("/", components)));
      }
      p = p.resolve(c);
    }
    if (components.isEmpty() || !p.normalize().startsWith(root.normalize())) {
      throw new MetainfoException("hostile path: " + Printable.line(String.join("/", components)));
    }
    return p;
  }

  /** {@code name (n)}, the number before the extension, within the limit of a component. */
  static String numbered(String name, int n) {
    String suffix = " (" + n + ")";
    int dot = extensionStart(name);
    String stem =
        cut(name.substring(0, dot), MAX_COMPONENT_BYTES - suffix.length() - utf8(name, dot));
    return stem + suffix + name.substring(dot);
  }

  /** At most 255 bytes of UTF-8, cut before the extension and between code points. */
  private static String truncate(String s) {
    if (s.length() <= MAX_COMPONENT_BYTES / 3 || utf8(s, 0) <= MAX_COMPONENT_BYTES) {
      return s;
    }
    int dot = extensionStart(s);
    return cut(s.substring(0, dot), MAX_COMPONENT_BYTES - utf8(s, dot)) + s.substring(dot);
  }

  private static String cut(String s, int maxBytes) {
    int bytes = 0;
    int i = 0;
    while (i < s.length()) {
      int c = s.codePointAt(i);
      bytes += c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
      if (bytes > maxBytes) {
        break;
      }
      i += Character.charCount(c);
    }
    return s.substring(0, i);
  }

  /** Where the extension starts, its dot included; the end when there is none worth keeping. */
  private static int extensionStart(String s) {
    int dot = s.lastIndexOf('.');
    return dot > 0 && s.length() - dot <= MAX_EXTENSION_BYTES && utf8(s, dot) <= MAX_EXTENSION_BYTES
        ? dot
        : s.length();
  }

  private static int utf8(String s, int from) {
    return s.substring(from).getBytes(StandardCharsets.UTF_8).length;
  }

  private static boolean isJoiner(int c) {
    return c == 0x200c || c == 0x200d;
  }

  /**
   * Joiners carry meaning between letters of some scripts and in emoji; elsewhere they only hide.
   */
  private static boolean joins(String s, int at) {
    return at > 0
        && at + 1 < s.length()
        && isJoinable(s.codePointBefore(at))
        && isJoinable(s.codePointAt(at + 1));
  }

  private static boolean isJoinable(int c) {
    return c >= 0x300 && safeCharacter(c, false) == c;
  }

  private static int safeCharacter(int c, boolean windows) {
    if (c == '/' || c == '\\') {
      return -1;
    }
    if (c < 0x7f && c >= ' ') {
      return windows && "<>:\"|?*".indexOf(c) >= 0 ? '_' : c;
    }
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          -1;
      default -> c;
    };
  }

  private static String forWindows(String s) {
    int end = s.length();
    while (end > 0 && (s.charAt(end - 1) == '.' || s.charAt(end - 1) == ' ')) {
      end--;
    }
    String t = s.substring(0, end);
    int dot = t.indexOf('.');
    String stem = (dot < 0 ? t : t.substring(0, dot)).strip().toUpperCase(Locale.ROOT);
    return isDevice(stem) ? "_" + t : t;
  }

  private static boolean isDevice(String stem) {
    boolean numbered =
        stem.length() == 4
            && (stem.startsWith("COM") || stem.startsWith("LPT"))
            && "0123456789\u00b9\u00b2\u00b3".indexOf(stem.charAt(3)) >= 0;
    return numbered || DEVICES.contains(stem);
  }
}
