package io.bitonic.core.hash;

import static jdk.incubator.vector.VectorOperators.ROL;
import static jdk.incubator.vector.VectorOperators.XOR;

import java.nio.ByteOrder;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * SHA-1 (FIPS 180-4, 6.1) of one message per lane.
 *
 * <p>Four plain loops of 20 rounds without a branch, and the schedule in a loop of its own that
 * carries its last three words in variables: the compiler takes these whole, and bigger bodies not.
 */
final class VectorSha1 implements LaneCompressor {
  private static final VectorSpecies<Integer> S = Lanes.SPECIES;
  private static final int L = Lanes.COUNT;
  private static final int[] START = ShaConstants.SHA1_START;

  private final int[] w = new int[80 * L];
  private final int[] h = new int[5 * L];

  @Override
  public int lanes() {
    return L;
  }

  @Override
  public int words() {
    return 5;
  }

  @Override
  public void start(int lane) {
    for (int i = 0; i < 5; i++) {
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
    IntVector p = IntVector.fromArray(S, w, 13 * L);
    IntVector q = IntVector.fromArray(S, w, 14 * L);
    IntVector s = IntVector.fromArray(S, w, 15 * L);
    for (int t = 16 * L; t < 79 * L; t += 3 * L) {
      p = next(p, w, t);
      p.intoArray(w, t);
      q = next(q, w, t + L);
      q.intoArray(w, t + L);
      s = next(s, w, t + 2 * L);
      s.intoArray(w, t + 2 * L);
    }
    next(p, w, 79 * L).intoArray(w, 79 * L);
  }

  private static IntVector next(IntVector third, int[] w, int t) {
    IntVector sixteenth = IntVector.fromArray(S, w, t - 16 * L);
    return third
        .lanewise(XOR, IntVector.fromArray(S, w, t - 8 * L))
        .lanewise(XOR, IntVector.fromArray(S, w, t - 14 * L).lanewise(XOR, sixteenth))
        .lanewise(ROL, 1);
  }

  private static void rounds(int[] h, int[] w) {
    IntVector a = IntVector.fromArray(S, h, 0);
    IntVector b = IntVector.fromArray(S, h, L);
    IntVector c = IntVector.fromArray(S, h, 2 * L);
    IntVector d = IntVector.fromArray(S, h, 3 * L);
    IntVector e = IntVector.fromArray(S, h, 4 * L);
    for (int t = 0; t < 20 * L; t += L) {
      IntVector f = c.lanewise(XOR, d).and(b).lanewise(XOR, d);
      IntVector k = e.add(0x5a827999).add(IntVector.fromArray(S, w, t));
      IntVector x = a.lanewise(ROL, 5).add(f).add(k);
      e = d;
      d = c;
      c = b.lanewise(ROL, 30);
      b = a;
      a = x;
    }
    for (int t = 20 * L; t < 40 * L; t += L) {
      IntVector f = b.lanewise(XOR, c).lanewise(XOR, d);
      IntVector k = e.add(0x6ed9eba1).add(IntVector.fromArray(S, w, t));
      IntVector x = a.lanewise(ROL, 5).add(f).add(k);
      e = d;
      d = c;
      c = b.lanewise(ROL, 30);
      b = a;
      a = x;
    }
    for (int t = 40 * L; t < 60 * L; t += L) {
      IntVector f = b.and(c).or(b.or(c).and(d));
      IntVector k = e.add(0x8f1bbcdc).add(IntVector.fromArray(S, w, t));
      IntVector x = a.lanewise(ROL, 5).add(f).add(k);
      e = d;
      d = c;
      c = b.lanewise(ROL, 30);
      b = a;
      a = x;
    }
    for (int t = 60 * L; t < 80 * L; t += L) {
      IntVector f = b.lanewise(XOR, c).lanewise(XOR, d);
      IntVector k = e.add(0xca62c1d6).add(IntVector.fromArray(S, w, t));
      IntVector x = a.lanewise(ROL, 5).add(f).add(k);
      e = d;
      d = c;
      c = b.lanewise(ROL, 30);
      b = a;
      a = x;
    }
    a.add(IntVector.fromArray(S, h, 0)).intoArray(h, 0);
    b.add(IntVector.fromArray(S, h, L)).intoArray(h, L);
    c.add(IntVector.fromArray(S, h, 2 * L)).intoArray(h, 2 * L);
    d.add(IntVector.fromArray(S, h, 3 * L)).intoArray(h, 3 * L);
    e.add(IntVector.fromArray(S, h, 4 * L)).intoArray(h, 4 * L);
  }
}
