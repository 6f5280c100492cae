package io.bitonic.core.swarm;

import io.bitonic.core.swarm.PeerInput.ProtocolException;
import io.bitonic.core.wire.MetadataMessage;
import java.nio.ByteBuffer;

/**
 * Gives the info dictionary to one peer (BEP 9). Each peer gets it twice, then a block a second:
 * what is asked for beyond that, or faster than it is read, is rejected. Loop thread only.
 */
final class MetadataServer {
  private static final int MAX_PENDING = 512 << 10;
  private static final int COPIES = 2;
  private static final long REFILL_NANOS = 1_000_000_000L;

  private final PeerConnection connection;
  private final byte[] info;
  private final int blocks;
  private int allowed;
  private long refilled;

  MetadataServer(PeerConnection connection, byte[] info) {
    this.connection = connection;
    this.info = info;
    this.blocks = MetadataMessage.blocks(info.length);
    this.allowed = COPIES * blocks;
    this.refilled = connection.connectedAt;
  }

  void received(ByteBuffer body) throws ProtocolException {
    byte[] raw = new byte[body.remaining()];
    body.get(raw);
    MetadataMessage m = MetadataMessage.parse(raw);
    if (m == null) {
      throw new ProtocolException("a metadata message that can't be read");
    }
    int id = connection.extensions.theirs().metadataId();
    int pending = connection.output().pendingControl();
    if (m.type() != MetadataMessage.REQUEST || id == 0 || pending > 2 * MAX_PENDING) {
      connection.useless(1);
      return;
    }
    boolean give = m.piece() < blocks && pending < MAX_PENDING && takeTurn();
    if (!give) {
      connection.useless(Manners.ANSWERED);
    }
    connection.extensions.send(
        id,
        (give ? MetadataMessage.data(m.piece(), info) : MetadataMessage.reject(m.piece()))
            .encode());
  }

  private boolean takeTurn() {
    long now = connection.connections.now();
    long more = (now - refilled) / REFILL_NANOS;
    refilled += more * REFILL_NANOS;
    allowed = (int) Math.min((long) COPIES * blocks, allowed + more);
    if (allowed == 0) {
      return false;
    }
    allowed--;
    return true;
  }
}
