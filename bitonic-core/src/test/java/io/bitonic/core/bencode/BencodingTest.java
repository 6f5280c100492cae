package io.bitonic.core.bencode;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BencodingTest {
  @Test
  void typedAccessNeverThrowsOnAnotherType() throws Exception {
    BDict d = decode("d1:ai7e1:b3:abc1:cli1e1:xlede1:xe1:dd1:zi-1ee1:ei4294967296ee");
    for (String key : List.of("a", "b", "c", "d", "e", "missing")) {
      assertEquals(key.equals("b"), d.bytes(key) != null);
      assertEquals(key.equals("b") ? "abc" : "no", d.utf8(key, "no"));
      assertEquals(key.equals("c") ? 5 : 0, d.list(key).size());
      assertEquals(key.equals("d") ? 1 : 0, d.dict(key).size());
    }
    assertEquals(7, d.longValue("a", -1));
    assertEquals(-1, d.longValue("b", -1));
    assertEquals(1L << 32, d.longValue("e", -1));
    assertEquals(-1, d.intValue("e", -1));
    assertEquals(-1, d.dict("d").longValue("z", 0));
    assertEquals(List.of(1L), d.longs("c"));
    BList l = d.list("c");
    for (int i = 0; i < l.size(); i++) {
      assertEquals(i == 0 ? 1 : -9, l.longValue(i, -9));
      assertEquals(i == 1 || i == 4 ? "x" : null, l.utf8(i));
      assertTrue(l.list(i).isEmpty());
      assertEquals(0, l.dict(i).size());
    }
    assertTrue(l.isLong(0) && l.isBytes(1) && l.isList(2) && l.isDict(3));
    assertTrue(d.isLong("a") && d.isBytes("b") && d.isList("c") && d.isDict("d"));
    assertFalse(d.isLong("b") || d.isBytes("a") || d.isList("d") || d.isDict("c"));
    assertFalse(d.has("missing"));
  }

  @Test
  void binaryKeysAndStringsSurviveBothWays() throws Exception {
    byte[] all = new byte[256];
    for (int i = 0; i < 256; i++) {
      all[i] = (byte) i;
    }
    byte[] encoded = Bencoding.encode(Map.of(BDict.key(all), all));
    BDict d = Bencoding.decode(encoded, Limits.MESSAGE);
    assertArrayEquals(all, BDict.keyBytes(d.keys().iterator().next()));
    assertArrayEquals(all, d.bytes(BDict.key(all)));
    assertArrayEquals(encoded, Bencoding.encode(d.raw()));
  }

  @Test
  void encodesKeysInByteOrderAtEveryLevel() {
    Map<String, Object> inner = new LinkedHashMap<>();
    inner.put("b", 1);
    inner.put("a", (short) 2);
    Map<String, Object> m = new LinkedHashMap<>();
    m.put("\u00ff", List.of(inner, "ü"));
    m.put("z", ByteBuffer.wrap(new byte[] {'x', 'y', 'z'}, 1, 1));
    m.put("aa", 5L);
    m.put("a", new byte[] {'q'});
    assertEquals(
        "d1:a1:q2:aai5e1:z1:y1:\u00ffld1:ai2e1:bi1ee2:\u00c3\u00bcee",
        new String(Bencoding.encode(m), StandardCharsets.ISO_8859_1));
  }

  @Test
  void refusesToEncodeWhatBencodingCannotHold() {
    assertThrows(IllegalArgumentException.class, () -> Bencoding.encode(Map.of("€", 1)));
    assertThrows(IllegalArgumentException.class, () -> Bencoding.encode(Map.of("a", 1.5)));
  }

  @Test
  void prefixLeavesThePayloadAlone() throws Exception {
    byte[] b = "??d8:msg_typei1eePAYLOAD".getBytes(StandardCharsets.ISO_8859_1);
    Bencoding.Prefix p = Bencoding.decodePrefix(b, 2, b.length, Limits.MESSAGE);
    assertEquals(1, p.dict().longValue("msg_type", -1));
    assertEquals(15, p.consumed());
    assertThrows(BencodeException.class, () -> Bencoding.decode(b, 2, b.length, Limits.MESSAGE));
    assertEquals(1, Bencoding.decode(b, 2, 17, Limits.MESSAGE).size());
  }

  @Test
  void onlyADictionaryIsAMessage() {
    for (String s : List.of("le", "i1e", "1:a")) {
      assertThrows(BencodeException.class, () -> decode(s));
    }
  }

  @Test
  void textFallsBackWhenItIsNotUtf8() throws Exception {
    assertEquals("é", decode("d1:a2:\u00c3\u00a9e").utf8("a"));
    assertEquals("é", decode("d1:a1:\u00e9e").utf8("a"));
    assertNull(decode("d1:ai1ee").utf8("a"));
  }

  @Test
  void randomValuesSurviveBothWays() throws Exception {
    Random random = new Random(3);
    for (int i = 0; i < 300; i++) {
      Map<String, Object> m = randomMap(random, 0);
      byte[] b = Bencoding.encode(m);
      assertArrayEquals(b, Bencoding.encode(Bencoding.decode(b, Limits.STATE).raw()));
      assertTrue(BencodeGuard.scan(b, 0, b.length, Limits.STATE).sorted());
    }
  }

  private static Map<String, Object> randomMap(Random random, int depth) {
    Map<String, Object> m = new HashMap<>();
    for (int n = random.nextInt(6); n > 0; n--) {
      byte[] key = new byte[random.nextInt(5)];
      random.nextBytes(key);
      m.put(BDict.key(key), randomValue(random, depth + 1));
    }
    return m;
  }

  private static Object randomValue(Random random, int depth) {
    return switch (random.nextInt(depth > 5 ? 2 : 4)) {
      case 0 -> random.nextLong();
      case 1 -> BDict.keyBytes("\u00fe".repeat(random.nextInt(40)));
      case 2 -> randomMap(random, depth);
      default -> List.of(randomValue(random, depth + 1), randomValue(random, depth + 1));
    };
  }

  private static BDict decode(String s) throws BencodeException {
    return Bencoding.decode(s.getBytes(StandardCharsets.ISO_8859_1), Limits.MESSAGE);
  }
}
