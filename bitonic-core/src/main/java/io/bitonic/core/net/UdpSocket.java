package io.bitonic.core.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.util.ArrayList;
import java.util.List;
import org.tinylog.Logger;

/**
 * A UDP socket on an {@link EventLoop}, IPv4 and IPv6. Loop thread only, but for {@link #open}. It
 * can be closed and bound again; its receivers stay.
 */
public final class UdpSocket implements Datagrams {
  private static final int DATAGRAMS_PER_TURN = 256;

  private final EventLoop loop;
  private DatagramChannel channel;
  private final List<Receiver> receivers = new ArrayList<>();

  private UdpSocket(EventLoop loop, DatagramChannel channel) {
    this.loop = loop;
    this.channel = channel;
  }

  /** A socket that takes nothing and sends nothing until {@link #bind}. */
  public static UdpSocket unbound(EventLoop loop) {
    return new UdpSocket(loop, null);
  }

  /** Binds at once, on the caller's thread. */
  public static UdpSocket open(EventLoop loop, InetSocketAddress address, Binding binding)
      throws IOException {
    UdpSocket socket = new UdpSocket(loop, channel(address, binding));
    loop.execute(socket::register);
    return socket;
  }

  /** Binds again; loop thread. */
  public void bind(InetSocketAddress address, Binding binding) throws IOException {
    close();
    channel = channel(address, binding);
    register();
  }

  private static DatagramChannel channel(InetSocketAddress address, Binding binding)
      throws IOException {
    DatagramChannel channel = DatagramChannel.open();
    try {
      channel.configureBlocking(false);
      binding.bind(channel, address);
      return channel;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private void register() {
    try {
      loop.register(channel, SelectionKey.OP_READ, this::ready);
    } catch (IOException e) {
      Logger.error(e, "UDP socket could not be registered");
    }
  }

  private void ready(int ops) {
    DatagramChannel channel = this.channel;
    try {
      for (int i = 0; i < DATAGRAMS_PER_TURN; i++) {
        ByteBuffer buffer = loop.scratch();
        InetSocketAddress from = (InetSocketAddress) channel.receive(buffer);
        if (from == null) {
          return;
        }
        buffer.flip();
        for (Receiver r : receivers) {
          buffer.rewind();
          r.received(from, buffer);
        }
      }
    } catch (IOException e) {
      // ICMP errors of earlier sends arrive here; they concern one remote address only.
      Logger.debug("UDP: {}", e.getMessage());
    }
  }

  @Override
  public boolean send(ByteBuffer data, InetSocketAddress to) {
    if (channel == null) {
      return false;
    }
    try {
      return channel.send(data, to) > 0;
    } catch (IOException | RuntimeException e) {
      Logger.debug("UDP to {}: {}", to, e.getMessage());
      return false;
    }
  }

  @Override
  public void addReceiver(Receiver receiver) {
    receivers.add(receiver);
  }

  /** Takes and sends nothing any more, until it is bound again. */
  public void close() {
    if (channel == null) {
      return;
    }
    try {
      channel.close();
    } catch (IOException e) {
      Logger.debug(e, "UDP socket did not close");
    }
    channel = null;
  }
}
