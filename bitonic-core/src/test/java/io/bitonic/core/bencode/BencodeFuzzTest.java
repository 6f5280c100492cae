package io.bitonic.core.bencode;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeAll;

class BencodeFuzzTest {
  private static final Limits SMALL = new Limits(64 << 10, 20, 2_000, 4_096, 16 << 10);
  private static final com.sun.management.ThreadMXBean THREADS =
      (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

  @BeforeAll
  static void loadClasses() throws BencodeException {
    // Loading them would count as allocation of the first input.
    byte[] warm = "d1:ai1e1:b1:c1:dl1:xdeee".getBytes(StandardCharsets.US_ASCII);
    Bencoding.encode(Bencoding.decode(warm, SMALL).raw());
  }

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
    // The decoder's garbage is counted too; the constant is for the first runs of the JVM.
    assertTrue(allocated <= 5 * guard.heapEstimate() + (1 << 20), "allocated " + allocated);
    for (String key : dict.keys()) {
      assertTrue(guard.rawValue(key).length > 0);
    }
    if (guard.sorted()) {
      byte[] input = Arrays.copyOf(data, guard.length());
      assertArrayEquals(input, Bencoding.encode(dict.raw()));
    }
  }
}
