package io.bitonic.core.session;

import io.bitonic.core.config.Settings;
import io.bitonic.core.net.Binding;
import io.bitonic.core.net.BindingWatch;
import io.bitonic.core.net.Datagrams;
import io.bitonic.core.net.EventLoop;
import io.bitonic.core.net.Link;
import io.bitonic.core.net.TcpLink;
import io.bitonic.core.net.UdpSocket;
import io.bitonic.core.net.UtpSocket;
import io.bitonic.core.proxy.ProxyConnect;
import io.bitonic.core.proxy.ProxyHandshake;
import io.bitonic.core.proxy.SocksDatagrams;
import io.bitonic.core.swarm.Dialer;
import io.bitonic.core.tracker.NetTrackerClient;
import io.bitonic.core.util.Clock;
import io.bitonic.core.util.PieceLayout;
import io.bitonic.core.utp.BufferPool;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import org.tinylog.Logger;

/**
 * An event loop with what its torrents share: UDP socket, µTP, tracker client, dialer, scratch
 * space. The first loop's UDP socket is bound by {@link Listeners}, to the port that peers find us
 * at.
 */
final class LoopUnit implements AutoCloseable {
  private static final int MAX_PICK = 512;

  final EventLoop loop;
  final NetTrackerClient trackers;
  final Dialer dialer;
  volatile TcpLink.Options options;
  final ByteBuffer discard = ByteBuffer.allocateDirect(PieceLayout.BLOCK);
  final long[] pickScratch = new long[MAX_PICK];
  private final BindingWatch binding;
  private final Proxies proxies;
  private final boolean listens;
  final UdpSocket udp;

  /** UDP through the proxy; null: there is none. */
  private final SocksDatagrams socks;

  /** Null: there can be no µTP. */
  final UtpSocket utp;

  /** What the settings allow for new connections. */
  volatile Settings.Transport transport;

  final Predicate<InetAddress> blocked;

  LoopUnit(
      int number,
      Settings.Network network,
      Clock clock,
      String userAgent,
      Predicate<InetAddress> blocked,
      BufferPool utpBuffers,
      BindingWatch binding,
      Proxies proxies) {
    this.loop = new EventLoop("bitonic-loop-" + number, clock);
    this.options = new TcpLink.Options(network.receiveBuffer(), network.sendBuffer());
    this.blocked = blocked;
    this.binding = binding;
    this.proxies = proxies;
    this.listens = number == 0;
    this.udp = UdpSocket.unbound(loop);
    this.socks =
        proxies.carriesUdp()
            ? new SocksDatagrams(loop, proxies.forUdp(), proxies.address(), binding::current)
            : null;
    this.transport = network.transport();
    // Before others: nearly all datagrams of a busy loop are µTP.
    this.utp =
        peerDatagrams() == null
            ? null
            : new UtpSocket(loop, peerDatagrams(), utpBuffers, new SplittableRandom());
    if (socks != null && binding.current().isOnline()) {
      socks.start();
    }
    if (!listens && binding.current().isOnline()) {
      bindUdp(binding.current());
    }
    this.trackers =
        new NetTrackerClient(
            loop,
            trackerDatagrams(),
            userAgent,
            new NetTrackerClient.Options(
                binding::current, proxies.trackers(), proxies.address(), null));
    this.dialer = new UnitDialer();
  }

  /** Through which UDP goes to peers and nodes; null: through nothing. */
  Datagrams peerDatagrams() {
    return through(proxies.peers());
  }

  private Datagrams trackerDatagrams() {
    return through(proxies.trackers());
  }

  private Datagrams through(Settings.Proxy proxy) {
    return switch (proxy.kind()) {
      case NONE -> udp;
      case SOCKS5 -> socks;
      case HTTP -> null;
    };
  }

  /** Whether datagrams can go to peers and nodes. Any thread. */
  boolean hasPeerDatagrams() {
    Datagrams d = peerDatagrams();
    return d != null && d.problem().isEmpty();
  }

  /** Binds the UDP socket to any port, or says that there is none. */
  void bindUdp(Binding now) {
    if (!proxies.leavesUdp()) {
      return;
    }
    try {
      udp.bind(now, 0);
    } catch (IOException e) {
      Logger.warn("no UDP socket: UDP trackers and µTP are off: {}", e.getMessage());
    }
  }

  private final class UnitDialer implements Dialer {
    @Override
    public Settings.Transport transport() {
      return transport;
    }

    @Override
    public Link dial(InetSocketAddress address, Link.Kind kind, Link.Handler handler)
        throws IOException {
      if (kind == Link.Kind.TCP) {
        return dialTcp(address, handler);
      }
      if (!hasUtp()) {
        throw new IOException("µTP is off");
      }
      if (!peerDatagrams().problem().isEmpty()) {
        throw new IOException(peerDatagrams().problem());
      }
      return utp.dial(address, handler);
    }

    @Override
    public boolean canPunch() {
      return hasUtp() && !proxies.isForPeers();
    }

    @Override
    public Link punch(InetSocketAddress address, Link.Handler handler) throws IOException {
      return dial(address, Link.Kind.UTP, handler);
    }
  }

  /** Whether connections may be made over µTP. */
  private boolean hasUtp() {
    return utp != null && transport != Settings.Transport.TCP;
  }

  /** Whether a call over µTP from there is not to be answered. Any thread. */
  boolean refusesUtp(InetAddress from) {
    return transport == Settings.Transport.TCP || blocked.test(from);
  }

  private Link dialTcp(InetSocketAddress address, Link.Handler handler) throws IOException {
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

  /** Takes and sends no datagram any more. Any thread. */
  void closeUdp() {
    udp.close();
    if (socks != null) {
      socks.stop();
    }
  }

  /** Ends calls to trackers; the UDP socket has been closed. Loop thread. */
  void offline(Binding now) {
    trackers.abort(now.isOnline() ? now.name() + " has another address" : now.offline());
  }

  /** Opens the UDP socket again, unless the listeners do. Any thread. */
  void online(Binding now) {
    if (socks != null) {
      socks.start();
    }
    if (!listens) {
      bindUdp(now);
    }
  }

  /** The UDP port where peers and nodes reach us, 0: none. Any thread. */
  int udpPort() {
    return proxies.isForPeers() ? 0 : udp.port();
  }

  /** Any thread. */
  Binding binding() {
    return binding.current();
  }

  /** Whether anything may be sent. Any thread. */
  boolean isOnline() {
    return binding.current().isOnline();
  }

  @Override
  public void close() {
    loop.close();
  }
}
