package io.bitonic.core.swarm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.core.net.SimLoop;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class PeerListTest {
  private final SimLoop loop = new SimLoop();
  private final PeerList list = new PeerList(loop.clock(), null, a -> false);

  private static InetSocketAddress at(String text) {
    return Addresses.parse(text);
  }

  private KnownPeer add(String text, PeerSource source) {
    return list.add(at(text), source);
  }

  private void fail(KnownPeer p) {
    list.trying(p);
    list.ended(p, false);
  }

  @Test
  void betterSourcesComeFirst() {
    KnownPeer incoming = add("45.0.0.1:1", PeerSource.INCOMING);
    KnownPeer resume = add("45.0.0.2:1", PeerSource.RESUME);
    KnownPeer tracker = add("45.0.0.3:1", PeerSource.TRACKER);
    for (KnownPeer p : List.of(tracker, resume, incoming)) {
      assertSame(p, list.next(true));
      list.trying(p);
    }
    assertNull(list.next(true));
  }

  @Test
  void theBestSourceCounts() {
    KnownPeer p = add("45.0.0.1:1", PeerSource.INCOMING);
    assertSame(p, add("45.0.0.1:1", PeerSource.TRACKER));
    add("45.0.0.1:1", PeerSource.RESUME);
    assertEquals(PeerSource.TRACKER, p.source);
    assertEquals(1, list.size());
  }

  @Test
  void localPeersComeBeforeOthers() {
    add("45.0.0.1:1", PeerSource.TRACKER);
    KnownPeer local = add("192.168.1.5:1", PeerSource.TRACKER);
    assertSame(local, list.next(true));
  }

  @Test
  void saysWhenTheNextIsDue() {
    assertEquals(Long.MAX_VALUE, list.nanosToNext(true));
    KnownPeer p = add("45.0.0.1:1", PeerSource.TRACKER);
    assertEquals(0, list.nanosToNext(true));
    list.trying(p);
    assertEquals(Long.MAX_VALUE, list.nanosToNext(true), "it is being called");
    list.ended(p, false);
    loop.advance(Duration.ofSeconds(30));
    assertEquals(Duration.ofSeconds(90).toNanos(), list.nanosToNext(true));
    p.seed = true;
    assertEquals(Long.MAX_VALUE, list.nanosToNext(false));
    loop.advance(Duration.ofSeconds(90));
    assertTrue(list.nanosToNext(true) <= 0);
    assertSame(p, list.next(true));
  }

  @Test
  void failuresAreTriedLaterEachTimeAndThenForgotten() {
    KnownPeer p = add("45.0.0.1:1", PeerSource.TRACKER);
    fail(p);
    loop.advance(Duration.ofSeconds(119));
    assertNull(list.next(true));
    loop.advance(Duration.ofSeconds(1));
    assertSame(p, list.next(true));
    fail(p);
    loop.advance(Duration.ofSeconds(179));
    assertNull(list.next(true));
    loop.advance(Duration.ofSeconds(1));
    fail(p);
    assertEquals(0, list.size());
  }

  @Test
  void aPeerThatFailedComesAfterOneThatDidNot() {
    KnownPeer failed = add("45.0.0.1:1", PeerSource.TRACKER);
    fail(failed);
    loop.advance(Duration.ofMinutes(10));
    KnownPeer fresh = add("45.0.0.2:1", PeerSource.INCOMING);
    assertSame(fresh, list.next(true));
  }

  @Test
  void theLeastRecentlyTriedComesFirst() {
    KnownPeer a = add("45.0.0.1:1", PeerSource.TRACKER);
    KnownPeer b = add("45.0.0.2:1", PeerSource.TRACKER);
    list.trying(b);
    list.ended(b, true);
    loop.advance(Duration.ofSeconds(5));
    list.trying(a);
    list.ended(a, true);
    loop.advance(Duration.ofMinutes(2));
    assertSame(b, list.next(true));
  }

  @Test
  void aGoodConnectionClearsFailures() {
    KnownPeer p = add("45.0.0.1:1", PeerSource.TRACKER);
    fail(p);
    list.trying(p);
    list.ended(p, true);
    assertEquals(0, p.failures);
    loop.advance(Duration.ofSeconds(60));
    assertSame(p, list.next(true));
  }

  @Test
  void aNamedPeerIsTriedAtOnce() {
    KnownPeer p = add("45.0.0.1:1", PeerSource.TRACKER);
    fail(p);
    assertNull(list.next(true));
    add("45.0.0.1:1", PeerSource.MANUAL);
    assertSame(p, list.next(true));
  }

  @Test
  void seedsAreOfNoUseToASeed() {
    KnownPeer p = add("45.0.0.1:1", PeerSource.TRACKER);
    p.seed = true;
    assertNull(list.next(false));
    assertSame(p, list.next(true));
  }

  @Test
  void addressesThatNobodyCanHaveAreRefused() {
    assertNull(list.add(new InetSocketAddress("45.0.0.1", 0), PeerSource.TRACKER));
    assertNull(add("0.0.0.0:5", PeerSource.TRACKER));
    assertNull(add("224.0.0.5:5", PeerSource.TRACKER));
    assertNull(add("[::]:5", PeerSource.TRACKER));
    assertNull(list.add(InetSocketAddress.createUnresolved("host.example", 5), PeerSource.TRACKER));
    assertEquals(0, list.size());
  }

  @Test
  void bansHoldForTheAddressOrThePort() {
    add("45.0.0.1:1", PeerSource.TRACKER);
    list.ban(at("45.0.0.1:9").getAddress());
    assertEquals(0, list.size());
    assertNull(add("45.0.0.1:2", PeerSource.TRACKER));
    list.ban(at("127.0.0.1:7"));
    assertNull(add("127.0.0.1:7", PeerSource.TRACKER));
    assertNotNull(add("127.0.0.1:8", PeerSource.TRACKER));
    assertEquals(List.of("45.0.0.1", "127.0.0.1:7"), list.banned());

    PeerList other = new PeerList(loop.clock(), null, a -> false);
    list.banned().forEach(other::ban);
    other.ban("nonsense");
    assertTrue(other.isBanned(at("45.0.0.1:55")));
    assertTrue(other.isBanned(at("127.0.0.1:7")));
    assertEquals(list.banned(), other.banned());
  }

  @Test
  void ourselvesAreForgottenForGood() {
    add("45.0.0.1:1", PeerSource.TRACKER);
    list.isOurselves(at("45.0.0.1:1"));
    assertEquals(0, list.size());
    assertNull(add("45.0.0.1:1", PeerSource.TRACKER));
  }

  @Test
  void theListIsBoundedAndKeepsTheConnected() {
    KnownPeer first = add("45.1.0.1:1", PeerSource.INCOMING);
    first.connected = true;
    for (int i = 0; i < 5000; i++) {
      add("46." + i / 250 + ".0." + (1 + i % 250) + ":80", PeerSource.TRACKER);
    }
    assertEquals(3000, list.size());
    assertSame(first, add("45.1.0.1:1", PeerSource.INCOMING));
  }

  @Test
  void theRankIsKnownWhenOurAddressIs() {
    KnownPeer p = add("98.76.54.32:1", PeerSource.TRACKER);
    assertEquals(0, p.rank);
    list.external(at("123.213.32.10:1"));
    assertEquals(0xec2d7224L, p.rank);
    assertEquals(0x99568189L, add("123.213.32.234:1", PeerSource.TRACKER).rank);
  }

  @Test
  void whatIsSavedIsWorthTryingAgain() {
    add("45.0.0.1:1", PeerSource.INCOMING);
    fail(add("45.0.0.2:1", PeerSource.TRACKER));
    add("45.0.0.3:1", PeerSource.TRACKER);
    add("[2001:db8::1]:6881", PeerSource.TRACKER);
    assertEquals(List.of("45.0.0.3:1", "[2001:db8:0:0:0:0:0:1]:6881"), list.forResume(100));
    assertEquals(1, list.forResume(1).size());
  }

  @Test
  void whoServedUsWellComesFirstAndWhoDidNotComesLast() {
    KnownPeer bad = add("45.0.0.1:1", PeerSource.TRACKER);
    KnownPeer unknown = add("45.0.0.2:1", PeerSource.DHT);
    KnownPeer good = add("45.0.0.3:1", PeerSource.PEX);
    long now = loop.clock().nanos();
    bad.score.badPiece(now);
    for (int i = 0; i < 30; i++) {
      good.score.rate(1000, 10);
    }
    for (KnownPeer p : List.of(good, unknown, bad)) {
      assertSame(p, list.next(true));
      list.trying(p);
    }
  }

  @Test
  void thoseWhoseCallsWereOfNoUseWaitLonger() {
    KnownPeer p = add("45.0.0.1:1", PeerSource.TRACKER);
    for (int i = 0; i < 9; i++) {
      p.score.badPiece(loop.clock().nanos());
    }
    list.trying(p);
    list.ended(p, true);
    loop.advance(Duration.ofSeconds(239));
    assertNull(list.next(true));
    loop.advance(Duration.ofSeconds(2));
    assertSame(p, list.next(true));
  }

  @Test
  void ofEqualsThoseThatOthersHaveReachedComeFirst() {
    for (int i = 1; i < 50; i++) {
      add("45.0.0." + i + ":1", PeerSource.PEX);
    }
    list.get(at("45.0.0.33:1")).reachable = true;
    assertSame(list.get(at("45.0.0.33:1")), list.next(true));
  }

  @Test
  void aFullListGivesUpTheOnesInTheWorstHealth() {
    KnownPeer bad = null;
    for (int i = 0; i < 3000; i++) {
      KnownPeer p = add("45." + i / 200 + ".0." + (1 + i % 200) + ":1", PeerSource.TRACKER);
      bad = i == 700 ? p : bad;
    }
    bad.score.badPiece(loop.clock().nanos());
    assertNotNull(add("46.0.0.1:1", PeerSource.INCOMING));
    assertNull(list.get(bad.address));
    assertEquals(3000, list.size());
  }
}
