package io.bitonic.app.progress;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The terminal behind standard output. Size is asked for when first needed and after {@link
 * #resized}; that method may be called by any thread, the others by one.
 */
public final class Screen {
  /** Columns and rows. */
  public record Size(int columns, int rows) {}

  private static final Size DEFAULT = new Size(80, 24);

  private final boolean interactive;
  private final boolean unicode;
  private final boolean colour;
  private final Supplier<Size> measure;
  private volatile boolean stale = true;
  private Size size = DEFAULT;

  /**
   * @param interactive lines may be redrawn in place
   * @param unicode block characters can be shown
   * @param colour colours may be used
   * @param measure asks for the size; null when it is not known
   */
  public Screen(boolean interactive, boolean unicode, boolean colour, Supplier<Size> measure) {
    this.interactive = interactive;
    this.unicode = unicode;
    this.colour = colour;
    this.measure = measure;
  }

  /** The process's own terminal. */
  public static Screen system() {
    return from(System.getenv(), isTerminal());
  }

  static Screen from(Map<String, String> vars, boolean terminal) {
    String term = vars.getOrDefault("TERM", "");
    boolean cursor = terminal && !term.isEmpty() && !term.equals("dumb");
    boolean unicode = isUtf8(vars) && !Boolean.getBoolean("bitonic.ascii") && !term.equals("linux");
    boolean colour = cursor && vars.getOrDefault("NO_COLOR", "").isEmpty();
    return new Screen(cursor, unicode && (cursor || !terminal), colour, () -> measured(vars));
  }

  private static boolean isUtf8(Map<String, String> vars) {
    for (String name : new String[] {"LC_ALL", "LC_CTYPE", "LANG"}) {
      String v = vars.getOrDefault(name, "");
      if (!v.isEmpty()) {
        String upper = v.toUpperCase(Locale.ROOT);
        return upper.contains("UTF-8") || upper.contains("UTF8");
      }
    }
    return false;
  }

  /** Whether standard output is a terminal, whatever standard input is. */
  private static boolean isTerminal() {
    try {
      String target = Files.readSymbolicLink(Path.of("/proc/self/fd/1")).toString();
      return target.startsWith("/dev/pts/")
          || target.startsWith("/dev/tty")
          || target.equals("/dev/console");
    } catch (IOException | UnsupportedOperationException e) {
      java.io.Console console = System.console();
      return console != null && console.isTerminal();
    }
  }

  private static Size measured(Map<String, String> vars) {
    File out = new File("/proc/self/fd/1");
    File tty = out.exists() ? out : new File("/dev/tty");
    try {
      Process p = new ProcessBuilder("stty", "size").redirectInput(tty).start();
      if (!p.waitFor(500, TimeUnit.MILLISECONDS)) {
        p.destroyForcibly();
        return fromVars(vars);
      }
      byte[] answer = p.getInputStream().readNBytes(64);
      String[] parts = new String(answer, StandardCharsets.US_ASCII).strip().split(" ");
      if (parts.length == 2) {
        int rows = Integer.parseInt(parts[0]);
        int columns = Integer.parseInt(parts[1]);
        if (columns > 0 && rows > 0) {
          return new Size(columns, rows);
        }
      }
    } catch (IOException | NumberFormatException e) {
      return fromVars(vars);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return fromVars(vars);
  }

  private static Size fromVars(Map<String, String> vars) {
    try {
      int columns = Integer.parseInt(vars.getOrDefault("COLUMNS", "80"));
      return new Size(Math.clamp(columns, 10, 1000), DEFAULT.rows());
    } catch (NumberFormatException e) {
      return DEFAULT;
    }
  }

  public boolean interactive() {
    return interactive;
  }

  public boolean unicode() {
    return unicode;
  }

  public boolean colour() {
    return colour;
  }

  /** The size, measured again after {@link #resized}. */
  public Size size() {
    if (stale) {
      stale = false;
      size = measure == null ? DEFAULT : measure.get();
    }
    return size;
  }

  /** The terminal's size has changed. */
  public void resized() {
    stale = true;
  }
}
