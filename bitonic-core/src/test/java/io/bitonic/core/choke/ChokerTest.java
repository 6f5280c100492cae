package io.bitonic.core.choke;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.BitSet;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

class ChokerTest {
  private static final long SECOND = 1_000_000_000L;
  private static final int PIECE = 1 << 18;
  private static final int N = 40;

  private final RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(11);
  private final FakePeers peers = new FakePeers();
  private long now = -50 * SECOND;

  private static final class FakePeers implements Choker.Peers {
    final boolean[] wants = new boolean[N];
    final boolean[] snubbed = new boolean[N];
    final long[] down = new long[N];
    final long[] up = new long[N];
    final long[] sent = new long[N];
    final long[] connected = new long[N];
    final int[] health = new int[N];

    @Override
    public int slots() {
      return N;
    }

    @Override
    public boolean wantsPieces(int slot) {
      return wants[slot];
    }

    @Override
    public boolean snubbed(int slot) {
      return snubbed[slot];
    }

    @Override
    public long downRate(int slot) {
      return down[slot];
    }

    @Override
    public long upRate(int slot) {
      return up[slot];
    }

    @Override
    public long sentSinceUnchoke(int slot) {
      return sent[slot];
    }

    @Override
    public long connectedAt(int slot) {
      return connected[slot];
    }

    @Override
    public int health(int slot) {
      return health[slot];
    }
  }

  private Choker choker(int slots) {
    Arrays.fill(peers.connected, now - 1000 * SECOND);
    Arrays.fill(peers.health, 75);
    return new Choker(slots, PIECE, random);
  }

  private void run(Choker c, boolean complete, int seconds) {
    for (int i = 0; i < seconds; i++) {
      c.update(peers, complete, now);
      now += SECOND;
    }
  }

  private static BitSet unchoked(Choker c) {
    BitSet set = new BitSet();
    for (int s = 0; s < N; s++) {
      if (c.isUnchoked(s)) {
        set.set(s);
      }
    }
    assertEquals(set.cardinality(), c.unchokedCount());
    return set;
  }

  @Test
  void theBestSendersGetTheRegularSlots() {
    Choker c = choker(8);
    Arrays.fill(peers.wants, true);
    for (int s = 0; s < N; s++) {
      peers.down[s] = s * 1000;
    }
    run(c, false, 120);
    for (int s = N - 7; s < N; s++) {
      assertTrue(c.isUnchoked(s) && !c.isOptimistic(s), "slot " + s);
    }
    assertEquals(8, unchoked(c).cardinality());
  }

  @Test
  void theOptimisticSlotRotatesThroughAll() {
    Choker c = choker(8);
    Arrays.fill(peers.wants, true);
    for (int s = 0; s < 7; s++) {
      peers.down[s] = 100_000;
    }
    BitSet seen = new BitSet();
    int changes = 0;
    int last = -1;
    for (int i = 0; i < 6000; i++) {
      run(c, false, 1);
      for (int s = 7; s < N; s++) {
        if (c.isUnchoked(s) && i > 60) {
          assertTrue(c.isOptimistic(s));
          seen.set(s);
          changes += s != last ? 1 : 0;
          last = s;
        }
      }
    }
    assertEquals(N - 7, seen.cardinality(), "everybody had a chance");
    assertEquals(200, changes, 5, "every 30 s");
  }

  @Test
  void newPeersAreThreeTimesLikelier() {
    int fresh = 0;
    for (int i = 0; i < 2000; i++) {
      Choker c = choker(1);
      peers.wants[3] = true;
      peers.wants[5] = true;
      peers.connected[5] = now - SECOND;
      run(c, false, 1);
      fresh += c.isUnchoked(5) ? 1 : 0;
    }
    assertEquals(1500, fresh, 80);
  }

  @Test
  void freeSlotsAreFilledAtOnceAndNobodyFlaps() {
    Choker c = choker(8);
    run(c, false, 3);
    peers.wants[4] = true;
    assertTrue(c.update(peers, false, now));
    assertTrue(c.isUnchoked(4));
    for (int s = 0; s < 8; s++) {
      peers.wants[s] = true;
    }
    c.update(peers, false, now);
    assertEquals(8, c.unchokedCount());
    for (int i = 0; i < 300; i++, now += SECOND) {
      peers.down[i % 8] = random.nextInt(100_000);
      assertFalse(c.update(peers, false, now), "as many slots as peers: nothing to change");
    }
  }

  @Test
  void uninterestedPeersLoseTheirSlotAtOnce() {
    Choker c = choker(8);
    peers.wants[4] = true;
    peers.down[4] = 1_000_000;
    run(c, false, 30);
    peers.wants[4] = false;
    assertTrue(c.update(peers, false, now));
    assertEquals(0, c.unchokedCount());
  }

  @Test
  void equalPeersDoNotAlternate() {
    Choker c = choker(4);
    for (int s = 0; s < 10; s++) {
      peers.wants[s] = true;
      peers.down[s] = 50_000;
    }
    run(c, false, 40);
    BitSet regular = regular(c);
    assertEquals(3, regular.cardinality());
    for (int i = 0; i < 300; i++) {
      for (int s = 0; s < 10; s++) {
        peers.down[s] = 50_000 + random.nextInt(4_000);
      }
      run(c, false, 1);
      assertEquals(regular, regular(c));
    }
  }

