package io.bitonic.core.tracker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.core.http.Addresses;
import java.net.InetSocketAddress;

/** What holds for every value read from foreign bytes. */
final class AnswerChecks {
  private AnswerChecks() {}

  static void check(AnnounceResponse r) {
    assertTrue(r.intervalSeconds() >= 30 && r.intervalSeconds() <= 86_400);
    assertTrue(r.minIntervalSeconds() >= 0 && r.minIntervalSeconds() <= 86_400);
    assertTrue(r.seeds() >= -1 && r.leechers() >= -1 && r.downloaded() >= -1);
    assertTrue(r.peers().size() <= PeerLists.MAX_PEERS);
    for (InetSocketAddress p : r.peers()) {
      assertTrue(p.getPort() > 0 && Addresses.isHost(p.getAddress()));
    }
    text(r.warning());
  }

  static void check(ScrapeResult.Counts c) {
    assertTrue(c.seeds() >= -1 && c.leechers() >= -1 && c.downloaded() >= -1);
  }

  static void check(TrackerException e) {
    assertTrue(!e.getMessage().isEmpty());
    text(e.getMessage());
    e.retryAfterSeconds().ifPresent(s -> assertTrue(s > 0 && s <= 86_400 || s == Long.MAX_VALUE));
  }

  private static void text(String s) {
    assertTrue(s.length() <= TrackerText.MAX_LENGTH);
    assertEquals(s, TrackerText.clean(s));
    assertTrue(s.chars().noneMatch(Character::isISOControl));
  }
}
