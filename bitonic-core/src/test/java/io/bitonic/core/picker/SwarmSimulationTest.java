package io.bitonic.core.picker;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.core.choke.Choker;
import io.bitonic.core.config.Settings.PieceOrder;
import io.bitonic.core.rate.RateMeter;
import io.bitonic.core.util.PieceLayout;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A whole swarm of pickers and chokers in virtual time: one seed, 49 peers that begin with none.
 */
class SwarmSimulationTest {
  private static final int NODES = 50;
  private static final int PIECES = 120;
  private static final int BLOCKS = 8;
  private static final long TICK = 100_000_000L;
  private static final int QUEUE = 16;

  private final PieceLayout layout =
      PieceLayout.contiguous(
          (long) PIECES * BLOCKS * PieceLayout.BLOCK, BLOCKS * PieceLayout.BLOCK);
  private final List<Node> nodes = new ArrayList<>();
  private long now;
  private long accepted;
  private long wasted;

  /** A block on its way; it arrives one tick after it was sent. */
  private record Delivery(int from, int to, int piece, int block) {}

  private List<Delivery> wire = new ArrayList<>();

  private final class Node implements Choker.Peers {
    final int id;
    final PiecePicker picker;
    final Choker choker;
    final double blocksPerTick;
    double credit;
    int turn;
    final RateMeter[] down = new RateMeter[NODES];
    final RateMeter[] up = new RateMeter[NODES];
    final long[] sent = new long[NODES];
    final boolean[] linked = new boolean[NODES];
    final List<ArrayDeque<Long>> queues = new ArrayList<>();
    final long[] out = new long[QUEUE];

    Node(int id, double blocksPerTick, RandomGenerator random) {
      this.id = id;
      this.blocksPerTick = blocksPerTick;
      picker = new PiecePicker(layout, random);
      choker = new Choker(5, layout.pieceLength(), random);
      for (int i = 0; i < NODES; i++) {
        queues.add(new ArrayDeque<>());
        down[i] = new RateMeter();
        up[i] = new RateMeter();
      }
    }

    @Override
    public int slots() {
      return NODES;
    }

    @Override
    public boolean wantsPieces(int slot) {
      return linked[slot] && nodes.get(slot).picker.interesting(id);
    }

    @Override
    public boolean snubbed(int slot) {
      return false;
    }

    @Override
    public long downRate(int slot) {
      return down[slot].rate(now);
    }

    @Override
    public long upRate(int slot) {
      return up[slot].rate(now);
    }

    @Override
    public long sentSinceUnchoke(int slot) {
      return sent[slot];
    }

    @Override
    public long connectedAt(int slot) {
      return 0;
    }

    @Override
    public int health(int slot) {
      return 75;
    }

    void rechoke() {
      boolean[] before = new boolean[NODES];
      for (int s = 0; s < NODES; s++) {
        before[s] = choker.isUnchoked(s);
      }
      choker.update(this, picker.isFinished(), now);
      for (int s = 0; s < NODES; s++) {
        if (before[s] && !choker.isUnchoked(s)) {
          queues.get(s).clear();
          nodes.get(s).picker.releasedAll(id);
        } else if (!before[s] && choker.isUnchoked(s)) {
          sent[s] = 0;
        }
      }
    }

    void ask() {
      for (int s = 0; s < NODES; s++) {
        if (linked[s] && nodes.get(s).choker.isUnchoked(id)) {
          int n = picker.pick(s, QUEUE - picker.outstanding(s), 0, out);
          for (int i = 0; i < n; i++) {
            nodes.get(s).queues.get(id).add(out[i]);
          }
        }
      }
    }

    void serve() {
      credit += blocksPerTick;
      for (int idle = 0; credit >= 1 && idle < NODES; turn = (turn + 1) % NODES) {
        Long request = queues.get(turn).poll();
        idle = request == null ? idle + 1 : 0;
        if (request != null) {
          credit--;
          sent[turn] += PieceLayout.BLOCK;
          up[turn].add(PieceLayout.BLOCK, now);
          wire.add(new Delivery(id, turn, (int) (request >>> 32), request.intValue()));
        }
      }
      credit = Math.min(credit, 1);
    }

