package io.bitonic.core.dht;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.core.krpc.Args;
import io.bitonic.core.krpc.Endpoint;
import io.bitonic.core.krpc.Krpc;
import io.bitonic.core.krpc.KrpcException;
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
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/** A thousand nodes, three hundred of them hostile or silent. */
class DhtNetworkTest {
  private static final int NODES = 1000;
  private static final int BAD = 300;
  private static final int TORRENTS = 100;
  private static final byte[] TOKEN = {1, 2, 3, 4};

  private final SimLoop loop = new SimLoop();
  private final SplittableRandom random = new SplittableRandom(20);
  private final SimUdp net = new SimUdp(loop, 21, 0.01);
  private final List<Node> all = new ArrayList<>();
  private final List<Dht> honest = new ArrayList<>();
  private final Set<InetAddress> used = new HashSet<>();

  private Endpoint freshAddress() {
    while (true) {
      byte[] b = new byte[4];
      random.nextBytes(b);
      try {
        Endpoint e = new Endpoint(InetAddress.getByAddress(b), 1024 + random.nextInt(60000));
        if (e.isUsable() && !e.isLocal() && used.add(e.ip())) {
          return e;
        }
      } catch (UnknownHostException x) {
        throw new AssertionError(x);
      }
    }
  }

  private static InetSocketAddress socketAddress(Endpoint e) {
    return new InetSocketAddress(e.ip(), e.port());
  }

  /** Tells of nodes near the target that don't exist, and of peers that don't exist. */
  private void liar(Node me) {
    SimUdp.Socket socket = net.open(socketAddress(me.at()));
    socket.addReceiver(
        (from, data) -> hostile(socket, from, data, me.id(), target -> nowhere(target), me.at()));
  }

  private List<Node> nowhere(NodeId target) {
    List<Node> out = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      Endpoint at = new Endpoint(freshAddress().ip(), 6881);
      out.add(new Node(target.atDistance(40 + i, random), at));
    }
    return out;
  }

  /** Claims ids right beside whatever is looked for, and tells only of its friends. */
  private void poisoner(Node me, List<Node> friends) {
    SimUdp.Socket socket = net.open(socketAddress(me.at()));
    socket.addReceiver(
        (from, data) -> {
          Query q = query(data);
          NodeId target = q == null ? null : target(q.args());
          NodeId id = target == null ? me.id() : beside(target, me);
          hostile(
              socket,
              from,
              data,
              id,
              t -> {
                List<Node> out = new ArrayList<>();
                for (int i = 0; i < 8; i++) {
                  Node f = friends.get(random.nextInt(friends.size()));
                  out.add(new Node(beside(t, f), f.at()));
                }
                return out;
              },
              me.at());
        });
  }

  private static NodeId beside(NodeId target, Node attacker) {
    return new NodeId(target.high(), target.middle(), target.low() ^ attacker.id().low() >>> 8);
  }

  private static Query query(ByteBuffer data) {
    byte[] bytes = new byte[data.remaining()];
    data.duplicate().get(bytes);
    try {
      return Krpc.decode(bytes) instanceof Query q ? q : null;
    } catch (KrpcException e) {
      return null;
    }
  }

  private static NodeId target(Args args) {
    return switch (args) {
      case Args.FindNode a -> a.target();
      case Args.GetPeers a -> a.infoHash();
      default -> null;
    };
  }

  private void hostile(
      SimUdp.Socket socket,
      InetSocketAddress from,
      ByteBuffer data,
      NodeId id,
      java.util.function.Function<NodeId, List<Node>> nodes,
      Endpoint fakePeer) {
    Query q = query(data);
    if (q == null) {
      return;
    }
    Response r = Response.empty(q.transaction(), id, null);
    NodeId target = target(q.args());
    if (target != null) {
      r = r.withNodes(nodes.apply(target), null);
    }
    if (q.args() instanceof Args.GetPeers) {
      r = r.withToken(TOKEN).withValues(List.of(fakePeer));
    }
    socket.send(ByteBuffer.wrap(Krpc.encode(r, null)), from);
  }

  private void build() {
    for (int i = 0; i < NODES; i++) {
      Endpoint at = freshAddress();
      boolean good = i >= BAD;
      NodeId id = good ? SecureIds.generate(at.ip(), random) : NodeId.random(random);
      all.add(new Node(id, at));
    }
    List<Node> poisoners = all.subList(BAD * 2 / 3, BAD);
    for (int i = 0; i < BAD; i++) {
      if (i >= BAD * 2 / 3) {
        poisoner(all.get(i), poisoners);
      } else if (i >= BAD / 3) {
        liar(all.get(i));
      }
    }
    for (int i = BAD; i < NODES; i++) {
      Node me = all.get(i);
      List<Node> known = new ArrayList<>();
      for (int k = 0; k < 10; k++) {
        known.add(all.get(random.nextInt(NODES)));
      }
      Dht dht =
          new Dht(
              loop,
              net.open(socketAddress(me.at())),
              random.split(),
              new Dht.Options(List.of(), true, false, false, () -> true),
              (_, _) -> {},
              new DhtState(me.id(), null, known));
      honest.add(dht);
      dht.start();
      loop.advance(Duration.ofMillis(20));
    }
    loop.advance(Duration.ofSeconds(30));
  }

  private record Result(boolean right, Lookup.Counts counts) {}

  @Test
  void lookUpsFindWhatWasAnnounced(TestReporter reporter) {
    build();
    List<Result> results = new ArrayList<>();
    NodeId[] infoHashes = new NodeId[TORRENTS];
    for (int i = 0; i < TORRENTS; i++) {
      infoHashes[i] = NodeId.random(random);
      honest.get(i).peers(infoHashes[i].bytes(), 7000 + i, false, _ -> {});
    }
    loop.advance(Duration.ofSeconds(20));
    for (int i = 0; i < TORRENTS; i++) {
      Endpoint announced = new Endpoint(all.get(BAD + i).at().ip(), 7000 + i);
      search(honest.get(TORRENTS + random.nextInt(600)), infoHashes[i], announced, results);
    }
    boolean ended = loop.runUntil(() -> results.size() == TORRENTS, Duration.ofMinutes(1));
    assertTrue(ended, "look-ups that never end");
    long right = results.stream().filter(Result::right).count();
    int hops = median(results.stream().mapToInt(r -> r.counts().hops()).sorted().toArray());
    int queries = median(results.stream().mapToInt(r -> r.counts().queries()).sorted().toArray());
    reporter.publishEntry(
        right + " of " + TORRENTS + " right, median " + hops + " hops, " + queries + " queries");
    assertTrue(right >= TORRENTS * 95 / 100, right + " of " + TORRENTS);
    assertTrue(hops <= 6, hops + " hops");
    assertTrue(queries <= 100, queries + " queries");
  }

  private static void search(Dht from, NodeId infoHash, Endpoint announced, List<Result> results) {
    Set<Endpoint> found = new HashSet<>();
    from.search(
        infoHash,
        true,
        new Lookup.Task() {
          @Override
          public Args args() {
            return new Args.GetPeers(infoHash, false, false);
          }

          @Override
          public boolean answered(Node node, Response r) {
            if (r.values() != null) {
              found.addAll(r.values());
            }
            return true;
          }

          @Override
          public void done(List<Lookup.Found> closest, Lookup.Counts c) {
            results.add(new Result(found.contains(announced), c));
          }
        });
  }

  private static int median(int[] sorted) {
    return sorted[sorted.length / 2];
  }
}
