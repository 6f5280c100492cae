package io.bitonic.core.session;

import io.bitonic.core.config.Settings;
import io.bitonic.core.net.Binding;
import io.bitonic.core.net.BindingWatch;
import io.bitonic.core.net.EventLoop;
import io.bitonic.core.net.Link;
import io.bitonic.core.net.TcpLink;
import io.bitonic.core.net.UdpSocket;
import io.bitonic.core.swarm.Dialer;
import io.bitonic.core.tracker.NetTrackerClient;
import io.bitonic.core.util.Clock;
import io.bitonic.core.util.PieceLayout;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.function.Predicate;
import org.tinylog.Logger;

/**
 * An event loop with what its torrents share: UDP socket, tracker client, dialer, scratch space.
 */
final class LoopUnit implements AutoCloseable {
  private static final int MAX_PICK = 512;

  final EventLoop loop;
  final NetTrackerClient trackers;
  final Dialer dialer;
  final TcpLink.Options options;
  final ByteBuffer discard = ByteBuffer.allocateDirect(PieceLayout.BLOCK);
  final long[] pickScratch = new long[MAX_PICK];
  private final BindingWatch binding;
  private final UdpSocket udp;
  private int udpPort;
  final Predicate<InetAddress> blocked;

  LoopUnit(
      int number,
      Settings.Network network,
      Clock clock,
      String userAgent,
      Predicate<InetAddress> blocked,
      BindingWatch binding) {
    this.loop = new EventLoop("bitonic-loop-" + number, clock);
    this.options = new TcpLink.Options(network.receiveBuffer(), network.sendBuffer());
    this.blocked = blocked;
    this.binding = binding;
    this.udp = openUdp();
    this.trackers =
        new NetTrackerClient(
            loop, udp, userAgent, new NetTrackerClient.Options(binding::current, null));
    this.dialer = this::dial;
  }

  private UdpSocket openUdp() {
    Binding now = binding.current();
    try {
      return now.isOnline()
          ? UdpSocket.open(loop, udpAddress(now, 0), now)
          : UdpSocket.unbound(loop);
    } catch (IOException e) {
      Logger.warn("no UDP socket, UDP trackers are off: {}", e.getMessage());
      return UdpSocket.unbound(loop);
    }
  }

  private static InetSocketAddress udpAddress(Binding b, int port) {
    return b.isBound()
        ? new InetSocketAddress(b.addresses().getFirst(), port)
        : new InetSocketAddress(port);
  }

  /** Closes what is not a torrent's: the UDP socket and calls to trackers. Loop thread. */
  void offline(Binding now) {
    udp.close();
    trackers.abort(now.isOnline() ? now.name() + " has another address" : now.offline());
  }

  /** Opens the UDP socket again. Loop thread. */
  void online(Binding now) {
    try {
      bindUdp(now);
    } catch (IOException e) {
      Logger.warn("no UDP socket, UDP trackers and the DHT are off: {}", e.getMessage());
    }
  }

  private void bindUdp(Binding now) throws IOException {
    try {
      udp.bind(udpAddress(now, udpPort), now);
    } catch (IOException e) {
      if (udpPort == 0) {
        throw e;
      }
      Logger.info("UDP port {}: {}; another one is used", udpPort, e.getMessage());
      udp.bind(udpAddress(now, 0), now);
    }
  }

  UdpSocket udp() {
    return udp;
  }

  /** Any thread. */
  Binding binding() {
    return binding.current();
  }

  /** Whether anything may be sent. Any thread. */
  boolean isOnline() {
    return binding.current().isOnline();
  }

  /**
   * Moves the UDP socket to the port where peers reach us, or to any while that one is taken. Loop
   * thread.
   */
  void listenUdp(int port) {
    udpPort = port;
    if (isOnline()) {
      online(binding.current());
    }
  }

  private Link dial(InetSocketAddress address, Link.Handler handler) throws IOException {
    return TcpLink.connect(loop, address, binding.current(), options, handler);
  }

  @Override
  public void close() {
    loop.close();
  }
}
