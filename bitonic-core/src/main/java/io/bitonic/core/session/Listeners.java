package io.bitonic.core.session;

import io.bitonic.core.api.EngineException;
import io.bitonic.core.config.Settings;
import io.bitonic.core.net.Binding;
import io.bitonic.core.net.Listener;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import org.tinylog.Logger;

/** The sockets that accept peers: one per bound address, all on one port. */
final class Listeners {
  private final List<Listener> open;
  private final int port;

  private Listeners(List<Listener> open, int port) {
    this.open = open;
    this.port = port;
  }

  /** Tries as many ports as the settings allow, from the set one on. */
  static Listeners open(
      Shared shared, Settings.Network network, Binding binding, IncomingHandshakes.Router router) {
    LoopUnit unit = shared.loops().getFirst();
    IncomingHandshakes handshakes =
        new IncomingHandshakes(
            unit.loop, unit.options, unit.blocked, shared.mse(), shared.torrentKeys(), router);
    IOException last = null;
    int tries = Math.max(1, network.listenPortTries());
    for (int i = 0; i < tries; i++) {
      int port = network.listenPort() == 0 ? 0 : network.listenPort() + i;
      if (port > 65535) {
        break;
      }
      try {
        return bind(binding, port, unit, handshakes);
      } catch (IOException e) {
        last = e;
        Logger.info("port {}: {}", port, e.getMessage());
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

  private static Listeners bind(
      Binding binding, int port, LoopUnit unit, IncomingHandshakes handshakes) throws IOException {
    List<Listener> open = new ArrayList<>();
    int chosen = port;
    try {
      List<InetSocketAddress> addresses =
          binding.isBound()
              ? binding.addresses().stream().map(a -> new InetSocketAddress(a, 0)).toList()
              : List.of(new InetSocketAddress(0));
      for (InetSocketAddress a : addresses) {
        InetSocketAddress at = new InetSocketAddress(a.getAddress(), chosen);
        open.add(Listener.open(unit.loop, at, binding, handshakes::accepted));
        chosen = open.getFirst().port();
      }
      return new Listeners(open, chosen);
    } catch (IOException e) {
      open.forEach(Listener::close);
      throw e;
    }
  }

  int port() {
    return port;
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
