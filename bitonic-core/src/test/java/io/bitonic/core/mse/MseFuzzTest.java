package io.bitonic.core.mse;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Both sides of a handshake against anybody; those who know the torrent get past the hashes. */
class MseFuzzTest {
  private static final byte[] HASH = new byte[20];
  private static final int MOST = 96 + 512 + 40 + 14 + 512 + 2 + 68;

  /**
   * @param data a byte of choices, then what comes in
   */
  @FuzzTest(maxDuration = "60s")
  void accepts(byte[] data) {
    if (data.length < 1) {
      return;
    }
    TorrentKeys keys = new TorrentKeys();
    keys.add(HASH);
    MseResponder ours =
        new MseResponder(new SplittableRandom(1), keys, 1 + (data[0] & 0x7f) % 3, 1);
    run(ours, new PlainMse(5), data, true);
    if (ours.isDone()) {
      assertArrayEquals(HASH, ours.infoHash());
      assertTrue(ours.initial().length <= 68);
    }
  }

  @FuzzTest(maxDuration = "60s")
  void connects(byte[] data) {
    if (data.length < 1) {
      return;
    }
    int offered = 1 + (data[0] & 0x7f) % 3;
    MseInitiator ours = new MseInitiator(new SplittableRandom(1), HASH, offered, new byte[68]);
    run(ours, new PlainMse(6), data, false);
    if (ours.isDone()) {
      assertTrue((ours.selected() & offered) == ours.selected() && ours.selected() != 0);
    }
  }

  private static void run(MseNegotiation n, PlainMse theirs, byte[] data, boolean initiator) {
    int step = 1 + (data[0] & 0x3f);
    boolean knows = (data[0] & 0x40) != 0;
    byte[] rest = Arrays.copyOfRange(data, 1, data.length);
    try {
      if (knows) {
        feed(n, theirs.publicKey(), step);
        theirs.agree(Arrays.copyOf(n.output().array(), 96));
        theirs.keys(HASH, initiator);
        byte[] plain = theirs.out.update(rest.length == 0 ? new byte[1] : rest);
        rest =
            initiator
                ? PlainMse.join(
                    PlainMse.hash("req1", theirs.secret),
                    PlainMse.xor(PlainMse.hash("req2", HASH), PlainMse.hash("req3", theirs.secret)),
                    plain)
                : plain;
      }
      assertTrue(feed(n, rest, step) <= MOST, "more was taken than a handshake has");
    } catch (MseException e) {
      assertFalse(n.isDone());
    }
    ByteBuffer out = n.output();
    assertTrue(out.position() <= out.capacity());
  }

  private static int feed(MseNegotiation n, byte[] data, int step) throws MseException {
    int at = 0;
    while (!n.isDone()) {
      if (n.hasWork()) {
        n.work();
        n.worked();
        continue;
      }
      int now = Math.min(Math.min(step, data.length - at), n.space().remaining());
      if (now == 0) {
        return at;
      }
      n.space().put(data, at, now);
      at += now;
      n.received();
    }
    return at;
  }
}
