package io.bitonic.core.tracker;

import static io.bitonic.core.tracker.Requests.bytes;
import static io.bitonic.core.tracker.Requests.concat;
import static io.bitonic.core.tracker.Requests.hash;
import static io.bitonic.core.tracker.Requests.peer;
import static io.bitonic.core.tracker.Requests.request;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.core.net.Datagrams;
import io.bitonic.core.net.SimLoop;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** UDP trackers in virtual time; the test plays the tracker. */
class UdpTrackersTest {
  private static final InetSocketAddress V4 = peer("192.0.2.1", 80);
  private static final InetSocketAddress V6 = peer("2001:db8::1", 80);
  private static final int CALL = NetTrackerClient.CALL_MILLIS;

  private record Sent(Duration at, InetSocketAddress to, ByteBuffer data) {
    int action() {
      return data.getInt(8);
    }

    int transaction() {
      return data.getInt(12);
    }
  }

  private final SimLoop loop = new SimLoop();
  private final List<Sent> sent = new ArrayList<>();
  private final List<AnnounceResponse> answers = new ArrayList<>();
  private final List<String> failures = new ArrayList<>();
  private List<InetSocketAddress> hosts = List.of(V4);
  private boolean full;
  private Datagrams.Receiver receiver;

  private final UdpTrackers trackers =
      new UdpTrackers(
          loop,
          new Datagrams() {
            @Override
            public boolean send(ByteBuffer data, InetSocketAddress to) {
              if (full) {
                return false;
              }
              byte[] copy = new byte[data.remaining()];
              data.get(copy);
              sent.add(new Sent(loop.elapsed(), to, ByteBuffer.wrap(copy)));
              return true;
            }

            @Override
            public void addReceiver(Receiver r) {
              receiver = r;
            }
          },
          new Random(5),
          (_, _, answer) -> answer.ok(List.copyOf(hosts)));

  private void announce(String path, int millis) throws TrackerException {
    AnnounceRequest r = request(AnnounceEvent.STARTED);
    TrackerUrl url = TrackerUrl.parse("udp://t.example:80" + path);
    trackers.call(
        url,
        millis,
        false,
        new UdpTrackers.Exchange<AnnounceResponse>() {
          @Override
          public int action() {
            return UdpPackets.ANNOUNCE;
          }

          @Override
          public ByteBuffer request(long connection, int transaction) {
            return UdpPackets.announce(connection, transaction, r, url.target());
          }

          @Override
          public AnnounceResponse answer(ByteBuffer data, boolean ipv6) throws TrackerException {
            return UdpPackets.announceAnswer(data, ipv6);
          }
        },
        new Answer<>() {
          @Override
          public void ok(AnnounceResponse value) {
            answers.add(value);
          }

          @Override
          public void failed(TrackerException reason) {
            failures.add(reason.getMessage());
          }
        });
    loop.run();
  }

  private Sent last() {
    return sent.getLast();
  }

  private void receive(InetSocketAddress from, int action, int transaction, String rest) {
    byte[] head = ByteBuffer.allocate(8).putInt(action).putInt(transaction).array();
    receiver.received(from, ByteBuffer.wrap(concat(head, bytes(rest))));
    loop.run();
  }

  private void connect(Sent to) {
    assertEquals(UdpPackets.CONNECT, to.action());
    receive(to.to(), UdpPackets.CONNECT, to.transaction(), "\1\2\3\4\5\6\7\10");
  }

  private void answer(Sent to, String peers) {
    assertEquals(UdpPackets.ANNOUNCE, to.action());
    receive(to.to(), UdpPackets.ANNOUNCE, to.transaction(), "\0\0\3\204\0\0\0\5\0\0\0\6" + peers);
  }

  private void advance(int seconds) {
    loop.advance(Duration.ofSeconds(seconds));
  }

  private List<Long> sendTimes() {
    return sent.stream().map(s -> s.at().toMillis()).toList();
  }

  @Test
  void connectsThenAnnounces() throws Exception {
    announce("/announce?k=1", CALL);
    ByteBuffer c = last().data();
    assertEquals(16, c.remaining());
    assertEquals(0x41727101980L, c.getLong(0));
    connect(last());
    ByteBuffer a = last().data();
    String url = "/announce?k=1";
    assertEquals(98 + 2 + url.length(), a.remaining());
    assertEquals(0x0102030405060708L, a.getLong(0));
    byte[] hash = new byte[20];
    a.get(16, hash);
    assertArrayEquals(hash(1), hash);
    assertEquals(22, a.getLong(56));
    assertEquals(1000, a.getLong(64));
    assertEquals(11, a.getLong(72));
    assertEquals(2, a.getInt(80));
    assertEquals(0, a.getInt(84));
    assertEquals(0xCAFE, a.getInt(88));
    assertEquals(200, a.getInt(92));
    assertEquals(6881, a.getShort(96));
    assertEquals(2, a.get(98));
    assertEquals(url.length(), a.get(99));
    answer(last(), "\12\0\0\1\32\341");
    AnnounceResponse r = answers.getFirst();
    assertEquals(900, r.intervalSeconds());
    assertEquals(5, r.leechers());
    assertEquals(6, r.seeds());
    assertEquals(List.of(peer("10.0.0.1", 6881)), r.peers());
    assertEquals(0, loop.pendingTimers());
  }

