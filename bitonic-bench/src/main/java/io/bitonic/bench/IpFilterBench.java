package io.bitonic.bench;

import io.bitonic.core.filter.IpFilter;
import io.bitonic.core.filter.IpFilterException;
import java.io.IOException;
import java.io.Writer;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** A list of a million disjoint IPv4 ranges: the time to load it and to ask for one address. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class IpFilterBench {
  private static final int RANGES = 1_000_000;
  private static final int ASKED = 1 << 16;
  private static final int STEP = 4096;

  private Path file;
  private IpFilter filter;
  private InetAddress[] addresses;
  private int next;

  @Setup
  public void setup() throws IOException, IpFilterException {
    SplittableRandom random = new SplittableRandom(1);
    file = Files.createTempFile("bitonic-bench", ".p2p");
    try (Writer out = Files.newBufferedWriter(file)) {
      for (int i = 0; i < RANGES; i++) {
        long start = (long) i * STEP + random.nextInt(STEP / 2);
        out.write("Range number " + i + ":" + dotted(start) + "-" + dotted(start + 1000) + "\n");
      }
    }
    filter = IpFilter.load(List.of(file));
    if (filter.ranges() != RANGES) {
      throw new IllegalStateException(filter.ranges() + " ranges");
    }
    addresses = new InetAddress[ASKED];
    for (int i = 0; i < ASKED; i++) {
      int a = random.nextInt();
      addresses[i] =
          InetAddress.getByAddress(
              new byte[] {(byte) (a >>> 24), (byte) (a >>> 16), (byte) (a >>> 8), (byte) a});
    }
  }

  @TearDown
  public void delete() throws IOException {
    Files.delete(file);
  }

  private static String dotted(long a) {
    return (a >>> 24) + "." + (a >>> 16 & 255) + "." + (a >>> 8 & 255) + "." + (a & 255);
  }

  @Benchmark
  @OutputTimeUnit(TimeUnit.MILLISECONDS)
  public IpFilter load() throws IpFilterException {
    return IpFilter.load(List.of(file));
  }

  @Benchmark
  public boolean ask() {
    return filter.blocks(addresses[next++ & ASKED - 1]);
  }
}
