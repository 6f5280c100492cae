package io.bitonic.core.filter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpFilterTest {
  @TempDir Path folder;

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("list.txt"), text, StandardCharsets.ISO_8859_1);
  }

  private IpFilter load(String text) throws Exception {
    return IpFilter.load(List.of(file(text)));
  }

  private static boolean blocks(IpFilter f, String address) {
    return f.blocks(InetAddress.ofLiteral(address));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "10.0.0.0/8                                | 10.0.0.0      | 10.255.255.255 | 11.0.0.0",
        "1.2.3.4                                   | 1.2.3.4       | 1.2.3.4        | 1.2.3.5",
        "1.2.3.4 # a comment                       | 1.2.3.4       | 1.2.3.4        | 1.2.3.3",
        "1.2.3.77/24                               | 1.2.3.0       | 1.2.3.255      | 1.2.4.0",
        "200.1.2.3-200.1.2.9                       | 200.1.2.3     | 200.1.2.9      | 200.1.2.10",
        "Some: name, Inc - x:1.2.3.4-1.2.3.9       | 1.2.3.4       | 1.2.3.9        | 1.2.3.10",
        "001.009.096.105 - 001.009.096.106 , 000 , x,y | 1.9.96.105 | 1.9.96.106    | 1.9.96.107",
        "1.2.3.4 - 1.2.3.5 , 127 , x               | 1.2.3.4       | 1.2.3.5        | 1.2.3.6",
        "2001:db8::/32                             | 2001:db8::    |"
            + " 2001:db8:ffff:ffff:ffff:ffff:ffff:ffff | 2001:db9::",
        "2001:db8::5                               | 2001:db8::5   | 2001:db8::5    | 2001:db8::6",
        "bad people:2001:db8::1-2001:db8::ff       | 2001:db8::1   | 2001:db8::ff   |"
            + " 2001:db8::100",
        "x:[2001:db8::1]-[2001:db8::ff]            | 2001:db8::1   | 2001:db8::ff   |"
            + " 2001:db8::100",
        "::/0                                      | ::            |"
            + " ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff | 1.2.3.4",
        "1:2:3:4:5:6:7::/127                       | 1:2:3:4:5:6:7:0 | 1:2:3:4:5:6:7:1 |"
            + " 1:2:3:4:5:6:7:2",
        "1:2:3:4:5:6:7:0/65                        | 1:2:3:4::     | 1:2:3:4:7fff:ffff:ffff:ffff |"
            + " 1:2:3:4:8000::",
        "64:ff9b::1.2.3.4                          | 64:ff9b::102:304 | 64:ff9b::102:304 | 1.2.3.4",
        "::ffff:1.2.3.0/120                        | 1.2.3.0       | 1.2.3.255      | 1.2.4.0",
        "0.0.0.0/0                                 | 0.0.0.0       | 255.255.255.255 | ::1",
      })
  void understands(String line, String first, String last, String outside) throws Exception {
    IpFilter f = load(line);
    assertTrue(blocks(f, first), first);
    assertTrue(blocks(f, last), last);
    assertFalse(blocks(f, outside), outside);
    assertEquals(0, f.sources().getFirst().badLines());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "no address",
        "1.2.3",
        "1.2.3.4.5",
        "1.2.3.256",
        "1.2.3.4/33",
        "1.2.3.4/",
        "1.2.3.4/-1",
        "1.2.3.9-1.2.3.4",
        "1.2.3.4-2001:db8::1",
        "1.2.3.4 - 1.2.3.5 , x",
        "1.2.3.4 - 1.2.3.5 , 5000000000 , x",
        "2001:db8::1::2",
        "2001:db8",
        ":1",
        "1:",
        "1::2:",
        "1:2:3:4:5:6:7:8:9",
        "1:2:3:4:5:6:7:8::",
        "12345::",
        "::1.2.3.4.5",
        "1:2:3:4:5:6:7:1.2.3.4",
        "fe80::1%eth0",
        "2001:db8::/129",
        "x:-",
        "-",
        ",",
        "/"
      })
  void refusesAFileOfNothingUsable(String line) throws Exception {
    Path file = file("# comment\n\n" + line + "\n");
    IpFilterException e = assertThrows(IpFilterException.class, () -> IpFilter.load(List.of(file)));
    assertTrue(e.getMessage().contains("list.txt:3: "), e.getMessage());
  }

  @Test
  void namesTheFirstBadLinesAndCountsAll() throws Exception {
    IpFilter f = load("bad\n".repeat(3) + "1.2.3.4\r\n" + "bad\n".repeat(6) + "a".repeat(5000));
    IpFilter.Source s = f.sources().getFirst();
    assertEquals(10, s.badLines());
    assertEquals(1, s.entries());
    assertEquals(5, s.firstBad().size());
    assertTrue(s.firstBad().get(3).endsWith("list.txt:5: no range of addresses"), s.toString());
    assertTrue(blocks(f, "1.2.3.4"));
  }

  @Test
  void letsDatLevelsFrom128OnPass() throws Exception {
    IpFilter f = load("1.0.0.0 - 1.0.0.9 , 128 , good\n2.0.0.0 - 2.0.0.9 , 0 , bad\n");
    assertFalse(blocks(f, "1.0.0.1"));
    assertTrue(blocks(f, "2.0.0.1"));
    assertEquals(2, f.sources().getFirst().entries());
  }

  @Test
  void readsGzip() throws Exception {
    Path file = folder.resolve("list.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write("1.2.3.0/24\n".getBytes(StandardCharsets.US_ASCII));
    }
    assertTrue(blocks(IpFilter.load(List.of(file)), "1.2.3.4"));
  }

  @Test
  void namesAFileThatIsMissingOrNoGzip() throws Exception {
    Path none = folder.resolve("none");
    assertTrue(
        assertThrows(IpFilterException.class, () -> IpFilter.load(List.of(none)))
            .getMessage()
            .contains(none.toString()));
    Path torn = folder.resolve("torn");
    Files.write(torn, new byte[] {0x1f, (byte) 0x8b, 8, 0});
    assertTrue(
        assertThrows(IpFilterException.class, () -> IpFilter.load(List.of(torn)))
            .getMessage()
            .contains(torn.toString()));
  }

  @Test
  void mergesWhatOverlapsOrTouches() throws Exception {
    IpFilter f =
        load(
            "1.0.0.0-1.0.0.9\n1.0.0.10-1.0.0.20\n1.0.0.5-1.0.0.7\n255.255.255.255\n"
                + "::1\n::2\n::4-::ffff:ffff:ffff:ffff\n0:0:0:1::\n");
    assertEquals(4, f.ranges());
    assertFalse(blocks(f, "::3"));
    assertTrue(blocks(f, "0:0:0:1::"));
    assertFalse(blocks(f, "0:0:0:1::1"));
  }

  @Test
  void agreesWithASimpleSearch() throws Exception {
    SplittableRandom random = new SplittableRandom(5);
    long[][] ranges = new long[500][];
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < ranges.length; i++) {
      long start = random.nextLong(1L << 32);
      long end = Math.min(0xffff_ffffL, start + random.nextLong(1L << random.nextInt(1, 24)));
      ranges[i] = new long[] {start, end};
      text.append("n:").append(dotted(start)).append('-').append(dotted(end)).append('\n');
    }
    IpFilter f = load(text.toString());
    for (int i = 0; i < 20_000; i++) {
      long[] near = ranges[random.nextInt(ranges.length)];
      long a = Math.clamp(near[random.nextInt(2)] + random.nextInt(-2, 3), 0, 0xffff_ffffL);
      boolean expected = false;
      for (long[] r : ranges) {
        expected |= r[0] <= a && a <= r[1];
      }
      assertEquals(expected, f.blocksV4((int) a), dotted(a));
    }
  }

  private static String dotted(long a) {
    return (a >>> 24) + "." + (a >>> 16 & 255) + "." + (a >>> 8 & 255) + "." + (a & 255);
  }

  @Test
  void blocksNothingWithoutLists() throws Exception {
    assertFalse(blocks(IpFilter.load(List.of()), "1.2.3.4"));
    assertFalse(blocks(IpFilter.NONE, "::1"));
  }
}
