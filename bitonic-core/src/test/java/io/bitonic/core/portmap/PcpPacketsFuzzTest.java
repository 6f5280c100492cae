package io.bitonic.core.portmap;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;

/** Any datagram is an answer, is not ours, or is a refusal. */
class PcpPacketsFuzzTest {
  @FuzzTest(maxDuration = "60s")
  void replies(byte[] data) {
    byte[] nonce = new byte[PcpPackets.NONCE];
    for (boolean tcp : new boolean[] {true, false}) {
      try {
        check(PcpPackets.pcpReply(ByteBuffer.wrap(data), nonce, tcp, 6881));
      } catch (PortMapException e) {
        // Refused.
      }
      try {
        check(PcpPackets.natPmpReply(ByteBuffer.wrap(data), tcp, 6881));
      } catch (PortMapException e) {
        // Refused.
      }
    }
    PcpPackets.natPmpAddressReply(ByteBuffer.wrap(data));
  }

  private static void check(Lease l) {
    if (l != null && (l.externalPort() < 1 || l.externalPort() > 65535 || l.seconds() < 1)) {
      throw new AssertionError(l);
    }
  }
}
