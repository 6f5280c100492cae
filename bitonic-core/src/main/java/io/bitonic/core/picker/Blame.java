package io.bitonic.core.picker;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;

/**
 * Finds out who sends bad data.
 *
 * <p>A peer that alone sent a bad piece is banned. When several did, all are suspects: each loses 2
 * of trust and goes on parole, so that its next pieces come from it alone. The digests of the bad
 * piece's blocks are kept as evidence; once the piece is good they show exactly whose block was
 * wrong: the liar is banned and the others get their trust back. A peer at {@value #BAN} of trust,
 * loss that evidence may yet undo not counted, is banned.
 *
 * <p>Peers are keys of the caller's choice that outlive a connection, such as a keyed hash of the
 * address; {@link PiecePicker#NO_KEY} is nobody. Memory is bounded, the longest unheard-of is
 * forgotten first. Owned by one thread.
 */
public final class Blame {
  /** Trust at which a peer is banned. */
  static final int BAN = -7;

  /** Most trust a peer can have. */
  static final int MOST_TRUST = 8;

  /** Bad versions of one piece that are kept. */
  static final int MOST_VERSIONS = 8;

  private static final int DIGEST = 20;
  private static final int LOSS = 2;

  private static final class Peer {
    int trust;
    int pending;
    boolean parole;
    boolean banned;
  }

  /** A bad version of a piece: sender and first eight digest bytes of each block. */
  private record Version(int piece, long[] senders, long[] digests) {}

  private final int maxBlocks;
  private final LongConsumer onBan;
  private final LinkedHashMap<Long, Peer> peers;
  private final Map<Integer, List<Version>> evidence = new HashMap<>();
  private final ArrayDeque<Version> byAge = new ArrayDeque<>();
  private int blocksKept;

  /** As long as no piece has failed nobody is a suspect: most torrents end so. */
  private boolean anyFailed;

  /** Who was asked for last: one peer sends many pieces in a row. */
  private long lastKey;

  private Peer last;

