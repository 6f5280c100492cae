package io.bitonic.core.metrics;

import io.bitonic.core.api.EngineStats.DiskTimes;

/** How long the file system takes. Disk workers write, any thread reads. */
public final class DiskMeters {
  /** A read of a block or piece. */
  public final Histogram reads = new Histogram();

  /** A write of a whole piece. */
  public final Histogram writes = new Histogram();

  /** Forcing what was written to the device. */
  public final Histogram syncs = new Histogram();

  /** Any thread. */
  public DiskTimes read() {
    return new DiskTimes(reads.read(), writes.read(), syncs.read());
  }
}
