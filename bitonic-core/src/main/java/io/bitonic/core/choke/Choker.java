package io.bitonic.core.choke;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Decides to which peers of one torrent we upload.
 *
 * <p>Downloading: the peers that send us most (BEP 3, tit for tat), and a few at random so that
 * newcomers get a chance. Seeding: in turns, or those who take most. Only peers that are interested
 * and not upload-only (BEP 21) take a slot. Rates decide; health only between equal rates, and
 * those in bad health get a chance last. Nothing is allocated once all slots have been seen.
 *
 * <p>Owned by one thread; times are monotonic nanoseconds.
 */
public final class Choker {
  private static final long SECOND = 1_000_000_000L;

  /** Time between decisions; free slots are filled at once. */
  static final long INTERVAL = 10 * SECOND;

  /** Time an optimistic unchoke lasts while others wait. */
  static final long OPTIMISTIC_INTERVAL = 30 * SECOND;

  /** A peer unchoked for less than this keeps its slot: it had no time to show its rate. */
  static final long TENURE = 20 * SECOND;

  /** Health below which a peer gets a slot by chance only when no other wants it. */
  static final int BAD_HEALTH = 25;

  private static final byte CHOKED = 0;
  private static final byte BY_MERIT = 1;
  private static final byte BY_CHANCE = 2;

  /** Its chance is over: choked unless nobody else wants the slot. */
  private static final byte CHANCE_OVER = 3;

  /** Kinds of peers that chance knows. */
  private static final int FINE = 0;

  private static final int STALLED = 1;
  private static final int BAD = 2;

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

