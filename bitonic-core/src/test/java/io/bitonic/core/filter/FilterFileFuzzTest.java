package io.bitonic.core.filter;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;

/**
 * Any bytes are a list, or are refused: nothing else comes out, and addresses agree with Java's.
 */
class FilterFileFuzzTest {
  @FuzzTest(maxDuration = "60s")
  void lists(byte[] data) throws IOException {
    Ranges ranges = new Ranges();
    try {
      FilterFile.read(
          Path.of("list"), new BufferedInputStream(new ByteArrayInputStream(data)), ranges);
    } catch (IpFilterException | IOException e) {
      // Refused, or gzip that is torn.
      return;
    }
    long[] v4 = ranges.mergedV4();
    for (int i = 1; i < v4.length; i++) {
      if (v4[i - 1] >= v4[i]) {
        throw new AssertionError("ranges are not sorted");
      }
    }
    ranges.mergedV6();
  }

  @FuzzTest(maxDuration = "60s")
  void addresses(byte[] data) {
    AddressText text = new AddressText();
    if (!text.read(data, 0, data.length) || data[0] == '[') {
      return;
    }
    String s = new String(data, java.nio.charset.StandardCharsets.ISO_8859_1);
    InetAddress expected = InetAddress.ofLiteral(s.replaceAll("(^|\\.)0+(?=\\d)", "$1"));
    byte[] b = expected.getAddress();
    boolean same =
        text.isV4
            ? b.length == 4 && Ranges.intAt(b) == text.v4
            : b.length == 16
                ? Ranges.longAt(b, 0) == text.high && Ranges.longAt(b, 8) == text.low
                : Ranges.intAt(b) == (int) text.low;
    if (!same) {
      throw new AssertionError(s);
    }
  }
}
