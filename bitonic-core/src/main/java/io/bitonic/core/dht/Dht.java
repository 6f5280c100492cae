package io.bitonic.core.dht;

import io.bitonic.core.krpc.Endpoint;
import io.bitonic.core.krpc.Krpc;
import io.bitonic.core.krpc.KrpcException;
import io.bitonic.core.krpc.Message;
import io.bitonic.core.krpc.Node;
import io.bitonic.core.krpc.NodeId;
import io.bitonic.core.krpc.Query;
import io.bitonic.core.net.Datagrams;
import io.bitonic.core.net.Loop;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * A node of the mainline DHT (BEP 5, 32, 33, 42, 43, 44, 51), IPv4 and IPv6.
 *
 * <p>Threads: everything on one loop, listeners too; there is no thread of its own. The socket is
 * shared with others: only datagrams that begin as a bencoded dictionary are looked at.
 */
public final class Dht implements Datagrams.Receiver {
  /** Hears of a torrent's peers. On the loop. */
  public interface PeersListener {
    /** Peers not told of before in this search; unverified and perhaps made up. */
    void found(List<InetSocketAddress> peers);

    /**
     * A search has ended; the next one starts by itself.
     *
     * @param total peers found
     */
    default void searched(int total) {}
  }

  /** Finds the addresses of bootstrap nodes; blocks nobody, answers on the loop. */
  public interface Resolver {
    void resolve(List<String> hostPorts, Consumer<List<InetSocketAddress>> answer);
  }

  /**
   * @param bootstrap {@code host:port} of nodes that are asked when none is known
   * @param v4 whether IPv4 is used
   * @param v6 whether IPv6 is used
   * @param readOnly answer no queries (BEP 43), for machines that can't be reached
   * @param online false: nothing may be sent now; silence then says nothing about a node
   */
  public record Options(
      List<String> bootstrap, boolean v4, boolean v6, boolean readOnly, BooleanSupplier online) {}

  private static final byte[] VERSION = {'B', 'N', 0, 1};
  private static final long EXPIRE = TimeUnit.MINUTES.toNanos(1);
  private static final int SAVED = 300;

  private final Loop loop;
  private final Datagrams socket;
  private final Options options;
  private final Resolver resolver;
  private final Calls calls;
  private final Guard guard;
  private final Side v4;
  private final Side v6;
  private final List<Side> sides = new ArrayList<>(2);
  private final Responder responder;
  private final Announces announces;
  private final DhtRequests requests;
  private boolean running;
  private int resolving;
  private Loop.Timer tick;
  private Loop.Timer expiry;
  private long queriesIn;
  private long queriesOut;
  private long dropped;
  private long bytesIn;
  private long bytesOut;

  /**
   * @param random unpredictable to others: transaction ids and tokens come from it
   */
  public Dht(
      Loop loop,
      Datagrams socket,
      RandomGenerator random,
      Options options,
      Resolver resolver,
      DhtState saved) {
    this.loop = loop;
    this.socket = socket;
    this.options = options;
    this.resolver = resolver;
    long now = loop.clock().nanos();
    calls = new Calls(loop, random);
    guard = new Guard(now);
    v4 = options.v4() ? side(true, saved.id4(), random) : null;
    v6 = options.v6() ? side(false, saved.id6(), random) : null;
    for (Side s : new Side[] {v4, v6}) {
      if (s != null) {
        sides.add(s);
      }
    }
    announces = new Announces(loop, sides);
    responder = new Responder(v4, v6, random, now, announces::announced);
    requests = new DhtRequests(loop, sides);
    for (Node n : saved.nodes()) {
      Side s = side(n.at());
      if (s != null) {
        s.table.heardOf(n, now);
      }
    }
  }

  private Side side(boolean isV4, NodeId id, RandomGenerator random) {
    return new Side(isV4, id, loop, random, calls, this::sendQuery, options, this::joined);
  }

  private Side side(Endpoint at) {
    return at.isV4() ? v4 : v6;
  }

  /** Begins to receive and to look for nodes. */
  public void start() {
    running = true;
    socket.addReceiver(this);
    for (Side s : sides) {
      s.start(sides.size() == 1 ? null : s == v4 ? v6 : v4, this::findRouters);
    }
    scheduleTick();
    expiry = loop.schedule(EXPIRE, this::expire);
  }

  private void tick() {
    if (options.online().getAsBoolean()) {
      sides.forEach(Side::tick);
    }
    scheduleTick();
  }

  private void scheduleTick() {
    long pause = sides.stream().mapToLong(Side::tickNanos).max().orElse(Long.MAX_VALUE);
    tick = loop.schedule(pause, this::tick);
  }

  private void expire() {
    responder.expire(loop.clock().nanos());
    expiry = loop.schedule(EXPIRE, this::expire);
  }

  private void joined() {
    announces.wake();
  }

  private void findRouters() {
    if (resolving > 0) {
      return;
    }
    // One by one: a name server that is silent about one holds up no other.
    resolving = options.bootstrap().size();
    for (String name : options.bootstrap()) {
      resolver.resolve(
          List.of(name),
          found -> {
            resolving--;
            if (running) {
              join(found);
            }
          });
    }
  }

