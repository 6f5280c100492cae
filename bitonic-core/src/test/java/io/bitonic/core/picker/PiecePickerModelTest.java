package io.bitonic.core.picker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.core.config.Settings.PieceOrder;
import io.bitonic.core.util.Bits;
import io.bitonic.core.util.PieceLayout;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random operations on a picker and on a slow model of sets and maps must agree at every step. */
class PiecePickerModelTest {
  private static final int SLOTS = 9;
  private static final int STEPS = 6000;

  private RandomGenerator random;
  private PieceLayout layout;
  private PiecePicker picker;
  private int pieces;

  // The model.
  private final Map<Integer, Set<Integer>> peers = new HashMap<>();
  private final Map<Integer, Map<Integer, Block>> open = new HashMap<>();
  private final Set<Integer> passed = new TreeSet<>();
  private final Set<Integer> had = new TreeSet<>();
  private int[] priority;
  private boolean parole;

  private static final class Block {
    final Set<Integer> asked = new HashSet<>();
    boolean received;
  }

  private void start(long seed, int count) {
    random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    pieces = count;
    layout =
        PieceLayout.contiguous(
            (pieces - 1) * 3L * PieceLayout.BLOCK + PieceLayout.BLOCK + 77, 3 * PieceLayout.BLOCK);
    picker = new PiecePicker(layout, random);
    priority = new int[pieces];
    java.util.Arrays.fill(priority, 2);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void agreesWithTheModel(long seed) {
    start(seed, 1 + (int) (seed * 37 % 150));
    for (int i = 0; i < STEPS; i++) {
      String what = step();
      verify("seed " + seed + " step " + i + " " + what);
    }
  }

  private String step() {
    int slot = random.nextInt(SLOTS);
    int piece = random.nextInt(pieces);
    int op = random.nextInt(100);
    if (op < 12) {
      return joinOrLeave(slot);
    } else if (op < 22) {
      return gain(slot, piece);
    } else if (op < 24) {
      return loseOfPeer(slot, piece);
    } else if (op < 55) {
      return pick(slot);
    } else if (op < 82) {
      return answer();
    } else if (op < 88) {
      return hash();
    } else if (op < 91) {
      return setPriority(piece, random.nextInt(4));
    } else if (op < 93) {
      return lose(piece);
    } else if (op < 94) {
      return switchOrder();
    } else if (op < 96) {
      return releaseAll(slot);
    }
    return random.nextBoolean() ? reclaim() : present(piece);
  }

  private String joinOrLeave(int slot) {
    if (peers.containsKey(slot)) {
      if (random.nextInt(3) > 0) {
        return "no join";
      }
      picker.peerLeft(slot);
      peers.remove(slot);
      releaseAllModel(slot);
      return "leave " + slot;
    }
    picker.peerJoined(slot);
    Set<Integer> has = new TreeSet<>();
    peers.put(slot, has);
    switch (random.nextInt(4)) {
      case 0 -> {
        picker.peerHasAll(slot);
        addAll(has);
      }
      case 1 -> {
        Bits bits = new Bits(pieces);
        for (int p = 0; p < pieces; p++) {
          if (random.nextInt(3) > 0) {
            bits.set(p);
            has.add(p);
          }
        }
        picker.peerBitfield(slot, bits);
      }
      default -> {}
    }
    return "join " + slot + " with " + has.size();
  }

  private void addAll(Set<Integer> has) {
    for (int p = 0; p < pieces; p++) {
      has.add(p);
    }
  }

  private String gain(int slot, int piece) {
    if (peers.containsKey(slot)) {
      picker.peerHas(slot, piece);
      peers.get(slot).add(piece);
      picker.allowedFast(slot, random.nextInt(pieces));
    }
    return "has " + slot + " " + piece;
  }

  private String loseOfPeer(int slot, int piece) {
    if (peers.containsKey(slot)) {
      picker.peerLost(slot, piece);
      peers.get(slot).remove(piece);
    }
    return "peer lost " + slot + " " + piece;
  }

  private String pick(int slot) {
    int flags = random.nextInt(3) == 0 ? random.nextInt(32) : 0;
    parole |= (flags & PiecePicker.PAROLE) != 0;
    boolean endgame = picker.inEndgame();
    long[] out = new long[1 + random.nextInt(7)];
    picker.maxPartial(3 + random.nextInt(6));
    int n = picker.pick(slot, out.length, flags, out);
    for (int i = 0; i < n; i++) {
      int piece = (int) (out[i] >>> 32);
      int block = (int) out[i];
      String what = "pick " + slot + " piece " + piece + " block " + block;
      assertTrue(peers.get(slot).contains(piece), what + ": peer has it not");
      assertTrue(!had.contains(piece) && !passed.contains(piece), what + ": ours");
      assertTrue(priority[piece] > 0, what + ": skipped");
      if ((flags & PiecePicker.CHOKED_ALLOWED_FAST) != 0) {
        assertTrue(picker.isAllowedFast(slot, piece), what + ": choked");
      }
      Block b = openModel(piece).get(block);
      assertTrue(!b.received, what + ": received");
      assertTrue(b.asked.add(slot), what + ": asked already");
      if (b.asked.size() > 1) {
        assertTrue(endgame && (flags & PiecePicker.NO_ENDGAME) == 0, what + ": asked of another");
        assertTrue(b.asked.size() <= OpenPieces.MAX_REQUESTERS, what + ": asked too often");
      }
    }
    if (n == 0 && flags == 0 && !parole && peers.containsKey(slot)) {
      assertTrue(
          nothingFor(slot), "nothing picked for slot " + slot + " though there is something");
    }
    return "pick " + slot + " " + flags;
  }

  /** No unasked block of an open piece, and no piece to begin below the bound. */
  private boolean nothingFor(int slot) {
    for (int p : peers.get(slot)) {
      if (priority[p] == 0 || had.contains(p) || passed.contains(p)) {
        continue;
      }
      Map<Integer, Block> blocks = open.get(p);
      if (blocks == null) {
        // The bound moves with every pick; three is its least value.
        if (open.size() < 3) {
          return false;
        }
      } else if (blocks.values().stream().anyMatch(b -> !b.received && b.asked.isEmpty())) {
        return false;
      }
    }
    return true;
  }

  private Map<Integer, Block> openModel(int piece) {
    return open.computeIfAbsent(
        piece,
        p -> {
          Map<Integer, Block> m = new HashMap<>();
          for (int b = 0; b < layout.blocks(p); b++) {
            m.put(b, new Block());
          }
          return m;
        });
  }

  private String answer() {
    if (open.isEmpty()) {
      return "no answer";
    }
    int piece = open.keySet().stream().skip(random.nextInt(open.size())).findFirst().orElseThrow();
    int block = random.nextInt(layout.blocks(piece));
    Block b = open.get(piece).get(block);
    if (b.asked.isEmpty()) {
      return "no answer";
    }
    int slot = b.asked.stream().skip(random.nextInt(b.asked.size())).findFirst().orElseThrow();
    assertTrue(picker.isRequested(slot, piece, block));
    if (random.nextInt(5) == 0) {
      picker.released(slot, piece, block);
      b.asked.remove(slot);
      prune();
      return "released " + slot + " " + piece + " " + block;
    }
    assertEquals(!b.received, picker.wants(slot, piece, block));
    int verdict = picker.received(slot, piece, block);
    assertEquals(b.received ? PiecePicker.DUPLICATE : PiecePicker.ACCEPTED, verdict);
    b.received = true;
    b.asked.remove(slot);
    if (random.nextInt(4) > 0) {
      int[] others = new int[3];
      int n = picker.others(slot, piece, block, others);
      Set<Integer> set = new HashSet<>();
      for (int i = 0; i < n; i++) {
        set.add(others[i]);
      }
      assertEquals(b.asked, set);
      b.asked.clear();
    }
    int[] slots = new int[layout.blocksPerPiece()];
    assertEquals(layout.blocks(piece), picker.contributors().slots(piece, slots));
    if (verdict == PiecePicker.ACCEPTED) {
      assertEquals(slot, slots[block]);
    }
    return "received " + slot + " " + piece + " " + block;
  }

  private String hash() {
    for (int p : passed) {
      picker.have(p);
      passed.remove(p);
      open.remove(p);
      had.add(p);
      return "have " + p;
    }
    for (int p : open.keySet()) {
      if (picker.isPieceReceived(p)) {
        if (random.nextInt(4) == 0) {
          picker.failed(p);
          open.remove(p);
          return "failed " + p;
        }
        picker.passed(p);
        passed.add(p);
        open.remove(p);
        return "passed " + p;
      }
    }
    return "no hash";
  }

  private String setPriority(int piece, int value) {
    picker.priority(piece, value);
    priority[piece] = value;
    Map<Integer, Block> blocks = open.get(piece);
    if (value == 0 && blocks != null && !blocks.values().stream().allMatch(b -> b.received)) {
      open.remove(piece);
    }
    return "priority " + piece + " " + value;
  }

  private String lose(int piece) {
    picker.lose(piece);
    open.remove(piece);
    passed.remove(piece);
    had.remove(piece);
    return "lose " + piece;
  }

  private String switchOrder() {
    PieceOrder order = PieceOrder.values()[random.nextInt(3)];
    picker.order(order);
    return "order " + order;
  }

  private String releaseAll(int slot) {
    if (peers.containsKey(slot)) {
      picker.releasedAll(slot);
      releaseAllModel(slot);
    }
    return "released all " + slot;
  }

  private void releaseAllModel(int slot) {
    open.values().forEach(m -> m.values().forEach(b -> b.asked.remove(slot)));
    prune();
  }

  private void prune() {
    open.values()
        .removeIf(m -> m.values().stream().allMatch(b -> !b.received && b.asked.isEmpty()));
  }

  private String reclaim() {
    int piece = picker.reclaim();
    if (piece >= 0) {
      Map<Integer, Block> m = open.remove(piece);
      assertTrue(m.values().stream().allMatch(b -> b.received || b.asked.isEmpty()));
    }
    return "reclaim " + piece;
  }

  private String present(int piece) {
    boolean wanted = priority[piece] > 0 && !had.contains(piece) && !passed.contains(piece);
    boolean fresh = wanted && !(open.containsKey(piece) && open.get(piece).get(0).received);
    if (open.size() < 8) {
      assertEquals(fresh, picker.present(piece, 0));
      if (fresh) {
        openModel(piece).get(0).received = true;
      }
    }
    return "present " + piece;
  }

  private void verify(String what) {
    assertNull(picker.check(), what);
    assertEquals(had.size(), picker.haves().count(), what);
    int partial = 0;
    int[] outstanding = new int[SLOTS];
    for (Map.Entry<Integer, Map<Integer, Block>> e : open.entrySet()) {
      boolean complete = e.getValue().values().stream().allMatch(b -> b.received);
      assertEquals(complete, picker.isPieceReceived(e.getKey()), what);
      partial += complete ? 0 : 1;
      e.getValue().values().forEach(b -> b.asked.forEach(s -> outstanding[s]++));
    }
    assertEquals(partial, picker.partialPieces(), what);
    long left = 0;
    int min = Integer.MAX_VALUE;
    int above = 0;
    Set<Integer> needed = new TreeSet<>();
    int[] copies = new int[pieces];
    for (int p = 0; p < pieces; p++) {
      boolean mine = had.contains(p);
      boolean begun = open.containsKey(p) || passed.contains(p);
      int state = mine ? 2 : begun ? 1 : priority[p] == 0 ? 3 : 0;
      assertEquals(state, picker.state(p), what + ": piece " + p);
      left += priority[p] > 0 && !mine ? layout.pieceSize(p) : 0;
      if (priority[p] > 0 && !mine && !passed.contains(p)) {
        needed.add(p);
      }
      for (Set<Integer> has : peers.values()) {
        copies[p] += has.contains(p) ? 1 : 0;
      }
      assertEquals(copies[p], picker.availability(p), what);
      min = Math.min(min, copies[p] + (mine ? 1 : 0));
    }
    for (int p = 0; p < pieces; p++) {
      above += copies[p] + (had.contains(p) ? 1 : 0) > min ? 1 : 0;
    }
    assertEquals(min + above / (double) pieces, picker.distributedCopies(), 1e-9, what);
    assertEquals(left, picker.wantedLeft(), what);
    assertEquals(left == 0, picker.isFinished(), what);
    for (Map.Entry<Integer, Set<Integer>> e : peers.entrySet()) {
      int slot = e.getKey();
      assertEquals(e.getValue().size(), picker.peerPieces(slot), what);
      assertEquals(e.getValue().size() == pieces, picker.peerIsSeed(slot), what);
      assertEquals(
          e.getValue().stream().anyMatch(needed::contains), picker.interesting(slot), what);
      assertEquals(outstanding[slot], picker.outstanding(slot), what + ": outstanding " + slot);
    }
  }
}
