package io.bitonic.core.bencode;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.lang.management.ManagementFactory;

class BencodeFuzzTest {
  private static final Limits SMALL = new Limits(64 << 10, 20, 2_000, 4_096, 16 << 10);
  private static final com.sun.management.ThreadMXBean THREADS =
      (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** What the guard lets through decodes, within bounded memory; sorted input encodes back. */
  @FuzzTest(maxDuration = "60s")
  void guardedInputDecodes(byte[] data) throws Exception {
    BencodeGuard guard;
    try {
      guard = BencodeGuard.scanPrefix(data, 0, data.length, SMALL);
    } catch (BencodeException e) {
      assertTrue(e.offset() >= 0 && e.offset() <= data.length, e.getMessage());
      return;
    }
    assertTrue(guard.length() <= data.length);
    assertTrue(guard.heapEstimate() <= 10L * data.length + SMALL.heapAllowance());
    if (!guard.isDictionary()) {
      return;
    }
    long before = THREADS.getCurrentThreadAllocatedBytes();
    BDict dict = Bencoding.decode(data, guard, 0);
    long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
    // Garbage of the decoder included; class loading on the first run is what the constant is for.
    assertTrue(allocated <= 5 * guard.heapEstimate() + (4 << 20), "allocated " + allocated);
    for (String key : dict.keys()) {
      assertTrue(guard.rawValue(key).length > 0);
    }
    if (guard.sorted()) {
      byte[] input = java.util.Arrays.copyOf(data, guard.length());
      assertArrayEquals(input, Bencoding.encode(dict.raw()));
    }
  }
}
