package io.bitonic.core.webseed;

import io.bitonic.core.metainfo.Metainfo;
import io.bitonic.core.net.Loop;
import io.bitonic.core.util.PieceLayout;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.tinylog.Logger;

/**
 * Downloads runs of blocks from one web seed (BEP 19).
 *
 * <p>The loop calls {@link #fetch}, {@link #recycle} and {@link #close} and hears the listener; a
 * thread of the client's own does the rest and blocks on the network. {@value #BUFFERS} buffers go
 * round between them: when the loop keeps them, because a limit or the disk holds it back, the
 * thread stops reading, and so in the end does the server.
 *
 * <p>A platform thread: a virtual one that has waited for a socket leaves a poller behind in the
 * kernel, and for that the JVM waits 0.3 s when it exits.
 */
final class WebSeedClient implements WebSeedFetcher {
  static final int BUFFERS = 8;

  private final Loop loop;
  private final Metainfo meta;
  private final String url;
  private final Listener listener;
  private final Runnable ended;
  private final WebSeedConnection connection;
  private final BlockingQueue<WebSeedRun> runs = new LinkedBlockingQueue<>();
  private final BlockingQueue<BlockBatch> free = new ArrayBlockingQueue<>(BUFFERS);
  private final Thread thread;
  private volatile boolean closed;

  /**
   * @param ended runs when the thread has ended
   */
  WebSeedClient(
      Loop loop,
      WebSeedNet.Config config,
      Metainfo meta,
      String url,
      Listener listener,
      Runnable ended) {
    this.ended = ended;
    this.loop = loop;
    this.meta = meta;
    this.url = url;
    this.listener = listener;
    this.connection = new WebSeedConnection(config);
    for (int i = 0; i < BUFFERS; i++) {
      free.add(new BlockBatch());
    }
    this.thread = Thread.ofPlatform().daemon().name("web seed").unstarted(this::work);
    thread.start();
  }

  @Override
  public void fetch(WebSeedRun run) {
    runs.add(run);
  }

  @Override
  public void recycle(BlockBatch blocks) {
    blocks.clear();
    free.add(blocks);
  }

  /** Ends the connection and the thread. */
  @Override
  public void close() {
    closed = true;
    connection.abort();
    thread.interrupt();
  }

  // ---- the thread
  // -------------------------------------------------------------------------------------------------

  private void work() {
    try {
      while (!closed) {
        WebSeedRun run = runs.take();
        try {
          new Filler(run).fill();
          tell(listener::done);
        } catch (WebSeedException e) {
          connection.close();
          tell(() -> listener.failed(e));
        }
      }
    } catch (InterruptedException e) {
      Logger.trace("{} closed", url);
    } catch (RuntimeException e) {
      // A bug of ours; the torrent must not wait for ever because of it.
      tell(() -> listener.failed(WebSeedException.never("internal error: " + e)));
    } finally {
      connection.close();
      ended.run();
    }
  }

  private void tell(Runnable what) {
    loop.execute(
        () -> {
          if (!closed) {
            what.run();
          }
        });
  }

  /** Cuts what the server sends into blocks. */
  private final class Filler implements WebSeedConnection.Sink {
    private final WebSeedRun run;
    private final WebSeedRun.Cursor at;
    private BlockBatch blocks;
    private int blockLeft;

    Filler(WebSeedRun run) {
      this.run = run;
      this.at = run.cursor();
      this.blockLeft = at.size();
    }

    void fill() throws WebSeedException, InterruptedException {
      for (FilePart part : FilePart.of(meta, run.start(), run.end())) {
        if (part.file().padding()) {
          pad(part.length());
        } else {
          connection.get(WebSeedUrl.ofFile(url, meta, part.file()), part, this);
        }
      }
    }

    private void pad(long length) throws InterruptedException {
      for (long left = length; left > 0; ) {
        BlockBatch b = blocks();
        int n = (int) Math.min(left, blockLeft);
        Arrays.fill(b.data(), b.filled(), b.filled() + n, (byte) 0);
        b.padded(n);
        left -= n;
        moved(n, false);
      }
    }

    @Override
    public int read(InputStream from, long most) throws IOException, InterruptedException {
      BlockBatch b = blocks();
      int n = from.read(b.data(), b.filled(), (int) Math.min(most, blockLeft));
      if (n > 0) {
        b.filled(n);
        moved(n, from.available() >= PieceLayout.BLOCK);
      }
      return n;
    }

    private BlockBatch blocks() throws InterruptedException {
      if (blocks == null) {
        blocks = free.take();
      }
      return blocks;
    }

    /**
     * @param more whether another block is there already, so that they can go together
     */
    private void moved(int n, boolean more) {
      blockLeft -= n;
      if (blockLeft > 0) {
        return;
      }
      blocks.blockEnded();
      at.next();
      blockLeft = at.isAtBlock() ? at.size() : 0;
      if (!more || !at.isAtBlock() || blocks.isFull()) {
        BlockBatch full = blocks;
        blocks = null;
        tell(() -> listener.arrived(full));
      }
    }
  }
}
