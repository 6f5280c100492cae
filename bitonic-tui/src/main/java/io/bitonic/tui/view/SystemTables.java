package io.bitonic.tui.view;

import io.bitonic.core.api.EngineSnapshot;
import io.bitonic.core.api.EngineStats;
import io.bitonic.tui.model.Format;
import io.bitonic.tui.model.History;
import io.bitonic.tui.model.SystemState;
import io.bitonic.tui.model.SystemState.LoopLoad;
import io.bitonic.tui.model.SystemState.Timing;
import io.bitonic.tui.model.UiState;
import io.bitonic.tui.terminal.Canvas;
import io.bitonic.tui.terminal.Style;
import io.bitonic.tui.text.Text;
import io.bitonic.tui.theme.Role;
import io.bitonic.tui.theme.Theme;
import io.bitonic.tui.widget.AreaGraph;
import io.bitonic.tui.widget.ProgressBar;
import io.bitonic.tui.widget.RateGraph;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** The boxes of the system page that are lists: queues, loops, disk, connections, discovery. */
final class SystemTables {
  private static final int NAME = 9;
  private static final int NUMBER = 7;

  /** How announces end, as columns of a wide table. */
  private static final List<String> OUTCOMES =
      List.of("ok", "refused", "timeout", "unreachable", "invalid");

  private static final int OUTCOME = 9;
  private static final int HOST = 15;

  private SystemTables() {}

  // ---- queues

  static void queues(Canvas in, Theme theme, UiState s, SystemState sys) {
    EngineSnapshot e = s.engine();
    EngineStats st = sys.stats();
    String[] names = {"Disk", "Hash", "Send", "Asked", "Events"};
    int[] now = {
      e.diskQueue(),
      e.hashQueue(),
      st.peers().queued(),
      st.peers().outstanding(),
      st.eventsWaiting()
    };
    History[] histories = {sys.diskQueue, sys.hashQueue, sys.sendQueue, sys.asked, sys.events};
    int lost = e.eventsDropped() > 0 ? 1 : 0;
    int room = Math.max(names.length, in.height() - 1 - lost);
    for (int i = 0; i < names.length; i++) {
      int from = i * room / names.length;
      int to = (i + 1) * room / names.length;
      queue(in, theme, from, to - from, names[i], now[i], histories[i], i < 2 ? 8 : 64);
    }
    int y = room;
    if (lost > 0) {
      in.put(0, y++, Format.count(e.eventsDropped()) + " events lost", theme.get(Role.BAD));
    }
    if (y < in.height()) {
      double part = e.bufferBound() > 0 ? (double) e.bufferBytes() / e.bufferBound() : 0;
      String of = "of " + Format.size(e.bufferBound());
      SystemView.gauge(in, theme, y, "Mem", Format.size(e.bufferBytes()), part, of);
    }
  }

  /**
   * @param calm a queue of so many is low on the graph
   */
  private static void queue(
      Canvas in, Theme theme, int y, int rows, String name, long n, History h, double calm) {
    in.put(0, y, name, theme.get(Role.MUTED));
    Role role = n == 0 ? Role.MUTED : Role.TEXT;
    in.put(
        NAME - 3,
        y,
        NUMBER - 2,
        Format.count(n),
        Text.Align.RIGHT,
        theme.get(role).with(Style.BOLD));
    int x = NAME + NUMBER - 4;
    Canvas graph = in.sub(x, y, in.width() - x, rows);
    double top = Math.max(calm, h.max(RateGraph.samples(graph.width())));
    AreaGraph.draw(graph, theme, h::at, top, Role.ACCENT);
  }

  // ---- loops and disk

  /** The busiest loop and the disk, in few lines. */
  static void work(Canvas in, Theme theme, SystemState sys) {
    LoopLoad busiest =
        sys.loops().stream().max(Comparator.comparingDouble(LoopLoad::busy)).orElse(null);
    int y = 0;
    if (busiest != null) {
      loop(in, theme, y++, sys.loops().size() > 1 ? "Busiest" : "Loop", busiest);
    }
    operations(in, theme, y, sys);
  }

