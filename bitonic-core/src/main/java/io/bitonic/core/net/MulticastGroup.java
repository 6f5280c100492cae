package io.bitonic.core.net;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.tinylog.Logger;

/**
 * A multicast group of one address family, joined on every interface that traffic may use. Loop
 * thread only.
 */
public final class MulticastGroup {
  private static final int DATAGRAMS_PER_TURN = 64;

  private final EventLoop loop;
  private final InetSocketAddress group;
  private final BiConsumer<InetSocketAddress, byte[]> receiver;
  private DatagramChannel channel;
  private final List<NetworkInterface> joined = new ArrayList<>();

  public MulticastGroup(
      EventLoop loop, InetSocketAddress group, BiConsumer<InetSocketAddress, byte[]> receiver) {
    this.loop = loop;
    this.group = group;
    this.receiver = receiver;
  }

  private boolean isV4() {
    return group.getAddress() instanceof Inet4Address;
  }

  /** Joins on the interfaces that are there now; those that it is on already stay. */
  public void join(Binding binding) {
    try {
      if (channel == null) {
        channel = open();
        loop.register(channel, SelectionKey.OP_READ, this::ready);
      }
      for (NetworkInterface nif : interfaces(binding)) {
        if (!joined.contains(nif)) {
          join(nif);
        }
      }
    } catch (IOException | RuntimeException e) {
      Logger.debug("local discovery in {}: {}", group, e.getMessage());
    }
  }

  private DatagramChannel open() throws IOException {
    DatagramChannel c =
        DatagramChannel.open(isV4() ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6);
    try {
      c.configureBlocking(false);
      // Every client of this machine listens at the same port.
      c.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      c.bind(new InetSocketAddress(group.getPort()));
      return c;
    } catch (IOException | RuntimeException e) {
      c.close();
      throw e;
    }
  }

  private void join(NetworkInterface nif) {
    try {
      channel.join(group.getAddress(), nif);
      joined.add(nif);
    } catch (IOException | RuntimeException e) {
      Logger.debug("local discovery on {}: {}", nif.getName(), e.getMessage());
    }
  }

  private List<NetworkInterface> interfaces(Binding binding) throws SocketException {
    List<NetworkInterface> out = new ArrayList<>();
    if (binding.isBound()) {
      for (InetAddress a : binding.addresses()) {
        NetworkInterface nif = NetworkInterface.getByInetAddress(a);
        if (nif != null && !out.contains(nif) && a instanceof Inet4Address == isV4()) {
          out.add(nif);
        }
      }
      return out;
    }
    for (NetworkInterface nif : NetworkInterface.networkInterfaces().toList()) {
      if (nif.isUp()
          && nif.supportsMulticast()
          && !nif.isLoopback()
          && nif.inetAddresses().anyMatch(a -> a instanceof Inet4Address == isV4())) {
        out.add(nif);
      }
    }
    return out;
  }

  /** Sends to the group on each interface. */
  public void send(byte[] message) {
    for (NetworkInterface nif : joined) {
      try {
        channel.setOption(StandardSocketOptions.IP_MULTICAST_IF, nif);
        channel.send(ByteBuffer.wrap(message), group);
      } catch (IOException | RuntimeException e) {
        Logger.debug("local discovery on {}: {}", nif.getName(), e.getMessage());
      }
    }
  }

  private void ready(int ops) {
    try {
      for (int i = 0; i < DATAGRAMS_PER_TURN && channel != null; i++) {
        ByteBuffer buffer = loop.scratch();
        InetSocketAddress from = (InetSocketAddress) channel.receive(buffer);
        if (from == null) {
          return;
        }
        byte[] raw = new byte[buffer.flip().remaining()];
        buffer.get(raw);
        receiver.accept(from, raw);
      }
    } catch (IOException e) {
      Logger.debug("local discovery: {}", e.getMessage());
    }
  }

  public void close() {
    joined.clear();
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException e) {
        Logger.debug(e, "local discovery did not close");
      }
      channel = null;
    }
  }
}
