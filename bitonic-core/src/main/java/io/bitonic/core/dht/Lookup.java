package io.bitonic.core.dht;

import io.bitonic.core.krpc.Args;
import io.bitonic.core.krpc.Endpoint;
import io.bitonic.core.krpc.Node;
import io.bitonic.core.krpc.NodeId;
import io.bitonic.core.krpc.Response;
import io.bitonic.core.krpc.SecureIds;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * An iterative search for the nodes closest to a target (BEP 5) in one address family. Loop thread
 * only.
 *
 * <p>Five queries are under way at a time; one that is unanswered after a second counts no more, so
 * that silent nodes don't hold the search up. It ends when the 8 closest have answered.
 *
 * <p>Against poisoned answers: nodes whose ids are right for their address (BEP 42) and others are
 * counted apart, so that made-up ids near the target push no honest node out; a network (/24, /64)
 * takes part once; who answers with another id than was told of is dropped; an answer's nodes count
 * up to a bound.
 */
final class Lookup {
  /** What is asked, and what becomes of it. */
  interface Task {
    Args args();

    /**
     * @return false ends the search at once
     */
    default boolean answered(Node from, Response response) {
      return true;
    }

    /**
     * @param closest those that answered, closest first; empty when nobody did
     */
    default void done(List<Found> closest, Counts counts) {}
  }

  /**
   * A node that answered.
   *
   * @param token null when it gave none
   */
  record Found(Node node, byte[] token, boolean trusted) {}

  /**
   * What a search took.
   *
   * @param queries sent
   * @param answers got
   * @param hops length of the chain of answers that led to the closest node
   */
  record Counts(int queries, int answers, int hops) {}

  /** How a lookup reaches nodes. */
  interface Network {
    /** Sends; false when it couldn't. */
    boolean query(Endpoint to, Args args, Calls.Answer answer);
  }

  private enum State {
    NEW,
    ASKED,
    SLOW,
    ANSWERED,
    FAILED
  }

  private static final class Candidate {
    final Endpoint at;
    final int hops;
    NodeId id;
    boolean trusted;
    State state = State.NEW;
    byte[] token;

    Candidate(NodeId id, Endpoint at, int hops) {
      this.id = id;
      this.at = at;
      this.hops = hops;
      this.trusted = id != null && SecureIds.isTrusted(id, at);
    }
  }

  private static final int K = RoutingTable.K;
  private static final int ALPHA = 5;
  private static final int MAX_CANDIDATES = 128;
  private static final int MAX_QUERIES = 400;

  /** Silent nodes after which those whose ids don't fit their address are asked no more. */
  private static final int MAX_WASTED = 3 * K;

  /** Nodes of one answer that count; K in each family is the rule. */
  private static final int NODES_PER_ANSWER = 2 * K;

  private final NodeId own;
  private final NodeId target;
  private final boolean v4;
  private final Network network;
  private final Task task;
  // Sorted by distance; those whose id is unknown come first.
  private final List<Candidate> candidates = new ArrayList<>();
  private final Set<Endpoint> known = new HashSet<>();
  private final Set<Long> networks = new HashSet<>();
  private int running;
  private int queries;
  private int answers;
  private int wasted;
  private boolean done;

  Lookup(NodeId own, NodeId target, boolean v4, Network network, Task task) {
    this.own = own;
    this.target = target;
    this.v4 = v4;
    this.network = network;
    this.task = task;
  }

  /**
   * @param routers further addresses to ask, whose ids are unknown
   */
  void start(List<Node> nodes, List<Endpoint> routers) {
    nodes.forEach(n -> add(n.id(), n.at(), 0));
    routers.forEach(e -> add(null, e, 0));
    step();
  }

  private void add(NodeId id, Endpoint at, int hops) {
    if (at.isV4() != v4 || !at.isUsable() || own.equals(id) || !known.add(at)) {
      return;
    }
    if (!at.isLocal() && !networks.add(at.network())) {
      return;
    }
    Candidate c = new Candidate(id, at, hops);
    int i = 0;
    while (i < candidates.size() && !closer(c, candidates.get(i))) {
      i++;
    }
    candidates.add(i, c);
    trim(c.trusted);
  }

  private boolean closer(Candidate a, Candidate b) {
    if (a.id == null || b.id == null) {
      return a.id == null && b.id != null;
    }
    return target.compareDistance(a.id, b.id) < 0;
  }

