package io.bitonic.core.tracker;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;

class UdpAnswerFuzzTest {
  /** Any datagram is read in bounds as each kind of answer, or rejected; none is moved on. */
  @FuzzTest(maxDuration = "60s")
  void readOrReject(byte[] data) {
    ByteBuffer b = ByteBuffer.wrap(data);
    if (!UdpPackets.hasHeader(b)) {
      return;
    }
    AnswerChecks.check(UdpPackets.error(b));
    try {
      switch (UdpPackets.action(b)) {
        case UdpPackets.CONNECT -> UdpPackets.connectionId(b);
        case UdpPackets.ANNOUNCE ->
            AnswerChecks.check(UdpPackets.announceAnswer(b, (UdpPackets.transaction(b) & 1) != 0));
        case UdpPackets.SCRAPE ->
            UdpPackets.scrapeAnswer(b, 1 + (UdpPackets.transaction(b) & 3))
                .forEach(AnswerChecks::check);
        default -> {}
      }
    } catch (TrackerException e) {
      AnswerChecks.check(e);
    }
    assertEquals(0, b.position());
  }
}
