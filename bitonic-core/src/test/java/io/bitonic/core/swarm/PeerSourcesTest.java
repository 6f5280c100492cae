package io.bitonic.core.swarm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.bitonic.core.api.EngineEvent;
import io.bitonic.core.net.Loop;
import io.bitonic.core.net.SimLoop;
import io.bitonic.core.tracker.AnnounceRequest;
import io.bitonic.core.tracker.AnnounceResponse;
import io.bitonic.core.tracker.ScrapeResult;
import io.bitonic.core.tracker.TrackerClient;
import io.bitonic.core.tracker.TrackerResult;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class PeerSourcesTest {
  private static final InetSocketAddress PEER =
      new InetSocketAddress(InetAddress.ofLiteral("20.1.2.3"), 6881);

  private final SimLoop loop = new SimLoop();
  private final List<String> calls = new ArrayList<>();
  private final List<PeerSource> found = new ArrayList<>();
  private Consumer<List<InetSocketAddress>> dhtFound;
  private long left = 1;

  private final class FakeDht implements DhtPeers {
    @Override
    public int port() {
      return 6881;
    }

    @Override
    public void seek(
        byte[] infoHash, boolean seed, Loop on, Consumer<List<InetSocketAddress>> answer) {
      calls.add(seed ? "seed" : "seek");
      dhtFound = answer;
    }

    @Override
    public void leave(byte[] infoHash) {
      calls.add("leave");
    }

    @Override
    public void node(InetSocketAddress address) {
      throw new AssertionError(address);
    }
  }

  private final class FakeOwner implements PeerSources.Owner {
    @Override
    public long uploaded() {
      return 0;
    }

    @Override
    public long downloaded() {
      return 0;
    }

    @Override
    public long left() {
      return left;
    }

    @Override
    public void peers(List<InetSocketAddress> peers, PeerSource source) {
      found.add(source);
    }

    @Override
    public void external(InetSocketAddress ours) {
      throw new AssertionError(ours);
    }

    @Override
    public void event(EngineEvent event) {
      assertInstanceOf(EngineEvent.TrackerWorking.class, event);
    }
  }

  /** Answers with these peers. */
  private record FakeClient(Loop loop, List<InetSocketAddress> peers) implements TrackerClient {
    @Override
    public void announce(
        String url, AnnounceRequest request, String trackerId, Consumer<TrackerResult> done) {
      AnnounceResponse answer = new AnnounceResponse(1800, 60, 1, 1, 1, "", "", null, peers);
      loop.execute(() -> done.accept(new TrackerResult.Ok(answer)));
    }

    @Override
    public void scrape(String url, List<byte[]> infoHashes, Consumer<ScrapeResult> done) {
      throw new AssertionError(url);
    }

    @Override
    public void close() {}
  }

  private PeerSources sources(DhtPeers dht) {
    return sources(dht, null, List.of());
  }

  private PeerSources sources(DhtPeers dht, TrackerClient client, List<List<String>> tiers) {
    // Nothing else is used of it.
    SwarmContext context =
        new SwarmContext(
            loop,
            new SplittableRandom(1),
            null,
            null,
            null,
            null,
            Terms.of(new Discoverable(true, false, false), 6881, 10, 4, 100),
            a -> false,
            null,
            null,
            dht,
            null,
            null,
            null,
            new byte[20],
            new byte[20],
            null,
            null);
    PeerSources s = new PeerSources(context, "id", "name", client, tiers);
    s.handTo(new FakeOwner(), "name", dht);
    return s;
  }

  @Test
  void seeksWhileItRunsAndSaysWhenItIsComplete() {
    PeerSources s = sources(new FakeDht());
    s.start(false);
    dhtFound.accept(List.of(PEER));
    left = 0;
    s.complete();
    s.stop(() -> calls.add("told"));
    loop.run();
    dhtFound.accept(List.of(PEER));
    assertEquals(List.of("seek", "seed", "leave", "told"), calls);
    assertEquals(List.of(PeerSource.DHT), found, "peers that come late are not taken");
  }

  @Test
  void leavesTheDhtWhenALinkTurnsOutToBePrivate() {
    PeerSources s = sources(new FakeDht());
    s.start(false);
    s.handTo(new FakeOwner(), "real name", DhtPeers.NONE);
    s.complete();
    assertEquals(List.of("seek", "leave"), calls);
  }

  private PeerSources withTracker(List<InetSocketAddress> peers) {
    return sources(
        new FakeDht(), new FakeClient(loop, peers), List.of(List.of("http://t.example/announce")));
  }

  @Test
  void theDhtWaitsWhileATrackerHasPeers() {
    PeerSources s = withTracker(List.of(PEER));
    s.start(false);
    loop.advance(Duration.ofSeconds(4));
    assertEquals(List.of(), calls);
    assertEquals(List.of(PeerSource.TRACKER), found);
    loop.advance(Duration.ofSeconds(2));
    assertEquals(List.of("seek"), calls);
  }

  @Test
  void theDhtIsAskedAtOnceWhenATrackerHasNoPeers() {
    PeerSources s = withTracker(List.of());
    s.start(false);
    loop.advance(Duration.ofMillis(100));
    assertEquals(List.of("seek"), calls);
  }

  @Test
  void aStopEndsTheWait() {
    PeerSources s = withTracker(List.of(PEER));
    s.start(false);
    loop.advance(Duration.ofSeconds(1));
    s.stop(() -> {});
    loop.advance(Duration.ofSeconds(10));
    assertEquals(List.of("leave"), calls);
  }
}