    /** How well the peer has done for us, 0–100. */
    int health(int slot);
  }

  private final RandomGenerator random;
  private final long turnBytes;
  private int slotLimit;
  private Seeding seeding = Seeding.ROUND_ROBIN;
  private boolean started;
  private long nextDecision;
  private byte[] current = {};
  private byte[] next = {};
  private boolean[] served = {};
  // When the peer was last unchoked or, if it is choked, choked.
  private long[] since = {};
  private int unchokedCount;
  private int extraChances;
  private long extraUntil;

  /**
   * @param slots peers unchoked at once, ≥ 0
   * @param pieceLength bytes, for the length of a seeding turn
   */
  public Choker(int slots, int pieceLength, RandomGenerator random) {
    this.random = random;
    this.turnBytes = (long) TURN_PIECES * pieceLength;
    slots(slots);
  }

  /** Changes the number of slots; the next {@link #update} decides anew. */
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
    return slot < current.length && current[slot] != CHOKED;
  }

  /** Whether the peer is unchoked by chance and not by merit. */
  public boolean isOptimistic(int slot) {
    return slot < current.length && current[slot] == BY_CHANCE;
  }

  /** Peers that are unchoked. */
  public int unchokedCount() {
    return unchokedCount;
  }

  /** The peer has gone; its slot is free. */
  public void peerLeft(int slot) {
    if (slot < current.length) {
      set(slot, CHOKED, 0);
      served[slot] = false;
    }
  }

  /**
   * Decides anew when it is time to, else only takes slots from peers that no longer want any and
   * fills free ones. Call it every second or so and when a peer becomes interested.
   *
   * @param complete whether we have everything we want, so upload only
   * @return whether anybody was choked or unchoked
   */
  public boolean update(Peers peers, boolean complete, long nanos) {
    grow(peers.slots());
    boolean changed = false;
    for (int s = 0; s < current.length; s++) {
      if (current[s] != CHOKED && !(s < peers.slots() && peers.wantsPieces(s))) {
        changed |= set(s, CHOKED, nanos);
      }
    }
    boolean due = !started || nanos - nextDecision >= 0;
    if (!due && unchokedCount >= slotLimit) {
      return changed;
    }
    if (due) {
      started = true;
      nextDecision = nanos + INTERVAL;
      decide(peers, complete, nanos);
    } else {
      System.arraycopy(current, 0, next, 0, current.length);
      fill(peers, slotLimit - unchokedCount, nanos);
    }
    for (int s = 0; s < current.length; s++) {
      changed |= set(s, next[s] == CHANCE_OVER ? CHOKED : next[s], nanos);
    }
    return changed;
  }

  private void grow(int slots) {
    if (slots > current.length) {
      int n = Math.max(slots, current.length * 2);
      current = Arrays.copyOf(current, n);
      next = Arrays.copyOf(next, n);
      served = Arrays.copyOf(served, n);
      since = Arrays.copyOf(since, n);
    }
  }

  /** True when the peer is thereby choked or unchoked. */
  private boolean set(int s, byte verdict, long nanos) {
    boolean was = current[s] != CHOKED;
    boolean is = verdict != CHOKED;
    current[s] = verdict;
    if (was == is) {
      return false;
    }
    since[s] = nanos;
    served[s] = true;
    unchokedCount += is ? 1 : -1;
    return true;
  }

  private void decide(Peers peers, boolean complete, long nanos) {
    Arrays.fill(next, CHOKED);
    boolean turns = complete && seeding == Seeding.ROUND_ROBIN;
    int free;
    if (turns) {
      free = slotLimit - giveTurns(peers, nanos);
    } else {
      int merited = slotLimit - chances(peers, complete, nanos);
      free = slotLimit - giveByMerit(peers, complete, merited, nanos);
      free -= keepChances(peers, free, nanos);
    }
    fill(peers, free, nanos);
  }

  /** Slots for chance: a fifth, and for a while more when peers that we feed send nothing. */
  private int chances(Peers peers, boolean complete, long nanos) {
    if (slotLimit < 2) {
      return 0;
    }
    int base = Math.max(1, slotLimit / 5);
    int stalled = 0;
    for (int s = 0; !complete && s < peers.slots(); s++) {
      stalled += current[s] == BY_MERIT && peers.snubbed(s) ? 1 : 0;
    }
    if (stalled > 0) {
      extraChances = stalled;
      extraUntil = nanos + OPTIMISTIC_INTERVAL;
    } else if (nanos - extraUntil >= 0) {
      extraChances = 0;
    }
    return Math.min(base + extraChances, Math.max(base, slotLimit / 2));
  }

  private int giveByMerit(Peers peers, boolean complete, int slots, long nanos) {
    int given = 0;
    // Those whose time has not come stay; first, so that they can't be outbid.
    for (int s = 0; s < peers.slots() && given < slots; s++) {
      if (current[s] == BY_MERIT && nanos - since[s] < TENURE && (complete || !peers.snubbed(s))) {
        next[s] = BY_MERIT;
        given++;
      }
    }
    for (; given < slots; given++) {
      int best = -1;
      long bestRate = 0;
      for (int s = 0; s < peers.slots(); s++) {
        if (next[s] != CHOKED || !peers.wantsPieces(s) || !complete && peers.snubbed(s)) {
          continue;
        }
        long rate = merit(peers, complete, s);
        if (rate > bestRate
            || rate == bestRate && best >= 0 && peers.health(s) > peers.health(best)) {
          best = s;
          bestRate = rate;
        }
      }
      if (best < 0) {
        break;
      }
      next[best] = BY_MERIT;
    }
    return given;
  }

  /** A tenth is added for those who have the slot, so that equals don't alternate. */
  private long merit(Peers peers, boolean complete, int s) {
    long rate = complete ? peers.upRate(s) : peers.downRate(s);
    return current[s] == BY_MERIT ? rate + rate / 10 : rate;
  }

  /** Keeps the newest chances, fewer of the old ones when others wait; returns how many. */
  private int keepChances(Peers peers, int free, long nanos) {
    int waiting = 0;
    int chances = 0;
    int old = 0;
    for (int s = 0; s < peers.slots(); s++) {
      if (next[s] != CHOKED) {
        continue;
      }
      if (current[s] == BY_CHANCE) {
        chances++;
        old += nanos - since[s] >= OPTIMISTIC_INTERVAL ? 1 : 0;
      } else if (peers.wantsPieces(s) && kind(peers, s) != BAD) {
        waiting++;
      }
    }
    int keep = Math.min(chances, free);
    int replaced = Math.min(Math.max(0, old - (chances - keep)), waiting - (free - keep));
    keep -= Math.max(0, replaced);
    for (int k = 0; k < keep; k++) {
      int newest = -1;
      for (int s = 0; s < peers.slots(); s++) {
        if (current[s] == BY_CHANCE
            && next[s] == CHOKED
            && (newest < 0 || since[s] - since[newest] > 0)) {
          newest = s;
        }
      }
      next[newest] = BY_CHANCE;
    }
    for (int s = 0; s < peers.slots(); s++) {
      if (current[s] == BY_CHANCE && next[s] == CHOKED) {
        next[s] = CHANCE_OVER;
      }
    }
    return keep;
  }

  private int giveTurns(Peers peers, long nanos) {
    int waiting = 0;
    int given = 0;
    for (int s = 0; s < peers.slots(); s++) {
      if (current[s] == CHOKED) {
        waiting += peers.wantsPieces(s) && kind(peers, s) != BAD ? 1 : 0;
      } else if (given < slotLimit && kind(peers, s) != BAD && !isTurnOver(peers, s, nanos)) {
        next[s] = BY_MERIT;
        given++;
      }
    }
    // Another turn for the same peer when nobody waits for its slot.
    for (int s = 0; s < peers.slots() && given < slotLimit - waiting; s++) {
      if (current[s] != CHOKED && next[s] == CHOKED) {
        next[s] = BY_MERIT;
        given++;
      }
    }
    for (; given < slotLimit && waiting > 0; given++, waiting--) {
      next[longestWaiting(peers)] = BY_MERIT;
    }
    return given;
  }

  private boolean isTurnOver(Peers peers, int s, long nanos) {
    long turn = nanos - since[s];
    return turn >= LONGEST_TURN
        || turn >= TURN && (peers.sentSinceUnchoke(s) >= turnBytes || peers.upRate(s) == 0);
  }

  private int longestWaiting(Peers peers) {
    int best = -1;
    long bestSince = 0;
    for (int s = 0; s < peers.slots(); s++) {
      if (current[s] != CHOKED
          || next[s] != CHOKED
          || !peers.wantsPieces(s)
          || kind(peers, s) == BAD) {
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

  /** Gives free slots by chance: to stalled peers late, to those in bad health last. */
  private void fill(Peers peers, int slots, long nanos) {
    for (int free = slots; free > 0; free--) {
      int s = draw(peers, CHOKED, FINE, nanos);
      s = s >= 0 ? s : draw(peers, CHOKED, STALLED, nanos);
      s = s >= 0 ? s : draw(peers, CHANCE_OVER, FINE, nanos);
      s = s >= 0 ? s : draw(peers, CHANCE_OVER, STALLED, nanos);
      s = s >= 0 ? s : draw(peers, CHOKED, BAD, nanos);
      s = s >= 0 ? s : draw(peers, CHANCE_OVER, BAD, nanos);
      if (s < 0) {
        return;
      }
      next[s] = BY_CHANCE;
    }
  }

  private static int kind(Peers peers, int s) {
    return peers.health(s) < BAD_HEALTH ? BAD : peers.snubbed(s) ? STALLED : FINE;
  }

  private int draw(Peers peers, byte from, int kind, long nanos) {
    int total = 0;
    int chosen = -1;
    for (int s = 0; s < peers.slots(); s++) {
      if (next[s] != from || !peers.wantsPieces(s) || kind(peers, s) != kind) {
        continue;
      }
      int weight = !served[s] && nanos - peers.connectedAt(s) < NEW ? NEW_WEIGHT : 1;
      total += weight;
      if (random.nextInt(total) < weight) {
        chosen = s;
      }
    }
    return chosen;
  }
}
