package io.bitonic.core.session;

import io.bitonic.core.api.EngineException;
import io.bitonic.core.config.Settings;
import io.bitonic.core.net.Binding;
import io.bitonic.core.net.FrontDoor;
import io.bitonic.core.net.Listener;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import org.tinylog.Logger;

/**
 * The sockets that accept peers: one TCP socket per bound address and the first loop's UDP socket,
 * all on one port.
 */
final class Listeners {
  /** Ports that are tried when any will do: one that is free for TCP is mostly free for UDP. */
  private static final int ANY_PORT_TRIES = 10;

  /** Opens a TCP socket. */
  private interface Door {
    Listener open(InetSocketAddress at) throws IOException;
  }

  private final List<Listener> open;
  private final int port;
  private final Binding binding;
  private final Door door;

  private Listeners(List<Listener> open, int port, Binding binding, Door door) {
    this.open = open;
    this.port = port;
    this.binding = binding;
    this.door = door;
  }

  /**
   * Tries as many ports as the settings allow, from the set one on, for one that is free for TCP
   * and UDP; then, without peers over UDP, for one that is free for TCP.
   */
  static Listeners open(
      Shared shared, Settings.Network network, Binding binding, FrontDoor.Owner router) {
    LoopUnit unit = shared.loops().getFirst();
    IncomingHandshakes handshakes =
        new IncomingHandshakes(
            unit.loop,
            () -> unit.options,
            unit.blocked,
            shared.mse(),
            shared.torrentKeys(),
            router);
    if (unit.utp != null) {
      unit.loop.execute(() -> unit.utp.accept(handshakes::accepted, unit::refusesUtp));
    }
    boolean tcp = network.transport() != Settings.Transport.UTP;
    IOException last = null;
    for (boolean both : new boolean[] {true, false}) {
      int tries = network.listenPort() == 0 ? ANY_PORT_TRIES : network.listenPortTries();
      for (int i = 0; i < Math.max(1, tries); i++) {
        int port = network.listenPort() == 0 ? 0 : network.listenPort() + i;
        if (port > 65535) {
          break;
        }
        try {
          return bind(tcp, binding, port, both, unit, handshakes);
        } catch (IOException e) {
          last = e;
          Logger.info("port {}: {}", port, e.getMessage());
        }
      }
      if (!tcp) {
        break;
      }
    }
    throw new EngineException(
        EngineException.Kind.NETWORK,
        "can't listen on port "
            + network.listenPort()
            + ": "
            + (last == null ? "out of range" : last.getMessage())
            + "; another program may use it: choose another with --listen-port, or 0 for any",
        last);
  }

  /**
   * @param both whether UDP has to have the port too
   */
  private static Listeners bind(
      boolean tcp,
      Binding binding,
      int port,
      boolean both,
      LoopUnit unit,
      IncomingHandshakes handshakes)
      throws IOException {
    Door door = at -> Listener.open(unit.loop, at, binding, handshakes::accepted);
    List<Listener> open = new ArrayList<>();
    try {
      int chosen = port;
      if (tcp) {
        for (InetSocketAddress a : places(binding)) {
          InetSocketAddress at = new InetSocketAddress(a.getAddress(), chosen);
          open.add(door.open(at));
          chosen = open.getFirst().port();
        }
      }
      if (both) {
        unit.udp.bind(binding, chosen);
        chosen = unit.udp.port();
      } else {
        Logger.warn("UDP port {} is taken: peers can't call us over µTP", chosen);
        unit.bindUdp(binding);
      }
      return new Listeners(open, chosen, binding, door);
    } catch (IOException e) {
      open.forEach(Listener::close);
      throw e;
    }
  }

  private static List<InetSocketAddress> places(Binding binding) {
    return binding.isBound()
        ? binding.addresses().stream().map(a -> new InetSocketAddress(a, 0)).toList()
        : List.of(new InetSocketAddress(0));
  }

  int port() {
    return port;
  }

  /**
   * Takes calls over TCP, or no more; those over µTP are not touched.
   *
   * @throws EngineException NETWORK when another program has the port
   */
  void tcp(boolean on) {
    if (!on) {
      close();
      open.clear();
    } else if (open.isEmpty()) {
      try {
        for (InetSocketAddress a : places(binding)) {
          open.add(door.open(new InetSocketAddress(a.getAddress(), port)));
        }
      } catch (IOException e) {
        tcp(false);
        throw new EngineException(
            EngineException.Kind.NETWORK,
            "can't listen on TCP port " + port + ": " + e.getMessage() + "; choose another port",
            e);
      }
    }
  }

  void close() {
    open.forEach(Listener::close);
  }

  static void drop(SocketChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      Logger.debug(e, "a connection did not close");
    }
  }
}
