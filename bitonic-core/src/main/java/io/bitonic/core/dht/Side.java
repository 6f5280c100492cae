package io.bitonic.core.dht;

import io.bitonic.core.krpc.Args;
import io.bitonic.core.krpc.Endpoint;
import io.bitonic.core.krpc.Node;
import io.bitonic.core.krpc.NodeId;
import io.bitonic.core.krpc.Query;
import io.bitonic.core.krpc.Response;
import io.bitonic.core.krpc.SecureIds;
import io.bitonic.core.net.Loop;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.tinylog.Logger;

/**
 * One address family's half of the DHT (BEP 32): our id there, the routing table and its upkeep.
 * Loop thread only.
 */
final class Side implements Lookup.Network {
  /** Sends a query to an address, and tells how it ends. */
  interface Sender {
    boolean send(Endpoint to, Query query);
  }

  private static final long TICK = TimeUnit.SECONDS.toNanos(5);
  private static final long TICK_ALONE = TimeUnit.SECONDS.toNanos(1);
  // Often at first, since those who come in at the same time find each other only then.
  private static final long FIRST_SEARCH = TimeUnit.SECONDS.toNanos(10);
  private static final long LAST_SEARCH = TimeUnit.MINUTES.toNanos(15);
  private static final long FIRST_RETRY = TimeUnit.SECONDS.toNanos(2);
  private static final long LAST_QUICK = TimeUnit.SECONDS.toNanos(30);
  private static final long LAST_RETRY = TimeUnit.MINUTES.toNanos(10);

  final boolean v4;
  final RoutingTable table;
  private final Loop loop;
  private final RandomGenerator random;
  private final Calls calls;
  private final Sender sender;
  private final Dht.Options options;
  private final Runnable joined;
  private final ExternalVotes votes = new ExternalVotes();
  private Runnable findRouters = () -> {};
  private NodeId id;
  private InetAddress external;
  private Side other;
  private long searched;
  private long searchPause = FIRST_SEARCH;
  private long retry = FIRST_RETRY;
  private long retriedAt;
  private boolean searching;

  /**
   * @param id null: a random one
   * @param joined runs when the first node has answered, and when a search for ourselves has found
   *     nodes
   */
  Side(
      boolean v4,
      NodeId id,
      Loop loop,
      RandomGenerator random,
      Calls calls,
      Sender sender,
      Dht.Options options,
      Runnable joined) {
    this.v4 = v4;
    this.id = id == null ? NodeId.random(random) : id;
    this.loop = loop;
    this.random = random;
    this.calls = calls;
    this.sender = sender;
    this.options = options;
    this.joined = joined;
    this.table = new RoutingTable(this.id, now());
  }

  /**
   * @param otherSide the other family, which learns nodes from answers to us; null when it isn't
   *     used
   * @param findRoutersTask asks for the addresses of bootstrap nodes; they come by {@link #join}
   */
  void start(Side otherSide, Runnable findRoutersTask) {
    this.other = otherSide;
    this.findRouters = findRoutersTask;
    // What can't be sent is no try: the next comes as soon as it can.
    retriedAt = options.online().getAsBoolean() ? now() : now() - retry;
    if (table.size() > 0) {
      join(List.of());
    } else {
      findRouters.run();
    }
  }

  private long now() {
    return loop.clock().nanos();
  }

  NodeId id() {
    return id;
  }

  /** One node is asked or one bucket refreshed, or another try to get in is made. */
  void tick() {
    long now = now();
    if (table.good() == 0) {
      if (now - retriedAt >= retry) {
        retriedAt = now;
        retry = Math.min(LAST_RETRY, retry * 2);
        if (!searching && table.size() > 0) {
          join(List.of());
        }
        findRouters.run();
      }
      return;
    }
    retry = FIRST_RETRY;
    if (!searching && now - searched >= searchPause) {
      searchPause = Math.min(LAST_SEARCH, searchPause * 2);
      join(List.of());
      return;
    }
    NodeId target = table.refresh(now, random);
    if (target != null) {
      lookup(target, new Fill(target));
      return;
    }
    Contact c = table.questionable(now);
    if (c != null) {
      ask(c.node.at(), table.near(c, random));
    }
  }

