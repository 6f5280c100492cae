package io.bitonic.core.tracker;

import static io.bitonic.core.tracker.Requests.peer;
import static io.bitonic.core.tracker.Requests.response;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.core.api.TrackerHealth;
import io.bitonic.core.api.TrackerRow;
import io.bitonic.core.net.SimLoop;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The trackers of a torrent in virtual time, with trackers that the test scripts. */
class TrackerListTest {
  private static final String A = "http://a.example/announce";
  private static final String B = "http://b.example/announce";
  private static final String C = "udp://c.example:1/announce";
  private static final InetSocketAddress PEER = peer("192.0.2.7", 7000);
  private static final InetSocketAddress OURSELVES = peer("192.0.2.1", 6881);

  private record Call(long second, String url, AnnounceEvent event, String trackerId) {}

  /** What a tracker does with a request: an answer after so many seconds, null: never. */
  private record Reaction(double seconds, TrackerResult result) {}

  private final SimLoop loop = new SimLoop();
  private final List<Call> calls = new ArrayList<>();
  private final List<String> scrapes = new ArrayList<>();
  private final List<String> log = new ArrayList<>();
  private final Map<String, Function<AnnounceRequest, Reaction>> trackers = new HashMap<>();
  private long left = 1000;
  private TrackerList list;

  private final TrackerClient client =
      new TrackerClient() {
        @Override
        public void announce(
            String url, AnnounceRequest r, String trackerId, Consumer<TrackerResult> done) {
          calls.add(new Call(loop.elapsed().toSeconds(), url, r.event(), trackerId));
          Reaction reaction = trackers.get(url).apply(r);
          if (reaction != null) {
            loop.schedule((long) (reaction.seconds() * 1e9), () -> done.accept(reaction.result()));
          }
        }

        @Override
        public void scrape(String url, List<byte[]> hashes, Consumer<ScrapeResult> done) {
          scrapes.add(url);
          List<ScrapeResult.Counts> counts = List.of(new ScrapeResult.Counts(40, 50, 60));
          loop.schedule(1_000_000_000, () -> done.accept(new ScrapeResult.Ok(counts)));
        }

        @Override
        public void close() {}
      };

  private final TrackerList.Owner owner =
      new TrackerList.Owner() {
        @Override
        public AnnounceRequest request(AnnounceEvent event) {
          return Requests.request(event, left);
        }

        @Override
        public void peers(List<InetSocketAddress> peers, String url) {
          log.add("peers " + peers.size() + " " + url);
        }

        @Override
        public void trackerFailed(String url, String message, int failures) {
          log.add("failed " + url + " " + message + " " + failures);
        }

        @Override
        public void trackerWorking(String url, int peers) {
          log.add("working " + url + " " + peers);
        }

        @Override
        public void externalAddress(InetAddress ours) {
          log.add("external " + ours.getHostAddress());
        }
      };

  private void make(List<List<String>> tiers) {
    list = new TrackerList(loop, new Random(1), client, tiers, owner);
  }

  private void make(String... urls) {
    make(Arrays.stream(urls).map(List::of).toList());
  }

  private void works(String url, int interval, int min, InetSocketAddress... peers) {
    Reaction r = new Reaction(0.1, new TrackerResult.Ok(response(interval, min, peers)));
    trackers.put(url, _ -> r);
  }

  private static Reaction failure(double seconds, OptionalLong retry) {
    return new Reaction(seconds, new TrackerResult.Failed("no", retry));
  }

  private void fails(String url) {
    trackers.put(url, _ -> failure(0, OptionalLong.empty()));
  }

  private void hangs(String url) {
    trackers.put(url, _ -> null);
  }

  private void advance(long seconds) {
    loop.advance(Duration.ofSeconds(seconds));
  }

  private List<Long> times() {
    return calls.stream().map(Call::second).toList();
  }

  private List<AnnounceEvent> events() {
    return calls.stream().map(Call::event).toList();
  }

  private List<String> urls() {
    return calls.stream().map(Call::url).toList();
  }

  private TrackerRow row(String url) {
    return list.rows().stream().filter(r -> r.url().equals(url)).findFirst().orElseThrow();
  }

  /** Seconds from the call of stop until its end, -1 when it does not end. */
  private double stop() {
    boolean[] done = new boolean[1];
    Duration from = loop.elapsed();
    list.stop(() -> done[0] = true);
    assertFalse(done[0], "done comes from the loop");
    return loop.runUntil(() -> done[0], Duration.ofSeconds(60))
        ? loop.elapsed().minus(from).toMillis() / 1000.0
        : -1;
  }

