package io.bitonic.core.util;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class IntMapTest {
  @RepeatedTest(20)
  void itIsAMap(RepetitionInfo seed) {
    Random random = new Random(seed.getCurrentRepetition());
    IntMap<String> map = new IntMap<>();
    Map<Integer, String> model = new HashMap<>();
    int range = 1 << random.nextInt(12);
    for (int i = 0; i < 5000; i++) {
      // Multiples collide more.
      int key = random.nextInt(range) << random.nextInt(8);
      int what = random.nextInt(1000);
      if (what < 500) {
        map.put(key, "v" + i);
        model.put(key, "v" + i);
      } else if (what < 999) {
        assertEquals(model.remove(key), map.remove(key));
      } else {
        map.clear();
        model.clear();
      }
      assertEquals(model.get(key), map.get(key));
      assertEquals(model.size(), map.size());
    }
    model.forEach((k, v) -> assertEquals(v, map.get(k)));
    Set<String> seen = new HashSet<>();
    map.forEach(seen::add);
    assertEquals(new HashSet<>(model.values()), seen);
  }

  @Test
  void theExtremeKeys() {
    IntMap<String> map = new IntMap<>();
    map.put(0, "zero");
    map.put(Integer.MAX_VALUE, "most");
    assertEquals("zero", map.get(0));
    assertEquals("most", map.remove(Integer.MAX_VALUE));
    assertNull(map.get(Integer.MAX_VALUE));
    assertNull(map.get(5));
  }
}