  /** Behind a proxy the tracker's name is sent, and its address is where the answer comes from. */
  @Test
  void whoIsAskedByNameMayHaveAnyAddress() throws Exception {
    hosts = List.of(InetSocketAddress.createUnresolved("t.example", 80));
    announce("/announce", CALL);
    assertTrue(last().to().isUnresolved());
    int transaction = last().transaction();
    String id = "\1\2\3\4\5\6\7\10";
    receive(new InetSocketAddress("192.0.2.7", 81), UdpPackets.CONNECT, transaction, id);
    assertEquals(1, sent.size(), "from another port");
    receive(new InetSocketAddress("192.0.2.7", 80), UdpPackets.CONNECT, transaction, id);
    assertEquals(UdpPackets.ANNOUNCE, last().action());
    assertTrue(last().to().isUnresolved());
    receive(
        new InetSocketAddress("192.0.2.7", 80),
        UdpPackets.ANNOUNCE,
        last().transaction(),
        "\0\0\3\204\0\0\0\5\0\0\0\6\12\0\0\1\32\341");
    assertEquals(List.of(peer("10.0.0.1", 6881)), answers.getFirst().peers());
  }

  @Test
  void splitsALongUrlIntoOptions() throws Exception {
    announce("/announce?k=" + "x".repeat(300), CALL);
    connect(last());
    ByteBuffer a = last().data();
    assertEquals(255, a.get(99) & 0xff);
    assertEquals(2, a.get(98 + 257));
    assertEquals(312 - 255, a.get(98 + 258));
    assertEquals(98 + 312 + 4, a.remaining());
  }

  @Test
  void readsIpv6PeersOverIpv6() throws Exception {
    hosts = List.of(V6);
    announce("", CALL);
    connect(last());
    assertEquals(98, last().data().remaining());
    answer(last(), "\40\1\15\270\0\0\0\0\0\0\0\0\0\0\0\5\0\120");
    assertEquals(List.of(peer("2001:db8::5", 80)), answers.getFirst().peers());
  }

  @Test
  void sendsAgainAndGivesUpInTime() throws Exception {
    announce("", CALL);
    advance(60);
    assertEquals(List.of(0L, 15_000L), sendTimes());
    assertEquals(List.of("t.example:80: no answer in 30 s"), failures);
    assertEquals(0, loop.pendingTimers());
  }

  @Test
  void hurriesAtStop() throws Exception {
    announce("", NetTrackerClient.STOP_MILLIS);
    advance(60);
    assertEquals(List.of(0L, 2_500L), sendTimes());
    assertEquals(1, failures.size());
  }

  @Test
  void aLateAnswerToTheFirstConnectCounts() throws Exception {
    announce("", CALL);
    advance(16);
    assertEquals(2, sent.size());
    connect(sent.getFirst());
    advance(10);
    answer(last(), "");
    assertEquals(1, answers.size());
  }

  @Test
  void ignoresForgeries() throws Exception {
    announce("", CALL);
    Sent c = last();
    String id = "\1\2\3\4\5\6\7\10";
    receive(peer("192.0.2.2", 80), UdpPackets.CONNECT, c.transaction(), id);
    receive(peer("192.0.2.1", 81), UdpPackets.CONNECT, c.transaction(), id);
    receive(V4, UdpPackets.CONNECT, c.transaction() + 1, id);
    receive(V4, UdpPackets.ANNOUNCE, c.transaction(), id);
    receive(V4, 77, c.transaction(), id);
    receive(peer("192.0.2.2", 80), UdpPackets.ERROR, c.transaction(), "go away");
    receiver.received(V4, ByteBuffer.wrap(new byte[7]));
    receiver.received(V4, ByteBuffer.wrap(new byte[0]));
    loop.run();
    assertEquals(1, sent.size());
    assertEquals(List.of(), failures);
    connect(c);
    Sent a = last();
    connectIgnored(c);
    assertEquals(a, last());
    answer(a, "");
    answer(a, "");
    assertEquals(1, answers.size());
  }

