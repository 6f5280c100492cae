package io.bitonic.app.progress;

import io.bitonic.app.text.Units;
import io.bitonic.core.util.Clock;
import io.bitonic.tui.text.Text;
import java.io.PrintStream;

/**
 * One line for work on local data: bar, percent, rate and time left. Only on a terminal; elsewhere
 * it shows nothing. Used by one thread.
 */
public final class WorkBar implements AutoCloseable {
  private static final long EVERY_NANOS = 100_000_000L;

  private final PrintStream out;
  private final Screen screen;
  private final Clock clock;
  private final long start;
  private long last;
  private boolean drawn;

  public WorkBar(PrintStream out, Screen screen, Clock clock) {
    this.out = out;
    this.screen = screen;
    this.clock = clock;
    this.start = clock.nanos();
    this.last = start;
  }

  /**
   * @param done bytes
   * @param total bytes
   */
  public void update(long done, long total) {
    long now = clock.nanos();
    if (!screen.interactive() || now - last < EVERY_NANOS) {
      return;
    }
    last = now;
    drawn = true;
    String line =
        line(done, total, (now - start) / 1e9, screen.size().columns() - 1, screen.unicode());
    out.print("\r" + line + "\u001b[K");
    out.flush();
  }

  static String line(long done, long total, double seconds, int columns, boolean unicode) {
    double rate = seconds <= 0 ? 0 : done / seconds;
    double fraction = total == 0 ? 1 : (double) done / total;
    long left = rate <= 0 ? -1 : Math.round((total - done) / rate);
    String tail =
        "  "
            + Text.padLeft(Units.percent(fraction), 6)
            + "  "
            + Text.padLeft(Units.rate(Math.round(rate)), 10)
            + "  ETA "
            + Text.padRight(Units.time(left), 5);
    int bar = columns - tail.length();
    return bar >= 8
        ? Bar.bar(fraction, bar, unicode) + tail
        : Text.cut(tail.strip(), columns, unicode);
  }

  /** Removes the line. */
  @Override
  public void close() {
    if (drawn) {
      out.print("\r\u001b[K");
      out.flush();
    }
  }
}
