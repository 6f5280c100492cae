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
 * a piece passed and stored. The download starts anew when it is finished. Run with {@code -prof
 * gc}: nothing is allocated per block.
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

  /** Pieces of the torrent. */
  @Param({"4000", "1000000"})
  public int pieces;

  /** Share of the peers that are seeds, in percent; the others have half of the pieces. */
  @Param({"100", "20"})
  public int seeds;

  private PiecePicker picker;
  private final RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(1);
  private final long[] out = new long[1];
  private int slot;
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
    // Requests in flight, as in a running download.
    for (int i = 0; i < PEERS * 16; i++) {
      picker.pick(i % PEERS, 1, 0, out);
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

  /** One block picked and received. */
  @Benchmark
  public int block() {
    slot = slot + 1 == PEERS ? 0 : slot + 1;
    int n = picker.pick(slot, 1, 0, out);
    if (n == 0) {
      return 0;
    }
    int piece = (int) (out[0] >>> 32);
    int verdict = picker.received(slot, piece, (int) out[0]);
    if (picker.isPieceReceived(piece)) {
      picker.passed(piece);
      picker.have(piece);
      if (picker.haves().count() > pieces / 2) {
        forgetOne();
      }
    }
    return verdict;
  }

  /** A peer announces a piece and another takes one back: the order by rarity is kept. */
  @Benchmark
  public void have() {
    int piece = random.nextInt(pieces);
    int peer = PEERS - 1;
    picker.peerHas(peer, piece);
    gained = gained + 7919 < pieces ? gained + 7919 : gained + 7919 - pieces;
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
