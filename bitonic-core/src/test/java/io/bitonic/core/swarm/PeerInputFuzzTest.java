package io.bitonic.core.swarm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** What a peer may send once its handshake has passed: anything, cut anywhere. */
class PeerInputFuzzTest {
  private static final int PIECES = 20;

  /**
   * However the bytes are cut, and whatever blocks are expected, the same messages come out, or the
   * same complaint; nothing is written outside a block's place.
   *
   * @param data two bytes that say where to cut, then what the peer sends
   */
  @FuzzTest(maxDuration = "60s")
  void cutsMakeNoDifference(byte[] data) throws IOException {
    if (data.length < 2) {
      return;
    }
    byte[] sent = Arrays.copyOfRange(data, 2, data.length);
    InputReader whole = new InputReader(sent, PIECES, null, data[1], List.of());
    List<String> heard = whole.read();
    Random cuts = new Random(data[0]);
    assertEquals(heard, new InputReader(sent, PIECES, cuts, data[1], List.of()).read());
    assertEquals(heard, new InputReader(sent, PIECES, cuts, data[1], whole.blocks()).read());
  }
}
