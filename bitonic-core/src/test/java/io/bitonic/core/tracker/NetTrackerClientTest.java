package io.bitonic.core.tracker;

import static io.bitonic.core.tracker.Requests.bytes;
import static io.bitonic.core.tracker.Requests.concat;
import static io.bitonic.core.tracker.Requests.hash;
import static io.bitonic.core.tracker.Requests.peer;
import static io.bitonic.core.tracker.Requests.request;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.core.net.Binding;
import io.bitonic.core.net.Datagrams;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whole announces and scrapes over loopback sockets. */
@Timeout(30)
class NetTrackerClientTest {
  private final ThreadLoop loop = new ThreadLoop();

  @AfterEach
  void close() {
    loop.close();
  }

  private TrackerResult announce(NetTrackerClient c, String url, String trackerId)
      throws Exception {
    CompletableFuture<TrackerResult> out = new CompletableFuture<>();
    loop.execute(() -> c.announce(url, request(AnnounceEvent.STARTED), trackerId, out::complete));
    return out.get(20, TimeUnit.SECONDS);
  }

  private ScrapeResult scrape(NetTrackerClient c, String url) throws Exception {
    CompletableFuture<ScrapeResult> out = new CompletableFuture<>();
    loop.execute(() -> c.scrape(url, List.of(hash(1), hash(2)), out::complete));
    return out.get(20, TimeUnit.SECONDS);
  }

  private NetTrackerClient client(Datagrams d) {
    return new NetTrackerClient(loop, d, "test", NetTrackerClient.Options.DEFAULT);
  }

  @Test
  void announcesOverHttp() throws Exception {
    try (TestServer s =
        TestServer.of(TestServer.ok(bytes("d8:intervali900e5:peers6:\12\0\0\1\32\341e")))) {
      TrackerResult r = announce(client(null), s.url("/announce?passkey=k"), "a b");
      assertEquals(
          List.of(peer("10.0.0.1", 6881)),
          assertInstanceOf(TrackerResult.Ok.class, r).response().peers());
      String target = s.requests.getFirst().getFirst().split(" ")[1];
      Map<String, String> query = new HashMap<>();
      for (String pair : target.substring(target.indexOf('?') + 1).split("&")) {
        query.put(pair.split("=")[0], pair.split("=")[1]);
      }
      Map<String, String> expected = new HashMap<>();
      expected.put("passkey", "k");
      // hash(1) by hand: 1, 14, 27, ... in steps of 13
      expected.put("info_hash", "%01%0E%1B%285BO%5Civ%83%90%9D%AA%B7%C4%D1%DE%EB%F8");
      expected.put("peer_id", "-BI0100-abcdefghijkl");
      expected.put("port", "6881");
      expected.put("uploaded", "11");
      expected.put("downloaded", "22");
      expected.put("left", "1000");
      expected.put("compact", "1");
      expected.put("no_peer_id", "1");
      expected.put("supportcrypto", "0");
      expected.put("numwant", "200");
      expected.put("key", "0000CAFE");
      expected.put("event", "started");
      expected.put("trackerid", "a%20b");
      assertEquals(expected, query);
    }
  }

  @Test
  void scrapesOverHttp() throws Exception {
    byte[] body =
        concat(bytes("d5:filesd20:"), hash(2), bytes("d8:completei5e10:incompletei6eeee"));
    try (TestServer s = TestServer.of(TestServer.ok(body))) {
      ScrapeResult.Ok r =
          assertInstanceOf(ScrapeResult.Ok.class, scrape(client(null), s.url("/announce?k=1")));
      assertEquals(new ScrapeResult.Counts(5, 6, -1), r.counts().get(1));
      String target = s.requests.getFirst().getFirst().split(" ")[1];
      assertTrue(target.startsWith("/scrape?k=1&info_hash=%01%0E"), target);
      assertEquals(2, target.split("info_hash=").length - 1);
    }
  }

  @Test
  void passesOnRefusals() throws Exception {
    try (TestServer s =
        TestServer.of(bytes("HTTP/1.1 400 Bad\r\n\r\nd14:failure reason2:no8:retry ini1ee"))) {
      assertEquals(
          new TrackerResult.Failed("no", OptionalLong.of(60)),
          announce(client(null), s.url("/announce"), ""));
    }
    try (TestServer s = TestServer.of(bytes("HTTP/1.1 429 Slow\r\nRetry-After: 90\r\n\r\n"))) {
      assertEquals(
          new TrackerResult.Failed("HTTP status 429", OptionalLong.of(90)),
          announce(client(null), s.url("/announce"), ""));
    }
  }

  @Test
  void leavesByTheBoundAddressOrNotAtAll() throws Exception {
    try (TestServer s = TestServer.of(TestServer.ok(bytes("d8:intervali900e5:peers0:e")))) {
      assertInstanceOf(
          TrackerResult.Ok.class, announce(bound("127.0.0.1"), s.url("/announce"), ""));
      for (String notOurs : List.of("192.0.2.1", "2001:db8::1")) {
        assertInstanceOf(
            TrackerResult.Failed.class, announce(bound(notOurs), s.url("/announce"), ""));
      }
      assertEquals(1, s.requests.size());
    }
  }

  private NetTrackerClient bound(String address) throws Exception {
    InetAddress a = InetAddress.getByName(address);
    Binding b = new Binding("b", "", List.of(a), "");
    return new NetTrackerClient(loop, null, "test", NetTrackerClient.Options.direct(() -> b, null));
  }

