package io.bitonic.core.session;

import io.bitonic.core.krpc.Args;
import io.bitonic.core.krpc.Krpc;
import io.bitonic.core.krpc.KrpcException;
import io.bitonic.core.krpc.NodeId;
import io.bitonic.core.krpc.Query;
import io.bitonic.core.krpc.Response;
import io.bitonic.core.net.Datagrams;
import io.bitonic.core.net.Loop;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.tinylog.Logger;

/**
 * Finds the addresses of DHT nodes that are given by name. Without a proxy the system is asked.
 * With one that would tell others what we do, so each node is pinged by its name, which the proxy
 * looks up, and its address is where the answer comes from. {@link #resolve} may be called by any
 * thread; everything else is the loop's.
 */
final class NodeNames implements Datagrams.Receiver {
  private static final int ADDRESSES_PER_NAME = 4;
  private static final int MOST_NAMES = 64;
  private static final long PING_NANOS = TimeUnit.SECONDS.toNanos(4);
  private static final byte[] VERSION = {'B', 'N', 0, 1};

  private final Loop loop;
  private final Datagrams proxy;
  private final SecureRandom random = new SecureRandom();

  /** Pings under way by transaction. */
  private final Map<Long, Round> pings = new HashMap<>();

  /**
   * @param proxy what takes unresolved addresses; null: there is no proxy
   */
  NodeNames(Loop loop, Datagrams proxy) {
    this.loop = loop;
    this.proxy = proxy;
    if (proxy != null) {
      loop.execute(() -> proxy.addReceiver(this));
    }
  }

  /**
   * @param hostPorts {@code host:port} each; what is malformed is left out
   * @param answer called on the loop
   */
  void resolve(List<String> hostPorts, Consumer<List<InetSocketAddress>> answer) {
    if (proxy != null) {
      loop.execute(() -> ping(hostPorts, answer));
      return;
    }
    Thread.ofVirtual()
        .name("bitonic-dht-names")
        .start(
            () -> {
              List<InetSocketAddress> found = new ArrayList<>();
              hostPorts.forEach(name -> askSystem(name, found));
              loop.execute(() -> answer.accept(found));
            });
  }

  /** Unresolved, or null when it is malformed. */
  private static InetSocketAddress parse(String hostPort) {
    int colon = hostPort.lastIndexOf(':');
    if (colon < 1) {
      return null;
    }
    try {
      String host = hostPort.substring(0, colon).replaceAll("^\\[|]$", "");
      return InetSocketAddress.createUnresolved(
          host, Integer.parseInt(hostPort.substring(colon + 1)));
    } catch (IllegalArgumentException e) {
      Logger.debug("DHT node {}: {}", hostPort, e.getMessage());
      return null;
    }
  }

  private static void askSystem(String hostPort, List<InetSocketAddress> into) {
    InetSocketAddress at = parse(hostPort);
    if (at == null) {
      return;
    }
    try {
      InetAddress[] all = InetAddress.getAllByName(at.getHostString());
      for (int i = 0; i < Math.min(all.length, ADDRESSES_PER_NAME); i++) {
        into.add(new InetSocketAddress(all[i], at.getPort()));
      }
    } catch (UnknownHostException e) {
      Logger.debug("DHT node {}: {}", hostPort, e.getMessage());
    }
  }

  /** Names that are asked for together: answered when all have, or after a while. */
  private final class Round {
    final List<InetSocketAddress> found = new ArrayList<>();
    final Set<Long> open = new HashSet<>();
    final Consumer<List<InetSocketAddress>> answer;
    Loop.Timer end;

    Round(Consumer<List<InetSocketAddress>> answer) {
      this.answer = answer;
    }

    void answered(long transaction, InetSocketAddress from) {
      found.add(from);
      open.remove(transaction);
      if (open.isEmpty()) {
        end.cancel();
        end();
      }
    }

    void end() {
      open.forEach(pings::remove);
      answer.accept(List.copyOf(found));
    }
  }

  private void ping(List<String> hostPorts, Consumer<List<InetSocketAddress>> answer) {
    Round round = new Round(answer);
    for (String name : hostPorts.subList(0, Math.min(hostPorts.size(), MOST_NAMES))) {
      InetSocketAddress at = parse(name);
      if (at == null) {
        continue;
      }
      try {
        InetAddress literal = InetAddress.ofLiteral(at.getHostString());
        round.found.add(new InetSocketAddress(literal, at.getPort()));
      } catch (IllegalArgumentException e) {
        long transaction = random.nextLong();
        // What could not be sent is not waited for.
        if (ping(transaction, at)) {
          pings.put(transaction, round);
          round.open.add(transaction);
        }
      }
    }
    round.end = loop.schedule(round.open.isEmpty() ? 0 : PING_NANOS, round::end);
  }

  private boolean ping(long transaction, InetSocketAddress at) {
    byte[] id = ByteBuffer.allocate(Long.BYTES).putLong(transaction).array();
    Query q = new Query(id, NodeId.random(random), true, false, false, new Args.Ping());
    boolean sent = proxy.send(ByteBuffer.wrap(Krpc.encode(q, VERSION)), at);
    if (!sent) {
      Logger.debug("DHT node {}: {}", at, proxy.problem());
    }
    return sent;
  }

  @Override
  public void received(InetSocketAddress from, ByteBuffer data) {
    if (pings.isEmpty() || data.remaining() < 2 || data.get(data.position()) != 'd') {
      return;
    }
    byte[] bytes = new byte[data.remaining()];
    data.get(bytes);
    try {
      if (Krpc.decode(bytes) instanceof Response r && r.transaction().length == Long.BYTES) {
        long transaction = ByteBuffer.wrap(r.transaction()).getLong();
        Round round = pings.remove(transaction);
        if (round != null) {
          round.answered(transaction, from);
        }
      }
    } catch (KrpcException e) {
      Logger.trace("{} sent what is no DHT message", from);
    }
  }
}
