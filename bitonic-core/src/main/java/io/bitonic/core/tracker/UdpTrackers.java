package io.bitonic.core.tracker;

import io.bitonic.core.http.Addresses;
import io.bitonic.core.http.HttpException;
import io.bitonic.core.metrics.AnnounceOutcome;
import io.bitonic.core.net.Binding;
import io.bitonic.core.net.Datagrams;
import io.bitonic.core.net.Loop;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Calls to UDP trackers (BEP 15). Loop thread only, but for the look-up of names, which blocks a
 * virtual thread of its own. The socket is shared with others: what is not the answer to one of our
 * transactions, from the address it went to, is not looked at.
 */
final class UdpTrackers implements Datagrams.Receiver {
  /** Finds a host's addresses; the answer comes on the loop. */
  interface Resolver {
    void resolve(String host, int port, Answer<List<InetSocketAddress>> answer);
  }

  /** A request and the reading of its answer. */
  interface Exchange<T> {
    int action();

    ByteBuffer request(long connection, int transaction);

    T answer(ByteBuffer data, boolean ipv6) throws TrackerException;
  }

  /** One transaction: an answer must repeat its id and come from its address. */
  record Transaction(int id, int action, InetSocketAddress to, UdpCall<?> call) {}

  private record Connection(long id, long since) {}

  static final int MAX_CALLS = 256;

  // BEP 15: a client may use an id for a minute after it was given.
  private static final long CONNECTION_LIFE = TimeUnit.SECONDS.toNanos(60);
  private static final int MAX_CONNECTIONS = 1024;

  final Loop loop;
  private final Datagrams datagrams;
  private final RandomGenerator random;
  private final Resolver resolver;
  private final Gate gate = new Gate(MAX_CALLS);
  private final Set<UdpCall<?>> calls = new HashSet<>();
  private final Map<Integer, Transaction> transactions = new HashMap<>();
  private final Map<InetSocketAddress, Connection> connections = new LinkedHashMap<>();

  /**
   * @param random source of transaction ids, unpredictable to others
   */
  UdpTrackers(Loop loop, Datagrams datagrams, RandomGenerator random, Resolver resolver) {
    this.loop = loop;
    this.datagrams = datagrams;
    this.random = random;
    this.resolver = resolver;
    datagrams.addReceiver(this);
  }

  /** A resolver that blocks a virtual thread. */
  static Resolver resolver(Loop loop, Supplier<Binding> binding) {
    return (host, port, answer) ->
        Thread.ofVirtual()
            .name("resolve " + host)
            .start(
                () -> {
                  try {
                    List<InetSocketAddress> found =
                        Addresses.resolve(host, binding.get()).stream()
                            .map(a -> new InetSocketAddress(a, port))
                            .toList();
                    loop.execute(() -> answer.ok(found));
                  } catch (HttpException e) {
                    TrackerException why =
                        new TrackerException(AnnounceOutcome.UNREACHABLE, e.getMessage());
                    loop.execute(() -> answer.failed(why));
                  }
                });
  }

  /** No look-up: names go to the proxy, which is told them with every datagram. */
  static Resolver byProxy() {
    return (host, port, answer) -> {
      InetSocketAddress to;
      try {
        to = new InetSocketAddress(InetAddress.ofLiteral(host), port);
      } catch (IllegalArgumentException e) {
        to = InetSocketAddress.createUnresolved(host, port);
      }
      answer.ok(List.of(to));
    };
  }

  <T> void call(
      TrackerUrl url, int totalMillis, boolean urgent, Exchange<T> exchange, Answer<T> answer) {
    gate.enter(
        urgent,
        () -> {
          UdpCall<T> call = new UdpCall<>(this, url, totalMillis, exchange, answer);
          calls.add(call);
          call.start();
          resolver.resolve(url.host(), url.port(), call);
        });
  }

  void abort(TrackerException why) {
    Set.copyOf(calls).forEach(c -> c.failed(why));
  }

  void close() {
    gate.clear();
    Set.copyOf(calls).forEach(UdpCall::drop);
  }

  @Override
  public void received(InetSocketAddress from, ByteBuffer data) {
    if (!UdpPackets.hasHeader(data)) {
      return;
    }
    Transaction t = transactions.get(UdpPackets.transaction(data));
    if (t == null || !isFrom(t.to(), from)) {
      return;
    }
    int action = UdpPackets.action(data);
    if (action == UdpPackets.ERROR) {
      t.call().refused(t, UdpPackets.error(data));
    } else if (action == t.action()) {
      t.call().answered(t, from, data);
    }
  }

  /** Whoever was asked by name may have any address. */
  private static boolean isFrom(InetSocketAddress asked, InetSocketAddress from) {
    return asked.isUnresolved() ? asked.getPort() == from.getPort() : asked.equals(from);
  }

  /** Why nothing can be sent, or empty. */
  String problem() {
    return datagrams.problem();
  }

  /** False when nothing was sent. */
  boolean send(ByteBuffer data, InetSocketAddress to) {
    return datagrams.send(data, to);
  }

  Transaction open(int action, InetSocketAddress to, UdpCall<?> call) {
    int id = random.nextInt();
    while (transactions.containsKey(id)) {
      id = random.nextInt();
    }
    Transaction t = new Transaction(id, action, to, call);
    transactions.put(id, t);
    return t;
  }

  void close(Transaction t) {
    transactions.remove(t.id());
  }

  /** Forgets a call; true when it was still under way. */
  boolean end(UdpCall<?> call) {
    return calls.remove(call);
  }

  void leave() {
    gate.leave();
  }

  void connected(InetSocketAddress to, long id) {
    connections.remove(to);
    connections.put(to, new Connection(id, loop.clock().nanos()));
    if (connections.size() > MAX_CONNECTIONS) {
      connections.remove(connections.keySet().iterator().next());
    }
  }

  void forget(InetSocketAddress to) {
    connections.remove(to);
  }

  /** A connection id that may still be used, or null. */
  Long connection(InetSocketAddress to) {
    Connection c = connections.get(to);
    return c != null && loop.clock().nanos() - c.since() < CONNECTION_LIFE ? c.id() : null;
  }
}
