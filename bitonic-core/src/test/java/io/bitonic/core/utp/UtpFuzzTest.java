package io.bitonic.core.utp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;

/** Any bytes as packets of a connection: no exception, no memory without bound, an end in time. */
class UtpFuzzTest {
  private static final int MAX = 20_000;

  @FuzzTest(maxDuration = "60s")
  void packets(byte[] input) {
    if (input.length > MAX) {
      return;
    }
    UtpHeader h = new UtpHeader();
    BufferPool pool = new BufferPool(8 << 20);
    long[] sent = new long[1];
    UtpConnection.Output out =
        (packet, whole) -> {
          assertTrue(new UtpHeader().read(packet));
          sent[0]++;
          return UtpConnection.Output.SENT;
        };
    UtpConnection.Setup setup =
        new UtpConnection.Setup(
            out, pool, ByteBuffer.allocateDirect(UtpConnection.SCRATCH), 100_000, false);
    UtpConnection c = UtpConnection.dial(setup, 10, 0, 0);
    c.flush(0, true);
    ByteBuffer all = ByteBuffer.wrap(input);
    ByteBuffer stream = ByteBuffer.allocate(4096);
    long now = 0;
    int packets = 0;
    // Each packet: its length, a byte of what else happens, its bytes.
    while (all.remaining() > 2) {
      int n = Math.min(all.get() & 0xff, all.remaining() - 1);
      int what = all.get();
      ByteBuffer p = all.slice(all.position(), n);
      all.position(all.position() + n);
      now += (what & 0xf) * 100_000_000L;
      if (h.read(p)) {
        c.received(h, p, now);
        packets++;
      }
      if ((what & 0x10) != 0) {
        c.write(stream.clear(), now);
      }
      if ((what & 0x20) != 0) {
        c.read(stream.clear(), now);
      }
      if ((what & 0x40) != 0) {
        c.close(now);
      }
      c.tick(now);
      c.flush(now, true);
    }
    assertTrue(sent[0] <= 3000 + 3000L * packets);
    c.close(now);
    for (int i = 0; i < 200; i++) {
      now += 500_000_000L;
      c.tick(now);
      c.flush(now, true);
    }
    assertEquals(UtpConnection.State.CLOSED, c.state());
    c.dispose();
    assertEquals(0, pool.lent());
  }
}