  @Test
  void announcesToAllTiersAtOnceAndReports() {
    works(A, 1800, 0, PEER);
    works(B, 1800, 0);
    make(A, B);
    list.start();
    assertEquals(List.of(), calls, "nothing from inside start");
    advance(1);
    assertEquals(List.of(A, B), urls());
    assertEquals(List.of(AnnounceEvent.STARTED, AnnounceEvent.STARTED), events());
    assertEquals(List.of("working " + A + " 1", "peers 1 " + A, "working " + B + " 0"), log);
    assertEquals("a.example", list.workingHost());
    assertEquals(1, list.swarmSeeds());
    assertEquals(2, list.swarmPeers());
    assertEquals("working", row(A).status());
  }

  @Test
  void announcesAgainByTheIntervalNeverEarly() {
    works(A, 1000, 0, PEER);
    make(A);
    list.start();
    advance(20_000);
    Set<Long> gaps = new HashSet<>();
    for (int i = 1; i < calls.size(); i++) {
      long gap = calls.get(i).second() - calls.get(i - 1).second();
      assertTrue(gap >= 1000 && gap <= 1051, "gap " + gap);
      gaps.add(gap);
      assertEquals(AnnounceEvent.NONE, calls.get(i).event());
    }
    assertTrue(gaps.size() > 3, "jitter");
  }

  @Test
  void backsOffByTheSquareOfFailures() {
    fails(A);
    make(A);
    list.start();
    advance(30_000);
    // sums of 5 + 12.5 n², in whole seconds
    assertEquals(
        List.of(0L, 17L, 72L, 190L, 395L, 712L, 1167L, 1785L, 2590L), times().subList(0, 9));
    assertEquals(3600, TrackerEntry.backoffNanos(17) / 1e9);
    assertEquals(3600, TrackerEntry.backoffNanos(Integer.MAX_VALUE) / 1e9);
    assertTrue(log.contains("failed " + A + " no 3"));
    assertEquals("failing", row(A).status());
    assertEquals("no", row(A).message());
  }

  @Test
  void shufflesATierAndMovesTheWorkingOneToTheFront() {
    List<String> tier = IntStream.range(0, 6).mapToObj(i -> "http://t" + i + "/announce").toList();
    tier.forEach(this::fails);
    make(List.of(tier));
    List<String> order = list.tiers().getFirst();
    assertNotEquals(tier, order);
    String good = order.get(3);
    works(good, 1800, 0, PEER);
    list.start();
    advance(5);
    assertEquals(order.subList(0, 4), urls());
    assertEquals(good, list.tiers().getFirst().getFirst());
    advance(1000);
    assertEquals(4, calls.size(), "the others are left alone while one works");
    assertEquals(-1, row(order.get(5)).nextAnnounceSeconds());
  }

  @Test
  void aSilentTrackerHoldsUpItsTierForEightSecondsOnly() {
    make(List.of(List.of(A, B, C)));
    List<String> order = list.tiers().getFirst();
    hangs(order.get(0));
    hangs(order.get(1));
    works(order.get(2), 1800, 0, PEER);
    list.start();
    advance(17);
    assertEquals(order, urls());
    assertEquals(List.of(0L, 8L, 16L), times());
    assertEquals(order.get(2), list.tiers().getFirst().getFirst());
    assertEquals("announcing", row(order.get(0)).status());
  }

  @Test
  void obeysRetryIn() {
    trackers.put(A, _ -> failure(0, OptionalLong.of(7200)));
    trackers.put(B, _ -> failure(0, OptionalLong.of(Long.MAX_VALUE)));
    make(A, B);
    list.start();
    advance(7100);
    assertEquals(List.of(A, B), urls());
    assertEquals("disabled", row(B).status());
    advance(200);
    assertEquals(List.of(A, B, A), urls());
    list.reannounce();
    advance(1);
    assertEquals(List.of(A, B, A, A, B), urls());
  }

  @Test
  void looksForTheFirstPeersQuickly() {
    works(A, 1800, 0);
    make(A);
    list.needPeers(true);
    list.start();
    advance(400);
    assertEquals(List.of(0L, 5L, 15L, 35L, 75L, 155L), times());
    advance(100);
    assertEquals(7, calls.size(), "then at most every five minutes");
  }

  @Test
  void takesItselfForNobody() {
    works(A, 1800, 0, OURSELVES);
    make(A);
    list.needPeers(true);
    list.start();
    advance(6);
    assertEquals(2, calls.size());
  }

