package io.bitonic.core.swarm;

import io.bitonic.core.net.SimLoop;
import io.bitonic.core.tracker.AnnounceEvent;
import io.bitonic.core.tracker.AnnounceRequest;
import io.bitonic.core.tracker.AnnounceResponse;
import io.bitonic.core.tracker.ScrapeResult;
import io.bitonic.core.tracker.TrackerClient;
import io.bitonic.core.tracker.TrackerResult;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** A tracker that knows who has announced, and gives everyone, the asker too, in random order. */
final class SimTracker {
  static final String URL = "http://tracker.example/announce";
  private static final long ANSWER_NANOS = 50_000_000L;

  private final SimLoop loop;
  private final RandomGenerator random;
  private final Map<String, Set<InetSocketAddress>> swarms = new TreeMap<>();

  /** Addresses in one answer. */
  int most = 30;

  final List<AnnounceEvent> events = new ArrayList<>();

  SimTracker(SimLoop loop, RandomGenerator random) {
    this.loop = loop;
    this.random = random;
  }

  /** What a client at this address speaks to the tracker with. */
  TrackerClient client(InetAddress ip) {
    return new TrackerClient() {
      @Override
      public void announce(
          String url, AnnounceRequest request, String trackerId, Consumer<TrackerResult> done) {
        loop.schedule(ANSWER_NANOS, () -> done.accept(answer(ip, request)));
      }

      @Override
      public void scrape(String url, List<byte[]> infoHashes, Consumer<ScrapeResult> done) {
        throw new UnsupportedOperationException();
      }

      @Override
      public void close() {
        // Its calls end by themselves.
      }
    };
  }

  private TrackerResult answer(InetAddress ip, AnnounceRequest request) {
    events.add(request.event());
    Set<InetSocketAddress> swarm =
        swarms.computeIfAbsent(
            HexFormat.of().formatHex(request.infoHash()), k -> new LinkedHashSet<>());
    InetSocketAddress asker = new InetSocketAddress(ip, request.port());
    if (request.event() == AnnounceEvent.STOPPED) {
      swarm.remove(asker);
    } else {
      swarm.add(asker);
    }
    List<InetSocketAddress> peers = new ArrayList<>(swarm);
    for (int i = peers.size(); i > 1; i--) {
      peers.add(peers.remove(random.nextInt(i)));
    }
    List<InetSocketAddress> some = peers.subList(0, Math.min(most, peers.size()));
    return new TrackerResult.Ok(
        new AnnounceResponse(30, 10, 1, swarm.size(), 0, "", "", ip, List.copyOf(some)));
  }
}
