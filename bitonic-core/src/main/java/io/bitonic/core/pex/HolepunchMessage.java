package io.bitonic.core.pex;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/**
 * A message of ut_holepunch (BEP 55).
 *
 * @param type {@link #RENDEZVOUS}, {@link #CONNECT} or {@link #ERROR}
 * @param address whom it is about
 * @param error in an ERROR message why; else 0
 */
public record HolepunchMessage(int type, InetSocketAddress address, int error) {
  /** Asks a peer to bring us together with another one. */
  public static final int RENDEZVOUS = 0;

  /** Asks us to connect now, for the other side does it too. */
  public static final int CONNECT = 1;

  public static final int ERROR = 2;

  public static final int NO_SUCH_PEER = 1;
  public static final int NOT_CONNECTED = 2;
  public static final int NO_SUPPORT = 3;
  public static final int NO_SELF = 4;

  private static final int FAMILY_V4 = 0;
  private static final int FAMILY_V6 = 1;

  public byte[] encode() {
    boolean v4 = CompactPeers.isV4(address);
    int entry = v4 ? CompactPeers.V4 : CompactPeers.V6;
    ByteBuffer b = ByteBuffer.allocate(2 + entry + 4);
    b.put((byte) type).put((byte) (v4 ? FAMILY_V4 : FAMILY_V6));
    CompactPeers.put(b, address);
    return b.putInt(error).array();
  }

  /** The message, or null when it can't be read. */
  public static HolepunchMessage parse(byte[] raw) {
    if (raw.length < 2 || raw[0] < RENDEZVOUS || raw[0] > ERROR) {
      return null;
    }
    int entry =
        switch (raw[1]) {
          case FAMILY_V4 -> CompactPeers.V4;
          case FAMILY_V6 -> CompactPeers.V6;
          default -> 0;
        };
    // Some leave out the error code of messages that have none.
    if (entry == 0 || raw.length < 2 + entry) {
      return null;
    }
    InetSocketAddress a = CompactPeers.get(raw, 2, entry);
    int error = raw.length >= 2 + entry + 4 ? ByteBuffer.wrap(raw).getInt(2 + entry) : 0;
    return a == null ? null : new HolepunchMessage(raw[0], a, error);
  }
}
