package io.bitonic.core.metainfo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MagnetTest {
  private static final String HEX = "0123456789abcdef0123456789abcdef01234567";
  private static final String BASE32 = "AERUKZ4JVPG66AJDIVTYTK6N54ASGRLH";
  private static final String V2 = "1220" + "ab".repeat(32);

  private static Magnet parse(String s) throws MetainfoException {
    return MagnetParser.parse(s);
  }

  @Test
  void hexAndBase32NameTheSameTorrent() throws MetainfoException {
    Magnet a = parse("magnet:?xt=urn:btih:" + HEX.toUpperCase(java.util.Locale.ROOT));
    Magnet b = parse("MAGNET:?xt=urn:btih:" + BASE32);
    assertEquals(HEX, a.infoHash().v1Hex());
    assertEquals(a.infoHash(), b.infoHash());
    assertEquals(HEX, a.title());
  }

  @Test
  void aHybridLinkHasBothHashes() throws MetainfoException {
    Magnet m = parse("magnet:?xt=urn:btih:" + HEX + "&xt=urn:btmh:" + V2);
    assertEquals("ab".repeat(32), m.infoHash().v2Hex());
    assertEquals(HEX, m.infoHash().id());
    assertEquals("ab".repeat(20), parse("magnet:?xt.1=urn:btmh:" + V2).infoHash().id());
  }

  @Test
  void everythingElse() throws MetainfoException {
    Magnet m =
        parse(
            "magnet:?dn=A%20film+%C3%A9&xt=urn:btih:"
                + HEX
                + "&tr=http%3A%2F%2Fa%2Fannounce&tr.2=udp://b:80&tr=ftp://no&tr=http://a/announce"
                + "&ws=http://seed/x&x.pe=10.0.0.1:6881&x.pe=[2001:db8::1]:51413&x.pe=Peer.example:1"
                + "&x.pe=nobody&x.pe=1.2.3.4:0&so=0,2,4-6&xl=5&kt=word");
    assertEquals("A film é", m.name());
    assertEquals(List.of("http://a/announce", "udp://b:80"), m.trackers());
    assertEquals(List.of(List.of("http://a/announce"), List.of("udp://b:80")), m.tiers());
    assertEquals(List.of("http://seed/x"), m.webSeeds());
    assertEquals(List.of("10.0.0.1:6881", "[2001:db8::1]:51413", "peer.example:1"), m.peers());
    assertTrue(m.selects(0) && m.selects(2) && m.selects(5));
    assertFalse(m.selects(1) || m.selects(7));
  }

  @Test
  void theCanonicalFormReadsBackAsTheSame() throws MetainfoException {
    Magnet m =
        parse(
            "magnet:?xt=urn:btih:"
                + BASE32
                + "&dn=%26amp%3B+50%25 %23&tr=http://a/?x=1%26y=2&x.pe=[::1]:1&so=7-9,1");
    assertEquals("&amp; 50% #", m.name());
    assertEquals(m, parse(m.uri()));
    assertEquals(m.uri(), parse(m.uri()).uri());
  }

  @Test
  void escapedAmpersandsOfWebPagesAreUnderstood() throws MetainfoException {
    Magnet m = parse("magnet:?xt=urn:btih:" + HEX + "&amp;dn=x&amp;tr=http://a/b");
    assertEquals("x", m.name());
    assertEquals(List.of("http://a/b"), m.trackers());
  }

  @Test
  void aNameCannotReachTheTerminal() throws MetainfoException {
    String name = parse("magnet:?xt=urn:btih:" + HEX + "&dn=a%1B%5B2J%0Ab%E2%80%AE").name();
    assertTrue(name.chars().allMatch(c -> c >= ' ' && c != 0x202e), name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "magnet:",
        "magnet:?",
        "magnet:?dn=x",
        "http://x",
        "magnet:?xt=urn:sha1:" + HEX,
        "magnet:?xt=urn:btih:" + HEX + "0",
        "magnet:?xt=urn:btih:0123456789abcdef0123456789abcdef0123456g",
        "magnet:?xt=urn:btih:1ERUKZ4JVPG66AJDIVTYTK6N54ASGRLH",
        "magnet:?xt=urn:btmh:1220abcd",
        "magnet:?xt=urn:btih:" + HEX + "&so=3-1",
        "magnet:?xt=urn:btih:" + HEX + "&so=a",
        "magnet:?xt=urn:btih:" + HEX + "&so=",
        "magnet:?xt=urn:btih:" + HEX + "&xt=urn:btih:ffffffffffffffffffffffffffffffffffffffff"
      })
  void whatNamesNoTorrentIsRefused(String link) {
    MetainfoException e = assertThrows(MetainfoException.class, () -> parse(link));
    assertTrue(e.getMessage().contains("magnet link"), e.getMessage());
  }

  @Test
  void boundsHold() throws MetainfoException {
    String start = "magnet:?xt=urn:btih:" + HEX;
    assertThrows(MetainfoException.class, () -> parse(start + "&dn=" + "x".repeat(70_000)));
    assertThrows(MetainfoException.class, () -> parse(start + "&so=" + "1,".repeat(2000) + "1"));
    StringBuilder b = new StringBuilder(start);
    for (int i = 0; i < 1000; i++) {
      b.append("&x.pe=1.1.1.1:").append(1 + i).append("&tr=http://t").append(i).append("/");
    }
    assertEquals(100, parse(b.toString()).peers().size());
    assertEquals(200, parse(b.toString()).trackers().size());
  }

  @Test
  void metadataBecomesATorrentFileWithTheSameHash() throws Exception {
    byte[] file = Torrents.bytes(Torrents.single("x", 40_000, 16_384));
    Metainfo m = MetainfoParser.parse(file);
    Magnet link = Magnet.of(m);
    Metainfo again =
        MetainfoParser.parse(
            MetainfoWriter.torrent(
                MetainfoParser.parseInfo(m.rawInfo(), link.tiers(), List.of("http://w/"))));
    assertEquals(m.infoHash(), again.infoHash());
    assertArrayEquals(m.rawInfo(), again.rawInfo());
    assertEquals(List.of("http://w/"), again.webSeeds());
  }
}
