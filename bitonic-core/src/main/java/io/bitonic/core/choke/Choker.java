package io.bitonic.core.choke;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Decides to which peers of one torrent we upload.
 *
 * <p>Downloading: the peers that send us most (BEP 3, tit for tat), and a few at random so that
 * newcomers get a chance. Seeding: in turns, or those who take most. Only peers that are interested
 * and not upload-only (BEP 21) take a slot. Nothing is allocated once all slots have been seen.
 *
 * <p>Owned by one thread; times are monotonic nanoseconds.
 */
public final class Choker {
  private static final long SECOND = 1_000_000_000L;

  /** Time between decisions; free slots are filled at once. */
  static final long INTERVAL = 10 * SECOND;

  /** Time an optimistic unchoke lasts. */
  static final long OPTIMISTIC_INTERVAL = 30 * SECOND;

  /** A peer unchoked for less than this keeps its slot: it had no time to show its rate. */
  static final long TENURE = 20 * SECOND;

  /** Peers connected for less than this and never unchoked are {@value #NEW_WEIGHT}× likelier. */
  static final long NEW = 3 * OPTIMISTIC_INTERVAL;

  static final int NEW_WEIGHT = 3;

  /** A seeding turn: at least so long, at least so many pieces, and at most so long. */
  static final long TURN = 60 * SECOND;

  static final int TURN_PIECES = 20;
  static final long LONGEST_TURN = 600 * SECOND;

  /** How slots are given while seeding. */
  public enum Seeding {
    ROUND_ROBIN,
    FASTEST_UPLOAD
  }

  /** What the choker asks about the peers; slots are small numbers that may be reused. */
  public interface Peers {
    /** One more than the highest slot in use. */
    int slots();

    /** Whether the slot holds a peer that wants our pieces and is not upload-only. */
    boolean wantsPieces(int slot);

    /** Whether the peer has sent nothing for 60 s although we have asked. */
    boolean snubbed(int slot);

    /** Payload bytes per second from the peer, over about 20 s. */
    long downRate(int slot);

    /** Payload bytes per second to the peer, over about 20 s. */
    long upRate(int slot);

    /** Payload bytes sent to the peer since it was last unchoked. */
    long sentSinceUnchoke(int slot);

    /** When the peer connected. */
    long connectedAt(int slot);
  }

  private final RandomGenerator random;
  private final long turnBytes;
  private int slotLimit;
  private Seeding seeding = Seeding.ROUND_ROBIN;
  private boolean started;
  private long nextDecision;
  private long nextOptimistic;
  private boolean[] unchoked = {};
  private boolean[] optimistic = {};
  private boolean[] next = {};
  private boolean[] served = {};
  private long[] since = {};
  private int unchokedCount;

  /**
   * @param slots peers unchoked at once, ≥ 0
   * @param pieceLength bytes, for the length of a seeding turn
   */
  public Choker(int slots, int pieceLength, RandomGenerator random) {
    this.random = random;
    this.turnBytes = (long) TURN_PIECES * pieceLength;
    slots(slots);
  }

  /** Changes the number of slots; holds from the next decision. */
  public void slots(int slots) {
    slotLimit = Math.max(0, slots);
    started = false;
  }

  /** Changes how slots are given while seeding. */
  public void seeding(Seeding mode) {
    seeding = mode;
  }

  /** Whether the peer is unchoked by the last decision. */
  public boolean isUnchoked(int slot) {
    return slot < unchoked.length && unchoked[slot];
  }

  /** Whether the peer is unchoked by chance and not by merit. */
  public boolean isOptimistic(int slot) {
    return isUnchoked(slot) && optimistic[slot];
  }

  /** Peers that are unchoked. */
  public int unchokedCount() {
    return unchokedCount;
  }

  /** The peer has gone; its slot is free. */
  public void peerLeft(int slot) {
    if (slot < unchoked.length) {
      choke(slot, 0);
      served[slot] = false;
      since[slot] = 0;
    }
  }

  /**
   * Decides anew when it is time to, else only takes slots from peers that no longer want any and
   * fills free ones. Call it every second or so and when a peer becomes interested.
   *
   * @param complete whether we have everything we want, so upload only
   * @return whether anybody was choked or unchoked
   */
  public boolean update(Peers peers, boolean complete, long now) {
    grow(peers.slots());
    boolean changed = false;
    for (int s = 0; s < unchoked.length; s++) {
      if (unchoked[s] && !(s < peers.slots() && peers.wantsPieces(s))) {
        choke(s, now);
        changed = true;
      }
    }
    if (!started || now - nextDecision >= 0) {
      boolean rotate = !started || now - nextOptimistic >= 0;
      started = true;
      nextDecision = now + INTERVAL;
      if (rotate) {
        nextOptimistic = now + OPTIMISTIC_INTERVAL;
      }
      return decide(peers, complete, rotate, now) | changed;
    }
    return fill(peers, now) | changed;
  }

  private void grow(int slots) {
    if (slots > unchoked.length) {
      int n = Math.max(slots, unchoked.length * 2);
      unchoked = Arrays.copyOf(unchoked, n);
      optimistic = Arrays.copyOf(optimistic, n);
      next = Arrays.copyOf(next, n);
      served = Arrays.copyOf(served, n);
      since = Arrays.copyOf(since, n);
    }
  }

