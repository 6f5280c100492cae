package io.bitonic.core.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.util.ArrayList;
import java.util.List;
import org.tinylog.Logger;

/** A UDP socket on an {@link EventLoop}, IPv4 and IPv6. */
public final class UdpSocket implements Datagrams {
  private static final int DATAGRAMS_PER_TURN = 256;

  private final EventLoop loop;
  private DatagramChannel channel;
  private final List<Receiver> receivers = new ArrayList<>();

  private UdpSocket(EventLoop loop, DatagramChannel channel) {
    this.loop = loop;
    this.channel = channel;
  }

  /** Binds at once, on the caller's thread. */
  public static UdpSocket open(EventLoop loop, InetSocketAddress address) throws IOException {
    UdpSocket socket = new UdpSocket(loop, channel(address));
    loop.execute(socket::register);
    return socket;
  }

  /** Moves to another address; receivers stay. Stays where it is when that fails. Loop thread. */
  public void rebind(InetSocketAddress address) throws IOException {
    DatagramChannel fresh = channel(address);
    close();
    channel = fresh;
    register();
  }

  /** The port that is bound. */
  public int port() throws IOException {
    return ((InetSocketAddress) channel.getLocalAddress()).getPort();
  }

  private static DatagramChannel channel(InetSocketAddress address) throws IOException {
    DatagramChannel channel = DatagramChannel.open();
    try {
      channel.configureBlocking(false);
      channel.bind(address);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
    return channel;
  }

  private void register() {
    try {
      loop.register(channel, SelectionKey.OP_READ, this::ready);
    } catch (IOException e) {
      Logger.error(e, "UDP socket could not be registered");
    }
  }

  private void ready(int ops) {
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

  /** Any thread. */
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      Logger.debug(e, "UDP socket did not close");
    }
  }
}