  /** Until the next {@link #tick}. */
  long tickNanos() {
    return table.good() == 0 && retry < LAST_QUICK ? TICK_ALONE : TICK;
  }

  /** A node that nobody vouches for: asked, and taken in when it answers. */
  void probe(Endpoint at) {
    if (!table.has(at)) {
      ask(at, id);
    }
  }

  private void ask(Endpoint at, NodeId target) {
    query(
        at,
        new Args.FindNode(target),
        new Calls.Answer() {
          @Override
          public void answered(Response r) {
            boolean first = table.good() == 1;
            List<Node> nodes = v4 ? r.nodes() : r.nodes6();
            if (nodes != null) {
              nodes.stream().limit(2L * RoutingTable.K).forEach(n -> hear(n, at));
            }
            if (first && !searching) {
              join(List.of());
            }
          }

          @Override
          public void failed() {}
        });
  }

  private void hear(Node n, Endpoint from) {
    if (n.at().isV4() == v4 && (from.isLocal() || !n.at().isLocal())) {
      table.heardOf(n, now());
    }
  }

  /** Searches for ourselves, which fills the table and makes us known. */
  void join(List<Endpoint> routers) {
    if (searching) {
      // Perhaps what was asked before is silent, or it was lost.
      routers.forEach(this::probe);
      return;
    }
    searching = true;
    searched = now();
    Lookup lookup = new Lookup(id, id, v4, this, new Join());
    lookup.start(table.closest(id, 2 * RoutingTable.K, true), routers);
  }

  /** Starts a lookup in this family. */
  Lookup lookup(NodeId target, Lookup.Task task) {
    Lookup lookup = new Lookup(id, target, v4, this, task);
    lookup.start(
        table.closest(target, 2 * RoutingTable.K, table.good() < RoutingTable.K), List.of());
    return lookup;
  }

  private static class Fill implements Lookup.Task {
    private final NodeId target;

    Fill(NodeId target) {
      this.target = target;
    }

    @Override
    public Args args() {
      return new Args.FindNode(target);
    }
  }

  private final class Join extends Fill {
    Join() {
      super(id);
    }

    @Override
    public void done(List<Lookup.Found> closest, Lookup.Counts counts) {
      searching = false;
      if (!closest.isEmpty()) {
        joined.run();
      }
    }
  }

  @Override
  public boolean query(Endpoint to, Args args, Calls.Answer answer) {
    if (!options.online().getAsBoolean()) {
      return false;
    }
    byte[] t =
        calls.open(
            to,
            new Calls.Answer() {
              @Override
              public void answered(Response r) {
                heard(to, r);
                answer.answered(r);
              }

              @Override
              public void slow() {
                answer.slow();
              }

              @Override
              public void failed() {
                table.failed(to);
                answer.failed();
              }
            });
    if (t == null) {
      return false;
    }
    table.asked(to, now());
    // The other family's nodes are asked for only while it needs some (BEP 32).
    boolean both = other != null && other.table.good() < 4 * RoutingTable.K;
    // A lost packet and one that could not be sent look the same: the timeout tells.
    sender.send(to, new Query(t, id, options.readOnly(), both || v4, both || !v4, args));
    return true;
  }

  private void heard(Endpoint from, Response r) {
    boolean alone = table.good() == 0;
    table.answered(new Node(r.id(), from), now());
    if (alone && table.good() > 0) {
      // Behind the caller, who takes the nodes of this answer into the table.
      loop.execute(joined);
    }
    if (other != null) {
      List<Node> nodes = v4 ? r.nodes6() : r.nodes();
      if (nodes != null) {
        nodes.stream().limit(RoutingTable.K).forEach(n -> other.hear(n, from));
      }
    }
    InetAddress seen = votes.vote(from, r.external());
    if (seen != null && !seen.equals(external)) {
      external = seen;
      if (!SecureIds.matches(id, seen)) {
        id = SecureIds.generate(seen, random);
        table.move(id, now());
        searchPause = FIRST_SEARCH;
        Logger.info("DHT: our address is {}, node id changed", seen.getHostAddress());
      }
    }
  }

  /** The address by which others see us, or null. */
  InetAddress external() {
    return external;
  }
}