  private boolean decide(Peers peers, boolean complete, boolean rotate, long now) {
    Arrays.fill(next, false);
    boolean turns = complete && seeding == Seeding.ROUND_ROBIN;
    int chances = turns ? 0 : chances(peers, complete);
    int regular = slotLimit - chances;
    int given = turns ? giveTurns(peers, regular, now) : giveByMerit(peers, complete, regular, now);
    boolean changed = false;
    int kept = 0;
    for (int s = 0; s < peers.slots(); s++) {
      if (unchoked[s] && optimistic[s]) {
        if (next[s]) {
          // It has earned a regular slot.
          optimistic[s] = false;
        } else if (!turns && !rotate && kept < slotLimit - given) {
          next[s] = true;
          kept++;
        }
      }
    }
    for (int s = 0; s < unchoked.length; s++) {
      if (unchoked[s] && !next[s]) {
        choke(s, now);
        changed = true;
      } else if (!unchoked[s] && next[s]) {
        unchoke(s, false, now);
        changed = true;
      }
    }
    return fill(peers, now) | changed;
  }

  /** Slots for chance: a fifth, and more when peers that we feed send nothing. */
  private int chances(Peers peers, boolean complete) {
    if (slotLimit < 2) {
      return 0;
    }
    int base = Math.max(1, slotLimit / 5);
    int stalled = 0;
    for (int s = 0; !complete && s < peers.slots(); s++) {
      if (unchoked[s] && !optimistic[s] && peers.snubbed(s)) {
        stalled++;
      }
    }
    return Math.min(base + stalled, Math.max(base, slotLimit / 2));
  }

  private int giveByMerit(Peers peers, boolean complete, int slots, long now) {
    int given = 0;
    // Those whose time has not come stay; first, so that they can't be outbid.
    for (int s = 0; s < peers.slots() && given < slots; s++) {
      if (unchoked[s]
          && !optimistic[s]
          && now - since[s] < TENURE
          && (complete || !peers.snubbed(s))) {
        next[s] = true;
        given++;
      }
    }
    while (given < slots) {
      int best = -1;
      long bestRate = 0;
      for (int s = 0; s < peers.slots(); s++) {
        if (next[s] || !peers.wantsPieces(s) || !complete && peers.snubbed(s)) {
          continue;
        }
        long rate = merit(peers, complete, s);
        if (rate > bestRate) {
          best = s;
          bestRate = rate;
        }
      }
      if (best < 0) {
        break;
      }
      next[best] = true;
      given++;
    }
    return given;
  }

  /** A tenth is added for those who have the slot, so that equals don't alternate. */
  private long merit(Peers peers, boolean complete, int s) {
    long rate = complete ? peers.upRate(s) : peers.downRate(s);
    return unchoked[s] && !optimistic[s] ? rate + rate / 10 : rate;
  }

  private int giveTurns(Peers peers, int slots, long now) {
    int waiting = 0;
    for (int s = 0; s < peers.slots(); s++) {
      waiting += !unchoked[s] && peers.wantsPieces(s) ? 1 : 0;
    }
    int given = 0;
    for (int s = 0; s < peers.slots() && given < slots; s++) {
      if (unchoked[s] && !isTurnOver(peers, s, now)) {
        next[s] = true;
        given++;
      }
    }
    for (int s = 0; s < peers.slots() && given < slots - waiting; s++) {
      if (unchoked[s] && !next[s]) {
        // Nobody waits for this slot: another turn for the same peer.
        next[s] = true;
        given++;
      }
    }
    while (given < slots && waiting-- > 0) {
      int best = longestWaiting(peers);
      if (best < 0) {
        break;
      }
      next[best] = true;
      given++;
    }
    return given;
  }

  private boolean isTurnOver(Peers peers, int s, long now) {
    long turn = now - since[s];
    return turn >= LONGEST_TURN
        || turn >= TURN && (peers.sentSinceUnchoke(s) >= turnBytes || peers.upRate(s) == 0);
  }

  private int longestWaiting(Peers peers) {
    int best = -1;
    long bestSince = 0;
    for (int s = 0; s < peers.slots(); s++) {
      if (unchoked[s] || next[s] || !peers.wantsPieces(s)) {
        continue;
      }
      long waitingSince = served[s] ? since[s] : peers.connectedAt(s);
      if (best < 0 || waitingSince - bestSince < 0) {
        best = s;
        bestSince = waitingSince;
      }
    }
    return best;
  }

  /** Gives free slots by chance. */
  private boolean fill(Peers peers, long now) {
    boolean changed = false;
    while (unchokedCount < slotLimit) {
      int s = byChance(peers, now, false);
      if (s < 0) {
        s = byChance(peers, now, true);
      }
      if (s < 0) {
        break;
      }
      unchoke(s, true, now);
      changed = true;
    }
    return changed;
  }

  private int byChance(Peers peers, long now, boolean snubbed) {
    int total = 0;
    int chosen = -1;
    for (int s = 0; s < peers.slots(); s++) {
      if (unchoked[s] || !peers.wantsPieces(s) || peers.snubbed(s) != snubbed) {
        continue;
      }
      int weight = !served[s] && now - peers.connectedAt(s) < NEW ? NEW_WEIGHT : 1;
      total += weight;
      if (random.nextInt(total) < weight) {
        chosen = s;
      }
    }
    return chosen;
  }

  private void unchoke(int s, boolean byChance, long now) {
    unchoked[s] = true;
    optimistic[s] = byChance;
    served[s] = true;
    since[s] = now;
    unchokedCount++;
  }

  private void choke(int s, long now) {
    if (unchoked[s]) {
      unchoked[s] = false;
      optimistic[s] = false;
      since[s] = now;
      unchokedCount--;
    }
  }
}
