package io.bitonic.core.utp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How µTP behaves on paths: speed, queues, fairness, loss. */
class UtpSimulationTest {
  private static final long MS = UtpWorld.MS;
  private static final long SECOND = UtpWorld.SECOND;

  private static UtpWorld.End[] connected(UtpWorld w, UtpWorld.Path there, UtpWorld.Path back) {
    UtpWorld.End[] ends = w.pair(there, back);
    ends[0].dial();
    assertTrue(
        w.run(10 * SECOND, () -> ends[0].connection.state() == UtpConnection.State.CONNECTED));
    return ends;
  }

  private static UtpWorld.End[] busy(UtpWorld w, UtpWorld.Path there, UtpWorld.Path back) {
    UtpWorld.End[] ends = connected(w, there, back);
    ends[0].toWrite = Long.MAX_VALUE;
    ends[0].turn();
    return ends;
  }

  /** Seed and Mbit/s. */
  @ParameterizedTest
  @CsvSource({"1, 1.6", "2, 1.6", "3, 1.6", "1, 2", "2, 5", "3, 10", "4, 10", "5, 20", "6, 20"})
  void fillsTheLineWithOnePercentLossAndReordering(long seed, double megabits) {
    UtpWorld w = new UtpWorld(seed);
    long rate = (long) (megabits * 125_000);
    UtpWorld.Path there = w.new Path(rate, 50 * MS, (int) rate / 2);
    there.loss = 0.01;
    there.late = 0.02;
    there.lateBy = 20 * MS;
    UtpWorld.Path back = w.new Path(rate, 50 * MS, (int) rate / 2);
    back.loss = 0.01;
    UtpWorld.End[] ends = busy(w, there, back);
    long before = ends[1].read;
    w.run(60 * SECOND);
    long first = ends[1].read;
    there.measure();
    w.run(60 * SECOND);
    double share = (first - before) / (60.0 * rate);
    assertTrue(share >= 0.8, "only " + share + " of the line");
    double later = (ends[1].read - first) / (60.0 * rate);
    assertTrue(later >= 0.8, "only " + later + " of the line in the second minute");
    assertTrue(there.longestQueue <= 120 * MS, "a queue of " + there.longestQueue / MS + " ms");
  }

  /** A line that loses more than noise would, however short its queue. */
  @Test
  void heavyLossCountsWhateverTheQueue() {
    UtpWorld w = new UtpWorld(9);
    UtpWorld.Path there = w.new Path(1_250_000, 50 * MS, 600_000);
    there.loss = 0.1;
    UtpWorld.End[] ends = busy(w, there, w.new Path(1_250_000, 50 * MS, 600_000));
    w.run(30 * SECOND);
    int window = ends[0].connection.congestionWindow();
    assertTrue(window < 30_000, "a window of " + window + " in spite of a tenth lost");
  }

  @Test
  void fillsAFastLineWithoutLoss() {
    UtpWorld w = new UtpWorld(4);
    UtpWorld.Path there = w.new Path(10_000_000, 20 * MS, 4_000_000);
    UtpWorld.End[] ends = busy(w, there, w.new Path(10_000_000, 20 * MS, 4_000_000));
    w.run(20 * SECOND);
    long before = ends[1].read;
    there.measure();
    w.run(10 * SECOND);
    double share = (ends[1].read - before) / (10.0 * there.bytesPerSecond);
    assertTrue(share >= 0.9, "only " + share + " of the line");
    assertTrue(there.longestQueue <= 120 * MS, "a queue of " + there.longestQueue / MS + " ms");
  }

  @Test
  void keepsTheQueueAtTheTarget() {
    UtpWorld w = new UtpWorld(5);
    UtpWorld.Path there = w.new Path(500_000, 25 * MS, 1_000_000);
    UtpWorld.End[] ends = busy(w, there, w.new Path(500_000, 25 * MS, 1_000_000));
    w.run(20 * SECOND);
    long before = ends[1].read;
    there.measure();
    w.run(60 * SECOND);
    assertTrue(there.longestQueue <= 120 * MS, "a queue of " + there.longestQueue / MS + " ms");
    double share = (ends[1].read - before) / (60.0 * there.bytesPerSecond);
    assertTrue(share >= 0.9, "only " + share + " of the line");
  }

  @Test
  void sharesWithItsLike() {
    UtpWorld w = new UtpWorld(6);
    UtpWorld.Path there = w.new Path(500_000, 25 * MS, 1_000_000);
    UtpWorld.Path back = w.new Path(500_000, 25 * MS, 1_000_000);
    UtpWorld.End[] one = connected(w, there, back);
    UtpWorld.End[] two = connected(w, there, back);
    one[0].toWrite = Long.MAX_VALUE;
    two[0].toWrite = Long.MAX_VALUE;
    one[0].turn();
    two[0].turn();
    w.run(20 * SECOND);
    final long first = one[1].read;
    final long second = two[1].read;
    w.run(60 * SECOND);
    double share = (double) (one[1].read - first) / (one[1].read - first + two[1].read - second);
    assertTrue(share > 0.35 && share < 0.65, "one has " + share);
  }

