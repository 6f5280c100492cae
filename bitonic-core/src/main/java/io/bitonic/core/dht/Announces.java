package io.bitonic.core.dht;

import io.bitonic.core.krpc.Args;
import io.bitonic.core.krpc.Endpoint;
import io.bitonic.core.krpc.Node;
import io.bitonic.core.krpc.NodeId;
import io.bitonic.core.krpc.Response;
import io.bitonic.core.net.Loop;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Our torrents: each is looked up and announced every 15 minutes, every 5 while few peers are
 * found. One that is to be downloaded and of which nobody is found is looked up again after
 * seconds, then after longer and longer pauses. A bounded number of searches runs at a time; the
 * rest waits its turn. Loop thread only.
 */
final class Announces {
  private static final int AT_ONCE = 8;
  private static final int FEW = 10;
  private static final int MAX_PEERS = 2000;
  private static final long SHORT = TimeUnit.MINUTES.toNanos(5);
  private static final long LONG = TimeUnit.MINUTES.toNanos(15);
  private static final long NO_NODES = TimeUnit.SECONDS.toNanos(5);

  /** Of those found, so many may be what we announced, in each family. */
  private static final int OURSELVES = 2;

  /** The first pause after a search that has found nobody; each is half as long again. */
  private static final long NOBODY_YET = TimeUnit.SECONDS.toNanos(2);

  private final class Entry {
    final NodeId infoHash;
    int port;
    boolean seed;
    Dht.PeersListener listener;
    long due;
    boolean gone;
    int running;
    boolean heard;

    /** Nodes have been found since the search began. */
    boolean woken;

    long pause = NOBODY_YET;
    final Set<Endpoint> found = new HashSet<>();

    Entry(NodeId infoHash) {
      this.infoHash = infoHash;
      this.due = loop.clock().nanos();
    }
  }

  private final Loop loop;
  private final List<Side> sides;
  private final Map<NodeId, Entry> torrents = new HashMap<>();
  private final PriorityQueue<Entry> queue =
      new PriorityQueue<>((a, b) -> Long.signum(a.due - b.due));
  private int running;
  private Loop.Timer timer;
  private boolean stopped;

  Announces(Loop loop, List<Side> sides) {
    this.loop = loop;
    this.sides = sides;
  }

  void add(NodeId infoHash, int port, boolean seed, Dht.PeersListener listener) {
    Entry e = torrents.get(infoHash);
    if (e == null) {
      e = new Entry(infoHash);
      torrents.put(infoHash, e);
      queue.add(e);
    }
    e.port = port;
    e.seed = seed;
    e.listener = listener;
    run();
  }

  void remove(NodeId infoHash) {
    Entry e = torrents.remove(infoHash);
    if (e != null) {
      e.gone = true;
      queue.remove(e);
    }
  }

  /** A peer was announced to us: when the torrent is ours, no look-up could tell us of it. */
  void announced(NodeId infoHash, Endpoint peer) {
    Entry e = torrents.get(infoHash);
    if (e != null) {
      e.listener.found(List.of(new InetSocketAddress(peer.ip(), peer.port())));
    }
  }

  /** Nodes were found: those that waited for some go on now. */
  void wake() {
    long now = loop.clock().nanos();
    for (Entry e : torrents.values()) {
      if (e.running > 0) {
        e.woken = true;
      } else if (!e.heard && e.due - now > 0) {
        queue.remove(e);
        e.due = now;
        queue.add(e);
      }
    }
    run();
  }

  void stop() {
    stopped = true;
    if (timer != null) {
      timer.cancel();
    }
  }

  private void run() {
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
    long now = loop.clock().nanos();
    List<Side> ready = sides.stream().filter(s -> s.table.size() > 0).toList();
    while (canSearch() && !ready.isEmpty() && queue.peek().due - now <= 0) {
      search(queue.poll(), ready);
    }
    if (canSearch()) {
      // Without nodes thousands of torrents wait together.
      long least = ready.isEmpty() ? NO_NODES : 0;
      timer = loop.schedule(Math.max(least, queue.peek().due - now), this::run);
    }
  }

  private boolean canSearch() {
    return !stopped && running < AT_ONCE && !queue.isEmpty();
  }

  private void search(Entry e, List<Side> ready) {
    running++;
    e.heard = false;
    e.woken = false;
    e.found.clear();
    e.running = ready.size();
    for (Side s : ready) {
      s.lookup(e.infoHash, new Search(e, s));
    }
  }

  private final class Search implements Lookup.Task {
    private final Entry e;
    private final Side side;

    Search(Entry e, Side side) {
      this.e = e;
      this.side = side;
    }

    @Override
    public Args args() {
      return new Args.GetPeers(e.infoHash, false, false);
    }

    @Override
    public boolean answered(Node from, Response r) {
      e.heard = true;
      if (r.values() != null && !e.gone) {
        List<InetSocketAddress> fresh = new ArrayList<>();
        for (Endpoint p : r.values()) {
          boolean believable = from.at().isLocal() || !p.isLocal();
          if (believable && e.found.size() < MAX_PEERS && e.found.add(p)) {
            fresh.add(new InetSocketAddress(p.ip(), p.port()));
          }
        }
        if (!fresh.isEmpty()) {
          e.listener.found(fresh);
        }
      }
      return !e.gone;
    }

    @Override
    public void done(List<Lookup.Found> closest, Lookup.Counts counts) {
      if (e.port > 0 && !e.gone) {
        for (Lookup.Found f : Lookup.targets(closest)) {
          Args a = new Args.AnnouncePeer(e.infoHash, e.port, false, e.seed, f.token());
          side.query(f.node().at(), a, NOBODY);
        }
      }
      ended(e);
    }
  }

  /** The answer to an announce says nothing that we need. */
  private static final Calls.Answer NOBODY =
      new Calls.Answer() {
        @Override
        public void answered(Response r) {}

        @Override
        public void failed() {}
      };

  private void ended(Entry e) {
    if (--e.running > 0) {
      return;
    }
    running--;
    if (!e.gone) {
      e.due = loop.clock().nanos() + pauseAfter(e);
      queue.add(e);
      e.listener.searched(e.found.size());
    }
    // Not at once: a search without nodes ends before it has begun.
    if (!stopped) {
      loop.execute(this::run);
    }
  }

  private static long pauseAfter(Entry e) {
    if (!e.heard) {
      return e.woken ? 0 : NO_NODES;
    }
    if (e.found.size() > OURSELVES || e.seed) {
      e.pause = NOBODY_YET;
      return e.found.size() < FEW ? SHORT : LONG;
    }
    long pause = e.pause;
    e.pause = Math.min(SHORT, pause + pause / 2);
    return pause;
  }

  int size() {
    return torrents.size();
  }
}
