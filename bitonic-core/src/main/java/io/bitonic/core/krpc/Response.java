package io.bitonic.core.krpc;

import java.util.List;

/**
 * An answer. What the answer hasn't is null.
 *
 * @param id the sender's
 * @param external the address that the sender saw our query come from (BEP 42)
 * @param nodes IPv4 nodes
 * @param nodes6 IPv6 nodes (BEP 32)
 * @param token what announce_peer or put must repeat
 * @param values peers of a torrent
 * @param seeds filter of seeds (BEP 33)
 * @param peers filter of other peers (BEP 33)
 * @param item BEP 44
 * @param samples BEP 51
 */
public record Response(
    byte[] transaction,
    NodeId id,
    Endpoint external,
    List<Node> nodes,
    List<Node> nodes6,
    byte[] token,
    List<Endpoint> values,
    Bloom seeds,
    Bloom peers,
    Item item,
    Samples samples)
    implements Message {

  /**
   * Some info-hashes of a node's store (BEP 51).
   *
   * @param interval seconds until another sample can be had, 0–21600
   * @param total info-hashes in the store
   */
  public record Samples(int interval, int total, List<NodeId> infoHashes) {}

  /** An answer that says nothing but who we are. */
  public static Response empty(byte[] transaction, NodeId id, Endpoint external) {
    return new Response(transaction, id, external, null, null, null, null, null, null, null, null);
  }

  public Response withNodes(List<Node> v4, List<Node> v6) {
    return new Response(
        transaction, id, external, v4, v6, token, values, seeds, peers, item, samples);
  }

  public Response withToken(byte[] t) {
    return new Response(
        transaction, id, external, nodes, nodes6, t, values, seeds, peers, item, samples);
  }

  public Response withValues(List<Endpoint> v) {
    return new Response(
        transaction, id, external, nodes, nodes6, token, v, seeds, peers, item, samples);
  }

  public Response withBlooms(Bloom s, Bloom p) {
    return new Response(
        transaction, id, external, nodes, nodes6, token, values, s, p, item, samples);
  }

  public Response withItem(Item i) {
    return new Response(
        transaction, id, external, nodes, nodes6, token, values, seeds, peers, i, samples);
  }

  public Response withSamples(Samples s) {
    return new Response(
        transaction, id, external, nodes, nodes6, token, values, seeds, peers, item, s);
  }
}