  static void loops(Canvas in, Theme theme, SystemState sys) {
    int rows = Math.min(sys.loops().size(), Math.max(1, in.height() / 2));
    for (int i = 0; i < rows; i++) {
      loop(in, theme, i, "Loop " + i, sys.loops().get(i));
    }
    Canvas graph = in.sub(0, rows, in.width(), in.height() - rows);
    double top = SystemView.nice(sys.busy.max(RateGraph.samples(graph.width())), 0.1);
    AreaGraph.draw(graph, theme, sys.busy::at, top, Role.ACCENT);
    SystemView.scale(graph, theme, Format.percent(top));
  }

  private static void loop(Canvas in, Theme theme, int y, String name, LoopLoad l) {
    String turn = "turn " + Format.brief(l.turns().p99());
    in.put(0, y, name, theme.get(Role.MUTED));
    String busy = Format.percent(l.busy());
    in.put(NAME, y, 5, busy, Text.Align.RIGHT, theme.get(Role.TEXT).with(Style.BOLD));
    int x = NAME + 6;
    int room = in.width() - x - 12;
    if (room >= 4) {
      ProgressBar.row(
          in,
          x,
          y,
          room,
          l.busy(),
          theme.get(SystemView.load(l.busy())),
          theme.get(Role.BAR_EMPTY));
    }
    SystemView.right(in, theme, y, 0, turn);
  }

  static void disk(Canvas in, Theme theme, SystemState sys) {
    int used = operations(in, theme, 0, sys);
    int rows = in.height() - used - 1;
    if (rows < 2) {
      return;
    }
    in.put(0, used, "Writes and reads a second", theme.get(Role.MUTED));
    int upper = (rows + 1) / 2;
    area(in.sub(0, used + 1, in.width(), upper), theme, sys.writes, Role.GRAPH_DOWN);
    area(in.sub(0, used + 1 + upper, in.width(), rows - upper), theme, sys.reads, Role.GRAPH_UP);
  }

  private static void area(Canvas graph, Theme theme, History h, Role role) {
    double top = SystemView.nice(h.max(RateGraph.samples(graph.width())), 10);
    AreaGraph.draw(graph, theme, h::at, top, role);
    SystemView.scale(graph, theme, Math.round(top) + "/s");
  }

  /** Draws a line for each kind of operation; returns the next line. */
  private static int operations(Canvas in, Theme theme, int y, SystemState sys) {
    operation(in, theme, y, "Write", sys.diskWrites());
    operation(in, theme, y + 1, "Read", sys.diskReads());
    operation(in, theme, y + 2, "Sync", sys.diskSyncs());
    return y + 3;
  }

  private static void operation(Canvas in, Theme theme, int y, String name, Timing t) {
    in.put(0, y, name, theme.get(Role.MUTED));
    String rate = t.perSecond() == 0 ? "0/s" : Format.digits(t.perSecond()) + "/s";
    in.put(NAME - 3, y, 8, rate, Text.Align.RIGHT, theme.get(Role.TEXT));
    int x = NAME + 6;
    Role role = SystemView.role(t, Role.TEXT);
    x =
        SystemView.value(
            in, theme, x, y, "p50 ", Text.pad(Format.brief(t.median()), 6, Text.Align.RIGHT), role);
    SystemView.value(in, theme, x + 1, y, "p99 ", Format.brief(t.p99()), role);
  }

  // ---- connections

  /**
   * @param dht one line of the DHT as well
   */
  static void connections(Canvas in, Theme theme, UiState s, SystemState sys, boolean dht) {
    EngineSnapshot e = s.engine();
    EngineStats.Peers p = sys.stats().peers();
    int x = SystemView.value(in, theme, 0, 0, "Peers  ", Format.count(e.peers()), Role.TEXT);
    x = SystemView.value(in, theme, x + 2, 0, "calling ", Format.count(e.halfOpen()), Role.TEXT);
    SystemView.value(in, theme, x + 2, 0, "seeds ", n(p.byState(), "seed"), Role.TEXT);
    int y = 1;
    y = split(in, theme, y, "tcp", p.byTransport().get("tcp"), "µTP", p.byTransport().get("utp"));
    Map<String, Integer> d = p.byDirection();
    y = split(in, theme, y, "out", d.get("outgoing"), "in", d.get("incoming"));
    Map<String, Integer> c = p.byEncryption();
    int open = count(c, "none");
    y = split(in, theme, y, "coded", count(c, "rc4") + count(c, "handshake"), "plain", open);
    Map<String, Integer> st = p.byState();
    y = split(in, theme, y, "served", st.get("unchoked"), "choked", st.get("choked"));
    if (dht) {
      dhtLine(in, theme, y, e, sys);
      return;
    }
    y = split(in, theme, y, "serving", st.get("unchoking"), "choking", st.get("choking"));
    more(in, theme, y, p);
    int used = y + 5;
    Canvas graph = in.sub(0, used, in.width(), in.height() - used);
    double top = RateGraph.niceTop(Math.max(10, sys.peers.max(RateGraph.samples(in.width()))));
    AreaGraph.draw(graph, theme, sys.peers::at, top, Role.ACCENT);
    SystemView.scale(graph, theme, Math.round(top) + " peers");
  }

