package io.bitonic.core.dht;

import io.bitonic.core.krpc.Endpoint;
import io.bitonic.core.krpc.Node;
import io.bitonic.core.krpc.NodeId;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * The nodes of one address family that we know (BEP 5), in buckets by how many leading bits they
 * share with our id. Loop thread only; time arrives as an argument.
 *
 * <p>Against eclipse: an address is in the table once, a /24 (IPv6: /64) once in a bucket, and ids
 * that are right for their address (BEP 42) displace others. Local addresses are exempt. Hearsay
 * never displaces what has answered.
 */
final class RoutingTable {
  /** Nodes of a bucket and of an answer. */
  static final int K = 8;

  private static final int[] TOP_BUCKETS = {128, 64, 32, 16};
  private static final int REPLACEMENTS = 8;
  private static final int MAX_FAILURES = 5;
  private static final long QUESTIONABLE = TimeUnit.MINUTES.toNanos(15);
  private static final long DOUBTED_WAIT = TimeUnit.MINUTES.toNanos(1);
  private static final long UNCONFIRMED_WAIT = TimeUnit.SECONDS.toNanos(5);

  private static final class Bucket {
    final List<Contact> live = new ArrayList<>(K);
    final List<Contact> spare = new ArrayList<>(0);
    long refreshed;

    Bucket(long now) {
      refreshed = now;
    }

    boolean hasNetwork(long network) {
      return live.stream().anyMatch(c -> c.node.at().network() == network)
          || spare.stream().anyMatch(c -> c.node.at().network() == network);
    }
  }

  private final List<Bucket> buckets = new ArrayList<>();
  private final Map<NodeId, Contact> byId = new HashMap<>();
  private final Map<Endpoint, Contact> byEndpoint = new HashMap<>();
  private final Set<InetAddress> addresses = new HashSet<>();
  private NodeId own;

  RoutingTable(NodeId own, long now) {
    this.own = own;
    buckets.add(new Bucket(now));
  }

  /** Puts the nodes in the order of another id of ours. */
  void move(NodeId id, long now) {
    Collection<Contact> all = List.copyOf(byId.values());
    own = id;
    buckets.clear();
    buckets.add(new Bucket(now));
    byId.clear();
    byEndpoint.clear();
    addresses.clear();
    all.stream().sorted(Comparator.comparing(c -> !c.confirmed)).forEach(c -> insert(c, now));
  }

  /** A node that was told of by others; it may get a free place. */
  void heardOf(Node node, long now) {
    Contact same = byEndpoint.get(node.at());
    if (same != null) {
      same.doubted |= !same.node.id().equals(node.id());
    } else if (!byId.containsKey(node.id())) {
      insert(new Contact(node, now), now);
    }
  }

  /** A node has answered a query of ours. */
  void answered(Node node, long now) {
    Contact c = byId.get(node.id());
    if (c != null && !c.node.at().equals(node.at())) {
      if (c.isGood()) {
        return; // somebody uses the id of a node that is well
      }
      remove(c);
      c = null;
    }
    Contact sameEndpoint = byEndpoint.get(node.at());
    if (sameEndpoint != null && sameEndpoint != c) {
      remove(sameEndpoint); // it has taken another id
    }
    if (c == null) {
      c = new Contact(node, now);
      c.confirmed = true;
      insert(c, now);
      return;
    }
    boolean was = c.confirmed;
    c.confirmed = true;
    c.failures = 0;
    c.lastSeen = now;
    if (!was) {
      Bucket b = bucket(c.node.id());
      if (b.spare.remove(c)) {
        forget(c);
        insert(c, now);
      }
    }
  }

  /** A node was asked something. */
  void asked(Endpoint at, long now) {
    Contact c = byEndpoint.get(at);
    if (c != null) {
      c.asked = true;
      c.doubted = false;
      c.lastAsked = now;
    }
  }

  /** A node left a query unanswered. */
  void failed(Endpoint at) {
    Contact c = byEndpoint.get(at);
    if (c == null) {
      return;
    }
    c.failures++;
    Bucket b = bucket(c.node.id());
    if (c.confirmed && c.failures < MAX_FAILURES && (b.spare.isEmpty() || !b.live.contains(c))) {
      return;
    }
    boolean live = b.live.contains(c);
    remove(c);
    if (live && !b.spare.isEmpty()) {
      Contact best = b.spare.getFirst();
      for (Contact s : b.spare) {
        best = s.betterThan(best) ? s : best;
      }
      b.spare.remove(best);
      b.live.add(best);
    }
  }

  private void insert(Contact c, long now) {
    if (c.node.id().equals(own)
        || byId.containsKey(c.node.id())
        || byEndpoint.containsKey(c.node.at())
        || !c.local && addresses.contains(c.node.at().ip())) {
      return;
    }
    while (true) {
      int i = index(c.node.id());
      Bucket b = buckets.get(i);
      if (!c.local && b.hasNetwork(c.node.at().network())) {
        return;
      }
      if (b.live.size() < limit(i)) {
        b.live.add(c);
        break;
      }
      if (i == buckets.size() - 1 && c.confirmed && i < NodeId.BITS - 1) {
        split(now);
        continue;
      }
      if (!replace(b, c)) {
        return;
      }
      break;
    }
    byId.put(c.node.id(), c);
    byEndpoint.put(c.node.at(), c);
    if (!c.local) {
      addresses.add(c.node.at().ip());
    }
  }

