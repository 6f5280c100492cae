package io.bitonic.core.rate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RateTest {
  private static final long MS = 1_000_000L;
  private static final long SECOND = 1000 * MS;
  // The system's monotonic clock may be negative and may pass zero.
  private static final long START = -3 * SECOND;

  @Test
  void meterShowsASteadyRateFromTheFirstSeconds() {
    RateMeter m = new RateMeter();
    long now = START;
    for (int i = 0; i < 1200; i++, now += 10 * MS) {
      m.add(1000, now);
      if (i >= 100) {
        assertEquals(100_000, m.rate(now), 2_000);
      }
    }
    assertEquals(1_200_000, m.total());
  }

  @Test
  void meterForgetsAfterFiveSeconds() {
    RateMeter m = new RateMeter();
    m.add(1_000_000, START);
    assertEquals(1_000_000, m.rate(START));
    assertEquals(250_000, m.rate(START + 4 * SECOND), 1);
    assertEquals(0, m.rate(START + 6 * SECOND));
    assertEquals(0, m.rate(START + 1000 * SECOND));
  }

  @Test
  void meterGoesOnWhenTheClockOverflows() {
    RateMeter m = new RateMeter();
    long now = Long.MAX_VALUE - 3 * SECOND;
    for (int i = 0; i < 100; i++, now += 100 * MS) {
      m.add(10_000, now);
    }
    assertEquals(100_000, m.rate(now), 4_000);
    assertEquals(0, m.rate(now + 6 * SECOND));
  }

  @Test
  void meterWithoutBytesShowsNothing() {
    assertEquals(0, new RateMeter().rate(5));
  }

  @Test
  void bucketWithoutLimitGrantsAll() {
    TokenBucket b = new TokenBucket();
    assertEquals(Long.MAX_VALUE, b.take(Long.MAX_VALUE, START));
    assertEquals(0, b.nanosUntil(1 << 30, START));
  }

  @Test
  void bucketGathersNoMoreThanItsBurst() {
    TokenBucket b = new TokenBucket();
    b.limit(1000, 500);
    assertEquals(0, b.take(100, START));
    assertEquals(100, b.take(1000, START + 100 * MS));
    assertEquals(500, b.take(1000, START + 100 * SECOND));
  }

  @Test
  void bucketSaysWhenToComeBack() {
    TokenBucket b = new TokenBucket();
    b.limit(1000, 500);
    b.take(1, START);
    long wait = b.nanosUntil(200, START);
    assertEquals(200 * MS, wait);
    assertEquals(200, b.take(200, START + wait));
    assertEquals(500 * MS, b.nanosUntil(10_000, START + wait), "no more than the burst ever comes");
  }

  @Test
  void bucketTakesBackAndCharges() {
    TokenBucket b = new TokenBucket();
    b.limit(1000, 500);
    b.take(1, START);
    assertEquals(500, b.take(500, START + SECOND));
    b.giveBack(300);
    assertEquals(300, b.take(500, START + SECOND));
    b.charge(1000, START + SECOND);
    assertEquals(0, b.take(1, START + 2 * SECOND));
    assertEquals(1, b.take(1, START + 2 * SECOND + 2 * MS));
  }

  @Test
  void bucketRefusesNonsense() {
    assertThrows(IllegalArgumentException.class, () -> new TokenBucket(-1));
    assertThrows(IllegalArgumentException.class, () -> new TokenBucket().limit(5, 0));
  }

  @ParameterizedTest
  @ValueSource(longs = {20_000, 1_000_000, 50_000_000, 2_000_000_000})
  void tenTorrentsShareALimitFairlyAndKeepIt(long limit) {
    RateLimit global = new RateLimit(null);
    global.limit(limit);
    RateLimit[] peers = new RateLimit[10];
    for (int i = 0; i < 10; i++) {
      peers[i] = new RateLimit(new RateLimit(global));
    }
    long[] moved = new long[10];
    // Polled always in the same order, the case in which the first could take all.
    for (long t = 0; t < 10 * SECOND; t += 2 * MS) {
      for (int i = 0; i < 10; i++) {
        moved[i] += peers[i].take(1 << 24, START + t);
      }
    }
    double sum = Arrays.stream(moved).sum();
    assertEquals(1, sum / (limit * 10), 0.05, Arrays.toString(moved));
    for (long m : moved) {
      assertEquals(0.1, m / sum, 0.015, Arrays.toString(moved));
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 100000", "2, 3000000", "3, 80000000"})
  void whatModestOnesLeaveGoesToTheGreedy(long seed, long limit) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    RateLimit global = new RateLimit(null);
    global.limit(limit);
    RateLimit[] torrents = new RateLimit[10];
    for (int i = 0; i < 10; i++) {
      torrents[i] = new RateLimit(global);
    }
    long[] moved = new long[10];
    long modest = limit / 50;
    for (long t = 0; t < 20 * SECOND; t += 5 * MS) {
      for (int k = 0; k < 10; k++) {
        int i = random.nextInt(10);
        long due = modest * t / SECOND - moved[i];
        long got = torrents[i].take(i < 2 ? 1 << 24 : Math.max(0, due), START + t);
        moved[i] += got;
        if (i < 2 && random.nextBoolean()) {
          // The socket took half.
          torrents[i].giveBack(got / 2);
          moved[i] -= got / 2;
        }
      }
    }
    double sum = Arrays.stream(moved).sum();
    assertEquals(1, sum / (limit * 20), 0.05, Arrays.toString(moved));
    assertEquals(1, moved[0] / (double) moved[1], 0.1, Arrays.toString(moved));
    for (int i = 2; i < 10; i++) {
      assertEquals(modest * 20, moved[i], modest, "a modest one must get what it wants");
    }
  }

  @Test
  void sharesFollowTheWeights() {
    RateLimit global = new RateLimit(null);
    global.limit(1_000_000);
    RateLimit label = new RateLimit(global);
    int[] weights = {1, 2, 4};
    RateLimit[] torrents = new RateLimit[3];
    long[] got = new long[3];
    for (int i = 0; i < 3; i++) {
      torrents[i] = new RateLimit(i == 0 ? label : global);
      torrents[i].weight(weights[i]);
    }
    for (long now = 0; now < 10_000_000_000L; now += 2_000_000) {
      for (int i = 0; i < 3; i++) {
        got[i] += torrents[i].take(16_384, now);
      }
    }
    assertEquals(10_000_000, got[0] + got[1] + got[2], 500_000);
    for (int i = 0; i < 3; i++) {
      assertEquals(10_000_000.0 * weights[i] / 7, got[i], 500_000, "weight " + weights[i]);
    }
  }

  @Test
  void whoChangesTheLevelAboveIsHeldByTheNewOne() {
    RateLimit global = new RateLimit(null);
    RateLimit label = new RateLimit(global);
    label.limit(100_000);
    RateLimit torrent = new RateLimit(global);
    assertEquals(1 << 20, torrent.take(1 << 20, 0));
    torrent.parent(label);
    long got = 0;
    for (long now = 0; now < 10_000_000_000L; now += 5_000_000) {
      got += torrent.take(16_384, now);
    }
    assertEquals(1_000_000, got, 50_000);
    torrent.parent(global);
    assertEquals(1 << 20, torrent.take(1 << 20, 10_000_000_000L));
  }

  @Test
  void theLowestLimitOnTheWayUpHolds() {
    RateLimit global = new RateLimit(null);
    RateLimit torrent = new RateLimit(global);
    RateLimit a = new RateLimit(torrent);
    RateLimit b = new RateLimit(torrent);
    global.limit(1_000_000);
    torrent.limit(300_000);
    a.limit(50_000);
    long[] moved = new long[2];
    for (long t = 0; t < 10 * SECOND; t += 10 * MS) {
      moved[0] += a.take(1 << 20, START + t);
      moved[1] += b.take(1 << 20, START + t);
    }
    assertEquals(500_000, moved[0], 25_000);
    assertEquals(2_500_000, moved[1], 125_000);
    assertTrue(a.isLimited() && b.isLimited() && b.limit() == 0);
  }

  @Test
  void withoutAnyLimitAllMovesAndNothingWaits() {
    RateLimit peer = new RateLimit(new RateLimit(new RateLimit(null)));
    assertEquals(123, peer.take(123, START));
    assertEquals(0, peer.nanosUntil(1 << 20, START));
    assertTrue(!peer.isLimited());
  }

  @Test
  void timersAloneReachTheLimit() {
    RateLimit global = new RateLimit(null);
    global.limit(200_000);
    RateLimit[] peers = {new RateLimit(global), new RateLimit(global), new RateLimit(global)};
    long[] wake = {START, START, START};
    long[] moved = new long[3];
    int calls = 0;
    for (long t = START; t < START + 10 * SECOND; t += MS) {
      for (int i = 0; i < 3; i++) {
        if (t >= wake[i]) {
          calls++;
          moved[i] += peers[i].take(16_384, t);
          wake[i] = t + peers[i].nanosUntil(16_384, t);
        }
      }
    }
    assertEquals(2_000_000, Arrays.stream(moved).sum(), 100_000, Arrays.toString(moved));
    for (long m : moved) {
      assertEquals(666_666, m, 80_000, Arrays.toString(moved));
    }
    assertTrue(calls < 5_000, "woken " + calls + " times");
  }

  @Test
  void aChangedLimitHoldsAtOnce() {
    RateLimit global = new RateLimit(null);
    RateLimit peer = new RateLimit(global);
    assertEquals(1 << 20, peer.take(1 << 20, START));
    global.limit(100_000);
    long moved = 0;
    for (long t = 0; t < 5 * SECOND; t += 10 * MS) {
      moved += peer.take(1 << 20, START + t);
    }
    assertEquals(500_000, moved, 25_000);
    global.limit(0);
    assertEquals(1 << 20, peer.take(1 << 20, START + 5 * SECOND));
  }

  @Test
  void overheadIsPaidForLater() {
    RateLimit global = new RateLimit(null);
    RateLimit peer = new RateLimit(global);
    global.limit(100_000);
    long moved = 0;
    for (long t = 0; t < 10 * SECOND; t += 10 * MS) {
      moved += peer.take(1 << 20, START + t);
      peer.charge(100, START + t);
    }
    assertEquals(900_000, moved, 45_000);
  }
}