  private static void more(Canvas in, Theme theme, int y, EngineStats.Peers p) {
    Map<String, Integer> st = p.byState();
    named(in, theme, y, st, "interested", "interesting");
    named(in, theme, y + 1, st, "snubbed", "optimistic");
    named(in, theme, y + 2, p.byHealth(), "good", "ordinary", "poor", "bad");
    int x = 0;
    for (Map.Entry<String, Integer> e : largest(p.bySource())) {
      if (e.getValue() > 0 && x + e.getKey().length() + 6 < in.width()) {
        x =
            SystemView.value(in, theme, x, y + 3, e.getKey() + " ", "" + e.getValue(), Role.TEXT)
                + 2;
      }
    }
  }

  private static void named(
      Canvas in, Theme theme, int y, Map<String, Integer> counts, String... keys) {
    int x = 0;
    for (String k : keys) {
      x = SystemView.value(in, theme, x, y, k + " ", n(counts, k), Role.TEXT) + 2;
    }
  }

  private static List<Map.Entry<String, Integer>> largest(Map<String, Integer> counts) {
    List<Map.Entry<String, Integer>> list = new ArrayList<>(counts.entrySet());
    list.sort(
        Comparator.comparing((Map.Entry<String, Integer> e) -> -e.getValue())
            .thenComparing(Map.Entry::getKey));
    return list;
  }

  private static int count(Map<String, Integer> counts, String key) {
    return counts.getOrDefault(key, 0);
  }

  private static String n(Map<String, Integer> counts, String key) {
    return Format.count(count(counts, key));
  }

  /** Two numbers with a line between them that shows their parts; returns the next row. */
  private static int split(
      Canvas in, Theme theme, int y, String left, Integer a, String right, Integer b) {
    long first = a == null ? 0 : a;
    long second = b == null ? 0 : b;
    in.put(0, y, left, theme.get(Role.MUTED));
    in.put(
        NAME - 2,
        y,
        5,
        Format.count(first),
        Text.Align.RIGHT,
        theme.get(Role.GRAPH_DOWN).with(Style.BOLD));
    int x = NAME + 4;
    int room = in.width() - x - 14;
    int end = x + Math.max(0, room);
    if (room > 1) {
      long all = first + second;
      int filled =
          all == 0
              ? 0
              : (int)
                  Math.clamp(
                      Math.round((double) first * room / all),
                      first > 0 ? 1 : 0,
                      second > 0 ? room - 1 : room);
      Style rest = theme.get(all == 0 ? Role.BAR_EMPTY : Role.GRAPH_UP);
      in.fill(x, y, filled, 1, '━', theme.get(Role.GRAPH_DOWN));
      in.fill(x + filled, y, room - filled, 1, all == 0 ? '─' : '━', rest);
    }
    in.put(
        end + 1,
        y,
        5,
        Format.count(second),
        Text.Align.LEFT,
        theme.get(Role.GRAPH_UP).with(Style.BOLD));
    in.put(end + 7, y, in.width() - end - 7, right, Text.Align.RIGHT, theme.get(Role.MUTED));
    return y + 1;
  }

  // ---- DHT and trackers

