package io.bitonic.core.metrics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.bitonic.core.api.Distribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HistogramTest {
  private final Histogram histogram = new Histogram();

  @ParameterizedTest
  @CsvSource({
    "-5, 0",
    "0, 0",
    "1, 0",
    "16000, 0",
    "16001, 1",
    "32000, 1",
    "32001, 2",
    "1000000, 6",
    "33554432000, 21",
    "33554432001, 22",
    "9223372036854775807, 22"
  })
  void aBoundBelongsToItsBucket(long nanos, int bucket) {
    histogram.record(nanos);
    Distribution d = histogram.read();
    for (int i = 0; i < d.counts().length; i++) {
      assertEquals(i == bucket ? 1 : 0, d.counts()[i], "bucket " + i);
    }
    if (bucket < d.bounds().length) {
      assertEquals(true, nanos / 1e9 <= d.bounds()[bucket]);
    }
  }

  @Test
  void boundsDoubleFromSixteenMicroseconds() {
    double[] bounds = histogram.read().bounds();
    assertEquals(16e-6, bounds[0]);
    for (int i = 1; i < bounds.length; i++) {
      assertEquals(2 * bounds[i - 1], bounds[i], 1e-12);
    }
  }

  @Test
  void aPartStaysBelowItsQuantile() {
    assertEquals(Double.NaN, histogram.read().quantile(0.5));
    for (int i = 0; i < 90; i++) {
      histogram.recordShared(20_000);
    }
    Distribution before = histogram.read();
    for (int i = 0; i < 10; i++) {
      histogram.record(1_000_000);
    }
    Distribution all = histogram.read();
    assertEquals(16e-6 + 16e-6 * 50 / 90, all.quantile(0.5), 1e-9);
    assertEquals(512e-6 + 512e-6 * 0.9, all.quantile(0.99), 1e-9);
    assertEquals(1.024e-3, all.quantile(1), 1e-9);
    Distribution late = all.since(before);
    assertEquals(10, late.count());
    assertEquals(0.01, late.sum(), 1e-9);
    assertEquals(768e-6, late.quantile(0.5), 1e-9);
    assertEquals(all, all.since(null));
    histogram.record(100_000_000_000L);
    assertEquals(33.554432, histogram.read().since(all).quantile(0.5), 1e-9);
  }

  @Test
  void addsUp() {
    histogram.record(1_000_000_000);
    histogram.record(500_000_000);
    Histogram other = new Histogram();
    other.record(20_000);
    Distribution both = histogram.read().plus(other.read());
    assertEquals(3, both.count());
    assertEquals(1.50002, both.sum(), 1e-9);
    assertEquals(2, histogram.read().count());
    assertArrayEquals(histogram.read().bounds(), both.bounds());
  }
}
