package io.bitonic.core.swarm;

import io.bitonic.core.metainfo.Metainfo;
import io.bitonic.core.net.Loop;
import io.bitonic.core.util.PieceLayout;
import io.bitonic.core.webseed.Batches;
import io.bitonic.core.webseed.BlockBatch;
import io.bitonic.core.webseed.WebSeedConnector;
import io.bitonic.core.webseed.WebSeedException;
import io.bitonic.core.webseed.WebSeedFetcher;
import io.bitonic.core.webseed.WebSeedRun;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** Web servers that have a world's torrent, in virtual time. */
final class SimWebSeeds implements WebSeedConnector {
  private static final int BUFFERS = 8;

  final List<Server> opened = new ArrayList<>();
  final List<WebSeedRun> runs = new ArrayList<>();
  private final byte[] payload;

  /** Bytes a second of each. */
  long rate = 4 << 20;

  /** Lies of URLs that contain this. */
  String liar = "liar";

  /** An error in place of the first block of a run, by URL; null: none. */
  Function<String, WebSeedException> error = url -> null;

  /** Sends nothing at all when the URL contains this. */
  String silent = "silent";

  int most = Integer.MAX_VALUE;

  SimWebSeeds(byte[] payload) {
    this.payload = payload;
  }

  long atWork() {
    return opened.stream().filter(s -> !s.closed).count();
  }

  @Override
  public WebSeedFetcher open(
      Loop loop, Metainfo meta, String url, WebSeedFetcher.Listener listener) {
    if (atWork() >= most) {
      return null;
    }
    Server s = new Server(loop, url, listener);
    opened.add(s);
    return s;
  }

  final class Server implements WebSeedFetcher {
    final String url;
    private final Loop loop;
    private final Listener listener;
    private WebSeedRun.Cursor at;
    private int lent;
    private boolean running;
    boolean closed;

    Server(Loop loop, String url, Listener listener) {
      this.loop = loop;
      this.url = url;
      this.listener = listener;
    }

    @Override
    public void fetch(WebSeedRun run) {
      runs.add(run);
      at = run.cursor();
      WebSeedException e = error.apply(url);
      if (e != null) {
        loop.schedule(10_000_000L, () -> tell(() -> listener.failed(e)));
      } else if (!url.contains(silent)) {
        next();
      }
    }

    private void tell(Runnable what) {
      if (!closed) {
        what.run();
      }
    }

    private void next() {
      if (running || closed || lent == BUFFERS || !at.isAtBlock()) {
        return;
      }
      running = true;
      int size = at.size();
      loop.schedule(size * 1_000_000_000L / rate, () -> tell(() -> send(size)));
    }

    private void send(int size) {
      running = false;
      int from = at.piece() * SimWorld.PIECE + at.block() * PieceLayout.BLOCK;
      byte[] block = Arrays.copyOfRange(payload, from, from + size);
      if (url.contains(liar)) {
        block[0]++;
      }
      at.next();
      lent++;
      listener.arrived(Batches.of(block));
      if (!at.isAtBlock()) {
        loop.execute(() -> tell(listener::done));
      }
      next();
    }

    @Override
    public void recycle(BlockBatch batch) {
      lent--;
      next();
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}
