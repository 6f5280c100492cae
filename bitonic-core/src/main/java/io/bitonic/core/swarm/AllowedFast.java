package io.bitonic.core.swarm;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The pieces that a peer may have although it is choked (BEP 6), so that a new one has something to
 * give soon. They follow from its network and the torrent: whoever calls again gets no others.
 */
final class AllowedFast {
  /** Pieces in a set. */
  static final int COUNT = 10;

  /** Of a smaller torrent a set would be a large part. */
  static final int LEAST_PIECES = 100;

  private static final int[] NONE = {};

  private AllowedFast() {}

  /** The set of a peer; empty for small torrents, and for IPv6, for which BEP 6 defines none. */
  static int[] of(InetAddress peer, byte[] infoHash, int pieces) {
    return pieces >= LEAST_PIECES && peer instanceof Inet4Address
        ? set(peer, infoHash, pieces, COUNT)
        : NONE;
  }

  static int[] set(InetAddress peer, byte[] infoHash, int pieces, int count) {
    byte[] x = ByteBuffer.allocate(24).put(peer.getAddress()).put(infoHash, 0, 20).array();
    x[3] = 0;
    int[] set = new int[count];
    MessageDigest sha1 = sha1();
    for (int n = 0; n < count; ) {
      x = sha1.digest(x);
      ByteBuffer words = ByteBuffer.wrap(x);
      for (int i = 0; i < 5 && n < count; i++) {
        int piece = Integer.remainderUnsigned(words.getInt(), pieces);
        if (!contains(set, n, piece)) {
          set[n++] = piece;
        }
      }
    }
    return set;
  }

  static boolean contains(int[] set, int count, int piece) {
    for (int i = 0; i < count; i++) {
      if (set[i] == piece) {
        return true;
      }
    }
    return false;
  }

  private static MessageDigest sha1() {
    try {
      return MessageDigest.getInstance("SHA-1");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-1", e);
    }
  }
}
