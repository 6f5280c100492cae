package io.bitonic.core.lsd;

import com.code_intelligence.jazzer.junit.FuzzTest;

class LsdMessageFuzzTest {
  /** Any datagram is a bounded message, or none. */
  @FuzzTest(maxDuration = "60s")
  void parse(byte[] data) {
    LsdMessage m = LsdMessage.parse(data);
    if (m == null) {
      return;
    }
    if (m.port() < 1
        || m.port() > 65535
        || m.infoHashes().isEmpty()
        || m.infoHashes().size() > LsdMessage.MAX_HASHES) {
      throw new AssertionError(m);
    }
    LsdMessage again = LsdMessage.parse(new LsdMessage(m.port(), m.infoHashes(), "c").encode("h"));
    if (again == null || !again.infoHashes().equals(m.infoHashes()) || again.port() != m.port()) {
      throw new AssertionError(m + " read back as " + again);
    }
  }
}
