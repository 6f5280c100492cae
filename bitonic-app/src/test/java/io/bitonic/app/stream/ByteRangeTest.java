package io.bitonic.app.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ByteRangeTest {
  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "bytes=0-99,0 99",
        "bytes=0-,0 999",
        "bytes=999-,999 999",
        "bytes=10-5000,10 999",
        "bytes=-1,999 999",
        "bytes=-5000,0 999",
        "BYTES= 5 - 6 ,5 6",
        "bytes=1000-,none",
        "bytes=-0,none",
        "bytes=123456789012345678-,none",
        "bytes=6-5,-",
        "bytes=-,-",
        "bytes=,-",
        "bytes=a-b,-",
        "bytes=0-1;5-6,-",
        "bytes=+1-5,-",
        "bytes=1234567890123456789-,-",
        "items=0-5,-",
        "-,-"
      })
  void reads(String header, String expected) {
    ByteRange r = ByteRange.parse(header, 1000);
    String got = r == null ? null : r == ByteRange.NONE ? "none" : r.from() + " " + r.to();
    assertEquals(expected, got);
  }

  @org.junit.jupiter.api.Test
  void severalRangesAreIgnored() {
    assertEquals(null, ByteRange.parse("bytes=0-1,5-6", 1000));
  }
}
