package io.bitonic.core.session;

import io.bitonic.core.config.Settings;
import io.bitonic.core.net.EventLoop;
import io.bitonic.core.net.Link;
import io.bitonic.core.net.TcpLink;
import io.bitonic.core.net.UdpSocket;
import io.bitonic.core.swarm.Dialer;
import io.bitonic.core.tracker.NetTrackerClient;
import io.bitonic.core.tracker.TrackerClient;
import io.bitonic.core.util.Clock;
import io.bitonic.core.util.PieceLayout;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Predicate;
import org.tinylog.Logger;

/**
 * An event loop with what its torrents share: UDP socket, tracker client, dialer, scratch space.
 */
final class LoopUnit implements AutoCloseable {
  private static final int MAX_PICK = 512;

  final EventLoop loop;
  final TrackerClient trackers;
  final Dialer dialer;
  final TcpLink.Options options;
  final ByteBuffer discard = ByteBuffer.allocateDirect(PieceLayout.BLOCK);
  final long[] pickScratch = new long[MAX_PICK];
  private final List<InetAddress> bind;
  private final UdpSocket udp;
  final Predicate<InetAddress> blocked;

  LoopUnit(
      int number,
      Settings.Network network,
      Clock clock,
      String userAgent,
      Predicate<InetAddress> blocked) {
    this.loop = new EventLoop("bitonic-loop-" + number, clock);
    this.options = new TcpLink.Options(network.receiveBuffer(), network.sendBuffer());
    this.blocked = blocked;
    this.bind = network.bind();
    this.udp = openUdp();
    this.trackers =
        new NetTrackerClient(
            loop,
            udp,
            userAgent,
            new NetTrackerClient.Options(bind.isEmpty() ? null : bind.getFirst(), null));
    this.dialer = this::dial;
  }

  private UdpSocket openUdp() {
    try {
      return UdpSocket.open(
          loop,
          bind.isEmpty() ? new InetSocketAddress(0) : new InetSocketAddress(bind.getFirst(), 0));
    } catch (IOException e) {
      Logger.warn("no UDP socket, UDP trackers are off: {}", e.getMessage());
      return null;
    }
  }

  /** Null when there is none. */
  UdpSocket udp() {
    return udp;
  }

  /**
   * Moves the UDP socket to the port where peers reach us, or leaves it where it is when that port
   * is taken. Loop thread.
   *
   * @return the port that it is at, 0 when it has none
   */
  int listenUdp(int port) {
    try {
      try {
        udp.rebind(
            bind.isEmpty()
                ? new InetSocketAddress(port)
                : new InetSocketAddress(bind.getFirst(), port));
      } catch (IOException e) {
        Logger.info("UDP port {}: {}", port, e.getMessage());
      }
      return udp.port();
    } catch (IOException e) {
      return 0;
    }
  }

  private Link dial(InetSocketAddress address, Link.Handler handler) throws IOException {
    return TcpLink.connect(loop, address, localFor(address), options, handler);
  }

  /** The bound address of the same family, so that nothing leaves by another way. */
  private InetSocketAddress localFor(InetSocketAddress remote) throws IOException {
    if (bind.isEmpty()) {
      return null;
    }
    for (InetAddress a : bind) {
      if (a.getClass() == remote.getAddress().getClass()) {
        return new InetSocketAddress(a, 0);
      }
    }
    throw new IOException("no bound address of this family");
  }

  @Override
  public void close() {
    loop.close();
  }
}
