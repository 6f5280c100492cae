package io.bitonic.core.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.tinylog.Logger;

/**
 * A plain TCP connection on an {@link EventLoop}. Loop thread only, except {@link #adopt}'s
 * hand-over.
 */
public final class TcpLink implements Link {
  /** Socket options; sizes in bytes, 0: the system's choice. */
  public record Options(int receiveBuffer, int sendBuffer) {
    public static final Options DEFAULT = new Options(0, 0);
  }

  private final SocketChannel channel;
  private final InetSocketAddress remote;
  private final boolean outgoing;
  private SelectionKey key;
  private Handler handler;
  private boolean wantRead = true;
  private boolean wantWrite;
  private boolean connecting;
  private boolean closed;
  private boolean holding;
  private Protection protection = Protection.NONE;

  private TcpLink(SocketChannel channel, InetSocketAddress remote, boolean outgoing) {
    this.channel = channel;
    this.remote = remote;
    this.outgoing = outgoing;
  }

  /**
   * Starts a connection; {@code handler} hears {@code connected} or {@code closed}.
   *
   * @param binding where to connect from
   */
  public static TcpLink connect(
      EventLoop loop, InetSocketAddress remote, Binding binding, Options options, Handler handler)
      throws IOException {
    return connect(loop, remote, remote, binding, options, handler);
  }

  /**
   * Starts a connection to a proxy.
   *
   * @param remote whom the proxy connects us to: what {@link #remote} says
   */
  public static TcpLink connect(
      EventLoop loop,
      InetSocketAddress to,
      InetSocketAddress remote,
      Binding binding,
      Options options,
      Handler handler)
      throws IOException {
    SocketChannel channel = SocketChannel.open();
    try {
      configure(channel, options);
      binding.bindFor(channel, to.getAddress());
      TcpLink link = new TcpLink(channel, remote, true);
      link.handler = handler;
      link.connecting = true;
      if (channel.connect(to)) {
        loop.execute(link::finishConnect);
        link.key = loop.register(channel, 0, link::ready);
      } else {
        link.key = loop.register(channel, SelectionKey.OP_CONNECT, link::ready);
      }
      return link;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /** Takes an accepted channel, or one that another loop has let go of. */
  public static TcpLink adopt(
      EventLoop loop, SocketChannel channel, boolean outgoing, Options options, Handler handler)
      throws IOException {
    configure(channel, options);
    TcpLink link = new TcpLink(channel, (InetSocketAddress) channel.getRemoteAddress(), outgoing);
    link.handler = handler;
    link.key = loop.register(channel, SelectionKey.OP_READ, link::ready);
    return link;
  }

  /** Whether the link belongs to this loop. */
  public boolean isOn(EventLoop loop) {
    return key.selector() == loop.selector();
  }

  /**
   * Lets go of the channel, so that <em>another</em> loop may {@link #adopt} it. No callback comes
   * any more.
   */
  public SocketChannel detach() {
    closed = true;
    key.cancel();
    return channel;
  }

  private static void configure(SocketChannel channel, Options options) throws IOException {
    channel.configureBlocking(false);
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    if (options.receiveBuffer > 0) {
      channel.setOption(StandardSocketOptions.SO_RCVBUF, options.receiveBuffer);
    }
    if (options.sendBuffer > 0) {
      channel.setOption(StandardSocketOptions.SO_SNDBUF, options.sendBuffer);
    }
  }

  private void ready(int ops) {
    if (closed) {
      return;
    }
    if ((ops & SelectionKey.OP_CONNECT) != 0) {
      finishConnect();
      return;
    }
    if ((ops & SelectionKey.OP_READ) != 0) {
      handler.readable();
    }
    if ((ops & SelectionKey.OP_WRITE) != 0 && !closed) {
      handler.writable();
    }
  }

  private void finishConnect() {
    if (closed) {
      return;
    }
    try {
      channel.finishConnect();
    } catch (IOException e) {
      close();
      handler.closed(e);
      return;
    }
    connecting = false;
    updateInterest();
    handler.connected();
  }

  private void updateInterest() {
    if (!connecting && key.isValid()) {
      int ops = (wantRead ? SelectionKey.OP_READ : 0) | (wantWrite ? SelectionKey.OP_WRITE : 0);
      if (key.interestOps() != ops) {
        key.interestOps(ops);
      }
    }
  }

  @Override
  public InetSocketAddress remote() {
    return remote;
  }

  @Override
  public boolean outgoing() {
    return outgoing;
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
  public void handler(Handler h) {
    this.handler = h;
  }

  @Override
  public int read(ByteBuffer dst) throws IOException {
    return channel.read(dst);
  }

  @Override
  public long read(ByteBuffer[] dsts, int n) throws IOException {
    return channel.read(dsts, 0, n);
  }

  @Override
  public int write(ByteBuffer src) throws IOException {
    return channel.write(src);
  }

  @Override
  public boolean canGather() {
    return true;
  }

  @Override
  public long write(ByteBuffer[] srcs, int n) throws IOException {
    return channel.write(srcs, 0, n);
  }

  @Override
  public boolean canTransfer() {
    return true;
  }

  @Override
  public long transfer(FileChannel file, long position, long count) throws IOException {
    return file.transferTo(position, count, channel);
  }

  /**
   * A block is a 13-byte header and a sendfile; with TCP_NODELAY each would be segments of its own.
   * Nagle's algorithm joins them while data is in flight, and setting TCP_NODELAY again pushes what
   * it holds.
   */
  @Override
  public void more(boolean follows) {
    if (holding != follows && !closed) {
      holding = follows;
      try {
        channel.setOption(StandardSocketOptions.TCP_NODELAY, !follows);
      } catch (IOException e) {
        Logger.debug("{}: {}", remote, e.getMessage());
      }
    }
  }

  @Override
  public void wantRead(boolean on) {
    if (wantRead != on) {
      wantRead = on;
      updateInterest();
    }
  }

  @Override
  public void wantWrite(boolean on) {
    if (wantWrite != on) {
      wantWrite = on;
      updateInterest();
    }
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      try {
        channel.close();
      } catch (IOException e) {
        Logger.debug(e, "{} did not close", remote);
      }
    }
  }
}
