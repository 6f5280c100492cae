package io.bitonic.core.swarm;

import io.bitonic.core.net.Link;
import io.bitonic.core.util.PieceLayout;
import io.bitonic.core.wire.ExtensionHandshake;
import io.bitonic.core.wire.Handshake;
import io.bitonic.core.wire.PeerIds;
import io.bitonic.core.wire.Wire;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/** A peer whose every byte the test decides. */
final class Puppet implements Link.Handler {
  /** A message that it was sent; {@code body} is what follows the id. */
  record Message(int id, ByteBuffer body) {
    int i(int at) {
      return body.getInt(at);
    }
  }

  final SimWorld world;
  final SimNet.Host host;
  final byte[] peerId;
  final List<Message> messages = new ArrayList<>();

  /** What it does about a message. */
  Consumer<Message> reaction = m -> {};

  Handshake theirs;
  boolean ended;

  /** Bytes that its peers have taken. */
  long sent;

  /** Bytes that it was sent, but for blocks and metadata. */
  long received;

  private boolean connected;
  private Link link;
  private ByteBuffer in = ByteBuffer.allocate(1 << 10);
  private final ArrayDeque<ByteBuffer> out = new ArrayDeque<>();

  /**
   * @param ip where it lives; its port is 7000
   */
  Puppet(SimWorld world, String ip) {
    this.world = world;
    this.host = world.net.host(SimWorld.ip(ip), 7000, 4 << 20, 5_000_000L);
    this.peerId = PeerIds.generate(world.random);
  }

  /** Connects to a node and sends a handshake. */
  Puppet dial(SimNode node, long reserved) {
    dialSilently(node);
    handshake(reserved);
    return this;
  }

  Puppet dialSilently(SimNode node) {
    link = world.net.dial(host, node.address(), this);
    return this;
  }

  /** Waits for a connection and answers its handshake. */
  Puppet listen(long reserved) {
    world.net.listen(
        host,
        l -> {
          accept(l);
          handshake(reserved);
        });
    return this;
  }

  void handshake(long reserved) {
    ByteBuffer b = ByteBuffer.allocate(Handshake.LENGTH);
    new Handshake(reserved, world.meta.infoHash().wire(), peerId).write(b);
    raw(b.array());
  }

  void accept(Link incoming) {
    link = incoming;
    link.handler(this);
    connected = true;
    ended = false;
    theirs = null;
    in.clear();
    out.clear();
  }

  /** Stops to read. */
  void deaf() {
    link.wantRead(false);
  }

  /** Bytes that wait for the link to take them. */
  int backlog() {
    return out.stream().mapToInt(ByteBuffer::remaining).sum();
  }

  /** What it would have sent had it been connected. */
  byte[] unsent() {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    out.forEach(b -> all.writeBytes(b.array()));
    return all.toByteArray();
  }

  Puppet raw(byte[] bytes) {
    out.add(ByteBuffer.wrap(bytes));
    flush();
    return this;
  }

  /** The same bytes one by one, each on its own way. */
  void dribble(byte[] bytes, long gapNanos) {
    for (int i = 0; i < bytes.length; i++) {
      byte[] one = {bytes[i]};
      world.loop.schedule(i * gapNanos, () -> raw(one));
    }
  }

  Puppet simple(int id) {
    ByteBuffer b = ByteBuffer.allocate(5);
    Wire.simple(b, id);
    return raw(b.array());
  }

  Puppet index(int id, int piece) {
    ByteBuffer b = ByteBuffer.allocate(9);
    Wire.index(b, id, piece);
    return raw(b.array());
  }

  Puppet request(int id, int piece, int begin, int length) {
    ByteBuffer b = ByteBuffer.allocate(Wire.REQUEST_LENGTH);
    Wire.block(b, id, piece, begin, length);
    return raw(b.array());
  }

  Puppet extended(int id, byte[] payload) {
    ByteBuffer b = ByteBuffer.allocate(6 + payload.length);
    Wire.extended(b, id, payload);
    return raw(b.array());
  }

  Puppet extensionHello(int port, boolean uploadOnly) {
    return extended(
        0, ExtensionHandshake.ours(port, 250, host.address.getAddress(), uploadOnly).encode());
  }

  /** Header and payload of a block of the world's torrent. */
  byte[] block(int piece, int begin, int length, boolean good) {
    ByteBuffer b = ByteBuffer.allocate(Wire.PIECE_HEADER + length);
    Wire.pieceHeader(b, piece, begin, length);
    byte[] all = world.payload(world.meta);
    b.put(all, (int) world.meta.layout().pieceStart(piece) + begin, length);
    if (!good) {
      Arrays.fill(b.array(), Wire.PIECE_HEADER, b.capacity(), (byte) 0x5a);
    }
    return b.array();
  }

  Puppet sendBlock(int piece, int block) {
    int begin = block * PieceLayout.BLOCK;
    return raw(block(piece, begin, world.meta.layout().blockSize(piece, block), true));
  }

  /** Has everything and answers each request. */
  Puppet serve() {
    reaction =
        m -> {
          if (m.id == Wire.REQUEST) {
            raw(block(m.i(0), m.i(4), m.i(8), true));
          }
        };
    return simple(Wire.HAVE_ALL).simple(Wire.UNCHOKE);
  }

  long count(int id) {
    return messages.stream().filter(m -> m.id == id).count();
  }

  List<Message> all(int id) {
    return messages.stream().filter(m -> m.id == id).toList();
  }

  boolean wasAsked(int piece, int block) {
    return messages.stream()
        .anyMatch(
            m -> m.id == Wire.REQUEST && m.i(0) == piece && m.i(4) == block * PieceLayout.BLOCK);
  }

  void close() {
    link.close();
    ended = true;
  }

  private void flush() {
    if (ended || !connected) {
      return;
    }
    try {
      while (!out.isEmpty()) {
        sent += link.write(out.peek());
        if (out.peek().hasRemaining()) {
          link.wantWrite(true);
          return;
        }
        out.poll();
      }
      link.wantWrite(false);
    } catch (IOException e) {
      end();
    }
  }

  private void end() {
    ended = true;
    link.close();
  }

  @Override
  public void connected() {
    connected = true;
    flush();
  }

  @Override
  public void writable() {
    flush();
  }

  @Override
  public void closed(IOException cause) {
    ended = true;
  }

  @Override
  public void readable() {
    try {
      int n = link.read(in);
      if (n < 0) {
        end();
        return;
      }
      received += n;
    } catch (IOException e) {
      end();
      return;
    }
    in.flip();
    if (theirs == null && in.remaining() >= Handshake.LENGTH) {
      theirs = Handshake.read(in);
    }
    while (theirs != null && in.remaining() >= 4) {
      int length = in.getInt(in.position());
      if (in.remaining() < 4 + length) {
        break;
      }
      in.getInt();
      if (length > 0) {
        int id = in.get() & 0xff;
        byte[] body = new byte[length - 1];
        in.get(body);
        boolean data = id == Wire.PIECE || id == Wire.EXTENDED && length > 1000;
        received -= data ? length : 0;
        Message m = new Message(id, ByteBuffer.wrap(body));
        messages.add(m);
        reaction.accept(m);
      }
    }
    in.compact();
    if (!in.hasRemaining()) {
      in = ByteBuffer.allocate(2 * in.capacity()).put(in.flip());
    }
  }
}