  private static BitSet regular(Choker c) {
    BitSet set = unchoked(c);
    for (int s = 0; s < N; s++) {
      set.set(s, set.get(s) && !c.isOptimistic(s));
    }
    return set;
  }

  @Test
  void aPeerThatSnubsUsLosesItsSlotToAChance() {
    Choker c = choker(8);
    Arrays.fill(peers.wants, true);
    for (int s = 0; s < 10; s++) {
      peers.down[s] = 100_000 - s;
    }
    run(c, false, 60);
    assertEquals(7, regular(c).cardinality());
    peers.snubbed[0] = true;
    peers.snubbed[1] = true;
    for (int i = 0; i < 2; i++) {
      run(c, false, 10);
      assertFalse(c.isUnchoked(0) || c.isUnchoked(1));
      assertEquals(8, c.unchokedCount());
      assertEquals(5, regular(c).cardinality(), "two more by chance");
    }
    run(c, false, 40);
    assertEquals(7, regular(c).cardinality());
  }

  @Test
  void seedingGoesRoundByTurnsOfTwentyPiecesAndAMinute() {
    Choker c = choker(4);
    for (int s = 0; s < 12; s++) {
      peers.wants[s] = true;
    }
    long[] turns = new long[12];
    long[] length = new long[12];
    for (int i = 0; i < 3600; i++) {
      BitSet before = unchoked(c);
      run(c, true, 1);
      BitSet after = unchoked(c);
      assertEquals(4, after.cardinality());
      for (int s = 0; s < 12; s++) {
        if (after.get(s) && !before.get(s)) {
          turns[s]++;
          peers.sent[s] = 0;
          length[s] = 0;
        } else if (before.get(s) && !after.get(s)) {
          assertTrue(length[s] >= 60 && peers.sent[s] >= 20 * PIECE, "turn of " + length[s]);
        }
        if (after.get(s)) {
          length[s]++;
          peers.up[s] = PIECE / 4;
          peers.sent[s] += PIECE / 4;
        }
      }
    }
    // 80 s for 20 pieces: 45 rounds of four.
    for (long t : turns) {
      assertEquals(15, t, 1, Arrays.toString(turns));
    }
  }

  @Test
  void aSeedingTurnIsNotHeldByAPeerThatTakesNothing() {
    Choker c = choker(1);
    peers.wants[0] = true;
    run(c, true, 5);
    peers.wants[1] = true;
    run(c, true, 50);
    assertTrue(c.isUnchoked(0));
    run(c, true, 20);
    assertTrue(c.isUnchoked(1));
  }

  @Test
  void seedingByRatePrefersTheFastest() {
    Choker c = choker(8);
    c.seeding(Choker.Seeding.FASTEST_UPLOAD);
    Arrays.fill(peers.wants, true);
    Arrays.fill(peers.snubbed, true);
    for (int s = 0; s < N; s++) {
      peers.up[s] = s * 1000;
    }
    run(c, true, 60);
    for (int s = N - 7; s < N; s++) {
      assertTrue(c.isUnchoked(s));
    }
  }

  @Test
  void theNumberOfSlotsCanChangeAndLeaversFreeTheirs() {
    Choker c = choker(8);
    Arrays.fill(peers.wants, true);
    run(c, false, 2);
    c.slots(3);
    run(c, false, 1);
    assertEquals(3, c.unchokedCount());
    int first = unchoked(c).nextSetBit(0);
    peers.wants[first] = false;
    c.peerLeft(first);
    assertEquals(2, c.unchokedCount());
    run(c, false, 1);
    assertEquals(3, c.unchokedCount());
    c.slots(0);
    run(c, true, 1);
    assertEquals(0, c.unchokedCount());
  }

  @Test
  void healthDecidesBetweenEqualRatesOnly() {
    Choker c = choker(3);
    for (int s = 0; s < 6; s++) {
      peers.wants[s] = true;
      peers.down[s] = 5_000;
      peers.health[s] = 50 + s;
    }
    peers.down[1] = 9_000;
    peers.health[1] = 26;
    run(c, false, 60);
    assertTrue(c.isUnchoked(1) && !c.isOptimistic(1), "the fastest, whatever its health");
    assertTrue(c.isUnchoked(5) && !c.isOptimistic(5), "of the others the healthiest");
  }

  @Test
  void badPeersGetAChanceOnlyWhenNobodyElseWantsIt() {
    Choker c = choker(2);
    for (int s = 0; s < 4; s++) {
      peers.wants[s] = true;
      peers.health[s] = s < 2 ? 75 : 10;
    }
    run(c, false, 300);
    assertEquals(BitSet.valueOf(new long[] {0b0011}), unchoked(c));
    peers.wants[0] = false;
    run(c, false, 1);
    assertEquals(2, c.unchokedCount(), "its slot is not left empty");
    assertTrue(c.isUnchoked(1));
  }
}
