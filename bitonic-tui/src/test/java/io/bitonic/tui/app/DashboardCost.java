package io.bitonic.tui.app;

import com.sun.management.ThreadMXBean;
import io.bitonic.tui.fake.FakeSwarm;
import io.bitonic.tui.theme.Theme;
import io.bitonic.tui.theme.Themes;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * What the dashboard costs, without the terminal: key to drawn canvas, a tick with all torrents
 * changed, a letter of a filter. Run with a number of torrents; prints percentiles.
 */
public final class DashboardCost {
  private static final int ROUNDS = 1_500;

  private interface Step {
    void run(int i) throws Exception;
  }

  private DashboardCost() {}

  public static void main(String[] args) throws Exception {
    int torrents = args.length > 0 ? Integer.parseInt(args[0]) : 1_000;
    Harness h = new Harness(FakeSwarm.many(torrents), 120, 36);
    Theme theme = new Themes(Path.of("none")).read(Themes.DEFAULT);
    h.draw(theme);
    Step key =
        i -> {
          h.keys(i / 200 % 2 == 0 ? "j" : "k");
          h.draw(theme);
        };
    measure("warm-up", key);
    measure("key to canvas", key);
    measure(
        "page down/up",
        i -> {
          h.keys(i / 20 % 2 == 0 ? "PgDn" : "PgUp");
          h.draw(theme);
        });
    measure("frame alone", i -> h.draw(theme));
    String[] filter = "name~lang ratio<5".split("");
    measure(
        "letter of a filter",
        i -> {
          int at = i % (filter.length + 2);
          h.keys(at == 0 ? "/" : at <= filter.length ? space(filter[at - 1]) : "Esc");
          h.draw(theme);
        });
    h.keys("Esc");
    measure(
        "tick, all changed (engine's part included)",
        i -> {
          if (i % 10 == 0) {
            h.tick(250);
          }
        });
    h.keys("s g j j j j Enter");
    measure(
        "tick, sorted by rate, all changed",
        i -> {
          if (i % 10 == 0) {
            h.tick(250);
          }
        });
    measure("tick, nothing changed", i -> h.tick(0));
  }

  private static String space(String letter) {
    return letter.equals(" ") ? "Space" : letter;
  }

  private static void measure(String what, Step step) throws Exception {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long[] nanos = new long[ROUNDS];
    long bytes = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < ROUNDS; i++) {
      long start = System.nanoTime();
      step.run(i);
      nanos[i] = System.nanoTime() - start;
    }
    bytes = threads.getCurrentThreadAllocatedBytes() - bytes;
    Arrays.sort(nanos);
    System.out.printf(
        "%-45s p50 %7.3f ms  p99 %7.3f ms  max %7.3f ms  %,9d B each%n",
        what,
        nanos[ROUNDS / 2] / 1e6,
        nanos[ROUNDS * 99 / 100] / 1e6,
        nanos[ROUNDS - 1] / 1e6,
        bytes / ROUNDS);
  }
}
