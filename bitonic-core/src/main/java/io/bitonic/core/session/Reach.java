package io.bitonic.core.session;

import io.bitonic.core.api.EngineEvent;
import io.bitonic.core.api.EngineException;
import io.bitonic.core.api.NetworkState;
import io.bitonic.core.bus.EventBus;
import io.bitonic.core.config.NetworkDraft;
import io.bitonic.core.config.Settings;
import io.bitonic.core.net.Binding;
import io.bitonic.core.net.BindingWatch;
import io.bitonic.core.net.FrontDoor;
import io.bitonic.core.portmap.PortMapper;
import io.bitonic.core.swarm.MagnetTorrent;
import io.bitonic.core.swarm.Torrent;
import io.bitonic.core.util.Clock;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import org.tinylog.Logger;

/**
 * Whether and how others are reached: the listeners, and the interface that all traffic is bound
 * to. When that has gone, everything stops until it is back; nothing ever goes another way.
 *
 * <p>Concurrency: {@link #start} and {@link #close} are called once each, by the engine; changes of
 * the binding come on the thread of the {@link BindingWatch}, those of the settings on that of the
 * {@link Reconfiguration}. They exclude each other by this object's monitor. The rest may be called
 * by any thread.
 */
final class Reach implements AutoCloseable {
  private static final int FIRST_DYNAMIC_PORT = 49_152;

  private final Shared shared;
  private final EventBus bus;
  private final Clock clock;
  private final Map<String, TorrentUnit> torrents;
  private final FrontDoor.Owner router;
  private final BindingWatch watch;
  private volatile int port;
  private PortMapper mapper;
  private volatile NetworkState.PortMap portMap = NetworkState.PortMap.OFF;
  private volatile String portMapDetail = "";
  private Listeners listeners;

  /** A port that is to be used when the binding changes, else null. */
  private Settings.Network wanted;

  private boolean closed;

  /**
   * Opens the listeners, unless the interface is not there.
   *
   * @throws EngineException NETWORK when no port can be used
   */
  Reach(
      Shared shared,
      EventBus bus,
      Clock clock,
      Map<String, TorrentUnit> torrents,
      FrontDoor.Owner router) {
    this.shared = shared;
    this.bus = bus;
    this.clock = clock;
    this.torrents = torrents;
    this.router = router;
    this.watch = shared.binding();
    Settings.Network n = shared.settings().network();
    if (watch.current().isOnline()) {
      listeners = open(n);
    }
    port(listeners != null ? listeners.port() : portWithoutListener(n));
    if (!watch.current().isOnline()) {
      shared.budget().suspend(true);
      Logger.warn("{}", watch.current().offline());
    }
  }

  private int portWithoutListener(Settings.Network n) {
    int spread = shared.peerId()[19] & 0xff;
    return n.listenPort() != 0 ? n.listenPort() : FIRST_DYNAMIC_PORT + spread;
  }

  private void port(int now) {
    port = now;
    shared.listenPort(now);
  }

  /** Begins to watch the binding. */
  void start() {
    Binding now = watch.current();
    if (!now.isOnline()) {
      publish(now);
    }
    watch.start(this::changed);
    remap();
  }

  /** Asks the router for the port anew, or no more. */
  private void map() {
    PortMapper old = mapper;
    if (old != null) {
      // Waits for the router.
      Thread.ofVirtual().name("bitonic-unmap").start(old::close);
    }
    mapper = null;
    if (mapsPort()) {
      mapper = new PortMapper(port, watch::current, this::portMapped);
      mapper.start();
    } else {
      portMapped(NetworkState.PortMap.OFF, "");
    }
  }

  /** Whoever is bound to loopback has no router. */
  private boolean mapsPort() {
    List<InetAddress> bind = shared.settings().network().bind();
    return shared.settings().discovery().portMapping()
        && (bind.isEmpty() || !bind.stream().allMatch(InetAddress::isLoopbackAddress));
  }

  private void portMapped(NetworkState.PortMap state, String detail) {
    boolean news =
        state != portMap && state != NetworkState.PortMap.TRYING || !detail.equals(portMapDetail);
    portMap = state;
    portMapDetail = detail;
    if (news) {
      boolean mapped = state == NetworkState.PortMap.MAPPED;
      Logger.info("port {} {}: {}", port, mapped ? "mapped" : "not mapped", detail);
      bus.publish(new EngineEvent.PortMapChanged(clock.wallMillis(), mapped, detail));
    }
  }

