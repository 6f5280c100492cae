package io.bitonic.tui.view;

import io.bitonic.core.api.EngineStats;
import io.bitonic.tui.model.Format;
import io.bitonic.tui.model.ProcessLook;
import io.bitonic.tui.model.RateHistory;
import io.bitonic.tui.model.SystemState;
import io.bitonic.tui.model.SystemState.Timing;
import io.bitonic.tui.model.UiState;
import io.bitonic.tui.terminal.Canvas;
import io.bitonic.tui.terminal.Style;
import io.bitonic.tui.text.Text;
import io.bitonic.tui.theme.Role;
import io.bitonic.tui.theme.Theme;
import io.bitonic.tui.widget.AreaGraph;
import io.bitonic.tui.widget.Notice;
import io.bitonic.tui.widget.Panel;
import io.bitonic.tui.widget.ProgressBar;
import io.bitonic.tui.widget.RateGraph;
import java.util.List;

/**
 * How the engine and its process are doing: rates, times, queues, loops, disk, connections, DHT,
 * memory. Two columns of boxes, three where there is room.
 */
final class SystemView {
  private static final int THREE_COLUMNS = 110;

  /** Seconds that a graph of times shows at least, so that calm looks calm. */
  private static final double LEAST_TIME = 0.01;

  private SystemView() {}

  static void draw(Canvas canvas, Theme theme, UiState s, SystemState sys) {
    Canvas body = canvas.sub(0, 1, canvas.width(), canvas.height() - 2);
    body.clear(theme.get(Role.TEXT));
    if (sys.stats() == null || s.engine() == null) {
      Notice.draw(body, theme, List.of("Looking at the engine …"));
      return;
    }
    int width = body.width();
    if (width >= THREE_COLUMNS) {
      int one = width / 3;
      three(body, theme, s, sys, one, (width - one) / 2);
    } else {
      two(body, theme, s, sys, width / 2);
    }
  }

  private static void two(Canvas body, Theme theme, UiState s, SystemState sys, int split) {
    int height = body.height();
    int right = body.width() - split;
    int top = height * 7 / 22;
    throughput(box(body, theme, 0, 0, split, top, "Throughput"), theme, s);
    requests(box(body, theme, 0, top, split, top, "Requests"), theme, sys);
    process(box(body, theme, 0, 2 * top, split, height - 2 * top, "Process"), theme, sys);
    int queues = height * 8 / 22;
    int work = height * 6 / 22;
    SystemTables.queues(box(body, theme, split, 0, right, queues, "Queues"), theme, s, sys);
    SystemTables.work(box(body, theme, split, queues, right, work, "Loops and disk"), theme, sys);
    int y = queues + work;
    SystemTables.connections(
        box(body, theme, split, y, right, height - y, "Connections"), theme, s, sys, true);
  }

  private static void three(
      Canvas body, Theme theme, UiState s, SystemState sys, int one, int next) {
    int height = body.height();
    int top = height * 12 / 34;
    int mid = height * 11 / 34;
    throughput(box(body, theme, 0, 0, one, top, "Throughput"), theme, s);
    requests(box(body, theme, 0, top, one, mid, "Requests"), theme, sys);
    process(box(body, theme, 0, top + mid, one, height - top - mid, "Process"), theme, sys);
    int loops = height * 10 / 34;
    SystemTables.queues(box(body, theme, one, 0, next, top, "Queues"), theme, s, sys);
    SystemTables.loops(box(body, theme, one, top, next, loops, "Event loops"), theme, sys);
    SystemTables.disk(
        box(body, theme, one, top + loops, next, height - top - loops, "Disk"), theme, sys);
    int x = one + next;
    int last = body.width() - x;
    int upper = height / 2;
    SystemTables.connections(
        box(body, theme, x, 0, last, upper, "Connections"), theme, s, sys, false);
    SystemTables.discovery(
        box(body, theme, x, upper, last, height - upper, "DHT and trackers"), theme, s, sys);
  }

  /** A box; its inside has a column of air at the sides. */
  private static Canvas box(
      Canvas body, Theme theme, int x, int y, int columns, int rows, String title) {
    Canvas in = Panel.draw(body, theme, x, y, columns, rows, title, false);
    return in.sub(1, 0, in.width() - 2, in.height());
  }

  /** The graph names the rates of now; their limits are in the top line. */
  private static void throughput(Canvas in, Theme theme, UiState s) {
    RateHistory h = s.history();
    RateGraph.draw(
        in, theme, ago -> h.down(0, ago), ago -> h.up(0, ago), n -> Format.size(n) + "/s");
  }

