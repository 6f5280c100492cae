package io.bitonic.core.session;

import io.bitonic.core.api.EngineEvent;
import io.bitonic.core.api.EngineException;
import io.bitonic.core.api.NetworkState;
import io.bitonic.core.bus.EventBus;
import io.bitonic.core.config.Settings;
import io.bitonic.core.net.Binding;
import io.bitonic.core.net.BindingWatch;
import io.bitonic.core.net.FrontDoor;
import io.bitonic.core.portmap.PortMapper;
import io.bitonic.core.swarm.MagnetTorrent;
import io.bitonic.core.swarm.Torrent;
import io.bitonic.core.util.Clock;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import org.tinylog.Logger;

/**
 * Whether and how others are reached: the listeners, and the interface that all traffic is bound
 * to. When that has gone, everything stops until it is back; nothing ever goes another way.
 *
 * <p>Concurrency: {@link #start} and {@link #close} are called once each, by the engine; changes of
 * the binding come on the thread of the {@link BindingWatch}. These three exclude each other by
 * this object's monitor. The rest may be called by any thread.
 */
final class Reach implements AutoCloseable {
  private static final int FIRST_DYNAMIC_PORT = 49_152;

  private final Shared shared;
  private final EventBus bus;
  private final Clock clock;
  private final Map<String, TorrentUnit> torrents;
  private final FrontDoor.Owner router;
  private final BindingWatch watch;
  private final int port;
  private final PortMapper mapper;
  private volatile NetworkState.PortMap portMap = NetworkState.PortMap.OFF;
  private volatile String portMapDetail = "";
  private Listeners listeners;
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
    if (listeners != null) {
      port = listeners.port();
    } else {
      int spread = shared.peerId()[19] & 0xff;
      port = n.listenPort() != 0 ? n.listenPort() : FIRST_DYNAMIC_PORT + spread;
    }
    if (!watch.current().isOnline()) {
      shared.budget().suspend(true);
      Logger.warn("{}", watch.current().offline());
    }
    mapper = mapsPort() ? new PortMapper(port, watch::current, this::portMapped) : null;
  }

  /** Begins to watch the binding. */
  void start() {
    Binding now = watch.current();
    if (!now.isOnline()) {
      publish(now);
    }
    watch.start(this::changed);
    if (mapper != null) {
      mapper.start();
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

  /** TCP port that peers find us at; stays the same. */
  int port() {
    return port;
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
    shared.loops().forEach(unit -> unit.udp.close());
    shared.loops().forEach(unit -> unit.loop.execute(() -> unit.offline(now)));
    torrents.values().forEach(t -> t.onLoop(Torrent::networkDown, MagnetTorrent::networkDown));
  }

  private void resumeTraffic(Binding now) {
    shared.loops().forEach(unit -> unit.online(now));
    try {
      listeners =
          open(
              shared
                  .settings()
                  .network()
                  .with(
                      n -> {
                        n.listenPort = port;
                        n.listenPortTries = 1;
                      }));
    } catch (EngineException e) {
      bus.publish(new EngineEvent.ListenFailed(clock.wallMillis(), port, e.getMessage()));
    }
    shared.budget().suspend(false);
    torrents.values().forEach(t -> t.onLoop(Torrent::networkUp, MagnetTorrent::networkUp));
    if (mapper != null) {
      mapper.again();
    }
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
    if (mapper != null) {
      mapper.close();
    }
    synchronized (this) {
      closed = true;
      if (listeners != null) {
        listeners.close();
      }
    }
  }
}
