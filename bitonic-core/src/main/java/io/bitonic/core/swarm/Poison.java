package io.bitonic.core.swarm;

import io.bitonic.core.picker.Blame;
import io.bitonic.core.picker.PiecePicker;
import io.bitonic.core.util.PieceBuffer;
import io.bitonic.core.util.PieceLayout;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.tinylog.Logger;

/** Finds out who sent the blocks of bad pieces, and bans them. Loop thread only. */
final class Poison {
  private static final int MAX_PEERS = 4096;
  private static final int MAX_BLOCKS = 16 * 1024;
  private static final int DIGEST = 20;

  private final Swarm swarm;
  private final PiecePicker picker;
  private final Blame blame = new Blame(MAX_PEERS, MAX_BLOCKS, this::ban);
  private final long salt;

  /** Who sent the blocks of the piece at hand. */
  private final long[] senders;

  /** Who is behind a key, for a verdict that comes when the peer has gone. */
  private final Map<Long, InetSocketAddress> addresses =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, InetSocketAddress> eldest) {
          return size() > MAX_PEERS;
        }
      };

  /**
   * @param salt makes keys unpredictable, so that nobody can make his collide with another's
   */
  Poison(Swarm swarm, PieceLayout layout, PiecePicker picker, long salt) {
    this.swarm = swarm;
    this.picker = picker;
    this.salt = salt;
    this.senders = new long[layout.blocksPerPiece()];
  }

  /** The key of a peer: its IP address, and its port too where many peers may share the address. */
  long key(InetSocketAddress address) {
    long key = key(address, salt);
    addresses.put(key, address);
    return key;
  }

  static long key(InetSocketAddress address, long salt) {
    InetAddress ip = address.getAddress();
    long h = salt;
    for (byte b : ip.getAddress()) {
      h = mix(h ^ b);
    }
    if (CanonicalPriority.isLocal(ip)) {
      h = mix(h ^ address.getPort());
    }
    return h == PiecePicker.NO_KEY ? 1 : h;
  }

  private static long mix(long h) {
    long x = (h + 0x9E3779B97F4A7C15L) * 0xBF58476D1CE4E5B9L;
    return (x ^ x >>> 29) * 0x94D049BB133111EBL ^ x >>> 32;
  }

  boolean onParole(long key) {
    return blame.isOnParole(key);
  }

  /** Whether a peer that wants in has been banned. */
  boolean isBanned(InetSocketAddress address) {
    return blame.isBanned(key(address));
  }

  /** The hash of a piece was good; call it before the picker hears of it. */
  void passed(int piece, PieceBuffer buffer) {
    int blocks = picker.contributors().keys(piece, senders);
    blame.passed(piece, senders, blocks, blame.hasEvidence(piece) ? digests(buffer, blocks) : null);
  }

  /** The hash of a piece was bad. */
  void failed(int piece, PieceBuffer buffer) {
    int blocks = picker.contributors().keys(piece, senders);
    picker.failed(piece);
    swarm
        .peers()
        .forEach(
            s -> {
              for (int b = 0; b < blocks; b++) {
                if (senders[b] == s.key) {
                  s.hashFailures++;
                  s.score().badPiece(swarm.now());
                  break;
                }
              }
            });
    swarm.webSeeds().sentBad(senders, blocks);
    blame.failed(piece, senders, blocks, digests(buffer, blocks));
  }

  private static byte[] digests(PieceBuffer buffer, int blocks) {
    try {
      MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
      byte[] out = new byte[blocks * DIGEST];
      ByteBuffer data = buffer.data.duplicate();
      for (int b = 0; b < blocks; b++) {
        int begin = b * PieceLayout.BLOCK;
        data.limit(Math.min(buffer.size, begin + PieceLayout.BLOCK)).position(begin);
        sha1.update(data);
        System.arraycopy(sha1.digest(), 0, out, b * DIGEST, DIGEST);
      }
      return out;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("a JDK without SHA-1", e);
    }
  }

  private void ban(long key) {
    if (swarm.webSeeds().ban(key)) {
      return;
    }
    InetSocketAddress address = addresses.get(key);
    if (address != null) {
      Logger.info("{} sent bad data and is banned", address);
      swarm.peers().ban(key, address, "sent data that fails the hash check");
    }
  }
}
