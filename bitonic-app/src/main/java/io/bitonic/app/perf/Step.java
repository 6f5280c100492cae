package io.bitonic.app.perf;

/** Told how far a measurement is. */
@FunctionalInterface
public interface Step {
  /**
   * @param done bytes
   * @param total bytes
   */
  void at(long done, long total);
}
