package io.bitonic.core.alert;

import java.util.ArrayDeque;

/** By how much a counter has risen within a window; keeps 61 points at most. */
final class Increase {
  private static final int POINTS = 60;

  private record Point(long millis, double value) {}

  private final long window;
  private final ArrayDeque<Point> points = new ArrayDeque<>();

  Increase(long windowMillis) {
    this.window = windowMillis;
  }

  long window() {
    return window;
  }

  /** Takes the counter's value and gives the increase; NaN while it is not known. */
  double add(long millis, double value) {
    if (Double.isNaN(value)) {
      return Double.NaN;
    }
    if (!points.isEmpty() && value < points.getLast().value) {
      // It began anew.
      points.clear();
    }
    if (points.isEmpty() || millis - points.getLast().millis >= window / POINTS) {
      points.add(new Point(millis, value));
    }
    // The point before the window is kept: what came after it may have come within the window.
    while (points.size() > 1 && second().millis <= millis - window) {
      points.removeFirst();
    }
    return value - points.getFirst().value;
  }

  private Point second() {
    var i = points.iterator();
    i.next();
    return i.next();
  }
}
