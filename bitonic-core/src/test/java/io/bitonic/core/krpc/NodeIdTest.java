package io.bitonic.core.krpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class NodeIdTest {
  private final SplittableRandom random = new SplittableRandom(3);

  private static BigInteger number(NodeId id) {
    return new BigInteger(1, id.bytes());
  }

  @Test
  void distanceIsThatOfTheXorOfTheNumbers() {
    for (int i = 0; i < 1000; i++) {
      NodeId t = NodeId.random(random);
      NodeId a = i % 3 == 0 ? t.atDistance(random.nextInt(160), random) : NodeId.random(random);
      NodeId b = NodeId.random(random);
      BigInteger da = number(t).xor(number(a));
      BigInteger db = number(t).xor(number(b));
      assertEquals(da.compareTo(db), Integer.signum(t.compareDistance(a, b)));
      assertEquals(160 - da.bitLength(), t.commonBits(a));
      assertEquals(number(a).compareTo(number(b)), Integer.signum(a.compareTo(b)));
    }
  }

  @Test
  void atDistanceSharesExactlySoManyBits() {
    NodeId t = NodeId.random(random);
    for (int bits = 0; bits < 160; bits++) {
      assertEquals(bits, t.commonBits(t.atDistance(bits, random)));
    }
    assertEquals(160, t.commonBits(NodeId.of(t.bytes())));
    assertTrue(NodeId.of(t.bytes()).equals(t));
  }
}
