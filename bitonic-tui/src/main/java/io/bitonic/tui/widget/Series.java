package io.bitonic.tui.widget;

/** Samples over time. */
@FunctionalInterface
public interface Series {
  /** The value {@code ago} samples before the newest (which is 0); 0 where nothing is known. */
  double at(int ago);
}
