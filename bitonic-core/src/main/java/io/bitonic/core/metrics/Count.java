package io.bitonic.core.metrics;

import java.util.concurrent.atomic.AtomicLong;

/** A total that only grows. One thread adds, any thread reads; adding is a plain store. */
public final class Count {
  private final AtomicLong value = new AtomicLong();

  /** Owner thread. */
  public void add(long n) {
    value.setOpaque(value.getPlain() + n);
  }

  /** Any thread. */
  public long get() {
    return value.getOpaque();
  }
}
