package io.bitonic.core.dht;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.core.krpc.Item;
import io.bitonic.core.krpc.NodeId;
import io.bitonic.core.krpc.Response;
import io.bitonic.core.krpc.SecureIds;
import io.bitonic.core.net.SimLoop;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Small networks of our own nodes: what users of the DHT see. */
class DhtTest {
  private final SimLoop loop = new SimLoop();
  private final SplittableRandom random = new SplittableRandom(8);
  private final SimUdp net = new SimUdp(loop, 9, 0);
  private final List<Dht> nodes = new ArrayList<>();
  private final byte[] infoHash = NodeId.random(random).bytes();
  private int resolved;

  private static InetSocketAddress v4(int i) {
    return new InetSocketAddress(InetAddress.ofLiteral("20.0." + i + ".1"), 6881);
  }

  private static InetSocketAddress v6(int i) {
    return new InetSocketAddress(InetAddress.ofLiteral("2001:db8:" + i + "::1"), 6881);
  }

  private Dht node(InetSocketAddress at, InetSocketAddress router, boolean readOnly) {
    boolean isV4 = at.getAddress().getAddress().length == 4;
    Dht dht =
        new Dht(
            loop,
            net.open(at),
            random.split(),
            new Dht.Options(List.of("router:6881"), isV4, !isV4, readOnly, () -> true),
            (_, answer) -> {
              resolved++;
              loop.execute(() -> answer.accept(router == null ? List.of() : List.of(router)));
            },
            DhtState.EMPTY);
    dht.start();
    nodes.add(dht);
    return dht;
  }

  private void network(int size) {
    for (int i = 0; i < size; i++) {
      node(v4(i), i == 0 ? null : v4(0), false);
      loop.advance(Duration.ofSeconds(1));
    }
    loop.advance(Duration.ofMinutes(1));
  }

  private Set<Integer> ports(Dht who) {
    Set<Integer> ports = new TreeSet<>();
    who.peers(infoHash, 0, false, found -> found.forEach(a -> ports.add(a.getPort())));
    loop.advance(Duration.ofSeconds(20));
    return ports;
  }

  /** Node 3 announces port 7003 from now on; how often it searched so far is in what is given. */
  private int[] countedSearches(boolean seed) {
    int[] searches = {0};
    nodes
        .get(3)
        .peers(
            infoHash,
            7003,
            seed,
            new Dht.PeersListener() {
              @Override
              public void found(List<InetSocketAddress> peers) {}

              @Override
              public void searched(int total) {
                searches[0]++;
              }
            });
    return searches;
  }

  @Test
  void peersFindEachOther() {
    network(20);
    assertTrue(nodes.get(7).stats().goodV4() >= 10, nodes.get(7).stats().toString());
    nodes.get(3).peers(infoHash, 7003, true, _ -> {});
    nodes.get(4).peers(infoHash, 7004, false, _ -> {});
    loop.advance(Duration.ofSeconds(20));
    assertEquals(Set.of(7003, 7004), ports(nodes.get(9)));
    DhtRequests.Scrape[] scrape = new DhtRequests.Scrape[1];
    nodes.get(11).requests().scrape(infoHash, s -> scrape[0] = s);
    loop.advance(Duration.ofSeconds(20));
    assertEquals(1, scrape[0].seeds());
    assertEquals(1, scrape[0].peers());
    assertTrue(scrape[0].nodes() > 3);
  }

  @Test
  void announcesAreRepeatedUntilForgotten() {
    network(12);
    int[] searches = countedSearches(false);
    loop.advance(Duration.ofSeconds(30));
    assertTrue(searches[0] >= 4 && searches[0] <= 7, searches[0] + " searches in 30 seconds");
    loop.advance(Duration.ofMinutes(61));
    assertTrue(searches[0] >= 18 && searches[0] <= 26, searches[0] + " searches in an hour");
    assertEquals(Set.of(7003), ports(nodes.get(9)));
    nodes.get(3).forget(infoHash);
    int before = searches[0];
    loop.advance(Duration.ofMinutes(50));
    assertEquals(before, searches[0]);
    assertEquals(Set.of(), ports(nodes.get(8)));
  }

