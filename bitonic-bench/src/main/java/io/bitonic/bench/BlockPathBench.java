package io.bitonic.bench;

import io.bitonic.core.api.AddTorrent;
import io.bitonic.core.api.EngineEvent;
import io.bitonic.core.config.Settings;
import io.bitonic.core.metainfo.InfoHash;
import io.bitonic.core.metainfo.Metainfo;
import io.bitonic.core.metainfo.TorrentFile;
import io.bitonic.core.net.MseOptions;
import io.bitonic.core.swarm.Bandwidth;
import io.bitonic.core.swarm.ConnectionBudget;
import io.bitonic.core.swarm.DhtPeers;
import io.bitonic.core.swarm.Discoverable;
import io.bitonic.core.swarm.SwarmContext;
import io.bitonic.core.swarm.Terms;
import io.bitonic.core.swarm.Torrent;
import io.bitonic.core.swarm.TorrentOptions;
import io.bitonic.core.tracker.AnnounceRequest;
import io.bitonic.core.tracker.ScrapeResult;
import io.bitonic.core.tracker.TrackerClient;
import io.bitonic.core.tracker.TrackerResult;
import io.bitonic.core.util.Bits;
import io.bitonic.core.util.BlockPool;
import io.bitonic.core.util.PieceLayout;
import io.bitonic.core.wire.Handshake;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGeneratorFactory;
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
    byte[] id = new byte[20];
    Metainfo meta = metainfo(layout, id);
    SwarmContext context =
        new SwarmContext(
            loop,
            RandomGeneratorFactory.of("L64X128MixRandom").create(1),
            new BlockPool(256L << 20),
            (buffer, result) -> result.hashed(buffer, true),
            new NoStorage(loop),
            (to, kind, handler) -> {
              throw new IllegalStateException("nobody is to be called");
            },
            Terms.of(Discoverable.NOWHERE, 6881, 10, 4, 500),
            address -> false,
            new MseOptions(Settings.Encryption.OFF, new SecureRandom(), loop),
            new ConnectionBudget(10, 10, 10),
            DhtPeers.NONE,
            null,
            new Bandwidth(new Bandwidth.Shared()),
            new Bandwidth(new Bandwidth.Shared()),
            id,
            "-BN0100-abcdefghijkl".getBytes(java.nio.charset.StandardCharsets.US_ASCII),
            ByteBuffer.allocateDirect(PieceLayout.BLOCK),
            new long[512]);
    AddTorrent added = AddTorrent.of(new byte[0], Path.of("/bench"));
    TorrentOptions options = new TorrentOptions(null, added, null, 0);
    torrent =
        new Torrent(context, meta, new NoStorage(loop), new NoTracker(), options, new Nobody());
    torrent.life().start(new Bits(layout.pieces()), new Bits(layout.pieces()));
    loop.run();
    peer = new MemoryPeer();
    torrent.incoming(
        peer,
        new Handshake(
            Handshake.FAST,
            id,
            "-XX0100-abcdefghijkl".getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
    loop.run();
    peer.open();
    loop.run();
    for (int i = 0; i < 1000; i++) {
      block();
    }
  }

  private static Metainfo metainfo(PieceLayout layout, byte[] id) {
    return new Metainfo(
        new InfoHash(id, null),
        new byte[0],
        "bench",
        false,
        List.of(
            new TorrentFile(0, List.of("bench"), SIZE, 0, false, false, false, List.of(), null)),
        layout,
        new byte[0],
        List.of(),
        false,
        List.of(),
        List.of(),
        "",
        "",
        0,
        "");
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

  private static final class NoTracker implements TrackerClient {
    @Override
    public void announce(
        String url, AnnounceRequest request, String trackerId, Consumer<TrackerResult> done) {
      throw new IllegalStateException("there is no tracker");
    }

    @Override
    public void scrape(String url, List<byte[]> infoHashes, Consumer<ScrapeResult> done) {
      throw new IllegalStateException("there is no tracker");
    }

    @Override
    public void close() {
      // Nothing is open.
    }
  }

  private static final class Nobody implements Torrent.Owner {
    @Override
    public void event(EngineEvent event) {
      // Nobody listens.
    }

    @Override
    public void changed(Torrent t) {
      // Nothing is saved.
    }

    @Override
    public void publish(Torrent t) {
      // Nobody looks.
    }

    @Override
    public long idle(Torrent t) {
      return Long.MAX_VALUE; // nobody looks
    }
  }
}
