package io.bitonic.core.swarm;

import io.bitonic.core.metainfo.InfoHash;
import io.bitonic.core.wire.MetadataMessage;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/**
 * Puts the info dictionary together from many peers at once (BEP 9), block by block. Decides only;
 * time arrives as an argument. Loop thread only.
 *
 * <p>Nothing is known to be true before the hash of the whole fits. Peers that claim the same size
 * work on one assembly; when that fails and more than one peer had a part in it, the next ones of
 * that size are made by one peer each, so that a failure names the liar. Memory is bounded: beyond
 * {@link #BUDGET} bytes only the smallest assembly grows.
 */
final class MetadataFetch {
  /** A peer that has metadata. */
  interface Peer {
    void ask(int block);

    /** What it sent can't be true. */
    void lied(String why);
  }

  static final long REREQUEST_NANOS = 3_000_000_000L;
  static final long BUDGET = 64L << 20;
  private static final int PER_PEER = 4;
  private static final int SINGLES = 3;
  private static final int UNASKED = 50;
  private static final int TIMEOUTS = 3;
  private static final long BACK_OFF_NANOS = 20_000_000_000L;
  private static final long REJECTED_NANOS = 60_000_000_000L;

  /** One peer's part. */
  static final class Part {
    private final Peer peer;
    private final int size;

    /** By block: {@link #NEW}, {@link #ASKED} or {@link #LATE}. */
    private final byte[] state;

    private final long[] askedAt;
    private Assembly in;
    private int outstanding;
    private int timeouts;
    private int unasked;
    private long notBefore;

    private Part(Peer peer, int size, long now) {
      this.peer = peer;
      this.size = size;
      this.state = new byte[MetadataMessage.blocks(size)];
      this.askedAt = new long[state.length];
      this.notBefore = now;
    }
  }

  private static final byte NEW = 0;
  private static final byte ASKED = 1;

  /** It was asked and hasn't answered in time; the answer may still come. */
  private static final byte LATE = 2;

  private static final class Assembly {
    private final int size;
    private final boolean single;
    private final byte[][] blocks;
    private final int[] requests;
    private final long[] lastAsked;
    private final Set<Part> senders = new HashSet<>();
    private int missing;
    private long held;

    Assembly(int size, boolean single) {
      this.size = size;
      this.single = single;
      int n = MetadataMessage.blocks(size);
      this.blocks = new byte[n][];
      this.requests = new int[n];
      this.lastAsked = new long[n];
      this.missing = n;
    }
  }

  private final InfoHash hash;
  private final List<Part> parts = new ArrayList<>();
  private final List<Assembly> assemblies = new ArrayList<>();
  private final Set<Integer> suspects = new HashSet<>();
  private byte[] complete;

  MetadataFetch(InfoHash hash) {
    this.hash = hash;
  }

  /**
   * A peer offers metadata.
   *
   * @param size as the peer claims
   * @return null when the size can't be
   */
  Part join(Peer peer, int size, long now) {
    if (size <= 0 || size > MetadataMessage.MAX_SIZE) {
      return null;
    }
    Part p = new Part(peer, size, now);
    parts.add(p);
    return p;
  }

  void left(Part p) {
    parts.remove(p);
    release(p);
  }

  private void release(Part p) {
    Assembly a = p.in;
    p.in = null;
    Arrays.fill(p.state, NEW);
    p.outstanding = 0;
    if (a != null && (a.single || a.held == 0 && parts.stream().noneMatch(o -> o.in == a))) {
      assemblies.remove(a);
    }
  }

  /** The whole, once its hash has been found right; else null. */
  byte[] complete() {
    return complete;
  }

  /** 0–1: how far the assembly is that is furthest. */
  double fraction() {
    double most = 0;
    for (Assembly a : assemblies) {
      most = Math.max(most, 1 - (double) a.missing / a.blocks.length);
    }
    return complete != null ? 1 : most;
  }

  // ---- asking
  // -----------------------------------------------------------------------------------------------------

  /** Asks whoever has room for a request; to be called now and then, and when a peer joins. */
  void ask(long now) {
    if (complete != null) {
      return;
    }
    for (Part p : List.copyOf(parts)) {
      expire(p, now);
      if (now - p.notBefore >= 0 && (p.in != null || takePart(p)) && mayGrow(p.in)) {
        askOne(p, now);
      }
    }
  }

  private void expire(Part p, long now) {
    for (int b = 0; b < p.state.length && p.outstanding > 0; b++) {
      if (p.state[b] == ASKED && now - p.askedAt[b] > REREQUEST_NANOS) {
        p.state[b] = LATE;
        p.outstanding--;
        if (++p.timeouts >= TIMEOUTS) {
          p.timeouts = 0;
          p.notBefore = now + BACK_OFF_NANOS;
          giveUpSingle(p);
          return;
        }
      }
    }
  }