  private static void requests(Canvas in, Theme theme, SystemState sys) {
    Timing t = sys.requests();
    EngineStats.Peers p = sys.stats().peers();
    int x = value(in, theme, 0, 0, "p50 ", Format.brief(t.median()), role(t, Role.ACCENT));
    x = value(in, theme, x + 2, 0, "p99 ", Format.brief(t.p99()), role(t, Role.GRAPH_UP));
    String blocks = Format.count(Math.round(t.perSecond())) + "/s";
    right(in, theme, 0, x, Format.count(p.outstanding()) + " out  " + blocks);
    Canvas graph = in.sub(0, 1, in.width(), in.height() - 1);
    double top = nice(sys.requestP99.max(RateGraph.samples(graph.width())), LEAST_TIME);
    AreaGraph.draw(
        graph,
        theme,
        sys.requestP99::at,
        Role.GRAPH_UP,
        sys.requestMedian::at,
        Role.GRAPH_DOWN,
        top);
    scale(graph, theme, Format.brief(top));
  }

  /** The label of a graph's top, over its upper left corner. */
  static void scale(Canvas graph, Theme theme, String label) {
    if (graph.height() > 1) {
      graph.put(0, 0, label, theme.get(Role.GRAPH_AXIS));
    }
  }

  /** {@code least} times 1, 2 or 5 times a power of ten, so that it holds {@code max}. */
  static double nice(double max, double least) {
    double top = least;
    int[] steps = {2, 5, 10};
    for (double unit = least; top < max; unit *= 10) {
      for (int i = 0; i < steps.length && top < max; i++) {
        top = unit * steps[i];
      }
    }
    return top;
  }

  /** Times of the whole run, when there are none of the last seconds, are not coloured. */
  static Role role(Timing t, Role recent) {
    return t.recent() ? recent : Role.MUTED;
  }

  private static void process(Canvas in, Theme theme, SystemState sys) {
    ProcessLook p = sys.process();
    double all = 100.0 * p.processors();
    int last = in.height() - 1;
    String cpu = Double.isNaN(sys.cpuPercent()) ? "–" : Math.round(sys.cpuPercent()) + "%";
    gauge(in, theme, 0, "CPU", cpu, sys.cpuPercent() / all, "of " + p.processors());
    Canvas graph = in.sub(0, 1, in.width(), last - 3);
    double most = nice(sys.cpu.max(RateGraph.samples(in.width())), 10);
    AreaGraph.draw(graph, theme, sys.cpu::at, most, Role.GOOD);
    scale(graph, theme, Math.round(most) + "%");
    double full = p.heapMax() > 0 ? (double) p.heapUsed() / p.heapMax() : Double.NaN;
    String max = p.heapMax() > 0 ? "of " + Format.size(p.heapMax()) : "";
    gauge(in, theme, last - 2, "Heap", Format.size(p.heapUsed()), full, max);
    String gc = Format.digits(sys.gcPercent()) + "% of the time, " + Format.count(p.gcRuns());
    value(in, theme, 0, last - 1, "GC    ", gc + " runs", Role.TEXT);
    int x =
        value(in, theme, 0, last, "Up    ", Format.duration(p.uptimeMillis() / 1000), Role.TEXT);
    x = value(in, theme, x + 2, last, "threads ", String.valueOf(p.threads()), Role.TEXT);
    x =
        value(
            in,
            theme,
            x + 2,
            last,
            "files ",
            p.openFiles() < 0 ? "–" : "" + p.openFiles(),
            Role.TEXT);
    if (x + 16 < in.width()) {
      value(in, theme, x + 2, last, "off-heap ", Format.size(p.offHeap()), Role.TEXT);
    }
  }

  /** A name, a value, a bar that turns yellow and red, and a note. */
  static void gauge(
      Canvas in, Theme theme, int y, String name, String value, double part, String note) {
    in.put(0, y, name, theme.get(Role.MUTED));
    in.put(5, y, 6, value, Text.Align.RIGHT, theme.get(Role.TEXT).with(Style.BOLD));
    int room = in.width() - 13 - (note.isEmpty() ? 0 : Text.width(note) + 1);
    if (room >= 4) {
      Style empty = theme.get(Role.BAR_EMPTY);
      ProgressBar.row(in, 12, y, room, part, theme.get(load(part)), empty);
      in.put(13 + room, y, note, theme.get(Role.MUTED));
    }
  }

  /** Colour of a load of 0 to 1. */
  static Role load(double part) {
    return part >= 0.9 ? Role.BAD : part >= 0.7 ? Role.WARN : Role.GOOD;
  }

  /** A name and its value; returns the column behind. */
  static int value(Canvas in, Theme theme, int x, int y, String name, String value, Role role) {
    int at = x + in.put(x, y, name, theme.get(Role.MUTED));
    return at + in.put(at, y, value, theme.get(role).with(Style.BOLD));
  }

  /** Text at the right end, when nothing is in its way. */
  static void right(Canvas in, Theme theme, int y, int taken, String text) {
    int x = in.width() - Text.width(text);
    if (x > taken + 1) {
      in.put(x, y, text, theme.get(Role.MUTED));
    }
  }
}
