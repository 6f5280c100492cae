package io.bitonic.core.hash;

import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.ROR;
import static jdk.incubator.vector.VectorOperators.XOR;

import java.nio.ByteOrder;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/** SHA-256 (FIPS 180-4, 6.2) of one message per lane; built as {@link VectorSha1}. */
final class VectorSha256 implements LaneCompressor {
  private static final VectorSpecies<Integer> S = Lanes.SPECIES;
  private static final int L = Lanes.COUNT;
  private static final int[] START = ShaConstants.SHA256_START;
  private static final int[] K = ShaConstants.SHA256_K;

  private final int[] w = new int[64 * L];
  private final int[] h = new int[8 * L];

  @Override
  public int lanes() {
    return L;
  }

  @Override
  public int words() {
    return 8;
  }

  @Override
  public void start(int lane) {
    for (int i = 0; i < 8; i++) {
      h[i * L + lane] = START[i];
    }
  }

  @Override
  public int state(int lane, int word) {
    return h[word * L + lane];
  }

  @Override
  public void compress(long[] address, long blocks) {
    for (long i = 0; i < blocks; i++) {
      Lanes.load(w, address, i << 6, ByteOrder.BIG_ENDIAN);
      schedule(w);
      rounds(h, w);
    }
  }

  private static void schedule(int[] w) {
    IntVector p = IntVector.fromArray(S, w, 14 * L);
    IntVector q = IntVector.fromArray(S, w, 15 * L);
    for (int t = 16 * L; t < 64 * L; t += 2 * L) {
      p = next(p, w, t);
      p.intoArray(w, t);
      q = next(q, w, t + L);
      q.intoArray(w, t + L);
    }
  }

  private static IntVector next(IntVector second, int[] w, int t) {
    IntVector x = IntVector.fromArray(S, w, t - 15 * L);
    IntVector s0 =
        x.lanewise(ROR, 7).lanewise(XOR, x.lanewise(ROR, 18)).lanewise(XOR, x.lanewise(LSHR, 3));
    IntVector s1 =
        second
            .lanewise(ROR, 17)
            .lanewise(XOR, second.lanewise(ROR, 19))
            .lanewise(XOR, second.lanewise(LSHR, 10));
    return IntVector.fromArray(S, w, t - 16 * L)
        .add(s0)
        .add(IntVector.fromArray(S, w, t - 7 * L))
        .add(s1);
  }

  private static void rounds(int[] state, int[] w) {
    IntVector a = IntVector.fromArray(S, state, 0);
    IntVector b = IntVector.fromArray(S, state, L);
    IntVector c = IntVector.fromArray(S, state, 2 * L);
    IntVector d = IntVector.fromArray(S, state, 3 * L);
    IntVector e = IntVector.fromArray(S, state, 4 * L);
    IntVector f = IntVector.fromArray(S, state, 5 * L);
    IntVector g = IntVector.fromArray(S, state, 6 * L);
    IntVector h = IntVector.fromArray(S, state, 7 * L);
    for (int t = 0; t < 64; t++) {
      IntVector s1 =
          e.lanewise(ROR, 6).lanewise(XOR, e.lanewise(ROR, 11)).lanewise(XOR, e.lanewise(ROR, 25));
      IntVector choice = f.lanewise(XOR, g).and(e).lanewise(XOR, g);
      IntVector wk = h.add(IntVector.fromArray(S, w, t * L)).add(K[t]);
      IntVector t1 = wk.add(choice).add(s1);
      IntVector s0 =
          a.lanewise(ROR, 2).lanewise(XOR, a.lanewise(ROR, 13)).lanewise(XOR, a.lanewise(ROR, 22));
      IntVector majority = a.and(b).or(a.or(b).and(c));
      h = g;
      g = f;
      f = e;
      e = d.add(t1);
      d = c;
      c = b;
      b = a;
      a = t1.add(s0.add(majority));
    }
    a.add(IntVector.fromArray(S, state, 0)).intoArray(state, 0);
    b.add(IntVector.fromArray(S, state, L)).intoArray(state, L);
    c.add(IntVector.fromArray(S, state, 2 * L)).intoArray(state, 2 * L);
    d.add(IntVector.fromArray(S, state, 3 * L)).intoArray(state, 3 * L);
    e.add(IntVector.fromArray(S, state, 4 * L)).intoArray(state, 4 * L);
    f.add(IntVector.fromArray(S, state, 5 * L)).intoArray(state, 5 * L);
    g.add(IntVector.fromArray(S, state, 6 * L)).intoArray(state, 6 * L);
    h.add(IntVector.fromArray(S, state, 7 * L)).intoArray(state, 7 * L);
  }
}
