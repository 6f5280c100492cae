package io.bitonic.core.krpc;

import java.util.ArrayList;
import java.util.List;

/** A node of the DHT: 26 bytes (BEP 5) or 38 bytes (BEP 32) in messages. */
public record Node(NodeId id, Endpoint at) {
  public static final int LENGTH_V4 = NodeId.LENGTH + Endpoint.LENGTH_V4;
  public static final int LENGTH_V6 = NodeId.LENGTH + Endpoint.LENGTH_V6;

  /**
   * The nodes of a compact list; those that can't be reached are left out.
   *
   * @return null when {@code bytes} is null
   * @throws KrpcException when the length is not a multiple of a node's
   */
  static List<Node> readAll(byte[] bytes, int length) throws KrpcException {
    if (bytes == null) {
      return null;
    }
    if (bytes.length % length != 0) {
      throw new KrpcException("nodes of " + bytes.length + " bytes");
    }
    List<Node> nodes = new ArrayList<>(bytes.length / length);
    for (int i = 0; i < bytes.length; i += length) {
      Endpoint at = Endpoint.read(bytes, i + NodeId.LENGTH, length - NodeId.LENGTH);
      if (at != null && at.isUsable()) {
        nodes.add(new Node(NodeId.of(bytes, i), at));
      }
    }
    return nodes;
  }

  static byte[] writeAll(List<Node> nodes, int length) {
    byte[] out = new byte[nodes.size() * length];
    int at = 0;
    for (Node n : nodes) {
      byte[] e = n.at.compact();
      System.arraycopy(n.id.bytes(), 0, out, at, NodeId.LENGTH);
      System.arraycopy(e, 0, out, at + NodeId.LENGTH, e.length);
      at += length;
    }
    return out;
  }
}