  private void connectIgnored(Sent c) {
    int before = sent.size();
    connect(c);
    assertEquals(before, sent.size());
  }

  @Test
  void rejectsWrongLengths() throws Exception {
    for (String peers : List.of("\1", "\1\2\3\4\5", "\1\2\3\4\5\6\7")) {
      announce("", CALL);
      if (last().action() == UdpPackets.CONNECT) {
        connect(last());
      }
      answer(last(), peers);
    }
    announce("", CALL);
    receive(V4, UdpPackets.ANNOUNCE, last().transaction(), "\0\0\3\204");
    assertEquals(4, failures.size());
    assertTrue(failures.getLast().contains("malformed UDP answer of 12 bytes"));
    assertEquals(0, loop.pendingTimers());
  }

  @Test
  void rejectsATruncatedConnect() throws Exception {
    announce("", CALL);
    receive(V4, UdpPackets.CONNECT, last().transaction(), "\1\2\3\4\5\6\7");
    assertEquals(1, failures.size());
  }

  @Test
  void passesOnAnErrorCleaned() throws Exception {
    announce("", CALL);
    connect(last());
    receive(V4, UdpPackets.ERROR, last().transaction(), "no\33[2J way");
    assertEquals(List.of("no [2J way"), failures);
  }

  @Test
  void keepsAConnectionForAMinute() throws Exception {
    announce("", CALL);
    connect(last());
    answer(last(), "");
    advance(59);
    announce("", CALL);
    assertEquals(UdpPackets.ANNOUNCE, last().action());
    answer(last(), "");
    advance(1);
    announce("", CALL);
    assertEquals(UdpPackets.CONNECT, last().action());
  }

  @Test
  void connectsAgainWhenAKeptIdIsRefused() throws Exception {
    announce("", CALL);
    connect(last());
    answer(last(), "");
    announce("", CALL);
    receive(V4, UdpPackets.ERROR, last().transaction(), "unknown connection");
    connect(last());
    receive(V4, UdpPackets.ERROR, last().transaction(), "banned");
    assertEquals(List.of("banned"), failures);
  }

  @Test
  void connectsAgainWhenAKeptIdGetsNoAnswer() throws Exception {
    announce("", CALL);
    connect(last());
    answer(last(), "");
    announce("", CALL);
    advance(15);
    connect(last());
    answer(last(), "");
    assertEquals(2, answers.size());
  }

  @Test
  void triesTheOtherFamilyAfterASecond() throws Exception {
    hosts = List.of(V4, V6);
    announce("", CALL);
    assertEquals(List.of(V4), sent.stream().map(Sent::to).toList());
    advance(1);
    assertEquals(List.of(V4, V6), sent.stream().map(Sent::to).toList());
    connect(last());
    assertEquals(V6, last().to());
    connectIgnored(sent.getFirst());
    answer(last(), "");
    assertEquals(1, answers.size());
    assertEquals(0, loop.pendingTimers());
  }

  @Test
  void triesAgainSoonWhenOurSocketIsFull() throws Exception {
    full = true;
    announce("", CALL);
    advance(2);
    full = false;
    advance(1);
    assertEquals(List.of(3_000L), sendTimes());
  }

  @Test
  void transactionIdsDiffer() throws Exception {
    announce("", CALL);
    announce("", CALL);
    assertNotEquals(sent.get(0).transaction(), sent.get(1).transaction());
  }

  @Test
  void boundsCallsUnderWay() throws Exception {
    for (int i = 0; i < UdpTrackers.MAX_CALLS + 5; i++) {
      announce("", CALL);
    }
    assertEquals(UdpTrackers.MAX_CALLS, sent.size());
    advance(60);
    assertEquals(UdpTrackers.MAX_CALLS + 5, failures.size());
    assertEquals(0, loop.pendingTimers());
  }

  @Test
  void closingEndsCallsSilently() throws Exception {
    announce("", CALL);
    trackers.close();
    connectIgnored(last());
    advance(60);
    assertFalse(failures.size() + answers.size() > 0);
    assertEquals(0, loop.pendingTimers());
  }

  @Test
  void readsScrapes() throws Exception {
    byte[] data =
        concat(new byte[8], ByteBuffer.allocate(12).putInt(7).putInt(8).putInt(9).array());
    assertEquals(
        List.of(new ScrapeResult.Counts(7, 9, 8)),
        UdpPackets.scrapeAnswer(ByteBuffer.wrap(data), 1));
    ByteBuffer request =
        UdpPackets.scrape(1, 2, Collections.nCopies(TrackerClient.MAX_SCRAPE, hash(1)));
    assertEquals(16 + 20 * 74, request.remaining());
  }
}