  private void join(List<InetSocketAddress> routers) {
    for (Side s : sides) {
      List<Endpoint> mine =
          routers.stream()
              .filter(a -> !a.isUnresolved())
              .map(Dht::endpoint)
              .filter(e -> e.isV4() == s.v4)
              .toList();
      if (!mine.isEmpty() && s.table.good() == 0) {
        s.join(mine);
      }
    }
  }

  /** Ends it for good, and gives what the next run should know. */
  public DhtState stop() {
    DhtState state = state();
    running = false;
    announces.stop();
    calls.clear();
    if (tick != null) {
      tick.cancel();
      expiry.cancel();
    }
    return state;
  }

  /** What the next run should know. */
  public DhtState state() {
    List<Node> nodes = new ArrayList<>();
    sides.forEach(s -> nodes.addAll(s.table.save(SAVED)));
    return new DhtState(v4 == null ? null : v4.id(), v6 == null ? null : v6.id(), nodes);
  }

  /**
   * Looks for peers of a torrent and announces us to the nodes closest to it, now and again every
   * 5–15 minutes until {@link #forget}. Called again, it changes port and listener.
   *
   * @param infoHash 20 bytes
   * @param port where peers reach us; 0: only look
   * @param seed whether we have all of it (BEP 33)
   */
  public void peers(byte[] infoHash, int port, boolean seed, PeersListener listener) {
    announces.add(NodeId.of(infoHash), port, seed, listener);
  }

  /** Ends what {@link #peers} began. Others forget us by themselves, within 45 minutes. */
  public void forget(byte[] infoHash) {
    announces.remove(NodeId.of(infoHash));
  }

  /** Single questions to the DHT: sizes of swarms, stored items, samples. */
  public DhtRequests requests() {
    return requests;
  }

  /** A node that may exist: from a torrent file, or a peer's PORT message (BEP 5). */
  public void addNode(InetSocketAddress address) {
    if (!running || address.isUnresolved()) {
      return;
    }
    Endpoint at = endpoint(address);
    Side s = side(at);
    if (s != null && at.isUsable()) {
      s.probe(at);
    }
  }

  @Override
  public void received(InetSocketAddress from, ByteBuffer data) {
    if (!running || data.remaining() < 2 || data.get(data.position()) != 'd') {
      return;
    }
    Endpoint at = endpoint(from);
    Side s = side(at);
    if (s == null || !at.isUsable()) {
      return;
    }
    bytesIn += data.remaining();
    byte[] bytes = new byte[data.remaining()];
    data.get(bytes);
    try {
      Message m = Krpc.decode(bytes);
      if (m instanceof Query q) {
        query(q, at, s, bytes.length);
      } else if (!calls.close(at, m)) {
        unsolicited(at, bytes.length);
      }
    } catch (KrpcException e) {
      unsolicited(at, bytes.length);
    }
  }

  private void unsolicited(Endpoint at, int bytes) {
    dropped++;
    // Only counted: it may be what leads to a ban.
    boolean _ = guard.accept(at, bytes, loop.clock().nanos());
  }

  private void query(Query q, Endpoint from, Side side, int bytes) {
    long now = loop.clock().nanos();
    if (!guard.accept(from, bytes, now)) {
      dropped++;
      return;
    }
    queriesIn++;
    if (options.readOnly()) {
      return;
    }
    byte[] out = Krpc.encode(responder.answer(q, from, now), VERSION);
    if (guard.spend(from, out.length, side.table.isGood(from), now)) {
      transmit(from, out);
    } else {
      dropped++;
    }
    if (!q.readOnly()) {
      side.table.heardOf(new Node(q.id(), from), now);
    }
  }

  private boolean sendQuery(Endpoint to, Query query) {
    queriesOut++;
    return transmit(to, Krpc.encode(query, VERSION));
  }

  private boolean transmit(Endpoint to, byte[] bytes) {
    bytesOut += bytes.length;
    return socket.send(ByteBuffer.wrap(bytes), new InetSocketAddress(to.ip(), to.port()));
  }

  static Endpoint endpoint(InetSocketAddress a) {
    return new Endpoint(a.getAddress(), a.getPort());
  }

  /** Counters as they are now. */
  public DhtStats stats() {
    int good4 = v4 == null ? 0 : v4.table.good();
    int good6 = v6 == null ? 0 : v6.table.good();
    int all = sides.stream().mapToInt(s -> s.table.size()).sum();
    DhtStats.State state =
        !running
            ? DhtStats.State.STOPPED
            : good4 + good6 == 0 ? DhtStats.State.BOOTSTRAPPING : DhtStats.State.RUNNING;
    return new DhtStats(
        state,
        good4,
        good6,
        all,
        queriesIn,
        queriesOut,
        calls.answered(),
        calls.refused(),
        calls.timedOut(),
        dropped,
        bytesIn,
        bytesOut,
        responder.torrents(),
        responder.items());
  }

  /** Entries of all stores that strangers can fill, for tests of their bounds. */
  int remembered() {
    return guard.size()
        + responder.storedPeers()
        + responder.items()
        + calls.size()
        + sides.stream().mapToInt(s -> s.table.size()).sum();
  }

  /** A lookup as such, for tests that measure it. */
  void search(NodeId target, boolean isV4, Lookup.Task task) {
    (isV4 ? v4 : v6).lookup(target, task);
  }
}
