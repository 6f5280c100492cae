package io.bitonic.core.krpc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;

class KrpcFuzzTest {
  /** Any datagram is a message or rejected; what was read is written so that it reads the same. */
  @FuzzTest(maxDuration = "60s")
  void readOrReject(byte[] data) throws Exception {
    Message m;
    try {
      m = Krpc.decode(data);
    } catch (KrpcException e) {
      assertTrue(e.getMessage().length() < 200);
      return;
    }
    assertTrue(m.transaction().length <= Krpc.MAX_TRANSACTION);
    if (m instanceof Query q && q.args() instanceof Args.Put p && p.item().value() == null) {
      return; // the store refuses it
    }
    byte[] once = Krpc.encode(m, null);
    assertTrue(once.length <= 2 * data.length + 64, once.length + " of " + data.length);
    assertArrayEquals(once, Krpc.encode(Krpc.decode(once), null));
  }
}
