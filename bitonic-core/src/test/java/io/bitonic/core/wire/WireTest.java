package io.bitonic.core.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WireTest {
  private static final byte[] HASH =
      HexFormat.of().parseHex("00112233445566778899" + "aa".repeat(10));

  private static String hex(ByteBuffer b) {
    byte[] out = new byte[b.flip().remaining()];
    b.get(out);
    return HexFormat.of().formatHex(out);
  }

  @Test
  void theHandshakeIsThatOfBep3() {
    byte[] id = PeerIds.generate(new Random(1));
    ByteBuffer b = ByteBuffer.allocate(Handshake.LENGTH);
    new Handshake(Handshake.EXTENSION | Handshake.FAST, HASH, id).write(b);
    assertFalse(b.hasRemaining());
    byte[] raw = b.array();
    assertEquals(19, raw[0]);
    assertEquals("BitTorrent protocol", new String(raw, 1, 19, StandardCharsets.US_ASCII));
    assertEquals(0x10, raw[25]);
    assertEquals(0x04, raw[27]);
    Handshake h = Handshake.read(b.flip());
    assertArrayEquals(HASH, h.infoHash());
    assertArrayEquals(id, h.peerId());
    assertTrue(h.supports(Handshake.EXTENSION));
    assertTrue(h.supports(Handshake.FAST));
    assertFalse(h.supports(1));
  }

  @Test
  void aHandshakeIsRecognisedByItsFirstBytes() {
    ByteBuffer b = ByteBuffer.allocate(Handshake.LENGTH);
    new Handshake(0, HASH, new byte[20]).write(b);
    for (int n = 0; n <= 68; n++) {
      assertTrue(Handshake.looksRight(ByteBuffer.wrap(b.array(), 0, n)));
    }
    for (int i = 0; i < 20; i++) {
      byte[] wrong = b.array().clone();
      wrong[i] ^= 1;
      assertTrue(Handshake.looksRight(ByteBuffer.wrap(wrong, 0, i)));
      assertFalse(Handshake.looksRight(ByteBuffer.wrap(wrong, 0, i + 1)));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1, 1",
    "1, 1, 1",
    "2, 1, 1",
    "3, 1, 1",
    "4, 5, 5",
    "5, 3, 3",
    "6, 13, 13",
    "7, 10, 131081",
    "8, 13, 13",
    "9, 3, 3",
    "13, 5, 5",
    "14, 1, 1",
    "15, 1, 1",
    "16, 13, 13",
    "17, 5, 5",
    "20, 2, 1048576",
    "21, 0, 1048576",
    "255, 0, 1048576"
  })
  void lengthsAreExact(int id, int least, int most) {
    // 9 to 16 pieces have a bitfield of two bytes.
    for (int pieces : new int[] {9, 16}) {
      assertTrue(Wire.isLength(id, least, pieces));
      assertTrue(Wire.isLength(id, most, pieces));
      assertFalse(Wire.isLength(id, least - 1, pieces));
      assertFalse(Wire.isLength(id, most + 1, pieces));
      assertFalse(Wire.isLength(id, Integer.MAX_VALUE, pieces));
      assertFalse(Wire.isLength(id, Integer.MIN_VALUE, pieces));
    }
  }

  @Test
  void messagesAreThoseOfTheBeps() {
    ByteBuffer b = ByteBuffer.allocate(100);
    Wire.keepAlive(b);
    Wire.simple(b, Wire.UNCHOKE);
    Wire.index(b, Wire.HAVE, 258);
    Wire.bitfield(b, new byte[] {(byte) 0x80, 1});
    Wire.block(b, Wire.REQUEST, 1, 16384, 16384);
    Wire.pieceHeader(b, 2, 0, 3);
    b.put(new byte[] {7, 8, 9});
    Wire.extended(b, 3, new byte[] {5});
    assertEquals(
        "00000000"
            + "0000000101"
            + "000000050400000102"
            + "00000003058001"
            + "0000000d06000000010000400000004000"
            + "0000000c070000000200000000070809"
            + "00000003140305",
        hex(b));
  }

  @ParameterizedTest
  @CsvSource({
    "-qB5150-abcdefghijkl, qBittorrent 5.1.5",
    "-LT20B0-abcdefghijkl, libtorrent 2.0.11",
    "-TR4060-abcdefghijkl, Transmission 4.0.6",
    "-BN0100-abcdefghijkl, Bitonic 0.1.0",
    "-ZZ1234-abcdefghijkl, ZZ 1.2.3.4",
    "M7-10-5--abcdefghijk, BitTorrent 7.10.5",
    "abcdefghijklmnopqrst, unknown abcdefgh"
  })
  void clientsAreNamed(String id, String name) {
    String client = PeerIds.client(id.getBytes(StandardCharsets.ISO_8859_1));
    assertTrue(client.startsWith(name), client);
  }

  @Test
  void noIdPutsControlCharactersOnAScreen() {
    Random random = new Random(3);
    for (int i = 0; i < 20_000; i++) {
      byte[] id = new byte[20];
      random.nextBytes(id);
      if (i % 2 == 0) {
        id[0] = '-';
        id[7] = '-';
      } else if (i % 3 == 0) {
        id[0] = 'M';
        id[1] = '1';
      }
      String client = PeerIds.client(id);
      assertTrue(client.codePoints().noneMatch(Character::isISOControl), client);
      assertTrue(client.length() < 40);
    }
  }

  @Test
  void ourIdsDiffer() {
    byte[] a = PeerIds.generate(new Random(1));
    byte[] b = PeerIds.generate(new Random(2));
    assertEquals(20, a.length);
    assertTrue(PeerIds.client(a).startsWith("Bitonic"));
    assertNotEquals(HexFormat.of().formatHex(a), HexFormat.of().formatHex(b));
  }

  @Test
  void theExtensionHandshakeComesBack() {
    InetAddress ip = InetAddress.ofLiteral("1.2.3.4");
    ExtensionHandshake h =
        ExtensionHandshake.parse(ExtensionHandshake.ours(6881, 2000, ip, true).encode());
    assertEquals(6881, h.listenPort());
    assertEquals(2000, h.requestQueue());
    assertTrue(h.uploadOnly());
    assertEquals(ExtensionHandshake.OUR_DONT_HAVE, h.dontHaveId());
    assertEquals(ExtensionHandshake.OUR_UPLOAD_ONLY, h.uploadOnlyId());
    assertArrayEquals(ip.getAddress(), h.externalAddress());
    assertTrue(h.client().startsWith("Bitonic"));
  }

  private static ExtensionHandshake parse(String s) {
    return ExtensionHandshake.parse(s.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void whatAPeerSaysIsBounded() {
    assertNull(parse("le"));
    assertNull(parse("d"));
    ExtensionHandshake h =
        parse(
            "d1:md11:lt_donthavei256e11:upload_onlyi-1ee1:pi70000e4:reqqi-5e"
                + "1:v10:a\u001b[31mb\u202e6:yourip3:abce");
    assertEquals(0, h.dontHaveId());
    assertEquals(0, h.uploadOnlyId());
    assertEquals(0, h.listenPort());
    assertEquals(1, h.requestQueue());
    assertEquals("a[31mb", h.client());
    assertNull(h.externalAddress());
    assertEquals(100_000, parse("d4:reqqi999999999999ee").requestQueue());
    assertEquals(250, parse("de").requestQueue());
  }
}
