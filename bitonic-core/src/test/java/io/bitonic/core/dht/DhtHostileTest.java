package io.bitonic.core.dht;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.core.krpc.Args;
import io.bitonic.core.krpc.Endpoint;
import io.bitonic.core.krpc.Item;
import io.bitonic.core.krpc.Krpc;
import io.bitonic.core.krpc.KrpcException;
import io.bitonic.core.krpc.Message;
import io.bitonic.core.krpc.Node;
import io.bitonic.core.krpc.NodeId;
import io.bitonic.core.krpc.Query;
import io.bitonic.core.krpc.Response;
import io.bitonic.core.krpc.SecureIds;
import io.bitonic.core.net.SimLoop;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One node of ours with a full table, and what strangers throw at it. */
class DhtHostileTest {
  private static final InetSocketAddress US =
      new InetSocketAddress(InetAddress.ofLiteral("20.0.0.1"), 6881);

  private final SimLoop loop = new SimLoop();
  private final SplittableRandom random = new SplittableRandom(10);
  private final SimUdp net = new SimUdp(loop, 11, 0);
  private Dht dht;

  @BeforeEach
  void fill() throws UnknownHostException {
    List<Node> friends = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      InetSocketAddress at = new InetSocketAddress(InetAddress.ofLiteral("30.0." + i + ".1"), 6881);
      NodeId id = SecureIds.generate(at.getAddress(), random);
      friends.add(new Node(id, new Endpoint(at.getAddress(), at.getPort())));
      SimUdp.Socket s = net.open(at);
      s.addReceiver((from, data) -> reply(s, from, data, id));
    }
    dht =
        new Dht(
            loop,
            net.open(US),
            random.split(),
            new Dht.Options(List.of(), true, false, false, () -> true),
            (_, _) -> {},
            new DhtState(null, null, friends));
    dht.start();
    loop.advance(Duration.ofMinutes(6));
    assertTrue(dht.stats().good() >= 50, dht.stats().toString());
    net.sentTo.clear();
  }

  private static void reply(SimUdp.Socket s, InetSocketAddress from, ByteBuffer data, NodeId id) {
    byte[] bytes = new byte[data.remaining()];
    data.get(bytes);
    try {
      Message m = Krpc.decode(bytes);
      if (m instanceof Query q) {
        s.send(ByteBuffer.wrap(Krpc.encode(Response.empty(q.transaction(), id, null), null)), from);
      }
    } catch (KrpcException e) {
      throw new AssertionError(e);
    }
  }

  private InetSocketAddress stranger() {
    byte[] b = new byte[4];
    random.nextBytes(b);
    b[0] = (byte) (40 + (b[0] & 63));
    try {
      return new InetSocketAddress(InetAddress.getByAddress(b), 1 + random.nextInt(65535));
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  private byte[] query(Args args) {
    byte[] t = new byte[2];
    random.nextBytes(t);
    return Krpc.encode(new Query(t, NodeId.random(random), false, true, true, args), null);
  }

  @Test
  void aForgedFloodIsNotAmplified() {
    InetSocketAddress victim = stranger();
    long in = 0;
    for (int i = 0; i < 2000; i++) {
      byte[] q = query(new Args.FindNode(NodeId.random(random)));
      in += q.length;
      net.transfer(victim, US, q);
      loop.advance(Duration.ofMillis(20));
    }
    loop.advance(Duration.ofSeconds(5));
    long out = net.sentTo.getOrDefault(victim, 0L);
    assertTrue(out > 0, "a few questions of a stranger are answered");
    assertTrue(out <= in, out + " bytes out for " + in + " in");
    assertTrue(out < 8500, "banned: " + out);
  }

  /** Slow enough to be never banned: the credit is all that is gained. */
  @Test
  void aSlowForgeryIsNotAmplifiedEither() {
    InetSocketAddress victim = stranger();
    long in = 0;
    for (int i = 0; i < 600; i++) {
      byte[] q = query(new Args.GetPeers(NodeId.random(random), false, true));
      in += q.length;
      net.transfer(victim, US, q);
      loop.advance(Duration.ofMillis(300));
    }
    long out = net.sentTo.getOrDefault(victim, 0L);
    assertTrue(out <= in, out + " bytes out for " + in + " in");
  }

  @Test
  void floodsOfForgedSendersFillNoMemory() {
    for (int i = 0; i < 60_000; i++) {
      InetSocketAddress from = stranger();
      Args args =
          switch (i % 4) {
            case 0 -> new Args.FindNode(NodeId.random(random));
            case 1 -> new Args.GetPeers(NodeId.random(random), false, false);
            case 2 -> new Args.AnnouncePeer(NodeId.random(random), 1, false, false, new byte[8]);
            default ->
                new Args.Put(Item.immutable(ItemsTest.ascii("i" + i + "e")), null, new byte[8]);
          };
      net.transfer(from, US, query(args));
      if (i % 100 == 0) {
        loop.advance(Duration.ofMillis(100));
      }
    }
    loop.advance(Duration.ofSeconds(5));
    assertEquals(0, dht.stats().torrents(), "announces need a token");
    assertEquals(0, dht.stats().items());
    assertTrue(dht.remembered() < 4096 + 2000, dht.remembered() + " entries");
    assertTrue(dht.stats().good() >= 50, "friends stay: " + dht.stats());
    // 8 kB/s for replies, with a burst of two seconds; our own few queries beside.
    long out = net.sentTo.values().stream().mapToLong(Long::longValue).sum();
    long in = net.sentTo.get(new InetSocketAddress(US.getAddress(), US.getPort()));
    assertTrue(out - in < in, out - in + " bytes out for " + in + " in");
    assertTrue(out - in < 65 * 8000 + 16_000 + 20_000, out - in + " bytes out");
  }

  @Test
  void answersFromElsewhereOrWithGuessedIdsCountForNothing() {
    int[] peers = {0};
    byte[] infoHash = NodeId.random(random).bytes();
    dht.peers(infoHash, 1, false, found -> peers[0] += found.size());
    for (int i = 0; i < 20_000; i++) {
      byte[] t = new byte[4];
      random.nextBytes(t);
      Response r =
          Response.empty(t, NodeId.random(random), null)
              .withValues(List.of(new Endpoint(InetAddress.ofLiteral("66.6.6.6"), 666)));
      net.transfer(
          new InetSocketAddress(InetAddress.ofLiteral("30.0." + i % 60 + ".1"), 6881),
          US,
          Krpc.encode(r, null));
    }
    loop.advance(Duration.ofSeconds(10));
    assertEquals(0, peers[0]);
  }

  @Test
  void garbageIsDropped() {
    for (int i = 0; i < 5000; i++) {
      byte[] b = new byte[random.nextInt(1, 200)];
      random.nextBytes(b);
      b[0] = 'd';
      net.transfer(stranger(), US, b);
    }
    loop.advance(Duration.ofSeconds(1));
    assertTrue(dht.stats().dropped() >= 4900, dht.stats().toString());
    assertTrue(dht.remembered() < 4096 + 1000);
  }

  @Test
  void strangersDontMakeUsSendIntoLocalNetworks() {
    InetSocketAddress evil = new InetSocketAddress(InetAddress.ofLiteral("50.5.5.5"), 6881);
    InetSocketAddress router = new InetSocketAddress(InetAddress.ofLiteral("192.168.1.1"), 1900);
    NodeId id = SecureIds.generate(evil.getAddress(), random);
    SimUdp.Socket s = net.open(evil);
    s.addReceiver(
        (from, data) -> {
          byte[] bytes = new byte[data.remaining()];
          data.get(bytes);
          try {
            if (Krpc.decode(bytes) instanceof Query q) {
              Endpoint inside = new Endpoint(router.getAddress(), router.getPort());
              Response r =
                  Response.empty(q.transaction(), id, null)
                      .withNodes(List.of(new Node(NodeId.random(random), inside)), null)
                      .withValues(List.of(inside));
              s.send(ByteBuffer.wrap(Krpc.encode(r, null)), from);
            }
          } catch (KrpcException e) {
            throw new AssertionError(e);
          }
        });
    dht.addNode(evil);
    loop.advance(Duration.ofSeconds(5));
    List<InetSocketAddress> found = new ArrayList<>();
    dht.peers(NodeId.random(random).bytes(), 1, false, found::addAll);
    dht.peers(id.bytes(), 1, false, found::addAll);
    loop.advance(Duration.ofMinutes(3));
    assertEquals(List.of(), found);
    assertEquals(null, net.sentTo.get(router));
  }
}
