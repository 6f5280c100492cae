package io.bitonic.core.swarm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** BEP 40. */
class CanonicalPriorityTest {
  private static long rank(String a, String b) {
    InetSocketAddress x = Addresses.parse(a);
    InetSocketAddress y = Addresses.parse(b);
    long r = CanonicalPriority.rank(x, y);
    assertEquals(r, CanonicalPriority.rank(y, x), "both sides must agree");
    return r;
  }

  private static long crc(String hex) {
    CRC32C crc = new CRC32C();
    crc.update(HexFormat.of().parseHex(hex));
    return crc.getValue();
  }

  @Test
  void theBepsExamples() {
    assertEquals(0xec2d7224L, rank("123.213.32.10:1", "98.76.54.32:2"));
    assertEquals(0x99568189L, rank("123.213.32.10:1", "123.213.32.234:2"));
  }

  @ParameterizedTest
  @CsvSource({
    "1.2.3.4:258, 1.2.3.4:6881, 01021ae1",
    "230.12.23.1:5, 230.12.123.3:6, e60c1701e60c7b01",
    "'[2001:db8:1::1]:1', '[2001:db8:2::2]:2',"
        + "20010db800010000000000000000000120010db8000200000000000000000000",
    // The same /48: one byte more is whole.
    "'[2001:db8:1:ff02::ff]:1', '[2001:db8:1:ee02::2]:2',"
        + "20010db80001ee00000000000000000020010db80001ff000000000000000055",
    // The same /56: two more.
    "'[2001:db8:1:ff0a::]:1', '[2001:db8:1:ff0b::]:2',"
        + "20010db80001ff0a000000000000000020010db80001ff0b0000000000000000",
    "'[2001:db8::1]:1', '[2001:db8::1]:2', 00010002"
  })
  void whatIsHashed(String a, String b, String hashed) {
    assertEquals(crc(hashed), rank(a, b));
  }

  @Test
  void twoFamiliesHaveNoRank() {
    assertEquals(0, rank("1.2.3.4:1", "[2001:db8::1]:1"));
  }

  @Test
  void localAddresses() {
    for (String s : new String[] {"127.0.0.1", "10.0.0.1", "192.168.0.1", "169.254.1.1", "::1"}) {
      assertTrue(CanonicalPriority.isLocal(InetAddress.ofLiteral(s)), s);
    }
    assertFalse(CanonicalPriority.isLocal(InetAddress.ofLiteral("8.8.8.8")));
  }
}
