package io.bitonic.core.utp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class UtpHeaderTest {
  private static ByteBuffer bytes(String hex) {
    return ByteBuffer.wrap(HexFormat.of().parseHex(hex.replace(" ", "")));
  }

  private static final String TAIL = " 1234 00000001 00000002 00100000 fffe ffff ";

  @Test
  void readsAPacketWithAnUnknownExtensionAndASelectiveAck() {
    UtpHeader h = new UtpHeader();
    ByteBuffer b = bytes("01 02" + TAIL + "01 03 aabbcc 00 04 05000080 6869");
    assertTrue(h.read(b));
    assertEquals(UtpHeader.DATA, h.type);
    assertEquals(0x1234, h.connectionId);
    assertEquals(0xfffe, h.sequence);
    assertEquals(0xffff, h.ack);
    assertEquals(1 << 20, h.window);
    assertEquals(4, h.sackLength);
    assertTrue(h.isSacked(b, 0));
    assertFalse(h.isSacked(b, 1));
    assertTrue(h.isSacked(b, 2));
    assertTrue(h.isSacked(b, 31));
    assertEquals(2, h.payloadLength);
    assertEquals('h', b.get(h.payloadAt));
  }

  /** As libtorrent sends it: as many bytes as it needs. */
  @Test
  void readsASelectiveAckOfOneByte() {
    UtpHeader h = new UtpHeader();
    ByteBuffer b = bytes("21 01" + TAIL + "00 01 0c");
    assertTrue(h.read(b));
    assertEquals(1, h.sackLength);
    assertFalse(h.isSacked(b, 1));
    assertTrue(h.isSacked(b, 2));
    assertTrue(h.isSacked(b, 3));
  }

  @Test
  void refusesWhatIsBroken() {
    UtpHeader h = new UtpHeader();
    for (String s :
        new String[] {
          "",
          "01",
          "01 00" + TAIL.substring(0, 14),
          "02 00" + TAIL,
          "51 00" + TAIL,
          "01 01" + TAIL,
          "01 01" + TAIL + "00",
          "01 01" + TAIL + "00 04 000000",
          "01 01" + TAIL + "00 00",
          "01 01" + TAIL + "01 04 00000000 00 04 00000000",
          "01 05" + TAIL + "05 00 05 ff"
        }) {
      assertFalse(h.read(bytes(s)), s);
    }
  }

  @Test
  void tellsDatagramsApart() {
    assertFalse(UtpHeader.looksLike(bytes("64".repeat(30))));
    assertFalse(UtpHeader.looksLike(bytes("00".repeat(30))));
    assertTrue(UtpHeader.looksLike(bytes("41" + "00".repeat(19))));
  }

  @Test
  void aWindowBeyondIntIsLarge() {
    UtpHeader h = new UtpHeader();
    assertTrue(h.read(bytes("21 00 1234 00000001 00000002 ffffffff fffe ffff")));
    assertEquals(Integer.MAX_VALUE, h.window);
  }

  @Test
  void sequenceNumbersWrap() {
    assertEquals(3, Seq.distance(1, 65_534));
    assertEquals(-3, Seq.distance(65_534, 1));
    assertEquals(0, Seq.plus(65_535, 1));
    assertEquals(65_535, Seq.plus(0, -1));
  }
}
