package io.bitonic.core.session;

import io.bitonic.core.config.Settings;
import io.bitonic.core.net.Binding;
import io.bitonic.core.net.BindingWatch;
import io.bitonic.core.net.EventLoop;
import io.bitonic.core.net.Link;
import io.bitonic.core.net.TcpLink;
import io.bitonic.core.net.UdpSocket;
import io.bitonic.core.proxy.ProxyConnect;
import io.bitonic.core.proxy.ProxyHandshake;
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
  private final Proxies proxies;
  private final UdpSocket udp;
  final Predicate<InetAddress> blocked;

  LoopUnit(
      int number,
      Settings.Network network,
      Clock clock,
      String userAgent,
      Predicate<InetAddress> blocked,
      BindingWatch binding,
      Proxies proxies) {
    this.loop = new EventLoop("bitonic-loop-" + number, clock);
    this.options = new TcpLink.Options(network.receiveBuffer(), network.sendBuffer());
    this.blocked = blocked;
    this.binding = binding;
    this.proxies = proxies;
    this.udp = openUdp();
    this.trackers =
        new NetTrackerClient(
            loop,
            udp,
            userAgent,
            new NetTrackerClient.Options(
                binding::current, proxies.trackers(), proxies.address(), null));
    this.dialer = this::dial;
  }

  private UdpSocket openUdp() {
    Binding now = binding.current();
    try {
      return now.isOnline() ? UdpSocket.open(loop, udpAddress(now), now) : UdpSocket.unbound(loop);
    } catch (IOException e) {
      Logger.warn("no UDP socket, UDP trackers are off: {}", e.getMessage());
      return UdpSocket.unbound(loop);
    }
  }

  private static InetSocketAddress udpAddress(Binding b) {
    return b.isBound()
        ? new InetSocketAddress(b.addresses().getFirst(), 0)
        : new InetSocketAddress(0);
  }

  /** Closes what is not a torrent's: the UDP socket and calls to trackers. Loop thread. */
  void offline(Binding now) {
    udp.close();
    trackers.abort(now.isOnline() ? now.name() + " has another address" : now.offline());
  }

  /** Opens the UDP socket again. Loop thread. */
  void online(Binding now) {
    try {
      udp.bind(udpAddress(now), now);
    } catch (IOException e) {
      Logger.warn("no UDP socket, UDP trackers are off: {}", e.getMessage());
    }
  }

  private Link dial(InetSocketAddress address, Link.Handler handler) throws IOException {
    Settings.Proxy proxy = proxies.peers();
    if (proxy.kind() == Settings.ProxyKind.NONE) {
      return TcpLink.connect(loop, address, binding.current(), options, handler);
    }
    ProxyConnect through =
        new ProxyConnect(
            ProxyHandshake.connect(proxy, address.getAddress().getHostAddress(), address.getPort()),
            handler);
    return through.on(
        TcpLink.connect(
            loop, proxies.address().get(), address, binding.current(), options, through));
  }

  @Override
  public void close() {
    loop.close();
  }
}
