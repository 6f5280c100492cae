package io.bitonic.core.swarm;

import io.bitonic.core.net.Link;
import io.bitonic.core.swarm.PeerInput.ProtocolException;
import io.bitonic.core.wire.ExtensionHandshake;
import io.bitonic.core.wire.Handshake;
import io.bitonic.core.wire.MetadataMessage;
import io.bitonic.core.wire.Wire;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A connection of a torrent whose metadata is sought: nothing but metadata is asked for, and what
 * the peer says about pieces is passed over. Loop thread only.
 */
final class MetadataSession extends PeerConnection implements PeerInput.Sink, MetadataFetch.Peer {
  private static final long GRACE_NANOS = 30_000_000_000L;

  private final MagnetTorrent torrent;
  private final PeerInput input;
  private final PeerOutput output;
  private MetadataFetch.Part part;

  MetadataSession(
      MagnetTorrent torrent,
      Connections<MetadataSession> connections,
      Link link,
      KnownPeer known,
      int slot,
      Handshake handshake,
      long key,
      ByteBuffer discard) {
    super(connections, link, known, slot, handshake, key);
    this.torrent = torrent;
    this.input = new PeerInput(link, this, discard);
    // Without metadata there are no blocks to send.
    this.output = new PeerOutput(link, null);
    extensions.greeting(this::greeted);
    extensions.on(ExtensionHandshake.OUR_METADATA, this::metadata);
  }

  @Override
  void start(Handshake handshake) {
    if (handshake != null) {
      handshake.write(output.control(Handshake.LENGTH));
    }
    if (fast) {
      Wire.simple(output.control(5), Wire.HAVE_NONE);
    }
    extensions.sendHello(torrent.hello(link.remote().getAddress()));
    dirty();
  }

  @Override
  PeerInput input() {
    return input;
  }

  @Override
  PeerOutput output() {
    return output;
  }

  @Override
  void gather() {
    // All output is written when it arises.
  }

  @Override
  boolean isSeed() {
    return false;
  }

  MetadataFetch.Part part() {
    return part;
  }

  private void greeted(ExtensionHandshake all) {
    torrent.greeted(this, all);
    if (part == null && !isClosed() && all.metadataId() > 0 && all.metadataSize() > 0) {
      part = torrent.fetch().join(this, all.metadataSize(), connections.now());
      if (part == null) {
        lied("claims metadata of " + all.metadataSize() + " bytes");
      } else {
        torrent.fetch().ask(connections.now());
      }
    }
  }

  private void metadata(ByteBuffer body) throws ProtocolException {
    byte[] raw = new byte[body.remaining()];
    body.get(raw);
    MetadataMessage m = MetadataMessage.parse(raw);
    if (m == null) {
      throw new ProtocolException("a metadata message that can't be read");
    }
    long now = connections.now();
    switch (m.type()) {
      case MetadataMessage.REQUEST -> {
        int id = extensions.theirs().metadataId();
        if (id > 0 && output.pendingControl() < Wire.MAX_BLOCK) {
          extensions.send(id, MetadataMessage.reject(m.piece()).encode());
        }
      }
      case MetadataMessage.DATA -> {
        if (part != null) {
          downloaded += m.data().length;
          torrent.fetch().received(part, m, now);
          torrent.check();
        }
      }
      case MetadataMessage.REJECT -> {
        if (part != null) {
          torrent.fetch().rejected(part, m.piece(), now);
        }
      }
      default -> {
        // BEP 9: unknown types are ignored.
      }
    }
  }

  // ---- MetadataFetch.Peer
  // -----------------------------------------------------------------------------------------

  @Override
  public void ask(int block) {
    extensions.send(extensions.theirs().metadataId(), MetadataMessage.request(block).encode());
  }

  @Override
  public void lied(String why) {
    connections.ban(this, why);
    connections.ended(this, why);
  }

  // ---- PeerInput.Sink
  // ---------------------------------------------------------------------------------------------

  @Override
  public void message(int id, ByteBuffer body) throws ProtocolException {
    heard(connections.now());
    if (trace != null) {
      trace.received(id, body);
    }
    if (id == Wire.EXTENDED) {
      extensions.received(body.get() & 0xff, body);
    } else if (id == Wire.PORT) {
      dhtPort(body.getShort() & 0xffff);
    }
  }

  @Override
  public void keepAlive() throws ProtocolException {
    useless(1);
    heard(connections.now());
    if (trace != null) {
      trace.receivedKeepAlive();
    }
  }

  @Override
  public ByteBuffer blockTarget(int piece, int begin, int length) throws ProtocolException {
    throw new ProtocolException("a block that nobody asked for");
  }

  @Override
  public void blocksAhead(int piece, int begin, ReadAhead ahead) {
    // No block is begun.
  }

  @Override
  public void blockArrived(int piece, int begin, int length) {
    throw new IllegalStateException("no block has a place");
  }

  @Override
  public void blockDiscarded(int piece, int begin, int length) {
    throw new IllegalStateException("no block is begun");
  }

  @Override
  public void payload(int bytes) {
    // No block is begun.
  }

  @Override
  public int payloadAllowance(int wanted) {
    return wanted;
  }

  @Override
  public void payloadNotRead(int bytes) {
    // No block is begun.
  }

  @Override
  public boolean expectsBlocks() {
    return false;
  }

  @Override
  public int pieces() {
    return Wire.UNKNOWN_PIECES;
  }

  @Override
  void tick(long now) {
    super.tick(now);
    if (!isClosed() && part == null && now - connectedAt > GRACE_NANOS) {
      // It takes the place of one that might have what we seek.
      fail(new IOException("offers no metadata"));
    }
  }
}
