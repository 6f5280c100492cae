package io.bitonic.core.swarm;

import io.bitonic.core.api.EngineEvent;
import io.bitonic.core.health.PeerScore;
import io.bitonic.core.metainfo.Metainfo;
import io.bitonic.core.metainfo.TorrentFile;
import io.bitonic.core.util.PieceLayout;
import io.bitonic.core.webseed.WebSeedConnector;
import io.bitonic.core.webseed.WebSeedException;
import io.bitonic.core.webseed.WebSeedFetcher;
import io.bitonic.core.webseed.WebSeedNet;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.tinylog.Logger;

/**
 * The web seeds of a torrent (BEP 19): which of them are downloaded from, which wait after a
 * failure, which are given up. Loop thread only.
 */
final class WebSeeds {
  /** Used at the same time. */
  static final int MOST = 4;

  private static final int MOST_MISSING_FILES = 20;
  private static final long SECOND = 1_000_000_000L;
  private static final long FIRST_WAIT_SECONDS = 5;
  private static final long LONGEST_WAIT_SECONDS = 600;
  private static final long IDLE_WAIT_SECONDS = 5;

  /** One URL of the torrent. */
  static final class Entry {
    final String url;
    final String host;
    private final long key;
    final PeerScore score = new PeerScore();
    private final Set<Integer> missingFiles = new HashSet<>();
    private WebSeedSession session;
    private boolean worked;
    private boolean disabled;
    private int failures;
    private long retryAt;

    Entry(String url, long key, long now) {
      this.url = url;
      this.host = WebSeedNet.hostOf(url);
      this.key = key;
      this.retryAt = now;
    }

    /** It has sent something. */
    void works() {
      failures = 0;
      worked = true;
    }
  }

  private final Swarm swarm;
  private final SwarmContext context;
  private final Metainfo meta;
  private final WebSeedConnector connector;
  private final List<Entry> entries = new ArrayList<>();

  WebSeeds(Swarm swarm, SwarmContext context, Metainfo meta) {
    this.swarm = swarm;
    this.context = context;
    this.meta = meta;
    this.connector = context.webSeeds();
    if (connector != null) {
      for (String url : meta.webSeeds()) {
        // A key of its own each: who sent bad data is one URL, not all of a host.
        entries.add(new Entry(url, context.random().nextLong() | 1, swarm.now()));
      }
      Collections.shuffle(entries, new java.util.Random(context.random().nextLong()));
    }
  }

  /** Begins, goes on, gives up; a few times a second. */
  void tick(long now) {
    if (entries.isEmpty()) {
      return;
    }
    if (!swarm.wantsData() || !context.terms().webSeeds()) {
      stop();
      return;
    }
    forEach(s -> s.tick(now));
    if (context.budget().isSuspended() || swarm.requestsHeld()) {
      return;
    }
    int open = 0;
    for (Entry e : entries) {
      open += e.session == null ? 0 : 1;
    }
    for (Entry e : entries) {
      if (open < MOST && e.session == null && !e.disabled && now - e.retryAt >= 0) {
        open += open(e, now) ? 1 : 0;
      }
    }
  }

  private boolean open(Entry e, long now) {
    int slot = swarm.peers().takeSlot();
    WebSeedSession s = new WebSeedSession(swarm, this, e, slot, e.key);
    WebSeedFetcher fetcher = connector.open(context.loop(), meta, e.url, s);
    if (fetcher == null) {
      swarm.peers().giveSlotBack(slot);
      e.retryAt = now + SECOND;
      return false;
    }
    e.score.called();
    swarm.picker().peerJoined(slot, e.key);
    swarm.picker().peerHasAll(slot);
    e.missingFiles.forEach(f -> lacks(slot, meta.files().get(f)));
    e.session = s;
    s.start(fetcher);
    return true;
  }