  private static void dhtLine(Canvas in, Theme theme, int y, EngineSnapshot e, SystemState sys) {
    if (e.dhtNodes() < 0) {
      SystemView.value(in, theme, 0, y, "DHT    ", "off", Role.MUTED);
      return;
    }
    String asked = rate(sys.dht().queriesIn());
    String asks = rate(sys.dht().queriesOut());
    int x = SystemView.value(in, theme, 0, y, "DHT    ", Format.count(e.dhtNodes()), Role.TEXT);
    if (x + " nodes  in   out ".length() + asked.length() + asks.length() <= in.width()) {
      x += in.put(x, y, " nodes", theme.get(Role.MUTED));
    }
    x = SystemView.value(in, theme, x + 2, y, "in ", asked, Role.TEXT);
    SystemView.value(in, theme, x + 2, y, "out ", asks, Role.TEXT);
  }

  private static String rate(double perSecond) {
    return Format.digits(perSecond) + "/s";
  }

  static void discovery(Canvas in, Theme theme, UiState s, SystemState sys) {
    EngineStats st = sys.stats();
    dhtLine(in, theme, 0, s.engine(), sys);
    int y = 1;
    EngineStats.DhtCounts d = st.dht();
    if (d != null) {
      long ends = d.answered() + d.refused() + d.timedOut();
      int x =
          SystemView.value(
              in,
              theme,
              0,
              y,
              "answered ",
              ends == 0 ? "–" : Format.percent((double) d.answered() / ends),
              Role.TEXT);
      x =
          SystemView.value(
              in,
              theme,
              x + 2,
              y,
              "▼ ",
              Format.size(Math.round(sys.dht().bytesIn())) + "/s",
              Role.GRAPH_DOWN);
      SystemView.value(
          in,
          theme,
          x + 2,
          y,
          "▲ ",
          Format.size(Math.round(sys.dht().bytesOut())) + "/s",
          Role.GRAPH_UP);
      int rows = Math.max(1, in.height() / 4);
      Canvas graph = in.sub(0, 2, in.width(), rows);
      double top = RateGraph.niceTop(Math.max(10, sys.dhtNodes.max(RateGraph.samples(in.width()))));
      AreaGraph.draw(graph, theme, sys.dhtNodes::at, top, Role.GOOD);
      SystemView.scale(graph, theme, Math.round(top) + " nodes");
      y = 2 + rows;
    }
    trackers(in.sub(0, y + 1, in.width(), in.height() - y - 1), theme, st);
  }

  /** Those that were asked most: answers, and what went wrong. */
  private static void trackers(Canvas in, Theme theme, EngineStats st) {
    if (st.trackers().isEmpty()) {
      in.put(0, 0, "No tracker has been asked", theme.get(Role.MUTED));
      return;
    }
    boolean wide = in.width() >= HOST + OUTCOMES.size() * OUTCOME;
    List<String> columns = wide ? OUTCOMES : List.of("ok", "failed");
    int x = in.width() - columns.size() * OUTCOME;
    in.put(0, 0, "Tracker", theme.get(Role.COLUMN));
    for (int i = 0; i < columns.size(); i++) {
      String title = Text.cut(columns.get(i), OUTCOME - 1);
      in.put(x + i * OUTCOME, 0, OUTCOME, title, Text.Align.RIGHT, theme.get(Role.COLUMN));
    }
    List<Map.Entry<String, Map<String, Long>>> list = new ArrayList<>(st.trackers().entrySet());
    list.sort(
        Comparator.comparing((Map.Entry<String, Map<String, Long>> e) -> -all(e.getValue()))
            .thenComparing(Map.Entry::getKey));
    for (int i = 0; i < list.size() && i + 1 < in.height(); i++) {
      Map<String, Long> of = list.get(i).getValue();
      in.put(0, i + 1, Text.sanitise(list.get(i).getKey(), 80), x - 1, theme.get(Role.TEXT));
      for (int k = 0; k < columns.size(); k++) {
        String key = columns.get(k);
        long n =
            key.equals("failed") ? all(of) - of.getOrDefault("ok", 0L) : of.getOrDefault(key, 0L);
        Role role = n == 0 ? Role.MUTED : k == 0 ? Role.GOOD : Role.BAD;
        String text = Format.count(n);
        in.put(x + k * OUTCOME, i + 1, OUTCOME, text, Text.Align.RIGHT, theme.get(role));
      }
    }
  }

  private static long all(Map<String, Long> outcomes) {
    return outcomes.values().stream().mapToLong(Long::longValue).sum();
  }
}
