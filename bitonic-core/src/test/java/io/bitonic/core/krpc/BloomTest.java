package io.bitonic.core.krpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.net.InetAddress;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class BloomTest {
  private static final String VECTOR =
      """
      F6C3F5EA A07FFD91 BDE89F77 7F26FB2B FF37BDB8 FB2BBAA2 FD3DDDE7 BACFFF75 EE7CCBAE
      FE5EEDB1 FBFAFF67 F6ABFF5E 43DDBCA3 FD9B9FFD F4FFD3E9 DFF12D1B DF59DB53 DBE9FA5B
      7FF3B8FD FCDE1AFB 8BEDD7BE 2F3EE71E BBBFE93B CDEEFE14 8246C2BC 5DBFF7E7 EFDCF24F
      D8DC7ADF FD8FFFDF DDFFF7A4 BBEEDF5C B95CE81F C7FCFF1F F4FFFFDF E5F7FDCB B7FD79B3
      FA1FC77B FE07FFF9 05B7B7FF C7FEFEFF E0B8370B B0CD3F5B 7F2BD93F EB4386CF DD6F7FD5
      BFAF2E9E BFFFFEEC D67ADBF7 C67F17EF D5D75EBA 6FFEBA7F FF47A91E B1BFBB53 E8ABFB57
      62ABE8FF 237279BF EFBFEEF5 FFC5FEBF DFE5ADFF ADFEE1FB 737FFFFB FD9F6AEF FEEE76B6
      FD8F72EF
      """;

  @Test
  void bep33Vector() {
    Bloom v4 = new Bloom();
    for (int i = 0; i < 256; i++) {
      v4.add(InetAddress.ofLiteral("192.0.2." + i));
    }
    Bloom all = new Bloom();
    for (int i = 0; i < 1000; i++) {
      all.add(InetAddress.ofLiteral("2001:db8::" + Integer.toHexString(i)));
    }
    all.merge(v4);
    assertEquals(
        VECTOR.replaceAll("\\s", ""), HexFormat.of().withUpperCase().formatHex(all.bytes()));
    assertEquals(1224.9308, all.estimate(), 0.0001);
    assertEquals(256, v4.estimate(), 25);
  }

  @Test
  void extremes() {
    assertEquals(0, new Bloom().estimate());
    byte[] full = new byte[Bloom.LENGTH];
    java.util.Arrays.fill(full, (byte) 0xff);
    assertEquals(7805, Bloom.read(full).estimate(), 10);
    assertNull(Bloom.read(new byte[255]));
  }
}