  @Test
  void isNotQuickWhenItHasPeersOrWantsNone() {
    works(A, 1800, 0, PEER);
    works(B, 1800, 0);
    make(A);
    list.needPeers(true);
    list.start();
    advance(299);
    assertEquals(1, calls.size());
    make(B);
    list.start();
    advance(1700);
    assertEquals(1, calls.stream().filter(c -> c.url().equals(B)).count());
    list.needPeers(true);
    advance(1);
    assertEquals(2, calls.stream().filter(c -> c.url().equals(B)).count());
  }

  @Test
  void honoursTheMinimumInterval() {
    works(A, 1800, 120);
    make(A);
    list.needPeers(true);
    list.start();
    advance(2);
    list.reannounce();
    advance(117);
    assertEquals(List.of(0L), times());
    advance(2);
    assertEquals(List.of(0L, 120L), times());
  }

  @Test
  void announcesCompletionOnceToEachThatHeardUs() {
    works(A, 1800, 600, PEER);
    fails(B);
    make(A, B);
    list.start();
    advance(10);
    left = 0;
    list.complete();
    list.complete();
    advance(1);
    assertEquals(new Call(10, A, AnnounceEvent.COMPLETED, ""), calls.getLast());
    works(B, 1800, 0, PEER);
    advance(100);
    assertEquals(
        List.of(AnnounceEvent.STARTED, AnnounceEvent.STARTED, AnnounceEvent.COMPLETED),
        calls.stream().filter(c -> c.url().equals(B)).map(Call::event).toList());
    advance(20_000);
    assertEquals(2, events().stream().filter(e -> e == AnnounceEvent.COMPLETED).count());
  }

  @Test
  void neverAnnouncesTheCompletionOfACompleteTorrent() {
    left = 0;
    works(A, 1800, 0, PEER);
    make(A);
    list.start();
    advance(10);
    list.complete();
    advance(10_000);
    assertFalse(events().contains(AnnounceEvent.COMPLETED));
  }

  @Test
  void completionBeforeTheFirstAnswerIsTold() {
    Reaction slow = new Reaction(5, new TrackerResult.Ok(response(1800, 0, PEER)));
    trackers.put(A, _ -> slow);
    make(A);
    list.start();
    advance(1);
    list.complete();
    advance(10);
    assertEquals(List.of(AnnounceEvent.STARTED, AnnounceEvent.COMPLETED), events());
  }

  @Test
  void stopsOnlyAtTrackersThatHeardOfUs() {
    works(A, 1800, 0, PEER);
    fails(B);
    make(A, B);
    list.start();
    advance(5);
    calls.clear();
    assertEquals(0.1, stop());
    assertEquals(List.of(new Call(5, A, AnnounceEvent.STOPPED, "")), calls);
    assertEquals(0, loop.pendingTimers());
    assertEquals(0, stop(), "twice is harmless");
  }

  @Test
  void stopsWithinFiveSecondsWithADeadTracker() {
    works(A, 1800, 0, PEER);
    make(A);
    list.start();
    advance(5);
    hangs(A);
    assertEquals(5, stop());
    log.clear();
    advance(10_000);
    assertEquals(List.of(), log);
    assertEquals(0, loop.pendingTimers());
  }

  @Test
  void stopBeforeAnyAnswerWaitsForItButNotLong() {
    hangs(A);
    Reaction slow = new Reaction(3, new TrackerResult.Ok(response(1800, 0, PEER)));
    trackers.put(B, _ -> slow);
    make(A, B);
    list.start();
    advance(1);
    assertEquals(5, stop());
    assertEquals(
        List.of(AnnounceEvent.STARTED, AnnounceEvent.STOPPED),
        calls.stream().filter(c -> c.url().equals(B)).map(Call::event).toList());
    advance(100);
    assertEquals(List.of(), log);
  }

  @Test
  void completionIsNotOvertakenByTheStop() {
    Reaction slow = new Reaction(1, new TrackerResult.Ok(response(1800, 0, PEER)));
    trackers.put(A, _ -> slow);
    make(A);
    list.start();
    advance(2);
    list.complete();
    advance(0);
    assertEquals(2, stop());
    assertEquals(
        List.of(
            new Call(0, A, AnnounceEvent.STARTED, ""),
            new Call(2, A, AnnounceEvent.COMPLETED, ""),
            new Call(3, A, AnnounceEvent.STOPPED, "")),
        calls);
  }

