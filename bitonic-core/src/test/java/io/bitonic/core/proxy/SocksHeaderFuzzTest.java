package io.bitonic.core.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

class SocksHeaderFuzzTest {
  /** Any datagram is refused, or names an address that a datagram can be sent to. */
  @FuzzTest(maxDuration = "60s")
  void readOrReject(byte[] data) {
    ByteBuffer in = ByteBuffer.wrap(data);
    InetSocketAddress from = SocksHeader.read(in);
    if (from == null) {
      return;
    }
    assertTrue(from.getPort() > 0);
    int header = data.length - in.remaining();
    assertTrue(header == 10 || header == 22);
    ByteBuffer again = ByteBuffer.allocate(SocksHeader.MAX);
    assertTrue(SocksHeader.write(again, from));
    assertEquals(from, SocksHeader.read(again.flip()));
  }
}
