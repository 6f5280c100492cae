package io.bitonic.app.perf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.app.run.Pulse;
import io.bitonic.core.config.Settings;
import io.bitonic.core.session.Engines;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TransferSpeedTest {
  private static final long SIZE = 8 << 20;

  @TempDir Path dir;
  private final List<Long> totals = new ArrayList<>();

  private TransferSpeed.Plan plan() {
    return new TransferSpeed.Plan(
        Engines::start, Settings.defaults(dir.resolve("unused")), dir, SIZE);
  }

  private Step phase() {
    totals.add(0L);
    return (done, total) -> totals.set(totals.size() - 1, total);
  }

  @Test
  void twoEnginesTransferThePayloadAndLeaveNothing() throws Exception {
    TransferSpeed t = TransferSpeed.measure(plan(), this::phase, new Waiting(0));
    assertEquals(SIZE, t.bytes());
    assertTrue(t.rate() > 1e5 && t.rate() < 1e11, t::toString);
    assertTrue(t.downloader() > 0 && t.downloader() < 60, t::toString);
    assertTrue(t.seeder() >= 0 && t.seeder() < 60, t::toString);
    assertEquals(List.of(SIZE, SIZE), totals);
    assertEquals(2 * 1024 * 1024 * 1024.0 / SIZE, t.perGib(2), 1e-9);
    assertEmpty();
  }

  @Test
  void aSignalEndsItAndLeavesNothing() throws Exception {
    assertNull(TransferSpeed.measure(plan(), this::phase, new Waiting(2)));
    assertEmpty();
    assertFalse(Files.exists(dir.resolve("unused")));
  }

  private void assertEmpty() throws Exception {
    try (Stream<Path> left = Files.list(dir)) {
      assertEquals(List.of(), left.toList());
    }
  }

  /** Waits as long as it is told; may have a signal. */
  private record Waiting(int signal) implements Pulse {
    @Override
    public boolean next(Duration wait) {
      if (signal == 0 && !wait.isZero()) {
        java.util.concurrent.locks.LockSupport.parkNanos(wait.toNanos());
      }
      return signal == 0;
    }

    @Override
    public void close() {
      // Listens for nothing.
    }
  }
}
