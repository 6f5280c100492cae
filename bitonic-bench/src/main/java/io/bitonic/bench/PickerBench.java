package io.bitonic.bench;

import io.bitonic.core.picker.PiecePicker;
import io.bitonic.core.util.Bits;
import io.bitonic.core.util.PieceLayout;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What the picker costs per block: one request picked, one block received, and every sixteenth time
 * a piece passed and stored, with 16 requests in flight per peer. Half-way the pieces got are
 * forgotten again, so it never ends. Run with {@code -prof gc}: nothing is allocated per block.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 3, time = 2)
@Fork(1)
public class PickerBench {
  private static final int PEERS = 100;
  private static final int BLOCKS = 16;
  private static final int FLIGHT = 16 * PEERS;

  /** Pieces of the torrent. */
  @Param({"4000", "1000000"})
  public int pieces;

  /** Share of the peers that are seeds, in percent; the others have half of the pieces. */
  @Param({"100", "20"})
  public int seeds;

  private PiecePicker picker;
  private final RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(1);
  private final long[] out = new long[1];
  private final long[] flight = new long[FLIGHT];
  private int next;
  private int gained;

  @Setup
  public void connect() {
    long piece = (long) BLOCKS * PieceLayout.BLOCK;
    picker = new PiecePicker(PieceLayout.contiguous(pieces * piece, (int) piece), random);
    for (int s = 0; s < PEERS; s++) {
      picker.peerJoined(s);
      if (s % 100 < seeds) {
        picker.peerHasAll(s);
      } else {
        picker.peerBitfield(s, half());
      }
    }
    picker.maxPartial(4 * PEERS);
    for (int i = 0; i < FLIGHT; i++) {
      ask(i);
    }
  }

  private Bits half() {
    Bits bits = new Bits(pieces);
    for (int p = 0; p < pieces; p++) {
      if (random.nextBoolean()) {
        bits.set(p);
      }
    }
    return bits;
  }

  /** One block picked for one peer, and the one that was asked for longest ago received. */
  @Benchmark
  public void block() {
    int i = next;
    next = i + 1 == FLIGHT ? 0 : i + 1;
    int piece = (int) (flight[i] >>> 32);
    int sender = i % PEERS;
    if (picker.received(sender, piece, (int) flight[i]) != PiecePicker.ACCEPTED) {
      throw new IllegalStateException("block not accepted");
    }
    if (picker.isPieceReceived(piece)) {
      picker.passed(piece);
      picker.have(piece);
      if (picker.haves().count() > pieces / 2) {
        forgetOne();
      }
    }
    ask(i);
  }

  private void ask(int i) {
    if (picker.pick(i % PEERS, 1, 0, out) != 1) {
      throw new IllegalStateException("nothing to ask for");
    }
    flight[i] = out[0];
  }

  /** A peer announces a piece and another takes one back: the order by rarity is kept. */
  @Benchmark
  public void have() {
    int piece = random.nextInt(pieces);
    int peer = PEERS - 1;
    picker.peerHas(peer, piece);
    gained = (gained + 7919) % pieces;
    if (!picker.peerIsSeed(peer)) {
      picker.peerLost(peer, gained);
    }
  }

  private void forgetOne() {
    int piece = picker.haves().nextSet(random.nextInt(pieces));
    if (piece >= 0) {
      picker.lose(piece);
    }
  }
}
