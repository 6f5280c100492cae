package io.bitonic.bench;

import io.bitonic.core.swarm.Torrent;
import io.bitonic.core.util.Bits;
import io.bitonic.core.util.PieceLayout;
import io.bitonic.core.wire.Handshake;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a downloaded block costs the loop: a whole torrent takes blocks from a peer in memory, asks
 * for more, and passes whole pieces on. The copy into the piece buffer is there, the socket, the
 * hash and the disk are not. Run with {@code -prof gc}: nothing is allocated per block or per
 * piece; what is shown is the torrent that is made before each iteration, less the longer it runs.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 3, time = 2)
@Fork(1)
public class BlockPathBench {
  private static final int BLOCKS_PER_TURN = 16;
  private static final long SIZE = 400L << 30;

  /** KiB in a piece. */
  @Param({"256", "4096"})
  public int pieceKiB;

  private BenchLoop loop;
  private MemoryPeer peer;
  private Torrent torrent;

  @Setup(Level.Iteration)
  public void connect() {
    loop = new BenchLoop();
    PieceLayout layout = PieceLayout.contiguous(SIZE, pieceKiB << 10);
    BenchTorrent bench = new BenchTorrent(loop, layout);
    torrent = bench.torrent;
    bench.start(new Bits(layout.pieces()));
    peer = new MemoryPeer();
    torrent.incoming(
        peer,
        new Handshake(
            Handshake.FAST, bench.id, "-XX0100-abcdefghijkl".getBytes(StandardCharsets.US_ASCII)));
    loop.run();
    peer.open();
    loop.run();
    for (int i = 0; i < 1000; i++) {
      block();
    }
  }

  /** Blocks that arrive in one turn of the loop, and the requests that follow them. */
  @Benchmark
  @OperationsPerInvocation(BLOCKS_PER_TURN)
  public void block() {
    peer.deliver(BLOCKS_PER_TURN);
    loop.run();
    if (peer.requested() < BLOCKS_PER_TURN && peer.delivered() > 500) {
      throw new IllegalStateException("the torrent has stopped asking: " + torrent.snapshot(0));
    }
  }
}