  private void lacks(int slot, TorrentFile f) {
    PieceLayout layout = meta.layout();
    int last = layout.pieceAt(f.offset() + f.length() - 1);
    for (int p = layout.pieceAt(f.offset()); p <= last; p++) {
      swarm.picker().peerLost(slot, p);
    }
  }

  private void close(WebSeedSession s) {
    s.entry.session = null;
    s.close();
    swarm.picker().peerLeft(s.slot);
    swarm.peers().giveSlotBack(s.slot);
    swarm.blocksReleased();
  }

  // ---- what sessions tell
  // -----------------------------------------------------------------------------------------

  void ended(WebSeedSession s, WebSeedException why) {
    close(s);
    Entry e = s.entry;
    Logger.debug("{} web seed {}: {}", meta.infoHash().id(), e.host, why.getMessage());
    switch (why.kind()) {
      case LATER -> {
        long wait = FIRST_WAIT_SECONDS << Math.min(e.failures, 7);
        e.failures++;
        e.score.callFailed(swarm.now());
        long most = Math.min(wait, LONGEST_WAIT_SECONDS);
        e.retryAt = swarm.now() + Math.max(most, why.retrySeconds()) * SECOND;
      }
      case NO_FILE -> lacksFile(e, why);
      case NEVER -> giveUp(e, why.getMessage());
    }
  }

  private void lacksFile(Entry e, WebSeedException why) {
    e.missingFiles.add(why.file());
    long stored = meta.files().stream().filter(f -> f.isStored() && f.length() > 0).count();
    if (e.missingFiles.size() >= stored
        || !e.worked && e.missingFiles.size() >= MOST_MISSING_FILES) {
      giveUp(e, why.getMessage());
    } else {
      e.retryAt = swarm.now();
    }
  }

  private void giveUp(Entry e, String why) {
    e.disabled = true;
    Logger.info("{} web seed {} is given up: {}", meta.name(), e.host, why);
    swarm.event(
        new EngineEvent.WebSeedFailed(
            context.loop().clock().wallMillis(), meta.infoHash().id(), meta.name(), e.url, why));
  }

  /** It had nothing to do for a while: others may have its place. */
  void idle(WebSeedSession s) {
    close(s);
    s.entry.retryAt = swarm.now() + IDLE_WAIT_SECONDS * SECOND;
  }

  void stalled(WebSeedSession s) {
    ended(s, WebSeedException.later("web seed has stopped sending"));
  }

  // ---- what the swarm tells
  // ---------------------------------------------------------------------------------------

  /** Ends all sessions; those that failed still wait. */
  void stop() {
    forEach(this::close);
  }

  /** A piece was bad; keys of those who sent blocks of it. */
  void sentBad(long[] senders, int blocks) {
    forEach(
        s -> {
          for (int b = 0; b < blocks; b++) {
            if (senders[b] == s.key) {
              s.hashFailures++;
              s.entry.score.badPiece(swarm.now());
              return;
            }
          }
        });
  }

  /** Gives up the web seed of that key; false when there is none. */
  boolean ban(long key) {
    for (Entry e : entries) {
      if (e.key == key) {
        if (e.session != null) {
          close(e.session);
        }
        if (!e.disabled) {
          giveUp(e, "sent data that fails the hash check");
        }
        return true;
      }
    }
    return false;
  }

  /** Sessions may end during the walk. */
  void forEach(Consumer<WebSeedSession> each) {
    for (Entry e : entries) {
      if (e.session != null) {
        each.accept(e.session);
      }
    }
  }

  /** Web seeds that send. */
  int active() {
    int n = 0;
    for (Entry e : entries) {
      n += e.session != null && e.session.downloaded() > 0 ? 1 : 0;
    }
    return n;
  }

  /** Whether the torrent has none. */
  boolean isEmpty() {
    return entries.isEmpty();
  }

  /** Whether any is asked. */
  boolean isBusy() {
    for (Entry e : entries) {
      if (e.session != null) {
        return true;
      }
    }
    return false;
  }
}
