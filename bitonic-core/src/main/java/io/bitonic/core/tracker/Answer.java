package io.bitonic.core.tracker;

/** Takes the outcome of a call on the loop; exactly one method is called, once. */
interface Answer<T> {
  void ok(T value);

  void failed(TrackerException reason);
}