  @Test
  void stopFromACallbackSilencesTheRest() {
    works(A, 1800, 0, PEER);
    boolean[] done = new boolean[1];
    make(A);
    TrackerList.Owner stopper =
        new TrackerList.Owner() {
          @Override
          public AnnounceRequest request(AnnounceEvent event) {
            return owner.request(event);
          }

          @Override
          public void peers(List<InetSocketAddress> peers, String url) {
            owner.peers(peers, url);
          }

          @Override
          public void trackerFailed(String url, String message, int failures) {}

          @Override
          public void trackerWorking(String url, int peers) {
            list.stop(() -> done[0] = true);
          }

          @Override
          public void externalAddress(InetAddress ours) {}
        };
    list = new TrackerList(loop, new Random(1), client, List.of(List.of(A)), stopper);
    list.start();
    advance(2);
    assertTrue(done[0]);
    assertEquals(List.of(), log);
  }

  @Test
  void startsAgainAfterAStop() {
    works(A, 1800, 0, PEER);
    make(A);
    list.start();
    advance(5);
    stop();
    calls.clear();
    list.start();
    advance(5);
    assertEquals(List.of(AnnounceEvent.STARTED), events());
    hangs(A);
    boolean[] done = new boolean[1];
    list.stop(() -> done[0] = true);
    list.start();
    advance(0);
    assertTrue(done[0], "a start ends the stop before it");
    advance(100);
    assertEquals(AnnounceEvent.STARTED, calls.getLast().event());
    assertEquals(5, stop());
  }

  @Test
  void addsAndRemovesWhileRunning() {
    works(A, 1800, 0, PEER);
    works(B, 1800, 0, PEER);
    make(A);
    list.start();
    advance(5);
    assertTrue(list.add(B, 7));
    assertFalse(list.add(B, 0));
    assertFalse(list.add("wss://x/", 0));
    advance(1);
    assertEquals(new Call(5, B, AnnounceEvent.STARTED, ""), calls.getLast());
    assertEquals(List.of(List.of(A), List.of(B)), list.tiers());
    assertTrue(list.remove(A));
    assertFalse(list.remove(A));
    assertEquals(new Call(6, A, AnnounceEvent.STOPPED, ""), calls.getLast());
    assertEquals(List.of(List.of(B)), list.tiers());
    advance(5000);
    assertEquals(3, urls().stream().filter(B::equals).count());
    assertEquals(2, urls().stream().filter(A::equals).count());
  }

  @Test
  void aTrackerRemovedBeforeItsAnswerHearsStopped() {
    Reaction slow = new Reaction(3, new TrackerResult.Ok(response(1800, 0, PEER)));
    trackers.put(A, _ -> slow);
    make(A);
    list.start();
    advance(1);
    list.remove(A);
    advance(10);
    assertEquals(List.of(AnnounceEvent.STARTED, AnnounceEvent.STOPPED), events());
    assertEquals(List.of(), log);
  }

  @Test
  void leavesOutDuplicatesAndSurplus() {
    List<String> many =
        IntStream.range(0, 700).mapToObj(i -> "http://t" + i + "/announce").toList();
    make(List.of(List.of(A, A, " " + A), List.of(), List.of(A), many));
    assertEquals(TrackerList.MAX_TRACKERS, list.tiers().stream().mapToInt(List::size).sum());
    assertEquals(List.of(A), list.tiers().getFirst());
    assertEquals(2, list.tiers().size());
  }

  @Test
  void showsUnusableTrackersAsDisabled() {
    make("wss://x.example/announce");
    list.start();
    advance(100);
    assertEquals(List.of(), calls);
    assertEquals("disabled", list.rows().getFirst().status());
    assertTrue(list.rows().getFirst().message().contains("not supported"));
    assertEquals("", list.workingHost());
    assertEquals(-1, list.swarmSeeds());
  }

  @Test
  void scrapesWhenTheAnswerHasNoCountsAndWhenAsked() {
    AnnounceResponse bare = new AnnounceResponse(1800, 0, -1, -1, -1, "", "", null, List.of(PEER));
    Reaction r = new Reaction(0.1, new TrackerResult.Ok(bare));
    trackers.put(A, _ -> r);
    works(B, 1800, 0, PEER);
    make(A, B);
    list.start();
    advance(5);
    assertEquals(List.of(A), scrapes);
    assertEquals(40, list.swarmSeeds());
    assertEquals(50, list.swarmPeers());
    assertEquals(60, row(A).downloaded());
    list.scrape();
    list.scrape();
    assertEquals(List.of(A, B), scrapes);
    advance(901);
    list.scrape();
    assertEquals(4, scrapes.size());
  }