    void receive(Delivery d) {
      down[d.from].add(PieceLayout.BLOCK, now);
      if (picker.received(d.from, d.piece, d.block) != PiecePicker.ACCEPTED) {
        wasted++;
        return;
      }
      accepted++;
      int[] others = new int[OpenPieces.MAX_REQUESTERS];
      int n = picker.others(d.from, d.piece, d.block, others);
      for (int i = 0; i < n; i++) {
        nodes.get(others[i]).queues.get(id).remove((long) d.piece << 32 | d.block);
      }
      if (picker.isPieceReceived(d.piece)) {
        picker.passed(d.piece);
        picker.have(d.piece);
        for (Node other : nodes) {
          if (linked[other.id]) {
            other.picker.peerHas(id, d.piece);
          }
        }
      }
    }
  }

  private void build(long seed, PieceOrder order) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    for (int i = 0; i < NODES; i++) {
      // From 0.8 to 4 Mbit/s or so; the seed is one of the better ones.
      Node node = new Node(i, i == 0 ? 3 : 0.6 + random.nextInt(30) / 10.0, random);
      node.picker.order(order);
      nodes.add(node);
    }
    for (int p = 0; p < PIECES; p++) {
      nodes.get(0).picker.have(p);
    }
    for (int a = 0; a < NODES; a++) {
      for (int k = 0; k < 8; k++) {
        int b = random.nextInt(NODES);
        if (a != b && !nodes.get(a).linked[b]) {
          link(a, b);
          link(b, a);
        }
      }
    }
  }

  private void link(int a, int b) {
    nodes.get(a).linked[b] = true;
    nodes.get(a).picker.peerJoined(b);
    if (b == 0) {
      nodes.get(a).picker.peerHasAll(b);
    }
  }

  private void tick(int n) {
    now += TICK;
    List<Delivery> arrived = wire;
    wire = new ArrayList<>();
    arrived.forEach(d -> nodes.get(d.to).receive(d));
    for (Node node : nodes) {
      if (n % 10 == 0) {
        node.rechoke();
      }
      node.ask();
    }
    nodes.forEach(Node::serve);
  }

  private int finished() {
    return (int) nodes.stream().filter(node -> node.picker.isFinished()).count();
  }

  /** Whether every piece has a copy outside the seed. */
  private boolean allReleased() {
    for (int p = 0; p < PIECES; p++) {
      int piece = p;
      if (nodes.stream().skip(1).noneMatch(node -> node.picker.haves().get(piece))) {
        return false;
      }
    }
    return true;
  }

  /** Copies of everything that the seed has sent. */
  private double seedCopies() {
    long blocks = 0;
    for (RateMeter m : nodes.get(0).up) {
      blocks += m.total() / PieceLayout.BLOCK;
    }
    return blocks / (double) (PIECES * BLOCKS);
  }

  /** Runs to the end; returns what the seed had sent when every piece had a copy elsewhere. */
  private double run(long seed, PieceOrder order) {
    build(seed, order);
    double released = 0;
    for (int n = 0; finished() < NODES; n++) {
      assertTrue(n < 5_000, () -> "only " + finished() + " have finished");
      tick(n);
      if (released == 0 && allReleased()) {
        released = seedCopies();
      }
    }
    return released;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void rarestFirstIsQuickSparesTheSeedAndWastesLittle(long seed) {
    double released = run(seed, PieceOrder.RAREST_FIRST);
    // What all upload together takes 47 s at best; each peer knows a third of the others.
    assertTrue(now < 90_000_000_000L, "took " + now / 1e9 + " s");
    assertTrue(released < 2.5, "the seed had to send " + released + " copies");
    double waste = wasted / (double) accepted;
    assertTrue(waste < 0.02, "wasted " + waste);
  }

  @ParameterizedTest
  @EnumSource(
      value = PieceOrder.class,
      names = {"SEQUENTIAL", "ROUND_ROBIN"})
  void theOtherOrdersFinishToo(PieceOrder order) {
    double released = run(7, order);
    assertTrue(released > 2.5, "as good as rarest first: " + released);
  }
}
