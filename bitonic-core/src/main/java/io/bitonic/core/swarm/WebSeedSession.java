package io.bitonic.core.swarm;

import io.bitonic.core.rate.RateMeter;
import io.bitonic.core.util.PieceLayout;
import io.bitonic.core.webseed.BlockBatch;
import io.bitonic.core.webseed.WebSeedException;
import io.bitonic.core.webseed.WebSeedFetcher;
import io.bitonic.core.webseed.WebSeedRun;
import java.util.ArrayDeque;

/**
 * A web seed that is downloaded from: to the picker a peer that has everything and is asked for
 * long runs. BlockBatch come whole and are put into their pieces here. Loop thread only.
 *
 * <p>What the download limit does not let pass is kept; then its fetcher soon has no buffer left
 * and stops reading.
 */
final class WebSeedSession implements WebSeedFetcher.Listener {
  /** BlockBatch of one request at most, unless a piece is longer: 16 MiB. */
  static final int MOST_BLOCKS = 1024;

  private static final int FIRST_BLOCKS = 64;
  private static final int SECONDS_PER_RUN = 5;
  private static final long STALL_NANOS = 60_000_000_000L;
  private static final long IDLE_NANOS = 30_000_000_000L;

  final WebSeeds.Entry entry;
  final int slot;
  final long key;
  final long connectedAt;
  final RateMeter down = new RateMeter();
  int hashFailures;
  private final Swarm swarm;
  private final WebSeeds seeds;
  private final ArrayDeque<BlockBatch> waiting = new ArrayDeque<>();
  private final long[] picked;
  private WebSeedFetcher fetcher;

  /** The next block of the run; null: nothing is asked for. */
  private WebSeedRun.Cursor at;

  private int offset;
  private int placed;

  /** Bytes of the next block that the download limit has let pass. */
  private int paid;

  private boolean limited;
  private boolean over;
  private WebSeedException failure;
  private boolean closed;
  private long lastBlock;
  private long downloaded;

  WebSeedSession(Swarm swarm, WebSeeds seeds, WebSeeds.Entry entry, int slot, long key) {
    this.swarm = swarm;
    this.seeds = seeds;
    this.entry = entry;
    this.slot = slot;
    this.key = key;
    this.picked = new long[Math.max(MOST_BLOCKS, swarm.layout().blocksPerPiece())];
    this.connectedAt = swarm.now();
    this.lastBlock = connectedAt;
  }

  void start(WebSeedFetcher f) {
    fetcher = f;
    ask();
  }

  /** Bytes that have come. */
  long downloaded() {
    return downloaded;
  }

  /** BlockBatch asked for and not there yet. */
  int outstanding() {
    return swarm.picker().outstanding(slot);
  }

  private void ask() {
    if (closed || at != null || !swarm.wantsData() || swarm.requestsHeld()) {
      return;
    }
    int n = swarm.blocks().pickRun(this, blocksPerRun(), picked);
    if (n == 0) {
      return;
    }
    WebSeedRun run = new WebSeedRun(swarm.layout(), (int) (picked[0] >>> 32), (int) picked[0], n);
    at = run.cursor();
    over = false;
    lastBlock = swarm.now();
    fetcher.fetch(run);
  }

  /** Long enough that asking costs little, short enough that nobody else waits for it for long. */
  private int blocksPerRun() {
    long byRate = down.rate(swarm.now()) * SECONDS_PER_RUN / PieceLayout.BLOCK;
    return (int) Math.clamp(byRate, FIRST_BLOCKS, MOST_BLOCKS);
  }

  @Override
  public void arrived(BlockBatch blocks) {
    lastBlock = swarm.now();
    entry.works();
    waiting.add(blocks);
    place();
  }

  @Override
  public void done() {
    over = true;
    place();
  }

  @Override
  public void failed(WebSeedException why) {
    over = true;
    failure = why;
    place();
  }

  private void place() {
    while (!closed && !limited && !waiting.isEmpty()) {
      BlockBatch b = waiting.peek();
      if (!pass(at.size())) {
        return;
      }
      int size = at.size();
      swarm.blocks().put(this, at.piece(), at.block(), b.data(), offset, size);
      at.next();
      offset += size;
      placed++;
      if (placed == b.count()) {
        used(b);
      }
    }
    if (!closed && over && waiting.isEmpty()) {
      over = false;
      at = null;
      if (failure == null) {
        ask();
      } else {
        seeds.ended(this, failure);
      }
    }
  }

  private void used(BlockBatch b) {
    waiting.poll();
    placed = 0;
    offset = 0;
    long now = swarm.now();
    downloaded += b.received();
    down.add(b.received(), now);
    swarm.received(b.received(), now);
    fetcher.recycle(b);
  }

  /** Whether the limit lets a block of this size pass; if not it goes on when it does. */
  private boolean pass(int size) {
    if (paid < size) {
      paid += swarm.allowance().takeDown(size - paid);
    }
    if (paid < size) {
      limited = true;
      swarm
          .allowance()
          .whenDownAllowed(
              () -> {
                limited = false;
                lastBlock = swarm.now();
                place();
              });
      return false;
    }
    paid = 0;
    return true;
  }

  void tick(long now) {
    if (at == null) {
      ask();
      if (at == null && now - lastBlock > IDLE_NANOS) {
        seeds.idle(this);
      }
    } else if (waiting.isEmpty() && now - lastBlock > STALL_NANOS) {
      seeds.stalled(this);
    } else if (waiting.isEmpty() && outstanding() == 0 && at.isAtBlock()) {
      // Others were faster, or nobody wants it any more.
      seeds.idle(this);
    }
  }

  void close() {
    closed = true;
    fetcher.close();
    waiting.clear();
    swarm.allowance().notRead(paid);
    paid = 0;
  }
}