  /** Finds a place in a full bucket, in it or beside it. */
  private boolean replace(Bucket b, Contact c) {
    Contact worst = null;
    for (Contact o : b.live) {
      if (c.betterThan(o) && (worst == null || worst.betterThan(o))) {
        worst = o;
      }
    }
    if (worst != null) {
      b.live.remove(worst);
      b.live.add(c);
      forget(worst);
      return true;
    }
    if (b.spare.size() >= REPLACEMENTS) {
      Contact out = null;
      for (Contact o : b.spare) {
        if (c.betterThan(o) && (out == null || out.betterThan(o))) {
          out = o;
        }
      }
      if (out == null) {
        return false;
      }
      b.spare.remove(out);
      forget(out);
    }
    b.spare.add(c);
    return true;
  }

  /** Parts the last bucket: nodes nearer to us go into a new one. */
  private void split(long now) {
    int last = buckets.size() - 1;
    Bucket old = buckets.get(last);
    Bucket nearer = new Bucket(now);
    buckets.add(nearer);
    List<Contact> all = new ArrayList<>(old.live);
    all.sort(Comparator.comparing(c -> !c.isGood()));
    all.addAll(old.spare);
    old.live.clear();
    old.spare.clear();
    for (Contact c : all) {
      int i = index(c.node.id());
      Bucket b = buckets.get(i);
      if (b.live.size() < limit(i)) {
        b.live.add(c);
      } else if (b.spare.size() < REPLACEMENTS) {
        b.spare.add(c);
      } else {
        forget(c);
      }
    }
  }

  private void remove(Contact c) {
    Bucket b = bucket(c.node.id());
    b.live.remove(c);
    b.spare.remove(c);
    forget(c);
  }

  private void forget(Contact c) {
    byId.remove(c.node.id(), c);
    byEndpoint.remove(c.node.at(), c);
    if (!c.local) {
      addresses.remove(c.node.at().ip());
    }
  }

  private int index(NodeId id) {
    return Math.min(own.commonBits(id), buckets.size() - 1);
  }

  private Bucket bucket(NodeId id) {
    return buckets.get(index(id));
  }

  private static int limit(int bucket) {
    return bucket < TOP_BUCKETS.length ? TOP_BUCKETS[bucket] : K;
  }

  /**
   * The nodes closest to {@code target}, closest first: those that have answered, and when they are
   * too few and it is allowed, hearsay.
   */
  List<Node> closest(NodeId target, int count, boolean hearsayToo) {
    List<Contact> out = new ArrayList<>(count + 1);
    for (Contact c : byId.values()) {
      if (!c.isGood() && !hearsayToo) {
        continue;
      }
      int i = out.size();
      while (i > 0 && closer(target, c, out.get(i - 1))) {
        i--;
      }
      if (i < count) {
        out.add(i, c);
        if (out.size() > count) {
          out.removeLast();
        }
      }
    }
    return out.stream().map(c -> c.node).toList();
  }

  private static boolean closer(NodeId target, Contact a, Contact b) {
    return a.isGood() == b.isGood()
        ? target.compareDistance(a.node.id(), b.node.id()) < 0
        : a.isGood();
  }

  /**
   * The node that should be asked next whether it still is there: unconfirmed ones, then the one
   * not heard of for longest. Null when none is due.
   */
  Contact questionable(long now) {
    Contact due = null;
    for (Contact c : byId.values()) {
      long wait = c.isGood() ? QUESTIONABLE : UNCONFIRMED_WAIT * (1L << Math.min(c.failures, 4));
      long since = c.isGood() ? c.lastSeen : c.lastAsked;
      boolean isDue = !c.asked && !c.confirmed || now - since >= wait;
      isDue |= c.doubted && now - c.lastAsked >= DOUBTED_WAIT;
      if (isDue && (due == null || before(c, due))) {
        due = c;
      }
    }
    return due;
  }

  private static boolean before(Contact a, Contact b) {
    return a.confirmed != b.confirmed ? !a.confirmed : a.lastAsked - b.lastAsked < 0;
  }

  /** A random id in the bucket of {@code c}, so that a ping of it fills the bucket too. */
  NodeId near(Contact c, RandomGenerator random) {
    return inBucket(index(c.node.id()), random);
  }

  private NodeId inBucket(int bucket, RandomGenerator random) {
    return own.atDistance(bucket, random);
  }

  /**
   * A random id in the bucket that was not refreshed for longest, which then counts as refreshed;
   * null when none is older than 15 minutes.
   */
  NodeId refresh(long now, RandomGenerator random) {
    int due = -1;
    for (int i = 0; i < buckets.size(); i++) {
      Bucket b = buckets.get(i);
      if (now - b.refreshed >= QUESTIONABLE
          && b.live.size() < limit(i)
          && (due < 0 || b.refreshed - buckets.get(due).refreshed < 0)) {
        due = i;
      }
    }
    if (due < 0) {
      return null;
    }
    buckets.get(due).refreshed = now;
    return inBucket(due, random);
  }

  /** Nodes that have answered us last time they were asked. */
  int good() {
    int n = 0;
    for (Contact c : byId.values()) {
      n += c.isGood() ? 1 : 0;
    }
    return n;
  }

  /** All nodes, hearsay and replacements too. */
  int size() {
    return byId.size();
  }

  boolean has(Endpoint at) {
    return byEndpoint.containsKey(at);
  }

  /** Whether the node at this address answers our queries: it can't be a forged sender. */
  boolean isGood(Endpoint at) {
    Contact c = byEndpoint.get(at);
    return c != null && c.isGood();
  }

  /** The nodes worth saving, best first. */
  List<Node> save(int count) {
    return closest(own, count, false);
  }

  int buckets() {
    return buckets.size();
  }

  int bucketSize(int bucket) {
    return buckets.get(bucket).live.size();
  }
}