  /**
   * Goes over to what the settings in force say of port, binding and mapping, where that differs
   * from the settings before.
   *
   * @throws EngineException NETWORK when the new port can't be used; the one before still is then
   */
  void reconfigure(Settings before, Settings now) {
    Settings.Network a = before.network();
    Settings.Network b = now.network();
    boolean otherPort = a.listenPort() != b.listenPort() && b.listenPort() != port;
    if (!a.bind().equals(b.bind()) || !a.interfaceName().equals(b.interfaceName())) {
      synchronized (this) {
        if (otherPort) {
          wanted = b;
        }
      }
      // Not under this lock: the watch holds its own while it calls here.
      watch.rebind(b.interfaceName(), b.bind());
      remap();
    } else if (otherPort) {
      movePort(b);
      remap();
    } else if (before.discovery().portMapping() != now.discovery().portMapping()) {
      remap();
    }
    boolean tcp = b.transport() != Settings.Transport.UTP;
    if (tcp != (a.transport() != Settings.Transport.UTP)) {
      listenOverTcp(tcp);
    }
  }

  private synchronized void listenOverTcp(boolean on) {
    if (!closed && listeners != null) {
      listeners.tcp(on);
    }
  }

  private synchronized void remap() {
    if (!closed) {
      map();
    }
  }

  /** Opens the new port before it leaves the old one; connections over TCP stay. */
  private synchronized void movePort(Settings.Network n) {
    if (closed) {
      return;
    }
    if (!watch.current().isOnline() || shared.proxies().isForPeers()) {
      port(portWithoutListener(n));
      return;
    }
    Listeners old = listeners;
    try {
      listeners = open(n);
    } catch (EngineException e) {
      bindUdpAgain();
      bus.publish(new EngineEvent.ListenFailed(clock.wallMillis(), n.listenPort(), e.getMessage()));
      throw e;
    }
    old.close();
    port(listeners.port());
    Logger.info("listening on port {}", port);
    torrents.values().forEach(t -> t.onLoop(Torrent::portChanged, MagnetTorrent::portChanged));
  }

  private void bindUdpAgain() {
    try {
      shared.loops().getFirst().udp.bind(watch.current(), port);
    } catch (IOException e) {
      Logger.warn("UDP port {}: {}", port, e.getMessage());
    }
  }

  /** Null: peers go through a proxy, and nobody may come past it. */
  private Listeners open(Settings.Network network) {
    if (shared.proxies().isForPeers()) {
      shared.loops().getFirst().bindUdp(watch.current());
      return null;
    }
    return Listeners.open(shared, network, watch.current(), router);
  }

  /** The port that takes connections, 0: none does. */
  int listenPort() {
    return shared.proxies().isForPeers() ? 0 : port;
  }

  private synchronized void changed(Binding now) {
    if (closed) {
      return;
    }
    stopTraffic(now);
    if (now.isOnline()) {
      resumeTraffic(now);
    }
    publish(now);
  }

  private void stopTraffic(Binding now) {
    shared.budget().suspend(true);
    if (listeners != null) {
      listeners.close();
      listeners = null;
    }
    shared.loops().forEach(LoopUnit::closeUdp);
    shared.loops().forEach(unit -> unit.loop.execute(() -> unit.offline(now)));
    torrents.values().forEach(t -> t.onLoop(Torrent::networkDown, MagnetTorrent::networkDown));
  }

  private void resumeTraffic(Binding now) {
    shared.loops().forEach(unit -> unit.online(now));
    Settings.Network n = wanted;
    if (n == null) {
      n = shared.settings().network().with(d -> samePort(d));
    }
    wanted = null;
    try {
      listeners = open(n);
      if (listeners != null) {
        port(listeners.port());
      }
    } catch (EngineException e) {
      bus.publish(new EngineEvent.ListenFailed(clock.wallMillis(), port, e.getMessage()));
    }
    shared.budget().suspend(false);
    torrents.values().forEach(t -> t.onLoop(Torrent::networkUp, MagnetTorrent::networkUp));
    if (mapper != null) {
      mapper.again();
    }
  }

  private void samePort(NetworkDraft n) {
    n.listenPort = port;
    n.listenPortTries = 1;
  }

  private void publish(Binding now) {
    String text =
        now.isOnline()
            ? String.join(", ", now.addresses().stream().map(a -> a.getHostAddress()).toList())
            : now.reason();
    Logger.warn("{} is {}: {}", now.name(), now.isOnline() ? "online" : "offline", text);
    bus.publish(
        new EngineEvent.NetworkChanged(clock.wallMillis(), now.name(), now.isOnline(), text));
  }

  NetworkState state() {
    Binding now = watch.current();
    return new NetworkState(
        now.name(),
        now.isOnline(),
        now.isOnline() ? "" : now.reason(),
        portMap,
        portMapDetail,
        shared.proxies().text(),
        shared.filter().ranges());
  }

  /** Takes no connections any more; waits a second at most for the router. */
  @Override
  public void close() {
    watch.close();
    PortMapper last;
    synchronized (this) {
      closed = true;
      last = mapper;
      if (listeners != null) {
        listeners.close();
      }
    }
    if (last != null) {
      last.close();
    }
  }
}