  private void giveUpSingle(Part p) {
    if (p.in != null && p.in.single) {
      release(p);
    }
  }

  private boolean takePart(Part p) {
    if (!suspects.contains(p.size)) {
      for (Assembly a : assemblies) {
        if (a.size == p.size && !a.single) {
          p.in = a;
          return true;
        }
      }
      p.in = open(p.size, false);
      return true;
    }
    long singles = assemblies.stream().filter(a -> a.size == p.size).count();
    if (singles >= SINGLES) {
      return false;
    }
    p.in = open(p.size, true);
    return true;
  }

  private Assembly open(int size, boolean single) {
    Assembly a = new Assembly(size, single);
    assemblies.add(a);
    return a;
  }

  private boolean mayGrow(Assembly a) {
    long held = 0;
    int smallest = Integer.MAX_VALUE;
    for (Assembly o : assemblies) {
      held += o.held;
      smallest = Math.min(smallest, o.size);
    }
    return held < BUDGET || a.size == smallest;
  }

  private void askOne(Part p, long now) {
    while (p.outstanding < PER_PEER) {
      int b = choose(p, now);
      if (b < 0) {
        return;
      }
      p.state[b] = ASKED;
      p.askedAt[b] = now;
      p.outstanding++;
      p.in.requests[b]++;
      p.in.lastAsked[b] = now;
      p.peer.ask(b);
    }
  }

  /** The missing block that was asked for least often, and by nobody just now. */
  private int choose(Part p, long now) {
    Assembly a = p.in;
    int best = -1;
    for (int b = 0; b < a.blocks.length; b++) {
      boolean busy = a.requests[b] > 0 && now - a.lastAsked[b] <= REREQUEST_NANOS;
      if (a.blocks[b] == null
          && !busy
          && p.state[b] != ASKED
          && (best < 0 || a.requests[b] < a.requests[best])) {
        best = b;
      }
    }
    return best;
  }

  // ---- answers
  // ----------------------------------------------------------------------------------------------------

  /** The peer has none, or won't give it now. */
  void rejected(Part p, int block, long now) {
    if (block < p.state.length && p.state[block] == ASKED) {
      p.state[block] = NEW;
      p.outstanding--;
      if (p.in != null) {
        // Others may be asked at once.
        p.in.lastAsked[block] = now - REREQUEST_NANOS - 1;
      }
    }
    p.notBefore = now + REJECTED_NANOS;
    giveUpSingle(p);
    ask(now);
  }

  /** A block has come. */
  void received(Part p, MetadataMessage m, long now) {
    int block = m.piece();
    if (complete != null) {
      return;
    }
    if (block >= p.state.length
        || m.data().length != MetadataMessage.blockSize(block, p.size)
        || m.totalSize() != 0 && m.totalSize() != p.size) {
      p.peer.lied("sent metadata that does not fit its size");
      return;
    }
    if (p.state[block] == NEW) {
      if (++p.unasked > UNASKED) {
        p.peer.lied("sent metadata that nobody asked for");
      }
      return;
    }
    p.outstanding -= p.state[block] == ASKED ? 1 : 0;
    p.state[block] = LATE;
    p.timeouts = 0;
    Assembly a = p.in;
    if (a == null || a.blocks[block] != null) {
      return;
    }
    a.blocks[block] = m.data();
    a.held += m.data().length;
    a.senders.add(p);
    if (--a.missing == 0) {
      check(a);
    }
    ask(now);
  }

  private void check(Assembly a) {
    byte[] all = new byte[a.size];
    for (int b = 0; b < a.blocks.length; b++) {
      System.arraycopy(a.blocks[b], 0, all, b * MetadataMessage.BLOCK, a.blocks[b].length);
    }
    if (matches(all)) {
      complete = all;
      assemblies.clear();
      return;
    }
    assemblies.remove(a);
    suspects.add(a.size);
    for (Part p : List.copyOf(parts)) {
      if (p.in == a) {
        release(p);
      }
    }
    if (a.senders.size() == 1) {
      a.senders.iterator().next().peer.lied("sent metadata that fails the hash check");
    }
  }

  private boolean matches(byte[] all) {
    return fits(hash.v1Hex(), "SHA-1", all) && fits(hash.v2Hex(), "SHA-256", all);
  }

  private static boolean fits(String hex, String algorithm, byte[] all) {
    try {
      return hex == null
          || Arrays.equals(
              HexFormat.of().parseHex(hex), MessageDigest.getInstance(algorithm).digest(all));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("a JDK without " + algorithm, e);
    }
  }
}
