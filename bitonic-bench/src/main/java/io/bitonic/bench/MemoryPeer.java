package io.bitonic.bench;

import io.bitonic.core.net.Link;
import io.bitonic.core.util.PieceLayout;
import io.bitonic.core.wire.Handshake;
import io.bitonic.core.wire.Wire;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** A seed at the other end of a link without a network; it answers requests from memory. */
final class MemoryPeer implements Link {
  private static final int MASK = (1 << 12) - 1;

  private final InetSocketAddress address =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
  private final ByteBuffer payload = ByteBuffer.allocateDirect(PieceLayout.BLOCK);
  private final ByteBuffer out = ByteBuffer.allocateDirect(64);
  private final ByteBuffer[] one = new ByteBuffer[1];
  private final int[] pieces = new int[MASK + 1];
  private final int[] begins = new int[MASK + 1];
  private final int[] lengths = new int[MASK + 1];
  private Handler handler;
  private boolean handshaken;
  private int head;
  private int tail;
  private int allowed;
  private long delivered;

  MemoryPeer() {
    out.limit(0);
    payload.limit(0);
  }

  /** Says that it has everything and may be asked. */
  void open() {
    out.clear();
    Wire.simple(out, Wire.HAVE_ALL);
    Wire.simple(out, Wire.UNCHOKE);
    out.flip();
    handler.readable();
  }

  /** Lets so many blocks through. */
  void deliver(int blocks) {
    allowed = blocks;
    handler.readable();
  }

  /** Requests that wait. */
  int requested() {
    return tail - head;
  }

  long delivered() {
    return delivered;
  }

  @Override
  public int read(ByteBuffer dst) {
    one[0] = dst;
    return (int) read(one, 1);
  }

  @Override
  public long read(ByteBuffer[] dsts, int n) {
    long got = 0;
    for (int i = 0; i < n; i++) {
      ByteBuffer dst = dsts[i];
      while (dst.hasRemaining() && next()) {
        ByteBuffer from = out.hasRemaining() ? out : payload;
        int k = Math.min(from.remaining(), dst.remaining());
        dst.put(dst.position(), from, from.position(), k);
        dst.position(dst.position() + k);
        from.position(from.position() + k);
        got += k;
      }
    }
    return got;
  }

  /** Whether there is something to send; begins the next block when there is not. */
  private boolean next() {
    if (out.hasRemaining() || payload.hasRemaining()) {
      return true;
    }
    if (allowed == 0 || head == tail) {
      return false;
    }
    allowed--;
    delivered++;
    int i = head++ & MASK;
    out.clear();
    Wire.pieceHeader(out, pieces[i], begins[i], lengths[i]);
    out.flip();
    payload.clear().limit(lengths[i]);
    return true;
  }

  /** Takes requests; the torrent always writes whole messages. */
  @Override
  public int write(ByteBuffer src) {
    int n = src.remaining();
    if (!handshaken) {
      handshaken = true;
      src.position(src.position() + Handshake.LENGTH);
    }
    while (src.hasRemaining()) {
      int length = src.getInt();
      int end = src.position() + length;
      if (length == 13 && src.get(src.position()) == Wire.REQUEST) {
        src.get();
        int i = tail++ & MASK;
        pieces[i] = src.getInt();
        begins[i] = src.getInt();
        lengths[i] = src.getInt();
      }
      src.position(end);
    }
    return n;
  }

  @Override
  public InetSocketAddress remote() {
    return address;
  }

  @Override
  public boolean outgoing() {
    return false;
  }

  @Override
  public void handler(Handler h) {
    handler = h;
  }

  @Override
  public boolean canTransfer() {
    return false;
  }

  @Override
  public long transfer(FileChannel file, long position, long count) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void wantRead(boolean on) {
    // It is read when the benchmark says so.
  }

  @Override
  public void wantWrite(boolean on) {
    // It takes everything at once.
  }

  @Override
  public void close() {
    throw new IllegalStateException("the torrent has closed the connection");
  }
}
