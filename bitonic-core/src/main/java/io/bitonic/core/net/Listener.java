package io.bitonic.core.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.function.Consumer;
import org.tinylog.Logger;

/** A listening TCP socket on an {@link EventLoop}. */
public final class Listener {
  private static final int BACKLOG = 256;
  private static final long RETRY_NANOS = 1_000_000_000L;

  private final EventLoop loop;
  private final ServerSocketChannel channel;
  private final Consumer<SocketChannel> accepted;
  private SelectionKey key;

  private Listener(EventLoop loop, ServerSocketChannel channel, Consumer<SocketChannel> accepted) {
    this.loop = loop;
    this.channel = channel;
    this.accepted = accepted;
  }

  /** Binds at once, on the caller's thread; connections are accepted on the loop. */
  public static Listener open(
      EventLoop loop, InetSocketAddress address, Binding binding, Consumer<SocketChannel> accepted)
      throws IOException {
    ServerSocketChannel channel = ServerSocketChannel.open();
    try {
      channel.configureBlocking(false);
      channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      channel.bind(address, BACKLOG);
      binding.hold(channel);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
    Listener listener = new Listener(loop, channel, accepted);
    loop.execute(listener::register);
    return listener;
  }

  /** The port that was bound. */
  public int port() throws IOException {
    return ((InetSocketAddress) channel.getLocalAddress()).getPort();
  }

  private void register() {
    try {
      key = loop.register(channel, SelectionKey.OP_ACCEPT, this::ready);
    } catch (ClosedChannelException e) {
      // Closed before the loop came to it: the port is not wanted, since UDP can't have it, or the
      // engine ends.
      Logger.trace("a listener was closed before anybody could call");
    }
  }

  private void ready(int ops) {
    try {
      SocketChannel c = channel.accept();
      while (c != null) {
        accepted.accept(c);
        c = channel.accept();
      }
    } catch (ClosedChannelException e) {
      Logger.trace("a listener was closed while somebody called");
    } catch (IOException e) {
      // Out of file descriptors: a listener that stays ready would spin.
      Logger.warn("can't accept a connection: {}", e.getMessage());
      key.interestOps(0);
      loop.schedule(
          RETRY_NANOS,
          () -> {
            if (key.isValid()) {
              key.interestOps(SelectionKey.OP_ACCEPT);
            }
          });
    }
  }

  /** Any thread. */
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      Logger.debug(e, "listener did not close");
    }
  }
}
