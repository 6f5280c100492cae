package io.bitonic.core.dht;

import io.bitonic.core.krpc.Args;
import io.bitonic.core.krpc.Endpoint;
import io.bitonic.core.krpc.Failure;
import io.bitonic.core.krpc.Item;
import io.bitonic.core.krpc.Message;
import io.bitonic.core.krpc.Node;
import io.bitonic.core.krpc.NodeId;
import io.bitonic.core.krpc.Query;
import io.bitonic.core.krpc.Response;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.random.RandomGenerator;

/** Makes the answers to others' queries, and keeps what they store. Loop thread only. */
final class Responder {
  private final Tokens tokens;
  private final PeerStore peers;
  private final ItemStore items;
  private final BiConsumer<NodeId, Endpoint> announced;
  private final Side v4;
  private final Side v6;

  /**
   * @param v4 null when the family isn't used
   * @param v6 null when the family isn't used
   * @param announced hears of every peer that is announced to us
   */
  Responder(
      Side v4, Side v6, RandomGenerator random, long now, BiConsumer<NodeId, Endpoint> announced) {
    this.announced = announced;
    this.v4 = v4;
    this.v6 = v6;
    this.tokens = new Tokens(random, now);
    this.peers = new PeerStore(random, now);
    this.items = new ItemStore();
  }

  Message answer(Query q, Endpoint from, long now) {
    Side side = from.isV4() ? v4 : v6;
    Response r = Response.empty(q.transaction(), side.id(), from);
    return switch (q.args()) {
      case Args.Ping _ -> r;
      case Args.FindNode a -> nodes(r, q, from, a.target());
      case Args.GetPeers a -> peers(nodes(r, q, from, a.infoHash()), a, from, now);
      case Args.AnnouncePeer a -> announce(r, a, from, now);
      case Args.Get a -> item(nodes(r, q, from, a.target()), a, from, now);
      case Args.Put a -> put(r, a, from, now);
      case Args.SampleInfohashes a -> nodes(r, q, from, a.target()).withSamples(peers.sample(now));
      case Args.Unknown _ -> new Failure(q.transaction(), Failure.UNKNOWN_METHOD, "Method Unknown");
    };
  }

  private Response nodes(Response r, Query q, Endpoint from, NodeId target) {
    boolean none = !q.want4() && !q.want6();
    return r.withNodes(
        q.want4() || none && from.isV4() ? closest(v4, target, q.id()) : null,
        q.want6() || none && !from.isV4() ? closest(v6, target, q.id()) : null);
  }

  private static List<Node> closest(Side side, NodeId target, NodeId asker) {
    if (side == null) {
      return List.of();
    }
    List<Node> nodes = side.table.closest(target, RoutingTable.K + 1, false);
    return nodes.stream().filter(n -> !n.id().equals(asker)).limit(RoutingTable.K).toList();
  }

  private Response peers(Response r, Args.GetPeers a, Endpoint from, long now) {
    int most = from.isV4() ? PeerStore.MAX_REPLY_V4 : PeerStore.MAX_REPLY_V6;
    // The filters take 600 bytes of the one packet.
    List<Endpoint> found =
        peers.peers(a.infoHash(), from.isV4(), a.noSeed(), a.scrape() ? most / 4 : most);
    Response out = r.withToken(tokens.make(from, a.infoHash(), now));
    if (found == null) {
      return out;
    }
    if (a.scrape()) {
      out = out.withBlooms(peers.bloom(a.infoHash(), true), peers.bloom(a.infoHash(), false));
    }
    return found.isEmpty() ? out : out.withValues(found);
  }

  private Message announce(Response r, Args.AnnouncePeer a, Endpoint from, long now) {
    if (!tokens.isValid(a.token(), from, a.infoHash(), now)) {
      return new Failure(r.transaction(), Failure.PROTOCOL, "Bad Token");
    }
    Endpoint peer = a.impliedPort() ? from : new Endpoint(from.ip(), a.port());
    peers.add(a.infoHash(), peer, a.seed(), now);
    announced.accept(a.infoHash(), peer);
    return r;
  }

  private Response item(Response r, Args.Get a, Endpoint from, long now) {
    Response out = r.withToken(tokens.make(from, a.target(), now));
    Item i = items.get(a.target());
    if (i == null) {
      return out;
    }
    boolean old = i.isMutable() && a.seq() != null && i.seq() <= a.seq();
    return out.withItem(old ? new Item(null, i.key(), i.signature(), i.seq(), i.salt()) : i);
  }

  private Message put(Response r, Args.Put a, Endpoint from, long now) {
    if (a.item().value() == null) {
      return new Failure(r.transaction(), Failure.PROTOCOL, "No Value");
    }
    if (!tokens.isValid(a.token(), from, Items.target(a.item()), now)) {
      return new Failure(r.transaction(), Failure.PROTOCOL, "Bad Token");
    }
    int code = items.put(a.item(), a.cas(), now);
    return code == 0 ? r : new Failure(r.transaction(), code, "Not Stored");
  }

  void expire(long now) {
    peers.expire(now);
    items.expire(now);
  }

  int torrents() {
    return peers.torrents();
  }

  int storedPeers() {
    return peers.peers();
  }

  int items() {
    return items.size();
  }
}
