package io.bitonic.core.net;

import io.bitonic.core.utp.UtpConnection;
import io.bitonic.core.utp.UtpHeader;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * A µTP connection as a link. Loop thread only; the loop is that of its {@link UtpSocket}, which
 * gives it packets and time.
 */
public final class UtpLink implements Link {
  /** Bytes that wait to be read before a batch of datagrams has come to its end. */
  private static final int READ_AT = 1 << 16;

  /** The socket that packets come from and go to. */
  private final Datagrams datagrams;

  private Protection protection = Protection.NONE;

  /** Where packets arrive; the same as {@link #home} unless it has moved to another loop. */
  final UtpSocket gate;

  /** Whose loop it belongs to. Written by the loop that gives it away, before it does. */
  volatile UtpSocket home;

  private final InetSocketAddress remote;
  private final boolean outgoing;
  UtpConnection connection;
  private Handler handler;
  private boolean wantRead = true;
  private boolean wantWrite;
  private boolean connectedTold;
  private boolean closed;

  /** Whether it is among those that the socket looks after at the end of a batch. */
  boolean listed;

  /** Whether it is among those that send at the end of a batch. */
  boolean flushing;

  /** Whether the socket counts it among the unconfirmed. */
  boolean unconfirmed;

  /** Next in the chain of links with the same id. */
  UtpLink next;

  UtpLink(
      UtpSocket gate, Datagrams datagrams, InetSocketAddress remote, boolean outgoing, Handler h) {
    this.gate = gate;
    this.home = gate;
    this.datagrams = datagrams;
    this.remote = remote;
    this.outgoing = outgoing;
    this.handler = h;
  }

  /** Whether the link belongs to this socket's loop. */
  public boolean isOn(UtpSocket socket) {
    return home == socket;
  }

  int send(ByteBuffer packet, boolean whole) {
    if (!whole) {
      return datagrams.send(packet, remote) ? UtpConnection.Output.SENT : UtpConnection.Output.FULL;
    }
    return switch (datagrams.sendWhole(packet, remote)) {
      case YES -> UtpConnection.Output.SENT;
      case FULL -> UtpConnection.Output.FULL;
      case TOO_BIG -> UtpConnection.Output.TOO_BIG;
    };
  }

  void received(UtpHeader header, ByteBuffer data, long now) {
    connection.received(header, data, now);
    if (connection.readable() >= READ_AT && connectedTold && wantRead && !closed) {
      handler.readable();
    }
  }

  /** Whether nothing is left to do for it. */
  boolean isOver() {
    return connection.state() == UtpConnection.State.CLOSED
        && (closed || connection.readable() == 0);
  }

  boolean isClosed() {
    return closed;
  }

  /**
   * Tells the handler what has happened.
   *
   * @return whether there is more to tell at once
   */
  boolean tell() {
    UtpSocket here = home;
    if (!closed && !connectedTold && connection.state() == UtpConnection.State.CONNECTED) {
      connectedTold = true;
      if (outgoing) {
        handler.connected();
      } else {
        home.accepted(this);
      }
    }
    if (isHere(here) && connectedTold && hasInput()) {
      handler.readable();
    }
    if (isHere(here) && wantWrite && connection.hasRoom()) {
      handler.writable();
    }
    if (isHere(here) && connection.state() == UtpConnection.State.CLOSED && failure() != null) {
      closed = true;
      if (connectedTold || outgoing) {
        handler.closed(failure());
      }
    }
    return isHere(here) && connectedTold && hasInput();
  }

  /** A handler may have closed it, or given it to another loop, which then may be using it. */
  private boolean isHere(UtpSocket here) {
    return home == here && !closed;
  }

  private boolean hasInput() {
    return wantRead && (connection.readable() > 0 || connection.atEnd());
  }

  private IOException failure() {
    return connection.failure() == null ? null : new IOException(connection.failure());
  }

  void flush(long now) {
    // While the writer waits for room, more will follow: the last packet is not sent half full.
    connection.flush(now, !wantWrite);
  }

  @Override
  public Kind kind() {
    return Kind.UTP;
  }

  @Override
  public InetSocketAddress remote() {
    return remote;
  }

  @Override
  public Protection protection() {
    return protection;
  }

  @Override
  public void handshakeProtected() {
    protection = Protection.HANDSHAKE;
  }

  @Override
  public boolean outgoing() {
    return outgoing;
  }

  @Override
  public void handler(Handler h) {
    handler = h;
    if (!closed && connection.readable() > 0) {
      home.look(this);
    }
  }

  private void requireOpen() throws IOException {
    if (closed) {
      throw new IOException("the link was closed here");
    }
    if (connection.state() == UtpConnection.State.CLOSED && connection.failure() != null) {
      throw failure();
    }
  }

  @Override
  public int read(ByteBuffer dst) throws IOException {
    requireOpen();
    int n = connection.read(dst, home.now());
    if (connection.isAckDue()) {
      home.flushLater(this);
    }
    return n == 0 && dst.hasRemaining() && connection.atEnd() ? -1 : n;
  }

  @Override
  public long read(ByteBuffer[] dsts, int n) throws IOException {
    long all = 0;
    for (int i = 0; i < n; i++) {
      int got = read(dsts[i]);
      if (got < 0) {
        return all == 0 ? -1 : all;
      }
      all += got;
      if (dsts[i].hasRemaining()) {
        break;
      }
    }
    return all;
  }

  @Override
  public int write(ByteBuffer src) throws IOException {
    requireOpen();
    int n = connection.write(src, home.now());
    if (n > 0) {
      home.flushLater(this);
    }
    return n;
  }

  @Override
  public boolean canTransfer() {
    return false;
  }

  @Override
  public long transfer(FileChannel file, long position, long count) {
    throw new UnsupportedOperationException("µTP sends from memory");
  }

  @Override
  public void wantRead(boolean on) {
    wantRead = on;
    if (on && !closed && hasInput()) {
      home.look(this);
    }
  }

  @Override
  public void wantWrite(boolean on) {
    if (wantWrite != on) {
      wantWrite = on;
      if (!closed && on && connection.hasRoom()) {
        home.look(this);
      } else if (!closed) {
        home.flushLater(this);
      }
    }
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      long now = home.now();
      connection.close(now);
      // At once: the loop may be about to end.
      connection.flush(now, true);
      home.look(this);
    }
  }
}
