package io.bitonic.core.proxy;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;

/** Whatever a proxy sends ends the handshake, refuses it, or waits for more. */
class ProxyReplyFuzzTest {
  @FuzzTest(maxDuration = "60s")
  void socks5(byte[] data) {
    feed(new Socks5Handshake("user", "password", "peer.example", 6881), data);
  }

  @FuzzTest(maxDuration = "60s")
  void http(byte[] data) {
    feed(new HttpConnectHandshake("", "", "peer.example", 6881), data);
  }

  private static void feed(ProxyHandshake h, byte[] data) {
    h.first();
    int at = 0;
    try {
      while (h.wanted() > 0 && at < data.length) {
        int n = Math.min(h.wanted(), data.length - at);
        h.read(Arrays.copyOfRange(data, at, at + n), n);
        at += n;
      }
    } catch (ProxyException e) {
      // Refused.
    }
  }
}