  @Test
  void seedsAreInNoHurry() {
    network(12);
    int[] searches = countedSearches(true);
    loop.advance(Duration.ofMinutes(61));
    assertTrue(searches[0] >= 10 && searches[0] <= 13, searches[0] + " searches in an hour");
  }

  @Test
  void whoComesAWhileLaterIsFoundWithinSeconds() {
    network(12);
    Set<Integer> ports = new TreeSet<>();
    nodes.get(3).peers(infoHash, 7003, false, found -> found.forEach(a -> ports.add(a.getPort())));
    loop.advance(Duration.ofSeconds(8));
    assertEquals(Set.of(), minus(ports, 7003));
    nodes.get(5).peers(infoHash, 7005, true, _ -> {});
    loop.advance(Duration.ofSeconds(6));
    assertEquals(Set.of(7005), minus(ports, 7003));
  }

  private static Set<Integer> minus(Set<Integer> ports, int ours) {
    Set<Integer> others = new TreeSet<>(ports);
    others.remove(ours);
    return others;
  }

  /** A node that has just been started finds what was announced before. */
  @Test
  void aBareLinkFindsItsPeersWithinSeconds() {
    network(12);
    nodes.get(5).peers(infoHash, 7005, true, _ -> {});
    loop.advance(Duration.ofSeconds(20));
    Dht fresh = node(v4(90), v4(0), false);
    Set<Integer> ports = new TreeSet<>();
    fresh.peers(infoHash, 0, false, found -> found.forEach(a -> ports.add(a.getPort())));
    loop.advance(Duration.ofSeconds(2));
    assertEquals(Set.of(7005), ports);
  }

  @Test
  void bootstrapIsTriedAgainWithPauses() {
    Dht lonely = node(v4(1), v4(0), false);
    loop.advance(Duration.ofMinutes(10));
    assertTrue(resolved >= 4 && resolved <= 10, resolved + " tries");
    assertEquals(DhtStats.State.BOOTSTRAPPING, lonely.stats().state());
    List<Integer> found = new ArrayList<>();
    lonely.peers(infoHash, 1, false, p -> p.forEach(a -> found.add(a.getPort())));
    node(v4(0), null, false).peers(infoHash, 7000, false, _ -> {});
    node(v4(2), v4(0), false).peers(infoHash, 7002, false, _ -> {});
    loop.advance(Duration.ofMinutes(25));
    assertEquals(DhtStats.State.RUNNING, lonely.stats().state());
    assertTrue(found.contains(7002), "peers are looked for once there are nodes");
  }

  @Test
  void aNodeFromElsewhereIsEnoughToGetIn() {
    network(10);
    Dht late = node(v4(77), null, false);
    late.addNode(v4(5));
    loop.advance(Duration.ofSeconds(30));
    assertTrue(late.stats().good() >= 8, late.stats().toString());
  }

  @Test
  void stateComesBack(@TempDir Path dir) throws Exception {
    network(15);
    Path file = dir.resolve("dht");
    assertEquals(DhtState.EMPTY, DhtState.load(file));
    DhtState state = nodes.get(4).stop();
    assertTrue(state.nodes().size() >= 8);
    state.save(file);
    DhtState back = DhtState.load(file);
    assertEquals(state, back);
    Dht again =
        new Dht(
            loop,
            net.open(v4(4)),
            random,
            new Dht.Options(List.of(), true, false, false, () -> true),
            (_, _) -> {},
            back);
    again.start();
    loop.advance(Duration.ofSeconds(10));
    assertTrue(again.stats().good() >= 8);
    byte[] bytes = Files.readAllBytes(file);
    for (int i = 0; i < bytes.length; i += 7) {
      byte[] damaged = bytes.clone();
      damaged[i] ^= 0x55;
      Files.write(file, damaged);
      assertTrue(DhtState.load(file).nodes().size() <= state.nodes().size());
    }
  }

  @Test
  void theIdFollowsTheExternalAddress() {
    network(20);
    for (int i = 0; i < 20; i++) {
      assertTrue(SecureIds.matches(nodes.get(i).state().id4(), v4(i).getAddress()), "node " + i);
    }
  }

