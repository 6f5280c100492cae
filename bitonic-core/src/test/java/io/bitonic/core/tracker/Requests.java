package io.bitonic.core.tracker;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Values that many tracker tests need. */
final class Requests {
  private Requests() {}

  static byte[] hash(int seed) {
    byte[] h = new byte[20];
    for (int i = 0; i < 20; i++) {
      h[i] = (byte) (seed + i * 13);
    }
    return h;
  }

  static AnnounceRequest request(AnnounceEvent event) {
    return request(event, 1000);
  }

  static AnnounceRequest request(AnnounceEvent event, long left) {
    byte[] peerId = "-BI0100-abcdefghijkl".getBytes(StandardCharsets.US_ASCII);
    return new AnnounceRequest(hash(1), peerId, 6881, 11, 22, left, event, 200, 0xCAFE);
  }

  static byte[] bytes(String latin1) {
    return latin1.getBytes(StandardCharsets.ISO_8859_1);
  }

  static byte[] concat(byte[]... parts) {
    byte[] out = new byte[0];
    for (byte[] p : parts) {
      int at = out.length;
      out = Arrays.copyOf(out, at + p.length);
      System.arraycopy(p, 0, out, at, p.length);
    }
    return out;
  }

  static InetSocketAddress peer(String ip, int port) {
    try {
      return new InetSocketAddress(InetAddress.getByName(ip), port);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  static AnnounceResponse response(int interval, int min, InetSocketAddress... peers) {
    return new AnnounceResponse(interval, min, 1, 2, 3, "", "", null, List.of(peers));
  }
}
