package io.bitonic.core.krpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecureIdsTest {
  @ParameterizedTest
  @CsvSource({
    "124.31.75.21, 5fbfbff10c5d6a4ec8a88e4c6ab4c28b95eee401",
    "21.75.31.124, 5a3ce9c14e7a08645677bbd1cfe7d8f956d53256",
    "65.23.51.170, a5d43220bc8f112a3d426c84764f8c2a1150e616",
    "84.124.73.14, 1b0321dd1bb1fe518101ceef99462b947a01ff41",
    "43.213.53.83, e56f6cbf5b7c4be0237986d5243b87aa6d51305a"
  })
  void bep42Vectors(String address, String hex) {
    NodeId id = NodeId.of(HexFormat.of().parseHex(hex));
    InetAddress ip = InetAddress.ofLiteral(address);
    assertTrue(SecureIds.matches(id, ip));
    assertFalse(SecureIds.matches(id, InetAddress.ofLiteral("8.8.8.8")));
    assertEquals(hex, id.toString());
  }

  @Test
  void generatedIdsMatchTheirAddressAndNoOther() {
    SplittableRandom random = new SplittableRandom(1);
    for (String a : new String[] {"1.2.3.4", "203.0.113.9", "2001:db8::1", "2a00:1450::8"}) {
      InetAddress ip = InetAddress.ofLiteral(a);
      for (int i = 0; i < 100; i++) {
        NodeId id = SecureIds.generate(ip, random);
        assertTrue(SecureIds.matches(id, ip));
        assertFalse(SecureIds.matches(id, InetAddress.ofLiteral("198.51.100.77")));
      }
    }
  }

  @Test
  void localAddressesNeedNoSuchId() {
    NodeId any = NodeId.random(new SplittableRandom(2));
    for (String a : new String[] {"127.0.0.1", "10.1.2.3", "192.168.0.4", "fd00::1", "fe80::1"}) {
      assertTrue(SecureIds.isTrusted(any, new Endpoint(InetAddress.ofLiteral(a), 1)), a);
    }
    assertFalse(SecureIds.isTrusted(any, new Endpoint(InetAddress.ofLiteral("9.9.9.9"), 1)));
  }
}