  @Test
  void returnsTheTrackerIdAndReportsOurAddress() throws Exception {
    AnnounceResponse first =
        new AnnounceResponse(
            60, 0, 1, 1, 1, "id1", "careful", InetAddress.getByName("203.0.113.9"), List.of());
    Reaction r = new Reaction(0.1, new TrackerResult.Ok(first));
    trackers.put(A, _ -> r);
    make(A);
    list.start();
    advance(1);
    assertEquals(List.of("working " + A + " 0", "external 203.0.113.9"), log);
    assertEquals("careful", row(A).message());
    works(A, 60, 0);
    advance(150);
    assertEquals(List.of("", "id1", "id1"), calls.stream().map(Call::trackerId).toList());
  }

  @Test
  void randomTrackersNeverBreakTheRules() {
    for (int seed = 0; seed < 200; seed++) {
      randomRun(new Random(seed));
    }
  }

  private void randomRun(Random random) {
    calls.clear();
    left = random.nextInt(3) * 1000L;
    boolean seed = left == 0;
    List<String> urls = IntStream.range(0, 6).mapToObj(i -> "http://t" + i + "/announce").toList();
    urls.forEach(u -> trackers.put(u, _ -> randomReaction(random)));
    make(List.of(urls.subList(0, 3), urls.subList(3, 4), urls.subList(4, 6)));
    list.needPeers(random.nextBoolean());
    list.start();
    for (int i = 0; i < 20; i++) {
      advance(random.nextInt(1000));
      switch (random.nextInt(4)) {
        case 0 -> list.complete();
        case 1 -> list.reannounce();
        case 2 -> list.remove(urls.get(random.nextInt(6)));
        default -> list.add(urls.get(random.nextInt(6)), random.nextInt(4));
      }
    }
    double took = stop();
    assertTrue(took >= 0 && took <= 5, "stop took " + took);
    log.clear();
    advance(100_000);
    assertEquals(List.of(), log);
    assertEquals(0, loop.pendingTimers());
    assertFalse(seed && events().contains(AnnounceEvent.COMPLETED));
    assertTrue(calls.size() < 4000, "announces " + calls.size());
  }

  @Test
  void ofThoseThatFailTheHealthiestIsAskedFirst() {
    works(A, 60, 0, PEER);
    fails(B);
    make(List.of(List.of(A, B)));
    list.start();
    advance(600);
    assertEquals(List.of(A, B), list.tiers().getFirst());
    works(B, 1800, 0, PEER);
    fails(A);
    advance(120);
    assertEquals(List.of(B, A), list.tiers().getFirst(), "the working one is in front (BEP 12)");
    fails(B);
    advance(3600);
    Map<String, Integer> health = new HashMap<>();
    list.rows().forEach(r -> health.put(r.url(), r.health().score()));
    assertTrue(health.get(A) != health.get(B).intValue(), health.toString());
    String better = health.get(A) > health.get(B) ? A : B;
    calls.clear();
    list.reannounce();
    advance(1);
    assertEquals(better, calls.getFirst().url(), health.toString());
  }

  @Test
  void rowsShowWhatTheScoreIsMadeOf() {
    trackers.put(A, _ -> new Reaction(3, new TrackerResult.Ok(response(60, 0, PEER))));
    make(A);
    list.start();
    assertEquals(TrackerHealth.UNKNOWN, list.rows().getFirst().health());
    advance(200);
    TrackerHealth h = list.rows().getFirst().health();
    assertEquals(3_000, h.meanMillis());
    assertEquals(0, h.failures());
    assertTrue(h.answers() >= 3 && h.score() > 70, h.toString());
    fails(A);
    advance(100);
    assertTrue(list.rows().getFirst().health().failures() > 0);
    assertTrue(list.rows().getFirst().health().score() < h.score());
  }

  private Reaction randomReaction(Random random) {
    double seconds = random.nextDouble() * 30;
    return switch (random.nextInt(4)) {
      case 0 -> failure(seconds, OptionalLong.empty());
      case 1 -> failure(30, OptionalLong.of(random.nextInt(1000)));
      case 2 -> new Reaction(seconds, new TrackerResult.Ok(response(30, random.nextInt(60))));
      default -> new Reaction(seconds, new TrackerResult.Ok(response(1800, 0, PEER)));
    };
  }
}
