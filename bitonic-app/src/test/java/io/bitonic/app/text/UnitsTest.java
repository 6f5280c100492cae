package io.bitonic.app.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.core.config.Amounts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnitsTest {
  @ParameterizedTest
  @CsvSource({
    "0,0 B",
    "999,999 B",
    "1000,0.98 KiB",
    "1024,1.00 KiB",
    "10240,10.0 KiB",
    "1048575,1.00 MiB",
    "6227702579,5.80 GiB",
    "9223372036854775807,8.00 EiB"
  })
  void sizesHaveThreeDigits(long bytes, String text) {
    assertEquals(text, Units.size(bytes));
  }

  @ParameterizedTest
  @CsvSource({
    "500K,512000",
    "500k,512000",
    "2M,2097152",
    "1.5MiB,1572864",
    "1 GiB,1073741824",
    "10kB,10000",
    "3MB,3000000",
    "7,7",
    "7B,7",
    "1T,1099511627776",
    "0,0"
  })
  void sizesAreRead(String text, long bytes) {
    assertEquals(bytes, Amounts.parseSize(text));
    assertEquals(bytes, Amounts.parseRate(text + "/s"));
    assertEquals(bytes, Amounts.parseRate(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "K", "-5K", "5Q", "5KK", "1.2.3M", "five", "5Mbit", "1e9", "NaN", "٥K?"})
  void wrongSizesNameTheCure(String text) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> Amounts.parseSize(text)).getMessage();
    assertTrue(message.contains("500K"), message);
  }

  @Test
  void hugeSizesAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> Amounts.parseSize("99999999P"));
  }

  @ParameterizedTest
  @CsvSource({
    "-1,--",
    "0,0:00",
    "61,1:01",
    "3661,1:01:01",
    "86400,1d 0h",
    "97200,1d 3h",
    "99999999999,>999d"
  })
  void timesAreShort(long seconds, String text) {
    assertEquals(text, Units.time(seconds));
  }

  @Test
  void percentIsCutAndNotRounded() {
    assertEquals("99.9 %", Units.percent(0.99999));
    assertEquals("100 %", Units.percent(1));
    assertEquals("0.0 %", Units.percent(-1));
  }

  @Test
  void fixedKeepsDecimals() {
    assertEquals("0.05", Units.fixed(0.05, 2));
    assertEquals("-1.50", Units.fixed(-1.5, 2));
    assertEquals("2", Units.fixed(1.6, 0));
  }
}
