package io.bitonic.core.swarm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** {@link RequestRing} and {@link UploadQueue} against lists. */
class RingsTest {
  @RepeatedTest(20)
  void requestsAreKeptInOrder(RepetitionInfo seed) {
    Random random = new Random(seed.getCurrentRepetition());
    RequestRing ring = new RequestRing();
    List<long[]> model = new ArrayList<>();
    for (int i = 0; i < 3000; i++) {
      int what = random.nextInt(100);
      if (what < 55 && model.size() < 600) {
        ring.add(i, i * 10L);
        model.add(new long[] {i, i * 10L});
      } else if (what < 98) {
        // Mostly the oldest, as answers come.
        int at = model.isEmpty() || random.nextBoolean() ? 0 : random.nextInt(model.size());
        long ref = model.isEmpty() ? -5 : model.get(at)[0];
        long expected = model.isEmpty() ? Long.MIN_VALUE : model.remove(at)[1];
        assertEquals(expected, ring.remove(ref));
        assertEquals(Long.MIN_VALUE, ring.remove(ref));
      } else if (what == 99) {
        ring.clear();
        model.clear();
      }
      assertEquals(model.size(), ring.size());
      for (int k = 0; k < model.size(); k++) {
        assertEquals(model.get(k)[0], ring.ref(k));
      }
      if (!model.isEmpty()) {
        assertEquals(model.getFirst()[1], ring.oldest());
      }
    }
  }

  @RepeatedTest(20)
  void uploadsAreKeptInOrder(RepetitionInfo seed) {
    Random random = new Random(seed.getCurrentRepetition());
    UploadQueue queue = new UploadQueue();
    List<List<Integer>> model = new ArrayList<>();
    for (int i = 0; i < 3000; i++) {
      int what = random.nextInt(100);
      List<Integer> triple = List.of(random.nextInt(5), random.nextInt(5), random.nextInt(5));
      if (what < 50) {
        queue.add(triple.get(0), triple.get(1), triple.get(2));
        model.add(triple);
      } else if (what < 55) {
        queue.addFirst(triple.get(0), triple.get(1), triple.get(2));
        model.addFirst(triple);
      } else if (what < 75 && !model.isEmpty()) {
        queue.removeFirst();
        model.removeFirst();
      } else if (what < 98) {
        boolean there = model.contains(triple);
        boolean lately =
            model.subList(Math.max(0, model.size() - 32), model.size()).contains(triple);
        assertEquals(lately, queue.hasLately(triple.get(0), triple.get(1), triple.get(2)));
        assertEquals(there, queue.remove(triple.get(0), triple.get(1), triple.get(2)));
        model.remove(triple);
      } else if (what == 99) {
        queue.clear();
        model.clear();
      }
      assertEquals(model.size(), queue.size());
      assertEquals(model.isEmpty(), queue.isEmpty());
      if (!model.isEmpty()) {
        assertEquals(
            model.getFirst(), List.of(queue.firstPiece(), queue.firstBegin(), queue.firstLength()));
      }
    }
  }

  @Test
  void anEmptyQueueHasNothing() {
    assertFalse(new UploadQueue().remove(0, 0, 0));
    assertTrue(new UploadQueue().isEmpty());
  }
}