  @Test
  void yieldsToTcp() {
    UtpWorld w = new UtpWorld(7);
    UtpWorld.Path there = w.new Path(500_000, 25 * MS, 150_000);
    UtpWorld.Path back = w.new Path(500_000, 25 * MS, 150_000);
    UtpWorld.End[] ends = busy(w, there, back);
    w.run(20 * SECOND);
    Reno tcp = new Reno(w, there, back);
    tcp.start();
    w.run(20 * SECOND);
    final long utp = ends[1].read;
    final long reno = tcp.delivered();
    w.run(60 * SECOND);
    double share = (ends[1].read - utp) / (60.0 * there.bytesPerSecond);
    double other = (tcp.delivered() - reno) / (60.0 * there.bytesPerSecond);
    assertTrue(share < 0.2, "µTP keeps " + share);
    assertTrue(other > 0.7, "TCP gets " + other);
    tcp.stop();
    w.run(20 * SECOND);
    long back1 = ends[1].read;
    w.run(20 * SECOND);
    double after = (ends[1].read - back1) / (20.0 * there.bytesPerSecond);
    assertTrue(after > 0.8, "alone again it has " + after);
  }

  /** Milliseconds that a full queue takes; some are shorter than the target of 100. */
  @ParameterizedTest
  @ValueSource(ints = {20, 50, 100, 200})
  void leavesTcpTheGreaterShareOfAnyQueue(int full) {
    UtpWorld w = new UtpWorld(7);
    UtpWorld.Path there = w.new Path(1_250_000, 25 * MS, 1250 * full);
    UtpWorld.Path back = w.new Path(1_250_000, 25 * MS, 1250 * full);
    UtpWorld.End[] ends = busy(w, there, back);
    w.run(20 * SECOND);
    final long alone = ends[1].read;
    w.run(20 * SECOND);
    double before = (ends[1].read - alone) / (20.0 * there.bytesPerSecond);
    assertTrue(before > 0.9, "alone it has " + before);
    Reno tcp = new Reno(w, there, back);
    tcp.start();
    w.run(20 * SECOND);
    final long utp = ends[1].read;
    final long reno = tcp.delivered();
    w.run(60 * SECOND);
    double share = (ends[1].read - utp) / (60.0 * there.bytesPerSecond);
    double other = (tcp.delivered() - reno) / (60.0 * there.bytesPerSecond);
    assertTrue(other > share * 1.4, "TCP gets " + other + ", µTP keeps " + share);
    assertTrue(other + share > 0.85, "both have " + (other + share));
  }

  @Test
  void holdsTheTargetThoughTheClocksDrift() {
    UtpWorld w = new UtpWorld(8);
    UtpWorld.Path there = w.new Path(250_000, 25 * MS, 1_000_000);
    UtpWorld.Path back = w.new Path(250_000, 25 * MS, 1_000_000);
    UtpWorld.End[] ends = w.pair(there, back);
    // 30 ppm: 36 ms in 20 minutes.
    ends[1].clockRate = 1.00003;
    ends[0].dial();
    ends[0].toWrite = Long.MAX_VALUE;
    w.run(18 * 60 * SECOND);
    long before = ends[1].read;
    w.run(60 * SECOND);
    double share = (ends[1].read - before) / (60.0 * there.bytesPerSecond);
    assertTrue(share >= 0.85, "only " + share + " of the line");
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13, 14, 15, 16, 17, 18})
  void bothStreamsAreWholeOnAWildPath(long seed) {
    UtpWorld w = new UtpWorld(seed);
    UtpWorld.Path there = wild(w);
    UtpWorld.Path back = wild(w);
    UtpWorld.End[] ends = w.pair(there, back);
    ends[0].dial();
    long bytes = 400_000;
    ends[0].toWrite = bytes;
    ends[1].toWrite = bytes;
    assertTrue(
        w.run(300 * SECOND, () -> ends[0].read == bytes && ends[1].read == bytes),
        () -> ends[0].read + " and " + ends[1].read + " " + ends[0].connection.failure());
    ends[0].closeWhenWritten = true;
    ends[0].turn();
    assertTrue(w.run(60 * SECOND, () -> ends[1].sawEnd));
    ends[1].closeWhenWritten = true;
    ends[1].turn();
    assertTrue(
        w.run(
            60 * SECOND,
            () ->
                ends[0].connection.state() == UtpConnection.State.CLOSED
                    && ends[1].connection.state() == UtpConnection.State.CLOSED));
    ends[0].connection.dispose();
    ends[1].connection.dispose();
    assertEquals(0, ends[0].pool.lent());
    assertEquals(0, ends[1].pool.lent());
  }

  private static UtpWorld.Path wild(UtpWorld w) {
    UtpWorld.Path p = w.new Path(200_000, (5 + w.random.nextInt(80)) * MS, 60_000);
    p.loss = w.random.nextDouble(0.08);
    p.late = w.random.nextDouble(0.2);
    p.lateBy = 60 * MS;
    p.twice = w.random.nextDouble(0.1);
    return p;
  }

  @Test
  void numbersWrapAround() {
    UtpWorld w = new UtpWorld(21);
    UtpWorld.Path there = w.new Path(20_000_000, MS, 4_000_000);
    there.loss = 0.001;
    UtpWorld.Path back = w.new Path(20_000_000, MS, 4_000_000);
    UtpWorld.End[] ends = w.pair(there, back);
    ends[1].sequence = 65_530;
    ends[0].dial(65_500);
    ends[0].toWrite = 150_000_000;
    ends[1].toWrite = 1_000_000;
    assertTrue(
        w.run(120 * SECOND, () -> ends[1].read == 150_000_000 && ends[0].read == 1_000_000),
        () -> "" + ends[1].read);
    assertNull(ends[0].connection.failure());
  }
}
