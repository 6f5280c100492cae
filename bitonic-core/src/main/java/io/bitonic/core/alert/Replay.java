package io.bitonic.core.alert;

import java.util.ArrayList;
import java.util.List;

/** Tells what a rule would have done with the values that were recorded. */
public final class Replay {
  private Replay() {}

  /** The events of a rule, the oldest first. */
  public static List<AlertEvent> run(AlertRule rule, Series.Recorded recorded) {
    AlertCondition c = rule.condition();
    int column = column(c, recorded.names());
    List<AlertEvent> all = new ArrayList<>();
    if (column >= 0) {
      AlertEngine engine = new AlertEngine(List.of(rule), List.of());
      for (Series.Row row : recorded.rows()) {
        all.addAll(engine.evaluate(new Recorded(row, column)));
      }
    }
    return all;
  }

  /** The newest value that the rule looks at, NaN when there is none. */
  public static double latest(AlertRule rule, Series.Recorded recorded) {
    int column = column(rule.condition(), recorded.names());
    return column < 0 || recorded.rows().isEmpty()
        ? Double.NaN
        : recorded.rows().getLast().values()[column];
  }

  /** Of several subjects, the one that the condition holds for first. */
  private static int column(AlertCondition c, List<String> names) {
    Metric m = c.metric();
    String end = m.scope() == Metric.Scope.ALL ? "" : c.comparison().isBelow() ? ".min" : ".max";
    return names.indexOf(m.name() + end);
  }

  private record Recorded(Series.Row row, int column) implements AlertSample {
    @Override
    public long wallMillis() {
      return row.wallMillis();
    }

    @Override
    public long elapsedMillis() {
      return row.wallMillis();
    }

    @Override
    public void each(Metric metric, Visitor visitor) {
      boolean one = metric.scope() == Metric.Scope.ALL;
      String name = metric.scope() == Metric.Scope.TORRENT ? "a torrent" : one ? "" : "a tracker";
      visitor.value(one ? "" : "*", name, row.values()[column]);
    }
  }
}