  /** Drops the farthest candidate of the class when there are too many of it. */
  private void trim(boolean trusted) {
    int n = 0;
    Candidate last = null;
    for (Candidate c : candidates) {
      if (c.trusted == trusted && c.id != null) {
        n++;
        last = c.state == State.NEW ? c : last;
      }
    }
    if (n > MAX_CANDIDATES && last != null) {
      candidates.remove(last);
    }
  }

  private void step() {
    if (done) {
      return;
    }
    boolean waiting = false;
    boolean complete = true;
    for (boolean trusted : new boolean[] {true, false}) {
      if (!trusted && wasted >= MAX_WASTED) {
        continue;
      }
      int rank = 0;
      for (int i = 0; i < candidates.size() && rank < K; i++) {
        Candidate c = candidates.get(i);
        if (c.trusted != trusted || c.state == State.FAILED) {
          continue;
        }
        if (c.state == State.NEW && running < ALPHA && queries < MAX_QUERIES) {
          ask(c);
        }
        if (c.state == State.FAILED) {
          continue;
        }
        waiting |= c.state == State.ASKED || c.state == State.NEW && running > 0;
        complete &= c.state == State.ANSWERED || c.state == State.SLOW;
        rank += c.state == State.SLOW ? 0 : 1;
      }
    }
    if (!waiting && (complete || queries >= MAX_QUERIES) && !awaitsSlow()) {
      finish();
    }
  }

  /** With too few answers the slow ones are waited for, up to their timeout. */
  private boolean awaitsSlow() {
    return answers < K && candidates.stream().anyMatch(c -> c.state == State.SLOW);
  }

  private void ask(Candidate c) {
    c.state = State.ASKED;
    running++;
    queries++;
    Calls.Answer answer =
        new Calls.Answer() {
          @Override
          public void answered(Response r) {
            settled(c);
            arrived(c, r);
          }

          @Override
          public void slow() {
            running--;
            c.state = State.SLOW;
            wasted += c.trusted ? 0 : 1;
            step();
          }

          @Override
          public void failed() {
            settled(c);
            c.state = State.FAILED;
            step();
          }
        };
    if (!network.query(c.at, task.args(), answer)) {
      running--;
      c.state = State.FAILED;
    }
  }

  private void settled(Candidate c) {
    if (c.state == State.ASKED) {
      running--;
    }
  }

  private void arrived(Candidate c, Response r) {
    if (c.id != null && !c.id.equals(r.id())) {
      c.state = State.FAILED;
      step();
      return;
    }
    if (c.id == null) {
      name(c, r.id());
    }
    c.state = State.ANSWERED;
    c.token = r.token();
    answers++;
    if (done) {
      return;
    }
    List<Node> nodes = v4 ? r.nodes() : r.nodes6();
    if (nodes != null) {
      for (Node n : nodes.subList(0, Math.min(nodes.size(), NODES_PER_ANSWER))) {
        // Strangers must not make us send into local networks.
        if (c.at.isLocal() || !n.at().isLocal()) {
          add(n.id(), n.at(), c.hops + 1);
        }
      }
    }
    if (task.answered(new Node(c.id, c.at), r)) {
      step();
    } else {
      finish();
    }
  }

  private void name(Candidate c, NodeId id) {
    candidates.remove(c);
    c.id = id;
    c.trusted = SecureIds.isTrusted(id, c.at);
    int i = 0;
    while (i < candidates.size() && !closer(c, candidates.get(i))) {
      i++;
    }
    candidates.add(i, c);
  }

  /** Ends it now with what it has. */
  void finish() {
    if (done) {
      return;
    }
    done = true;
    List<Found> found = new ArrayList<>();
    int hops = 0;
    for (Candidate c : candidates) {
      if (c.state == State.ANSWERED) {
        hops = found.isEmpty() ? c.hops : hops;
        found.add(new Found(new Node(c.id, c.at), c.token, c.trusted));
      }
    }
    task.done(found, new Counts(queries, answers, hops));
  }

  /**
   * Where to store: the 8 closest whose ids are right for their address, and those others that are
   * among the 8 closest of all, since clients that don't check ids look there.
   */
  static List<Found> targets(List<Found> closest) {
    List<Found> out = new ArrayList<>();
    int trusted = 0;
    for (int i = 0; i < closest.size(); i++) {
      Found f = closest.get(i);
      if (f.token() != null && (i < K || f.trusted() && trusted < K)) {
        out.add(f);
      }
      trusted += f.trusted() ? 1 : 0;
    }
    return out;
  }
}
