package io.bitonic.core.krpc;

import io.bitonic.core.bencode.BDict;
import io.bitonic.core.bencode.BList;
import io.bitonic.core.bencode.BencodeException;
import io.bitonic.core.bencode.BencodeGuard;
import io.bitonic.core.bencode.Bencoding;
import io.bitonic.core.bencode.Limits;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The codec of DHT messages (BEP 5, 32, 33, 42, 43, 44, 51). Stateless; any thread.
 *
 * <p>What is read is bounded by {@link Limits#KRPC} before it is decoded: 10 levels, 500 values.
 */
public final class Krpc {
  /** Bytes of a transaction id at most; what we repeat must stay small. */
  public static final int MAX_TRANSACTION = 32;

  private static final int MAX_TOKEN = 128;
  private static final int MAX_INTERVAL = 21_600;
  private static final int MAX_TEXT = 200;
  private static final byte[] NONE = {};

  private Krpc() {}

  /**
   * @param version {@code v} of BEP 5, 4 bytes; null: left out
   */
  public static byte[] encode(Message message, byte[] version) {
    return switch (message) {
      case Query q -> KrpcWriter.query(q, version);
      case Response r -> KrpcWriter.response(r, version);
      case Failure f -> KrpcWriter.failure(f, version);
    };
  }

  /**
   * Reads one datagram.
   *
   * @throws KrpcException when it is no message, or one with impossible values
   */
  public static Message decode(byte[] data) throws KrpcException {
    try {
      BencodeGuard guard = BencodeGuard.scan(data, 0, data.length, Limits.KRPC);
      BDict m = Bencoding.decode(data, guard, 0);
      byte[] t = m.bytes("t");
      if (t == null || t.length == 0 || t.length > MAX_TRANSACTION) {
        throw new KrpcException("no usable transaction id");
      }
      return switch (m.utf8("y", "")) {
        case "q" -> query(t, m, guard.rawValue("a"));
        case "r" -> response(t, m, guard.rawValue("r"));
        case "e" -> failure(t, m.list("e"));
        default -> throw new KrpcException("neither query nor answer nor error");
      };
    } catch (BencodeException e) {
      throw new KrpcException(e.getMessage());
    }
  }

  private static Query query(byte[] t, BDict m, byte[] raw) throws KrpcException, BencodeException {
    BDict a = m.dict("a");
    BList want = a.list("want");
    boolean n4 = false;
    boolean n6 = false;
    for (int i = 0; i < want.size(); i++) {
      n4 |= "n4".equals(want.utf8(i));
      n6 |= "n6".equals(want.utf8(i));
    }
    Args args = args(m.utf8("q", ""), a, raw);
    return new Query(t, id(a, "id"), m.longValue("ro", 0) == 1, n4, n6, args);
  }

  private static Args args(String method, BDict a, byte[] raw)
      throws KrpcException, BencodeException {
    return switch (method) {
      case "ping" -> new Args.Ping();
      case "find_node" -> new Args.FindNode(id(a, "target"));
      case "get_peers" ->
          new Args.GetPeers(id(a, "info_hash"), flag(a, "noseed"), flag(a, "scrape"));
      case "announce_peer" -> announce(a);
      case "get" -> new Args.Get(id(a, "target"), number(a, "seq"));
      case "put" -> new Args.Put(item(a, raw), number(a, "cas"), token(a, true));
      case "sample_infohashes" -> new Args.SampleInfohashes(id(a, "target"));
      // What we don't know is answered like find_node when it names a target, so that new queries
      // can travel through old nodes.
      default ->
          a.isBytes("target")
              ? new Args.FindNode(id(a, "target"))
              : a.isBytes("info_hash")
                  ? new Args.FindNode(id(a, "info_hash"))
                  : new Args.Unknown(method);
    };
  }

  private static Args announce(BDict a) throws KrpcException {
    boolean implied = flag(a, "implied_port");
    long port = a.longValue("port", 0);
    if (port < 0 || port > 65535 || port == 0 && !implied) {
      throw new KrpcException("port " + port);
    }
    return new Args.AnnouncePeer(
        id(a, "info_hash"), (int) port, implied, flag(a, "seed"), token(a, true));
  }

  private static Response response(byte[] t, BDict m, byte[] raw)
      throws KrpcException, BencodeException {
    BDict r = m.dict("r");
    return new Response(
        t,
        id(r, "id"),
        endpoint(m.bytes("ip")),
        Node.readAll(r.bytes("nodes"), Node.LENGTH_V4),
        Node.readAll(r.bytes("nodes6"), Node.LENGTH_V6),
        token(r, false),
        values(r),
        Bloom.read(r.bytes("BFsd")),
        Bloom.read(r.bytes("BFpe")),
        r.has("v") || r.has("seq") ? item(r, raw) : null,
        samples(r));
  }

  private static List<Endpoint> values(BDict r) {
    if (!r.isList("values")) {
      return null;
    }
    BList values = r.list("values");
    List<Endpoint> out = new ArrayList<>(values.size());
    for (int i = 0; i < values.size(); i++) {
      Endpoint e = endpoint(values.bytes(i));
      if (e != null && e.isUsable()) {
        out.add(e);
      }
    }
    return out;
  }

  private static Response.Samples samples(BDict r) {
    byte[] b = r.bytes("samples");
    if (b == null || b.length % NodeId.LENGTH != 0) {
      return null;
    }
    List<NodeId> ids = new ArrayList<>(b.length / NodeId.LENGTH);
    for (int i = 0; i < b.length; i += NodeId.LENGTH) {
      ids.add(NodeId.of(b, i));
    }
    int interval = Math.clamp(r.longValue("interval", 0), 0, MAX_INTERVAL);
    return new Response.Samples(interval, Math.max(0, r.intValue("num", ids.size())), ids);
  }

  /** The item in the arguments of a put or in the answer to a get. */
  private static Item item(BDict d, byte[] raw) throws KrpcException, BencodeException {
    byte[] value =
        d.has("v") ? BencodeGuard.scan(raw, 0, raw.length, Limits.KRPC).rawValue("v") : null;
    byte[] key = d.bytes("k");
    byte[] signature = d.bytes("sig");
    byte[] salt = d.bytes("salt");
    if (key != null && key.length != 32 || signature != null && signature.length != 64) {
      throw new KrpcException("key or signature of the wrong length");
    }
    if (value != null && (key == null) != (signature == null)) {
      throw new KrpcException("key or signature is missing");
    }
    return new Item(value, key, signature, d.longValue("seq", 0), salt == null ? NONE : salt);
  }

  private static Failure failure(byte[] t, BList e) {
    boolean hasText = e.size() > 1 && e.isBytes(1);
    String text = hasText ? new String(e.bytes(1), StandardCharsets.ISO_8859_1) : "";
    int code = e.isEmpty() ? 0 : (int) Math.clamp(e.longValue(0, 0), 0, 65535);
    return new Failure(t, code, text.length() > MAX_TEXT ? text.substring(0, MAX_TEXT) : text);
  }

  private static NodeId id(BDict d, String key) throws KrpcException {
    byte[] b = d.bytes(key);
    if (b == null || b.length != NodeId.LENGTH) {
      throw new KrpcException("no " + key + " of 20 bytes");
    }
    return NodeId.of(b);
  }

  private static byte[] token(BDict d, boolean needed) throws KrpcException {
    byte[] token = d.bytes("token");
    if (token == null && needed || token != null && token.length > MAX_TOKEN) {
      throw new KrpcException("no usable token");
    }
    return token;
  }

  private static boolean flag(BDict d, String key) {
    return d.longValue(key, 0) != 0;
  }

  private static Long number(BDict d, String key) {
    return d.isLong(key) ? (Long) d.longValue(key, 0) : null;
  }

  private static Endpoint endpoint(byte[] b) {
    return b == null || b.length != Endpoint.LENGTH_V4 && b.length != Endpoint.LENGTH_V6
        ? null
        : Endpoint.read(b, 0, b.length);
  }
}
