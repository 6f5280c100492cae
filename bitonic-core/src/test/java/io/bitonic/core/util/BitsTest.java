package io.bitonic.core.util;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BitsTest {
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 8, 9, 63, 64, 65, 127, 128, 1000})
  void agreesWithBitSet(int size) {
    Random random = new Random(size);
    Bits bits = new Bits(size);
    BitSet model = new BitSet();
    for (int i = 0; i < size * 4; i++) {
      int at = random.nextInt(size);
      if (random.nextBoolean()) {
        assertEquals(!model.get(at), bits.set(at));
        model.set(at);
      } else {
        assertEquals(model.get(at), bits.clear(at));
        model.clear(at);
      }
    }
    assertEquals(model.cardinality(), bits.count());
    for (int i = 0; i <= size; i++) {
      assertEquals(model.nextSetBit(i), bits.nextSet(i));
      int clear = model.nextClearBit(i);
      assertEquals(clear >= size ? -1 : clear, bits.nextClear(i));
    }
    Bits back = Bits.fromBytes(bits.toBytes(), size);
    assertEquals(bits.count(), back.count());
    for (int i = 0; i < size; i++) {
      assertEquals(model.get(i), back.get(i));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 8, 63, 64, 65, 130})
  void setAllAndClearAll(int size) {
    Bits bits = new Bits(size);
    assertTrue(bits.isEmpty());
    bits.setAll();
    assertTrue(bits.isFull());
    assertEquals(size, bits.count());
    assertEquals(-1, bits.nextClear(0));
    assertEquals(size, Bits.fromBytes(bits.toBytes(), size).count());
    bits.clearAll();
    assertTrue(bits.isEmpty());
    assertEquals(-1, bits.nextSet(0));
  }

  @Test
  void firstPieceIsTheHighestBitOfTheFirstByte() {
    Bits bits = new Bits(10);
    bits.set(0);
    bits.set(9);
    assertArrayEquals(new byte[] {(byte) 0x80, 0x40}, bits.toBytes());
  }

  @Test
  void fromBytesChecksLengthAndSpareBits() {
    assertThrows(IllegalArgumentException.class, () -> Bits.fromBytes(new byte[1], 9));
    assertThrows(IllegalArgumentException.class, () -> Bits.fromBytes(new byte[3], 9));
    assertThrows(IllegalArgumentException.class, () -> Bits.fromBytes(new byte[1], 0));
    for (int size = 1; size < 130; size++) {
      if (size % 8 != 0) {
        byte[] spare = new byte[(size + 7) / 8];
        spare[spare.length - 1] = 1;
        int n = size;
        assertThrows(IllegalArgumentException.class, () -> Bits.fromBytes(spare, n));
      }
    }
  }

  @Test
  void outOfRangeIsRefusedAndCopiesAreIndependent() {
    Bits bits = new Bits(10);
    assertThrows(IndexOutOfBoundsException.class, () -> bits.set(10));
    assertThrows(IndexOutOfBoundsException.class, () -> bits.clear(-1));
    Bits copy = bits.copy();
    copy.set(3);
    assertFalse(bits.get(3));
    assertEquals(1, copy.count());
  }
}
