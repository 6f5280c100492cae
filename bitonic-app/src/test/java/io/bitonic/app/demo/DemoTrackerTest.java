package io.bitonic.app.demo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DemoTrackerTest {
  /** 20 raw bytes, among them %, & and 0xff. */
  private static final String HASH = "%00%25%26%ff5678901234567890";

  private DemoTracker tracker;

  @BeforeEach
  void setUp() throws IOException {
    tracker = new DemoTracker();
  }

  @AfterEach
  void tearDown() {
    tracker.close();
  }

  private static String query(String id, int port, long left, String event) {
    return "info_hash="
        + HASH
        + "&peer_id=-BT0001-12345678"
        + id
        + "&port="
        + port
        + "&uploaded=0&downloaded=0&left="
        + left
        + "&compact=1"
        + event;
  }

  private byte[] get(String query) throws IOException {
    try (InputStream in = URI.create(tracker.url() + "?" + query).toURL().openStream()) {
      return in.readAllBytes();
    }
  }

  private static byte[] answer(int seeds, int leechers, int... peers) {
    String head =
        "d8:completei"
            + seeds
            + "e10:incompletei"
            + leechers
            + "e8:intervali30e5:peers"
            + peers.length
            + ":";
    byte[] out =
        Arrays.copyOf(head.getBytes(StandardCharsets.US_ASCII), head.length() + peers.length + 1);
    for (int i = 0; i < peers.length; i++) {
      out[head.length() + i] = (byte) peers[i];
    }
    out[out.length - 1] = 'e';
    return out;
  }

  @Test
  void announcesTheOthersButNotTheAsker() throws IOException {
    assertArrayEquals(answer(1, 0), get(query("aaaa", 0x1AE1, 0, "&event=started")));
    assertEquals(1, tracker.seeds());
    assertArrayEquals(
        answer(1, 1, 127, 0, 0, 1, 0x1A, 0xE1), get(query("bbbb", 6882, 500, "&event=started")));
    get(query("aaaa", 0x1AE1, 0, "&event=stopped"));
    assertArrayEquals(answer(0, 1), get(query("bbbb", 6882, 500, "")));
    assertEquals(0, tracker.seeds());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "info_hash=short&peer_id=-BT0001-123456780000&port=1",
        "info_hash=%zz",
        "info_hash=12345678901234567890&peer_id=-BT0001-123456780000&port=70000",
        "info_hash=12345678901234567890&peer_id=-BT0001-123456780000&port=a"
      })
  void wrongQueriesGetAFailureReason(String query) {
    String answer = new String(tracker.answer(query), StandardCharsets.US_ASCII);
    assertTrue(answer.matches("d14:failure reason\\d+:.+e"), answer);
  }

  @Test
  void aQueryIsBounded() {
    assertTrue(
        new String(tracker.answer("a".repeat(5000)), StandardCharsets.US_ASCII)
            .contains("failure"));
    assertTrue(new String(tracker.answer(null), StandardCharsets.US_ASCII).contains("failure"));
  }
}
