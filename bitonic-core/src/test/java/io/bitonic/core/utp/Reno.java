package io.bitonic.core.utp;

import java.nio.ByteBuffer;
import java.util.BitSet;

/** A greedy TCP sender with Reno's congestion control (RFC 5681, RFC 6582) and its receiver. */
final class Reno {
  private static final int SEGMENT = 1448;
  private static final int WIRE = SEGMENT + 24;

  private final UtpWorld world;
  private final UtpWorld.Path there;
  private final UtpWorld.Path back;
  private final BitSet received = new BitSet();
  private double window = 10;
  private double threshold = 1000;
  private int acked;
  private int next;
  private int duplicates;
  private int recover = -1;
  private int expected;
  private long progress;
  private boolean stopped;

  Reno(UtpWorld world, UtpWorld.Path there, UtpWorld.Path back) {
    this.world = world;
    this.there = there;
    this.back = back;
  }

  void start() {
    progress = world.elapsed();
    fill();
    timer();
  }

  void stop() {
    stopped = true;
  }

  long delivered() {
    return (long) expected * SEGMENT;
  }

  private void timer() {
    if (stopped) {
      return;
    }
    if (world.elapsed() - progress > UtpWorld.SECOND) {
      threshold = Math.max(2, window / 2);
      window = 1;
      next = acked;
      recover = -1;
      duplicates = 0;
      progress = world.elapsed();
      fill();
    }
    world.after(100 * UtpWorld.MS, this::timer);
  }

  private void fill() {
    while (!stopped && next - acked < window + (recover >= 0 ? duplicates : 0)) {
      send(next++);
    }
  }

  private void send(int segment) {
    byte[] d = new byte[WIRE];
    ByteBuffer.wrap(d).putInt(segment);
    there.send(d, false, this::arrived);
  }

  private void arrived(byte[] d) {
    received.set(ByteBuffer.wrap(d).getInt());
    expected = received.nextClearBit(expected);
    byte[] ack = new byte[40];
    ByteBuffer.wrap(ack).putInt(expected);
    back.send(ack, false, a -> acknowledged(ByteBuffer.wrap(a).getInt()));
  }

  private void acknowledged(int upTo) {
    if (upTo > acked) {
      progress = world.elapsed();
      int n = upTo - acked;
      acked = upTo;
      next = Math.max(next, acked);
      if (recover >= 0 && acked < recover) {
        send(acked);
      } else {
        recover = -1;
        duplicates = 0;
        window += window < threshold ? n : n / window;
      }
    } else if (++duplicates == 3 && recover < 0) {
      recover = next;
      threshold = Math.max(2, window / 2);
      window = threshold;
      send(acked);
    }
    fill();
  }
}
