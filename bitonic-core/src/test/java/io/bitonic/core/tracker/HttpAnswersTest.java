package io.bitonic.core.tracker;

import static io.bitonic.core.tracker.Requests.bytes;
import static io.bitonic.core.tracker.Requests.concat;
import static io.bitonic.core.tracker.Requests.hash;
import static io.bitonic.core.tracker.Requests.peer;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpAnswersTest {
  @Test
  void readsCompactPeersOfBothFamilies() throws Exception {
    byte[] body =
        bytes(
            "d8:completei7e10:downloadedi9e11:external ip4:\1\2\3\4"
                + "10:incompletei8e8:intervali900e12:min intervali60e"
                + "5:peers12:\12\0\0\1\32\341\12\0\0\2\32\342"
                + "6:peers618:\40\1\15\270\0\0\0\0\0\0\0\0\0\0\0\5\0\120"
                + "10:tracker id3:a\377b15:warning message4:hm\33!e");
    AnnounceResponse r = HttpAnswers.announce(body);
    assertEquals(900, r.intervalSeconds());
    assertEquals(60, r.minIntervalSeconds());
    assertEquals(7, r.seeds());
    assertEquals(8, r.leechers());
    assertEquals(9, r.downloaded());
    assertEquals("a\u00ffb", r.trackerId());
    assertEquals("hm !", r.warning());
    assertEquals(InetAddress.getByName("1.2.3.4"), r.externalAddress());
    assertEquals(
        List.of(peer("10.0.0.1", 6881), peer("10.0.0.2", 6882), peer("2001:db8::5", 80)),
        r.peers());
  }

  @Test
  void readsDictionaryPeers() throws Exception {
    byte[] body =
        bytes(
            "d8:intervali1800e5:peersl"
                + "d2:ip8:10.0.0.17:peer id20:aaaaaaaaaaaaaaaaaaaa4:porti6881ee"
                + "d2:ip11:2001:db8::54:porti1ee"
                + "d2:ip12:peer.example4:porti1ee"
                + "d2:ip8:10.0.0.14:porti70000ee"
                + "i5eee");
    assertEquals(
        List.of(peer("10.0.0.1", 6881), peer("2001:db8::5", 1)),
        HttpAnswers.announce(body).peers());
  }

  @Test
  void dropsPeersThatNobodyCanBe() throws Exception {
    String list =
        "\12\0\0\1\0\0" // port 0
            + "\0\0\0\0\0\1"
            + "\340\0\0\1\0\1" // multicast
            + "\377\377\377\377\0\1"
            + "\12\0\0\3\0\1"
            + "\12\0\0\3\0\1" // twice
            + "\12\0"; // truncated
    byte[] body = bytes("d5:peers" + list.length() + ":" + list + "e");
    assertEquals(List.of(peer("10.0.0.3", 1)), HttpAnswers.announce(body).peers());
  }

  @Test
  void boundsTheNumberOfPeers() throws Exception {
    byte[] list = new byte[6 * 100_000];
    for (int i = 0; i < 100_000; i++) {
      list[6 * i] = 10;
      list[6 * i + 1] = (byte) (i >> 16);
      list[6 * i + 2] = (byte) (i >> 8);
      list[6 * i + 3] = (byte) i;
      list[6 * i + 5] = 1;
    }
    byte[] body = concat(bytes("d5:peers" + list.length + ":"), list, bytes("e"));
    assertEquals(PeerLists.MAX_PEERS, HttpAnswers.announce(body).peers().size());
  }

  @ParameterizedTest
  @CsvSource({
    "i-5e, 30",
    "i0e, 30",
    "i29e, 30",
    "i1800e, 1800",
    "i9223372036854775807e, 86400",
    "1:x, 1800"
  })
  void clampsTheInterval(String interval, int expected) throws Exception {
    AnnounceResponse r = HttpAnswers.announce(bytes("d8:interval" + interval + "5:peers0:e"));
    assertEquals(expected, r.intervalSeconds());
  }

  @ParameterizedTest
  @CsvSource({
    "8:retry ini5e, 300",
    "8:retry in1:7, 420",
    "8:retry in5:never, 9223372036854775807",
    "8:retry ini9223372036854775807e, 86400",
    "8:retry ini-1e, -1",
    "8:retry in3:x\u001b[, -1",
    "'', -1"
  })
  void readsRefusals(String retry, long seconds) {
    byte[] body = bytes("d14:failure reason10:go \33[31m\t!" + retry + "e");
    TrackerException e = assertThrows(TrackerException.class, () -> HttpAnswers.announce(body));
    assertEquals("go [31m !", e.getMessage());
    assertEquals(
        seconds < 0 ? OptionalLong.empty() : OptionalLong.of(seconds), e.retryAfterSeconds());
  }

  @Test
  void cutsLongReasons() {
    byte[] body = bytes("d14:failure reason5000:" + "x".repeat(5000) + "e");
    TrackerException e = assertThrows(TrackerException.class, () -> HttpAnswers.announce(body));
    assertEquals(TrackerText.MAX_LENGTH, e.getMessage().length());
  }

  @ParameterizedTest
  @CsvSource({"<html>", "de", "i5e", "d8:interval", "le", "''"})
  void rejectsGarbage(String body) {
    TrackerException e =
        assertThrows(TrackerException.class, () -> HttpAnswers.announce(bytes(body)));
    assertTrue(e.getMessage().startsWith("the answer is not that of a tracker"), e.getMessage());
  }

  @Test
  void readsScrapesInTheOrderAsked() throws Exception {
    byte[] body =
        concat(
            bytes("d5:filesd20:"),
            hash(2),
            bytes("d8:completei5e10:downloadedi50e10:incompletei10ee20:"),
            hash(1),
            bytes("d8:completei-9eeee"));
    assertEquals(
        List.of(
            new ScrapeResult.Counts(-1, -1, -1),
            new ScrapeResult.Counts(5, 10, 50),
            ScrapeResult.Counts.UNKNOWN),
        HttpAnswers.scrape(body, List.of(hash(1), hash(2), hash(3))));
  }

  @Test
  void ignoresUnusableExternalAddresses() throws Exception {
    AnnounceResponse r = HttpAnswers.announce(bytes("d11:external ip4:\0\0\0\0008:intervali900ee"));
    assertNull(r.externalAddress());
  }

  @Test
  void cleansText() {
    assertEquals("a b", TrackerText.clean(" a\u202e\u0000\n b\u2069 "));
    assertEquals("ok \ud83d\ude00", TrackerText.clean("ok \ud83d\ude00\ud83d"));
    String cut = TrackerText.clean("x".repeat(199) + "\ud83d\ude00");
    assertEquals(199, cut.length());
  }
}
