package io.bitonic.core.swarm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class AllowedFastTest {
  private static final InetAddress PEER = InetAddress.ofLiteral("80.4.4.200");

  private static byte[] infoHash() {
    byte[] hash = new byte[20];
    Arrays.fill(hash, (byte) 0xaa);
    return hash;
  }

  /** The example of BEP 6. */
  @Test
  void bep6Vector() {
    assertArrayEquals(
        new int[] {1059, 431, 808, 1217, 287, 376, 1188},
        AllowedFast.set(PEER, infoHash(), 1313, 7));
    assertArrayEquals(
        new int[] {1059, 431, 808, 1217, 287, 376, 1188, 353, 508},
        AllowedFast.set(PEER, infoHash(), 1313, 9));
  }

  @Test
  void aNetworkHasOneSet() {
    int[] set = AllowedFast.of(PEER, infoHash(), 1313);
    assertEquals(AllowedFast.COUNT, Arrays.stream(set).distinct().count());
    assertArrayEquals(set, AllowedFast.of(InetAddress.ofLiteral("80.4.4.1"), infoHash(), 1313));
  }

  @Test
  void smallTorrentsAndIpv6HaveNone() {
    assertEquals(0, AllowedFast.of(PEER, infoHash(), 99).length);
    assertEquals(0, AllowedFast.of(InetAddress.ofLiteral("2001:db8::1"), infoHash(), 1313).length);
  }
}