  @Test
  void readOnlyNodesAnswerNobodyAndAreInNoTable() {
    network(10);
    Dht quiet = node(v4(99), v4(0), true);
    loop.advance(Duration.ofMinutes(1));
    assertTrue(quiet.stats().good() >= 5);
    for (int i = 0; i < 10; i++) {
      assertTrue(
          nodes.get(i).state().nodes().stream()
              .noneMatch(n -> n.at().ip().equals(v4(99).getAddress())));
    }
  }

  @Test
  void itemsAreStoredAndFetched() throws Exception {
    network(16);
    byte[] value = ItemsTest.ascii("11:hello there");
    int[] stored = {0};
    nodes.get(2).requests().put(Item.immutable(value), null, n -> stored[0] = n);
    loop.advance(Duration.ofSeconds(20));
    assertTrue(stored[0] >= 8, stored[0] + " nodes");
    byte[][] got = new byte[1][];
    nodes.get(9).requests().getImmutable(Items.target(value), v -> got[0] = v);
    loop.advance(Duration.ofSeconds(20));
    assertArrayEquals(value, got[0]);
    nodes.get(9).requests().getImmutable(NodeId.random(random), v -> got[0] = v);
    loop.advance(Duration.ofSeconds(20));
    assertNull(got[0]);
  }

  @Test
  void mutableItemsFollowTheirKey() throws Exception {
    network(16);
    KeyPair keys = ItemsTest.keys();
    byte[] key = ItemsTest.raw(keys);
    byte[] salt = ItemsTest.ascii("blog");
    int[] stored = new int[3];
    Item one = Items.sign(ItemsTest.ascii("3:one"), 1, salt, keys.getPrivate(), key);
    Item two = Items.sign(ItemsTest.ascii("3:two"), 2, salt, keys.getPrivate(), key);
    nodes.get(2).requests().put(one, null, n -> stored[0] = n);
    loop.advance(Duration.ofSeconds(20));
    nodes.get(3).requests().put(two, 1L, n -> stored[1] = n);
    loop.advance(Duration.ofSeconds(20));
    nodes.get(4).requests().put(one, null, n -> stored[2] = n);
    loop.advance(Duration.ofSeconds(20));
    assertTrue(stored[0] >= 8 && stored[1] >= 8, stored[0] + ", " + stored[1]);
    // Only nodes that the newer one didn't reach may take the older one.
    assertTrue(stored[2] <= 2, stored[2] + " nodes took an older item");
    Item[] got = new Item[1];
    nodes.get(9).requests().getMutable(key, salt, i -> got[0] = i);
    loop.advance(Duration.ofSeconds(20));
    assertEquals(2, got[0].seq());
    nodes.get(9).requests().getMutable(key, new byte[0], i -> got[0] = i);
    loop.advance(Duration.ofSeconds(20));
    assertNull(got[0]);
  }

  @Test
  void infoHashesAreSampled() {
    network(10);
    nodes.get(3).peers(infoHash, 7003, false, _ -> {});
    loop.advance(Duration.ofSeconds(30));
    Set<NodeId> seen = new java.util.HashSet<>();
    Response.Samples[] last = new Response.Samples[1];
    for (int i = 0; i < 10; i++) {
      if (i != 5) {
        nodes
            .get(5)
            .requests()
            .sample(
                v4(i),
                NodeId.of(infoHash),
                s -> {
                  last[0] = s;
                  seen.addAll(s.infoHashes());
                });
      }
    }
    loop.advance(Duration.ofSeconds(5));
    assertEquals(Set.of(NodeId.of(infoHash)), seen);
    nodes.get(5).requests().sample(v4(200), NodeId.of(infoHash), s -> last[0] = s);
    loop.advance(Duration.ofSeconds(20));
    assertNull(last[0]);
  }

  @Test
  void ipv6HasADhtOfItsOwn() {
    for (int i = 0; i < 12; i++) {
      node(v6(i), i == 0 ? null : v6(0), false);
      loop.advance(Duration.ofSeconds(1));
    }
    loop.advance(Duration.ofMinutes(1));
    assertTrue(nodes.get(5).stats().goodV6() >= 8);
    assertEquals(0, nodes.get(5).stats().goodV4());
    nodes.get(3).peers(infoHash, 7003, false, _ -> {});
    loop.advance(Duration.ofSeconds(20));
    assertEquals(Set.of(7003), ports(nodes.get(9)));
  }
}
