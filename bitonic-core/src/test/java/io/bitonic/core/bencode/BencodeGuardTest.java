package io.bitonic.core.bencode;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BencodeGuardTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "i0e",
        "i-1e",
        "i9223372036854775807e",
        "i-9223372036854775808e",
        "0:",
        "3:abc",
        "le",
        "de",
        "d1:ai1e1:bl1:xdeee",
        "d0:0:1:ai1ee",
        "lllleeee"
      })
  void accepts(String s) throws Exception {
    assertEquals(s.length(), scan(s).length());
    assertTrue(scan(s).sorted());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "\"\" | truncated at byte 0",
        "x | expected a value, found 'x' at byte 0",
        "e | expected a value, found 'e' at byte 0",
        "ie | expected a digit, found 'e' at byte 1",
        "i-e | expected a digit, found 'e' at byte 2",
        "i-0e | minus zero at byte 0",
        "i00e | leading zero",
        "i01e | leading zero",
        "i+1e | expected a digit, found '+'",
        "i1 | truncated at byte 2",
        "i1xe | found 'x' at byte 2",
        "i9223372036854775808e | beyond 64 bits",
        "i-9223372036854775809e | beyond 64 bits",
        "i99999999999999999999999e | beyond 64 bits",
        "03:abc | leading zero",
        "-1:a | expected a value, found '-'",
        "3:ab | truncated: a string of 3 bytes has 2 at byte 0",
        "3 | truncated",
        "3x | ':' of a string length",
        "2147483648: | beyond 31 bits",
        "99999999999999999999: | beyond 31 bits",
        "l | truncated",
        "d1:ae | expected a value for the last key, found 'e' at byte 4",
        "di1ei2ee | expected a dictionary key or its end, found 'i' at byte 1",
        "d1:ai1e1:ai2ee | duplicate dictionary key at byte 7",
        "d1:bi1e1:ai1e1:bi2ee | duplicate dictionary key at byte 13",
        "dee | expected the end, found 1 more bytes at byte 2"
      })
  void rejects(String s, String message) {
    BencodeException e = assertThrows(BencodeException.class, () -> scan(s));
    assertTrue(e.getMessage().contains(message), e.getMessage());
    assertEquals(0, e.getStackTrace().length);
  }

  @Test
  void reportsKeysOutOfOrderAndFindsDuplicatesAmongThemByLevel() throws Exception {
    assertFalse(scan("d1:bi1e1:ai1ee").sorted());
    assertFalse(scan("d1:ad1:bi1e1:ai1eee").sorted());
    assertTrue(scan("d1:ad1:bi1ee1:bi1ee").sorted());
    assertFalse(scan("d1:cd1:bi1e1:ai1ee1:bd1:ai1e1:bi1eee").sorted());
    assertThrows(BencodeException.class, () -> scan("d1:cd1:bi1e1:ai1e1:bi1ee1:bi1ee"));
  }

  @Test
  void keysAreComparedAsUnsignedBytes() throws Exception {
    assertTrue(scan("d1:zi1e1:\u00ffi1ee").sorted());
    assertTrue(scan("d1:ai1e2:aai1ee").sorted());
    assertFalse(scan("d2:aai1e1:ai1ee").sorted());
  }

  @Test
  void findsRawValuesOfTheOutermostDictionaryOnly() throws Exception {
    String s = "d1:ad4:infoi9ee4:infod1:xli1eee4:zzzz3:abce";
    BencodeGuard g = scan(s);
    assertArrayEquals(bytes("d1:xli1eee"), g.rawValue("info"));
    assertArrayEquals(bytes("3:abc"), g.rawValue("zzzz"));
    assertNull(g.rawValue("x"));
    assertNull(g.rawValue("inf"));
    assertNull(scan("ld4:infoi1eee").rawValue("info"));
  }

  @Test
  void offsetsCountFromTheRange() throws Exception {
    byte[] b = bytes("xxxd1:ai1eeyyy");
    BencodeGuard g = BencodeGuard.scanPrefix(b, 3, b.length, Limits.MESSAGE);
    assertEquals(8, g.length());
    assertArrayEquals(bytes("i1e"), g.rawValue("a"));
    BencodeException e =
        assertThrows(
            BencodeException.class, () -> BencodeGuard.scan(b, 3, b.length, Limits.MESSAGE));
    assertEquals(8, e.offset());
    assertThrows(BencodeException.class, () -> BencodeGuard.scan(b, 3, 10, Limits.MESSAGE));
  }

  @Test
  void everyLimitHolds() throws Exception {
    Limits l = new Limits(100, 3, 6, 10, 10_000);
    assertEquals(6, scan("llleee", l).length());
    limited("lllleeee", l, "more than 3 levels");
    limited("l1:a1:a1:a1:a1:a1:ae", l, "more than 6 values");
    limited("d1:ai1e1:bi1e1:ci1ee", l, "more than 6 values");
    limited("11:aaaaaaaaaaa", l, "string of 11 bytes");
    limited("i1e" + "x".repeat(98), l, "more than 100 bytes");
  }

  @Test
  void aHundredThousandLevelsNeedNoStack() {
    limited("l".repeat(100_000), Limits.METAINFO, "more than 100 levels");
    Limits deep = new Limits(1 << 20, 1 << 20, 1 << 20, 10, 1 << 30);
    limited("l".repeat(100_000), deep, "truncated at byte 100000");
  }

  @Test
  void heapStaysWithinTenTimesTheInputAndTheAllowance() throws Exception {
    Limits l = new Limits(1 << 20, 10, 1_000_000, 1000, 64 << 10);
    limited("l" + "0:".repeat(100_000) + "e", l, "too many small values");
    limited("l" + "de".repeat(100_000) + "e", l, "too many small values");
    Limits none = new Limits(1 << 20, 10, 1000, 1000, 0);
    String big = "l" + ("1000:" + "x".repeat(1000)).repeat(100) + "e";
    assertEquals(big.length(), scan(big, none).length());
  }

  @Test
  void theHeapEstimateIsNotFarBelowWhatTheDecoderAllocates() throws Exception {
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    for (String unit : new String[] {"1:a0:", "1:ai1000e", "1:ale", "1:ade"}) {
      StringBuilder s = new StringBuilder("d");
      for (int i = 0; i < 20_000; i++) {
        s.append("5:").append(10_000 + i).append(unit.substring(3));
      }
      byte[] b = bytes(s.append('e').toString());
      BencodeGuard g = BencodeGuard.scan(b, 0, b.length, Limits.METAINFO);
      Bencoding.decode(b, g, 0);
      long before = threads.getCurrentThreadAllocatedBytes();
      Bencoding.decode(b, g, 0);
      long allocated = threads.getCurrentThreadAllocatedBytes() - before;
      // The decoder's short-lived strings and builders count here and not in the estimate.
      assertTrue(allocated < 4 * g.heapEstimate(), unit + allocated + " " + g.heapEstimate());
    }
  }

  private static BencodeGuard scan(String s) throws BencodeException {
    return scan(s, Limits.METAINFO);
  }

  private static BencodeGuard scan(String s, Limits limits) throws BencodeException {
    byte[] b = bytes(s);
    return BencodeGuard.scan(b, 0, b.length, limits);
  }

  private static void limited(String s, Limits limits, String message) {
    BencodeException e = assertThrows(BencodeException.class, () -> scan(s, limits));
    assertTrue(e.getMessage().contains(message), e.getMessage());
  }

  private static byte[] bytes(String s) {
    return s.getBytes(StandardCharsets.ISO_8859_1);
  }
}
