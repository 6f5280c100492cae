package io.bitonic.core.pex;

import com.code_intelligence.jazzer.junit.FuzzTest;

class PeerMessagesFuzzTest {
  /** Any bytes are a bounded message that reads back as the same, or none. */
  @FuzzTest(maxDuration = "60s")
  void pex(byte[] data) {
    PexMessage m = PexMessage.parse(data);
    if (m != null) {
      check(m.added().size() <= 2 * PexMessage.MAX_PEERS, "too many");
      check(m.added().stream().allMatch(p -> p.address().getPort() > 0), "port 0");
      PexMessage again = PexMessage.parse(m.encode());
      check(again.added().size() == m.added().size(), "added");
      check(again.dropped().size() == m.dropped().size(), "dropped");
    }
  }

  @FuzzTest(maxDuration = "60s")
  void holepunch(byte[] data) {
    HolepunchMessage m = HolepunchMessage.parse(data);
    if (m != null) {
      check(m.equals(HolepunchMessage.parse(m.encode())), "not the same");
    }
  }

  private static void check(boolean condition, String what) {
    if (!condition) {
      throw new AssertionError(what);
    }
  }
}
