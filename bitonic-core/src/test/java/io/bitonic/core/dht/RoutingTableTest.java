package io.bitonic.core.dht;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.core.krpc.Endpoint;
import io.bitonic.core.krpc.Node;
import io.bitonic.core.krpc.NodeId;
import io.bitonic.core.krpc.SecureIds;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RoutingTableTest {
  private final SplittableRandom random = new SplittableRandom(6);
  private final NodeId own = NodeId.random(random);
  private final RoutingTable table = new RoutingTable(own, 0);

  private static Endpoint at(String ip) {
    return new Endpoint(InetAddress.ofLiteral(ip), 6881);
  }

  private static Endpoint at(int network, int host) {
    return at("20." + network / 250 + "." + network % 250 + "." + host);
  }

  @Test
  void topBucketsAreLargerAndTheRestHoldEight() {
    for (int i = 0; i < 60_000; i++) {
      NodeId id = i % 2 == 0 ? NodeId.random(random) : own.atDistance(random.nextInt(24), random);
      table.answered(
          new Node(id, at("" + (1 + i % 99) + "." + i / 250 % 250 + "." + i % 250 + ".1")), i);
    }
    assertEquals(128, table.bucketSize(0));
    assertEquals(64, table.bucketSize(1));
    assertEquals(32, table.bucketSize(2));
    assertEquals(16, table.bucketSize(3));
    assertEquals(8, table.bucketSize(4));
    assertTrue(table.buckets() > 10, table.buckets() + " buckets");
    assertTrue(table.size() < 128 + 64 + 32 + 16 + 40 * 16, table.size() + " nodes");
  }

  @Test
  void closestAreTheClosest() {
    List<NodeId> ids = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      NodeId id = NodeId.random(random);
      ids.add(id);
      table.answered(new Node(id, at(i, 1)), 0);
    }
    NodeId target = NodeId.random(random);
    ids.sort(target::compareDistance);
    assertEquals(
        ids.subList(0, 8), table.closest(target, 8, false).stream().map(Node::id).toList());
  }

  @Test
  void oneAddressOnceAndOneNetworkOnceInABucket() {
    NodeId far = own.atDistance(0, random);
    table.answered(new Node(far, at(1, 1)), 0);
    table.answered(new Node(own.atDistance(0, random), at(1, 2)), 0);
    assertEquals(1, table.size());
    table.answered(new Node(own.atDistance(0, random), new Endpoint(at(1, 1).ip(), 99)), 0);
    assertEquals(1, table.size());
    // Local addresses may.
    table.answered(new Node(own.atDistance(0, random), at("127.0.0.1")), 0);
    table.answered(new Node(own.atDistance(0, random), at("127.0.0.2")), 0);
    assertEquals(3, table.size());
    RoutingTable v6 = new RoutingTable(own, 0);
    v6.answered(new Node(own.atDistance(0, random), at("2001:db8::1")), 0);
    v6.answered(new Node(own.atDistance(0, random), at("2001:db8::2")), 0);
    assertEquals(1, v6.size());
  }

  @Test
  void hearsayDisplacesNobodyAndIsToldToNobody() {
    for (int i = 0; i < 200; i++) {
      table.answered(new Node(own.atDistance(0, random), at(i, 1)), 0);
    }
    List<Node> before = table.closest(own, 300, false);
    for (int i = 200; i < 400; i++) {
      table.heardOf(new Node(own.atDistance(0, random), at(i, 1)), 0);
    }
    assertEquals(before, table.closest(own, 300, false));
    table.heardOf(new Node(own.atDistance(1, random), at(500, 1)), 0);
    assertFalse(table.isGood(at(500, 1)));
  }

  @Test
  void idsThatFitTheirAddressDisplaceOthers() {
    for (int i = 0; i < 128; i++) {
      NodeId id = own.atDistance(0, random);
      table.answered(new Node(id, at(i, 1)), 0);
    }
    int trusted = 0;
    for (int i = 200; trusted < 20; i++) {
      NodeId id = SecureIds.generate(at(i, 1).ip(), random);
      if (own.commonBits(id) == 0) {
        table.answered(new Node(id, at(i, 1)), 0);
        assertTrue(table.isGood(at(i, 1)));
        trusted++;
      }
    }
    assertEquals(128, table.bucketSize(0));
  }

  @Test
  void nodesThatFailAreReplaced() {
    List<Node> nodes = new ArrayList<>();
    for (int i = 0; i < 130; i++) {
      Node n = new Node(own.atDistance(0, random), at(i, 1));
      nodes.add(n);
      table.answered(n, 0);
    }
    assertEquals(128, table.bucketSize(0));
    table.failed(nodes.getFirst().at());
    assertFalse(table.has(nodes.getFirst().at()));
    assertEquals(128, table.bucketSize(0));
    table.failed(nodes.get(1).at());
    // No replacement is left: five failures are needed now.
    for (int i = 0; i < 4; i++) {
      table.failed(nodes.get(2).at());
      assertTrue(table.has(nodes.get(2).at()));
    }
    assertFalse(table.isGood(nodes.get(2).at()));
    table.answered(nodes.get(2), 1);
    assertTrue(table.isGood(nodes.get(2).at()));
    for (int i = 0; i < 5; i++) {
      table.failed(nodes.get(2).at());
    }
    assertFalse(table.has(nodes.get(2).at()));
  }

  @Test
  void anIdThatIsWellIsNotTakenOver() {
    Node n = new Node(own.atDistance(0, random), at(1, 1));
    table.answered(n, 0);
    table.answered(new Node(n.id(), at(2, 1)), 0);
    assertTrue(table.has(at(1, 1)));
    assertFalse(table.has(at(2, 1)));
    // The same place with another id is the node itself, restarted.
    table.answered(new Node(own.atDistance(0, random), at(1, 1)), 0);
    assertEquals(1, table.size());
    assertTrue(table.closest(own, 9, false).stream().noneMatch(x -> x.id().equals(n.id())));
  }

  @Test
  void questionableNodesAreAskedInTurnAndBucketsRefreshed() {
    long minutes15 = TimeUnit.MINUTES.toNanos(15);
    Node a = new Node(own.atDistance(0, random), at(1, 1));
    table.answered(a, 0);
    assertNull(table.questionable(minutes15 - 1));
    assertEquals(a, table.questionable(minutes15).node);
    table.heardOf(new Node(own.atDistance(0, random), at(2, 1)), minutes15);
    assertEquals(at(2, 1), table.questionable(minutes15).node.at());
    assertNull(table.refresh(minutes15 - 1, random));
    assertNotNull(table.refresh(minutes15, random));
    assertNull(table.refresh(minutes15 + 1, random));
  }

  @Test
  void movingToAnotherIdKeepsTheNodes() {
    for (int i = 0; i < 100; i++) {
      table.answered(new Node(NodeId.random(random), at(i, 1)), 0);
    }
    table.move(NodeId.random(random), 0);
    assertEquals(100, table.good());
  }
}