  /**
   * @param maxPeers peers remembered at most
   * @param maxBlocks block digests kept at most, 16 bytes each
   * @param onBan told the key of each peer that is banned, once
   */
  public Blame(int maxPeers, int maxBlocks, LongConsumer onBan) {
    this.maxBlocks = maxBlocks;
    this.onBan = onBan;
    this.peers =
        new LinkedHashMap<>(16, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<Long, Peer> eldest) {
            boolean full = size() > maxPeers;
            if (full && eldest.getValue() == last) {
              last = null;
            }
            return full;
          }
        };
  }

  /** Whether the peer is to be refused. */
  public boolean isBanned(long key) {
    Peer p = peers.get(key);
    return p != null && p.banned;
  }

  /** Whether the peer is a suspect: pick for it with {@link PiecePicker#PAROLE}. */
  public boolean isOnParole(long key) {
    Peer p = anyFailed ? peers.get(key) : null;
    return p != null && p.parole;
  }

  /** The peer's trust, up to {@value #MOST_TRUST}; 0 for one that is not known. */
  public int trust(long key) {
    Peer p = peers.get(key);
    return p == null ? 0 : p.trust;
  }

  /** Whether {@link #passed} should be given the digests of this piece's blocks. */
  public boolean hasEvidence(int piece) {
    return !evidence.isEmpty() && evidence.containsKey(piece);
  }

  /**
   * A piece has failed its hash check.
   *
   * @param senders who sent each block, from {@link Contributors#keys}
   * @param blocks blocks in the piece
   * @param digests SHA-1 of each block, 20 bytes each; null: not known, then nobody is cleared
   *     later
   */
  public void failed(int piece, long[] senders, int blocks, byte[] digests) {
    anyFailed = true;
    int others = distinct(senders, blocks);
    if (others == 1 && senders[0] != PiecePicker.NO_KEY) {
      ban(senders[0]);
      return;
    }
    boolean kept = digests != null && keep(piece, senders, blocks, digests);
    for (int b = 0; b < blocks; b++) {
      if (isFirst(senders, b)) {
        Peer p = peer(senders[b]);
        p.trust -= LOSS;
        p.parole = true;
        p.pending += kept ? 1 : 0;
        judge(senders[b], p);
      }
    }
  }

  /**
   * A piece has passed its hash check.
   *
   * @param senders who sent each block
   * @param blocks blocks in the piece
   * @param digests SHA-1 of each block, 20 bytes each; needed when {@link #hasEvidence}, else null
   */
  public void passed(int piece, long[] senders, int blocks, byte[] digests) {
    List<Version> versions = evidence.isEmpty() ? null : evidence.remove(piece);
    if (versions != null) {
      for (Version v : versions) {
        byAge.remove(v);
        settle(v, digests);
      }
    }
    boolean alone = distinct(senders, blocks) == 1;
    for (int b = 0; b < blocks; b++) {
      if (isFirst(senders, b)) {
        Peer p = peer(senders[b]);
        p.trust = Math.min(MOST_TRUST, p.trust + 1);
        p.parole &= !alone && p.pending > 0;
      }
    }
  }

  private boolean keep(int piece, long[] senders, int blocks, byte[] digests) {
    if (digests.length < blocks * DIGEST || blocks > maxBlocks) {
      return false;
    }
    List<Version> versions = evidence.computeIfAbsent(piece, p -> new ArrayList<>(1));
    if (versions.size() == MOST_VERSIONS) {
      drop(versions.getFirst());
      versions = evidence.computeIfAbsent(piece, p -> new ArrayList<>(1));
    }
    long[] heads = new long[blocks];
    for (int b = 0; b < blocks; b++) {
      heads[b] = head(digests, b);
    }
    Version v = new Version(piece, Arrays.copyOf(senders, blocks), heads);
    versions.add(v);
    byAge.add(v);
    blocksKept += blocks;
    while (blocksKept > maxBlocks) {
      drop(byAge.getFirst());
    }
    return true;
  }

  /** Without room for the evidence nobody can be convicted, so nobody keeps the loss. */
  private void drop(Version v) {
    byAge.remove(v);
    List<Version> versions = evidence.get(v.piece);
    versions.remove(v);
    if (versions.isEmpty()) {
      evidence.remove(v.piece);
    }
    settle(v, null);
  }

  private void settle(Version v, byte[] good) {
    int blocks = v.senders.length;
    blocksKept -= blocks;
    boolean comparable = good != null && good.length >= blocks * DIGEST;
    for (int b = 0; b < blocks; b++) {
      if (comparable && v.senders[b] != PiecePicker.NO_KEY && v.digests[b] != head(good, b)) {
        ban(v.senders[b]);
      }
    }
    for (int b = 0; b < blocks; b++) {
      Peer p = isFirst(v.senders, b) ? peers.get(v.senders[b]) : null;
      if (p != null && p.pending > 0) {
        p.pending--;
        p.trust = Math.min(MOST_TRUST, p.trust + LOSS);
        p.parole &= !comparable || p.pending > 0;
      }
    }
  }

  private void judge(long key, Peer p) {
    if (p.trust + LOSS * p.pending <= BAN) {
      ban(key);
    }
  }

  private void ban(long key) {
    Peer p = peer(key);
    if (!p.banned) {
      p.banned = true;
      onBan.accept(key);
    }
  }

  private Peer peer(long key) {
    if (last == null || lastKey != key) {
      last = null;
      Peer found = peers.computeIfAbsent(key, k -> new Peer());
      last = found;
      lastKey = key;
    }
    return last;
  }

  private static long head(byte[] digests, int block) {
    long h = 0;
    for (int i = block * DIGEST; i < block * DIGEST + 8; i++) {
      h = h << 8 | digests[i] & 0xff;
    }
    return h;
  }

  private static int distinct(long[] senders, int blocks) {
    int n = 0;
    for (int b = 0; b < blocks; b++) {
      n += isNew(senders, b) ? 1 : 0;
    }
    return n;
  }

  /** Whether this is the first block of its sender, who is somebody. */
  private static boolean isFirst(long[] senders, int b) {
    return senders[b] != PiecePicker.NO_KEY && isNew(senders, b);
  }

  private static boolean isNew(long[] senders, int b) {
    for (int i = b - 1; i >= 0; i--) {
      if (senders[i] == senders[b]) {
        return false;
      }
    }
    return true;
  }
}
