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
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGeneratorFactory;

/** A torrent of the real engine without network, hashing and disk. Belongs to one thread. */
final class BenchTorrent {
  final byte[] id = new byte[20];
  final Torrent torrent;
  private final BenchLoop loop;

  BenchTorrent(BenchLoop loop, PieceLayout layout) {
    this.loop = loop;
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
            "-BN0100-abcdefghijkl".getBytes(StandardCharsets.US_ASCII),
            ByteBuffer.allocateDirect(PieceLayout.BLOCK),
            new long[512]);
    TorrentOptions options =
        new TorrentOptions(null, AddTorrent.of(new byte[0], Path.of("/bench")), null, 0);
    torrent =
        new Torrent(
            context,
            metainfo(layout, id),
            new NoStorage(loop),
            new NoTracker(),
            options,
            new Nobody());
  }

  /** The torrent has these pieces and begins. */
  void start(Bits have) {
    torrent.life().start(have, new Bits(have.size()));
    loop.run();
  }

  private static Metainfo metainfo(PieceLayout layout, byte[] id) {
    return new Metainfo(
        new InfoHash(id, null),
        new byte[0],
        "bench",
        false,
        List.of(
            new TorrentFile(
                0, List.of("bench"), layout.totalSize(), 0, false, false, false, List.of(), null)),
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