  @Test
  void refusesWhatItCannotSpeak() throws Exception {
    for (String url : List.of("wss://t/announce", "udp://t:1/announce", "x")) {
      assertInstanceOf(TrackerResult.Failed.class, announce(client(null), url, ""));
      assertInstanceOf(ScrapeResult.Failed.class, scrape(client(null), url));
    }
    assertInstanceOf(ScrapeResult.Failed.class, scrape(client(null), "http://127.0.0.1/a"));
  }

  @Test
  void eachHostsOutcomesAreCounted() throws Exception {
    byte[] peers = TestServer.ok(bytes("d8:intervali900e5:peers0:e"));
    byte[] no = TestServer.ok(bytes("d14:failure reason2:noe"));
    for (byte[] answer : List.of(peers, no, bytes("HTTP/1.1 404 No\r\n\r\n"), bytes("gibberish"))) {
      try (TestServer s = TestServer.of(answer)) {
        announce(client(null), s.url("/announce?passkey=secret"), "");
      }
    }
    int closed;
    try (java.net.ServerSocket s = new java.net.ServerSocket(0, 1, InetAddress.ofLiteral("::1"))) {
      closed = s.getLocalPort();
    }
    announce(client(null), "http://[::1]:" + closed + "/announce", "");
    announce(client(null), "wss://t/announce", "");
    Map<String, Map<String, Long>> all = new HashMap<>();
    loop.meters().trackers().addTo(all);
    assertEquals(counts(1, 2, 0, 0, 1), all.get("127.0.0.1"));
    assertEquals(counts(0, 0, 0, 1, 0), all.get("::1"), all::toString);
    assertEquals(counts(0, 0, 0, 0, 1), all.get("other"));
    assertEquals(3, all.size());
  }

  private static Map<String, Long> counts(long ok, long refused, long late, long out, long bad) {
    return Map.of(
        "ok", ok, "refused", refused, "timeout", late, "unreachable", out, "invalid", bad);
  }

  @Test
  void announcesAndScrapesOverUdp() throws Exception {
    try (UdpServer server = new UdpServer();
        LoopDatagrams datagrams = new LoopDatagrams(loop)) {
      NetTrackerClient c = client(datagrams);
      String url = "udp://127.0.0.1:" + server.port() + "/announce?k=1";
      TrackerResult.Ok r = assertInstanceOf(TrackerResult.Ok.class, announce(c, url, ""));
      assertEquals(List.of(peer("10.0.0.1", 6881)), r.response().peers());
      assertEquals(900, r.response().intervalSeconds());
      assertEquals(5, r.response().leechers());
      assertEquals(6, r.response().seeds());
      ScrapeResult.Ok scraped = assertInstanceOf(ScrapeResult.Ok.class, scrape(c, url));
      assertEquals(
          List.of(new ScrapeResult.Counts(1, 3, 2), new ScrapeResult.Counts(4, 6, 5)),
          scraped.counts());
      assertEquals(List.of(0, 1, 2), server.actions);
    }
  }

  /** A socket whose datagrams are posted to a loop. */
  private static final class LoopDatagrams implements Datagrams, AutoCloseable {
    private final DatagramChannel channel = DatagramChannel.open();
    private final List<Receiver> receivers = new ArrayList<>();

    LoopDatagrams(ThreadLoop loop) throws IOException {
      channel.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0));
      Thread.ofVirtual()
          .start(
              () -> {
                try {
                  while (true) {
                    ByteBuffer b = ByteBuffer.allocate(2048);
                    InetSocketAddress from = (InetSocketAddress) channel.receive(b);
                    b.flip();
                    loop.execute(() -> receivers.forEach(r -> r.received(from, b)));
                  }
                } catch (IOException e) {
                  return; // closed
                }
              });
    }

    @Override
    public boolean send(ByteBuffer data, InetSocketAddress to) {
      try {
        return channel.send(data, to) > 0;
      } catch (IOException e) {
        return false;
      }
    }

    @Override
    public void addReceiver(Receiver receiver) {
      receivers.add(receiver);
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  /** A BEP 15 tracker that knows one peer. */
  private static final class UdpServer implements AutoCloseable {
    private static final long CONNECTION = 0x1122334455667788L;

    final List<Integer> actions = new ArrayList<>();
    private final DatagramChannel channel = DatagramChannel.open();

    UdpServer() throws IOException {
      channel.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0));
      Thread.ofVirtual().start(this::serve);
    }

    int port() throws IOException {
      return ((InetSocketAddress) channel.getLocalAddress()).getPort();
    }

    private void serve() {
      ByteBuffer in = ByteBuffer.allocate(2048);
      try {
        while (true) {
          in.clear();
          InetSocketAddress from = (InetSocketAddress) channel.receive(in);
          channel.send(answer(in.flip()), from);
        }
      } catch (IOException e) {
        return; // closed
      }
    }

    private ByteBuffer answer(ByteBuffer in) {
      long connection = in.getLong();
      int action = in.getInt();
      int transaction = in.getInt();
      actions.add(action);
      ByteBuffer out = ByteBuffer.allocate(100).putInt(action).putInt(transaction);
      if (action != 0 && connection != CONNECTION) {
        return out.putInt(0, 3).put(bytes("bad connection")).flip();
      }
      switch (action) {
        case 0 -> out.putLong(CONNECTION);
        case 1 -> out.putInt(900).putInt(5).putInt(6).put(bytes("\12\0\0\1\32\341"));
        default -> out.putInt(1).putInt(2).putInt(3).putInt(4).putInt(5).putInt(6);
      }
      return out.flip();
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
