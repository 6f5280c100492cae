package io.bitonic.core.dht;

import io.bitonic.core.krpc.Args;
import io.bitonic.core.krpc.Bloom;
import io.bitonic.core.krpc.Endpoint;
import io.bitonic.core.krpc.Item;
import io.bitonic.core.krpc.Node;
import io.bitonic.core.krpc.NodeId;
import io.bitonic.core.krpc.Response;
import io.bitonic.core.net.Loop;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Single questions to the DHT: sizes of swarms (BEP 33), stored items (BEP 44), samples (BEP 51).
 * Made by {@link Dht}. Loop thread only, answers too; an answer may come before the call returns.
 */
public final class DhtRequests {
  /**
   * How large a swarm is, by BEP 33; a rough estimate.
   *
   * @param nodes that answered with filters
   */
  public record Scrape(int seeds, int peers, int nodes) {}

  private final Loop loop;
  private final List<Side> sides;

  DhtRequests(Loop loop, List<Side> sides) {
    this.loop = loop;
    this.sides = sides;
  }

  /** Null when its family isn't used. */
  private Side side(Endpoint at) {
    for (Side s : sides) {
      if (s.v4 == at.isV4()) {
        return s;
      }
    }
    return null;
  }

  /** Asks how many peers a torrent has (BEP 33). */
  public void scrape(byte[] infoHash, Consumer<Scrape> answer) {
    NodeId target = NodeId.of(infoHash);
    Bloom seeds = new Bloom();
    Bloom peers = new Bloom();
    int[] nodes = {0};
    everywhere(
        target,
        () -> new Args.GetPeers(target, false, true),
        (_, r) -> {
          if (r.seeds() != null && r.peers() != null) {
            seeds.merge(r.seeds());
            peers.merge(r.peers());
            nodes[0]++;
          }
          return true;
        },
        _ -> answer.accept(new Scrape((int) seeds.estimate(), (int) peers.estimate(), nodes[0])));
  }

  /**
   * Fetches an immutable value (BEP 44).
   *
   * @param target its SHA-1
   * @param answer gets the bencoded value, or null
   */
  public void getImmutable(NodeId target, Consumer<byte[]> answer) {
    Item[] found = new Item[1];
    everywhere(
        target,
        () -> new Args.Get(target, null),
        (_, r) -> {
          Item i = r.item();
          if (found[0] == null && i != null && !i.isMutable() && Items.isGenuine(i, target)) {
            found[0] = i;
          }
          return found[0] == null;
        },
        _ -> answer.accept(found[0] == null ? null : found[0].value()));
  }

  /**
   * Fetches the newest item of a key (BEP 44).
   *
   * @param key 32 bytes
   * @param salt may be empty
   * @param answer gets the item, or null
   */
  public void getMutable(byte[] key, byte[] salt, Consumer<Item> answer) {
    NodeId target = Items.target(key, salt);
    Item[] found = new Item[1];
    everywhere(
        target,
        () -> new Args.Get(target, null),
        (_, r) -> {
          Item i = r.item();
          if (i != null && i.isMutable() && (found[0] == null || i.seq() > found[0].seq())) {
            // The salt is not in answers: it is ours, and the signature covers it.
            Item salted = new Item(i.value(), i.key(), i.signature(), i.seq(), salt);
            found[0] = Items.isGenuine(salted, target) ? salted : found[0];
          }
          return true;
        },
        _ -> answer.accept(found[0]));
  }

  /**
   * Stores an item on the nodes closest to it (BEP 44); they forget it after two hours.
   *
   * @param item {@link Item#immutable} or of {@link Items#sign}
   * @param cas the sequence number that must be stored now; null: any
   * @param answer gets how many nodes stored it
   */
  public void put(Item item, Long cas, Consumer<Integer> answer) {
    if (item.value().length > Item.MAX_VALUE) {
      throw new IllegalArgumentException("a DHT item holds " + Item.MAX_VALUE + " bytes");
    }
    NodeId target = Items.target(item);
    int[] count = {0, 1};
    Runnable ended =
        () -> {
          if (--count[1] == 0) {
            answer.accept(count[0]);
          }
        };
    everywhere(
        target,
        () -> new Args.Get(target, null),
        (_, _) -> true,
        found -> {
          for (Lookup.Found f : found) {
            count[1]++;
            Calls.Answer stored =
                new Calls.Answer() {
                  @Override
                  public void answered(Response r) {
                    count[0]++;
                    ended.run();
                  }

                  @Override
                  public void failed() {
                    ended.run();
                  }
                };
            Args put = new Args.Put(item, cas, f.token());
            if (!side(f.node().at()).query(f.node().at(), put, stored)) {
              count[1]--;
            }
          }
          ended.run();
        });
  }

  /**
   * Asks a node for info-hashes it knows of (BEP 51).
   *
   * @param answer gets null when it doesn't answer or doesn't tell
   */
  public void sample(InetSocketAddress node, NodeId target, Consumer<Response.Samples> answer) {
    Endpoint at = Dht.endpoint(node);
    Calls.Answer samples =
        new Calls.Answer() {
          @Override
          public void answered(Response r) {
            answer.accept(r.samples());
          }

          @Override
          public void failed() {
            answer.accept(null);
          }
        };
    Side s = side(at);
    if (s == null || !s.query(at, new Args.SampleInfohashes(target), samples)) {
      loop.execute(() -> answer.accept(null));
    }
  }

  private interface Each {
    boolean answered(Node from, Response r);
  }

  /** A search in both families; {@code done} gets where to store, once both have ended. */
  private void everywhere(
      NodeId target, Supplier<Args> args, Each each, Consumer<List<Lookup.Found>> done) {
    List<Lookup.Found> all = new ArrayList<>();
    int[] left = {sides.size()};
    for (Side s : sides) {
      s.lookup(
          target,
          new Lookup.Task() {
            @Override
            public Args args() {
              return args.get();
            }

            @Override
            public boolean answered(Node from, Response r) {
              return each.answered(from, r);
            }

            @Override
            public void done(List<Lookup.Found> closest, Lookup.Counts counts) {
              all.addAll(Lookup.targets(closest));
              if (--left[0] == 0) {
                done.accept(all);
              }
            }
          });
    }
  }
}
