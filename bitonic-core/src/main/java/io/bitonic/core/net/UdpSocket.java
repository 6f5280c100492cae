package io.bitonic.core.net;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import jdk.net.ExtendedSocketOptions;
import org.tinylog.Logger;

/**
 * UDP on an {@link EventLoop}, IPv4 and IPv6: one socket for both, or one for each bound address.
 *
 * <p>Datagrams are taken on the loop's thread. {@link #bind}, {@link #close} and sending are for
 * any thread; {@link #addReceiver} comes before the first datagram, or on the loop.
 */
public final class UdpSocket implements Datagrams {
  private static final int DATAGRAMS_PER_TURN = 256;

  /** Asked for; the system gives what it allows. */
  private static final int BUFFER = 4 << 20;

  private final EventLoop loop;
  private final List<Receiver> receivers = new ArrayList<>();
  private volatile DatagramChannel[] channels = {};

  private UdpSocket(EventLoop loop) {
    this.loop = loop;
  }

  /** A socket that takes nothing and sends nothing until {@link #bind}. */
  public static UdpSocket unbound(EventLoop loop) {
    return new UdpSocket(loop);
  }

  /** Binds at once to one address. */
  public static UdpSocket open(EventLoop loop, InetSocketAddress address, Binding binding)
      throws IOException {
    UdpSocket socket = unbound(loop);
    socket.use(List.of(bound(DatagramChannel.open(), address, binding)));
    return socket;
  }

  /**
   * Binds at once, instead of what was bound before: to each address of the binding, or to all that
   * there are.
   *
   * @param port 0: any free one, the same for all addresses
   */
  public void bind(Binding binding, int port) throws IOException {
    close();
    List<DatagramChannel> all = new ArrayList<>();
    try {
      if (!binding.isBound()) {
        all.add(bound(DatagramChannel.open(), new InetSocketAddress(port), binding));
      }
      int chosen = port;
      for (InetAddress a : binding.addresses()) {
        DatagramChannel c =
            DatagramChannel.open(
                a instanceof Inet6Address
                    ? StandardProtocolFamily.INET6
                    : StandardProtocolFamily.INET);
        all.add(bound(c, new InetSocketAddress(a, chosen), binding));
        chosen = ((InetSocketAddress) c.getLocalAddress()).getPort();
      }
    } catch (IOException e) {
      all.forEach(UdpSocket::close);
      throw e;
    }
    use(all);
  }

  private void use(List<DatagramChannel> bound) {
    DatagramChannel[] all = bound.toArray(DatagramChannel[]::new);
    channels = all;
    loop.execute(() -> register(all));
  }

  private static DatagramChannel bound(
      DatagramChannel channel, InetSocketAddress address, Binding binding) throws IOException {
    try {
      channel.configureBlocking(false);
      enlarge(channel, StandardSocketOptions.SO_RCVBUF);
      enlarge(channel, StandardSocketOptions.SO_SNDBUF);
      binding.bind(channel, address);
      return channel;
    } catch (IOException | RuntimeException e) {
      close(channel);
      throw e;
    }
  }

  private static void enlarge(DatagramChannel channel, SocketOption<Integer> option) {
    try {
      channel.setOption(option, BUFFER);
    } catch (IOException e) {
      Logger.debug("UDP {}: {}", option, e.getMessage());
    }
  }

  private void register(DatagramChannel[] all) {
    try {
      for (DatagramChannel c : all) {
        if (c.isOpen()) {
          loop.register(c, SelectionKey.OP_READ, ops -> ready(c));
        }
      }
    } catch (ClosedChannelException e) {
      Logger.trace("a UDP socket was closed before anybody could send to it");
    }
  }

  private void ready(DatagramChannel channel) {
    try {
      for (int i = 0; i < DATAGRAMS_PER_TURN && channel.isOpen(); i++) {
        ByteBuffer buffer = loop.scratch();
        InetSocketAddress from = (InetSocketAddress) channel.receive(buffer);
        if (from == null) {
          break;
        }
        buffer.flip();
        for (int k = 0; k < receivers.size(); k++) {
          buffer.rewind();
          receivers.get(k).received(from, buffer);
        }
      }
    } catch (IOException e) {
      // ICMP errors of earlier sends arrive here; they concern one remote address only.
      Logger.debug("UDP: {}", e.getMessage());
    }
    for (int k = 0; k < receivers.size(); k++) {
      receivers.get(k).drained();
    }
  }

  /** The channel for an address of this family, or null. */
  private DatagramChannel channelFor(InetAddress remote) {
    DatagramChannel[] all = channels;
    if (all.length == 1) {
      return all[0];
    }
    for (DatagramChannel c : all) {
      try {
        if (c.isOpen()
            && ((InetSocketAddress) c.getLocalAddress()).getAddress().getClass()
                == remote.getClass()) {
          return c;
        }
      } catch (IOException e) {
        Logger.trace("a UDP socket has just been closed");
      }
    }
    return null;
  }

  @Override
  public boolean send(ByteBuffer data, InetSocketAddress to) {
    DatagramChannel channel = channelFor(to.getAddress());
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
  public Outcome sendWhole(ByteBuffer data, InetSocketAddress to) {
    DatagramChannel channel = channelFor(to.getAddress());
    if (channel == null || !fragmenting(channel, false)) {
      return send(data, to) ? Outcome.YES : Outcome.FULL;
    }
    try {
      return channel.send(data, to) > 0 ? Outcome.YES : Outcome.FULL;
    } catch (IOException e) {
      boolean tooBig = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT).contains("too long");
      return tooBig ? Outcome.TOO_BIG : Outcome.YES;
    } finally {
      fragmenting(channel, true);
    }
  }

  /** False where the system can't forbid it. */
  private static boolean fragmenting(DatagramChannel channel, boolean on) {
    try {
      channel.setOption(ExtendedSocketOptions.IP_DONTFRAGMENT, !on);
      return true;
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }

  @Override
  public int receiveBuffer() {
    DatagramChannel[] all = channels;
    try {
      return all.length == 0 ? 0 : all[0].getOption(StandardSocketOptions.SO_RCVBUF);
    } catch (IOException e) {
      return 0;
    }
  }

  /** The port that is bound, or 0. */
  public int port() {
    DatagramChannel[] all = channels;
    try {
      return all.length == 0 ? 0 : ((InetSocketAddress) all[0].getLocalAddress()).getPort();
    } catch (IOException e) {
      return 0;
    }
  }

  @Override
  public void addReceiver(Receiver receiver) {
    receivers.add(receiver);
  }

  /** Takes and sends nothing any more, until it is bound again. */
  public void close() {
    DatagramChannel[] all = channels;
    channels = new DatagramChannel[0];
    for (DatagramChannel c : all) {
      close(c);
    }
  }

  private static void close(DatagramChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      Logger.debug(e, "UDP socket did not close");
    }
  }
}
