package io.bitonic.core.swarm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.core.api.TorrentState;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Torrents in which nothing happens, of which there may be thousands. */
class SwarmRestTest {
  private static SimNode seedWithoutTracker(SimWorld w) {
    return w.node(
        "seed",
        c -> {
          c.complete = true;
          c.tracker = false;
        });
  }

  @Test
  void ticksOnceAMinuteAndCountsItsSeconds() {
    SimWorld w = new SimWorld(1, 1 << 20);
    SimNode seed = seedWithoutTracker(w);
    w.run(Duration.ofSeconds(10));
    int before = seed.idles;
    w.run(Duration.ofMinutes(10));
    int idles = seed.idles - before;
    assertTrue(idles >= 9 && idles <= 12, "looked at " + idles + " times in ten minutes");
    assertEquals(610, seed.snapshot().seedingSeconds());
    seed.torrent.life().pause();
    w.run(Duration.ofMinutes(5));
    seed.torrent.life().resume();
    w.run(Duration.ofSeconds(30));
    assertEquals(640, seed.snapshot().activeSeconds());
  }

  @Test
  void whoeverComesIsServedAtOnce() {
    SimWorld w = new SimWorld(2, 1 << 20);
    SimNode seed = seedWithoutTracker(w);
    w.run(Duration.ofMinutes(5));
    SimNode n = w.node("late", c -> c.tracker = false);
    n.connectTo(seed);
    w.run(Duration.ofSeconds(10));
    assertTrue(n.hasPayload());
    int before = seed.idles;
    w.run(Duration.ofSeconds(1));
    assertEquals(before, seed.idles, "a torrent with a peer is not idle");
  }

  /** Its retries are due after one minute and two more, whatever the torrent rests. */
  @Test
  void callsAgainWhenItIsTime() {
    SimWorld w = new SimWorld(3, 1 << 20);
    SimNode n = w.node("alone", c -> c.tracker = false);
    InetSocketAddress nobody = new InetSocketAddress(SimWorld.ip("10.9.9.9"), 6881);
    List<InetSocketAddress> calls = new ArrayList<>();
    w.net.silent =
        a -> {
          calls.add(a);
          return false;
        };
    n.torrent.addPeers(List.of(nobody), PeerSource.TRACKER);
    w.run(Duration.ofSeconds(60));
    assertEquals(1, calls.size());
    w.run(Duration.ofSeconds(100));
    assertEquals(2, calls.size(), "the second is due two minutes after the first had failed");
    w.run(Duration.ofMinutes(4));
    assertEquals(3, calls.size());
    assertEquals(0, n.swarm().peers().known().size(), "given up");
    assertEquals(TorrentState.DOWNLOADING, n.state());
  }

  @Test
  void ownerMayAskForAnEarlierLook() {
    SimWorld w = new SimWorld(4, 1 << 20);
    SimNode seed = seedWithoutTracker(w);
    seed.idleWish = 5_000_000_000L;
    w.run(Duration.ofSeconds(10));
    int before = seed.idles;
    w.run(Duration.ofMinutes(1));
    int idles = seed.idles - before;
    assertTrue(idles >= 9 && idles <= 12, "looked at " + idles + " times in a minute");
  }
}
