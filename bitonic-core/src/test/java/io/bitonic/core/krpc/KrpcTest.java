package io.bitonic.core.krpc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KrpcTest {
  private static final NodeId ME = id("abcdefghij0123456789");
  private static final NodeId OTHER = id("mnopqrstuvwxyz123456");
  private static final byte[] T = ascii("aa");
  private static final Endpoint V4 = new Endpoint(InetAddress.ofLiteral("203.0.113.5"), 6881);
  private static final Endpoint V6 = new Endpoint(InetAddress.ofLiteral("2001:db8::5"), 51413);

  private static byte[] ascii(String s) {
    return s.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static NodeId id(String s) {
    return NodeId.of(ascii(s));
  }

  private static Query query(Args args) {
    return new Query(T, ME, false, false, false, args);
  }

  private static String text(Message m) {
    return new String(Krpc.encode(m, null), StandardCharsets.ISO_8859_1);
  }

  /** The examples of BEP 5. */
  @Test
  void bep5Examples() throws KrpcException {
    assertEquals(
        "d1:ad2:id20:abcdefghij0123456789e1:q4:ping1:t2:aa1:y1:qe", text(query(new Args.Ping())));
    assertEquals(
        "d1:ad2:id20:abcdefghij01234567896:target20:mnopqrstuvwxyz123456e"
            + "1:q9:find_node1:t2:aa1:y1:qe",
        text(query(new Args.FindNode(OTHER))));
    assertEquals(
        "d1:ad2:id20:abcdefghij01234567899:info_hash20:mnopqrstuvwxyz123456e"
            + "1:q9:get_peers1:t2:aa1:y1:qe",
        text(query(new Args.GetPeers(OTHER, false, false))));
    assertEquals(
        "d1:ad2:id20:abcdefghij012345678912:implied_porti1e9:info_hash20:mnopqrstuvwxyz123456"
            + "4:porti6881e5:token8:aoeusnthe1:q13:announce_peer1:t2:aa1:y1:qe",
        text(query(new Args.AnnouncePeer(OTHER, 6881, true, false, ascii("aoeusnth")))));
    assertEquals(
        "d1:rd2:id20:abcdefghij0123456789e1:t2:aa1:y1:re", text(Response.empty(T, ME, null)));
    Failure f = (Failure) Krpc.decode(ascii("d1:eli201e23:A Generic Error Ocurrede1:t2:aa1:y1:ee"));
    assertEquals(201, f.code());
    assertEquals("A Generic Error Ocurred", f.text());
    Response r =
        (Response)
            Krpc.decode(
                ascii(
                    "d1:rd2:id20:abcdefghij01234567895:token8:aoeusnth6:valuesl6:axje.u6:idhtnmee"
                        + "1:t2:aa1:y1:re"));
    assertEquals(2, r.values().size());
    assertEquals("97.120.106.101:11893", r.values().getFirst().toString());
  }

  @Test
  void everyQueryIsReadBackAsItWas() throws KrpcException {
    byte[] sig = new byte[64];
    byte[] key = new byte[32];
    Item mutable = new Item(ascii("d1:b1:x1:a1:ye"), key, sig, 7, ascii("salt"));
    List<Args> all =
        List.of(
            new Args.Ping(),
            new Args.FindNode(OTHER),
            new Args.GetPeers(OTHER, true, true),
            new Args.Get(OTHER, 5L),
            new Args.Get(OTHER, null),
            new Args.SampleInfohashes(OTHER));
    for (Args a : all) {
      Query q =
          (Query) Krpc.decode(Krpc.encode(new Query(T, ME, true, true, true, a), ascii("BN01")));
      assertEquals(a, q.args());
      assertTrue(q.readOnly());
      assertEquals(!(a instanceof Args.Ping), q.want4() && q.want6());
    }
    Args.Put put =
        (Args.Put)
            ((Query) Krpc.decode(Krpc.encode(query(new Args.Put(mutable, 6L, T)), null))).args();
    // Byte for byte, though its keys are out of order.
    assertArrayEquals(mutable.value(), put.item().value());
    assertArrayEquals(mutable.salt(), put.item().salt());
    assertEquals(7, put.item().seq());
    assertEquals(6, put.cas());
    Args.AnnouncePeer announce =
        (Args.AnnouncePeer)
            ((Query)
                    Krpc.decode(
                        Krpc.encode(query(new Args.AnnouncePeer(OTHER, 99, false, true, T)), null)))
                .args();
    assertTrue(announce.seed() && !announce.impliedPort() && announce.port() == 99);
  }

  @Test
  void everyAnswerIsReadBackAsItWas() throws KrpcException {
    Bloom bloom = new Bloom();
    bloom.add(V4.ip());
    Response r =
        Response.empty(T, ME, V4)
            .withNodes(List.of(new Node(OTHER, V4)), List.of(new Node(OTHER, V6)))
            .withToken(ascii("tok"))
            .withValues(List.of(V4, V6))
            .withBlooms(bloom, new Bloom())
            .withItem(new Item(ascii("3:abc"), new byte[32], new byte[64], 9, new byte[0]))
            .withSamples(new Response.Samples(60, 5, List.of(ME, OTHER)));
    Response back = (Response) Krpc.decode(Krpc.encode(r, ascii("BN01")));
    assertEquals(r.nodes(), back.nodes());
    assertEquals(r.nodes6(), back.nodes6());
    assertEquals(r.values(), back.values());
    assertEquals(r.external(), back.external());
    assertEquals(r.samples(), back.samples());
    assertArrayEquals(r.token(), back.token());
    assertArrayEquals(bloom.bytes(), back.seeds().bytes());
    assertArrayEquals(r.item().value(), back.item().value());
    assertEquals(9, back.item().seq());
  }

  @Test
  void unknownQueriesWithATargetAreFindNode() throws KrpcException {
    String known = "d1:ad2:id20:abcdefghij01234567896:target20:mnopqrstuvwxyz123456e1:q3:new";
    Query q = (Query) Krpc.decode(ascii(known + "1:t2:aa1:y1:qe"));
    assertEquals(new Args.FindNode(OTHER), q.args());
    q = (Query) Krpc.decode(ascii("d1:ad2:id20:abcdefghij0123456789e1:q3:new1:t2:aa1:y1:qe"));
    assertInstanceOf(Args.Unknown.class, q.args());
  }

  @Test
  void unusableNodesAreLeftOut() throws KrpcException {
    Endpoint nowhere = new Endpoint(InetAddress.ofLiteral("0.0.0.0"), 1);
    Endpoint group = new Endpoint(InetAddress.ofLiteral("239.1.1.1"), 1);
    Endpoint noPort = new Endpoint(V4.ip(), 0);
    Response r =
        Response.empty(T, ME, null)
            .withNodes(
                List.of(
                    new Node(OTHER, nowhere),
                    new Node(OTHER, group),
                    new Node(OTHER, noPort),
                    new Node(OTHER, V4)),
                null);
    Response back = (Response) Krpc.decode(Krpc.encode(r, null));
    assertEquals(List.of(new Node(OTHER, V4)), back.nodes());
    assertNull(back.nodes6());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "de",
        "i1e",
        "d1:t2:aa1:y1:xe",
        "d1:q4:ping1:t2:aa1:y1:qe",
        "d1:ad2:id19:abcdefghij012345678e1:q4:ping1:t2:aa1:y1:qe",
        "d1:ad2:id20:abcdefghij0123456789e1:q9:find_node1:t2:aa1:y1:qe",
        "d1:ad2:id20:abcdefghij0123456789e1:q4:ping1:t0:1:y1:qe",
        "d1:ad2:id20:abcdefghij0123456789e1:q4:ping1:t33:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa1:y1:qe",
        "d1:ad2:id20:abcdefghij01234567899:info_hash20:mnopqrstuvwxyz1234564:porti70000e5:token1:xe"
            + "1:q13:announce_peer1:t2:aa1:y1:qe",
        "d1:rd2:id20:abcdefghij01234567895:nodes5:12345e1:t2:aa1:y1:re",
        "d1:adddddddddddeeeeeeeeeeee1:q4:ping1:t2:aa1:y1:qe",
      })
  void malformedMessagesAreRejected(String message) {
    assertThrows(KrpcException.class, () -> Krpc.decode(ascii(message)));
  }

  @Test
  void tooManyValuesAreRejected() {
    String many = "i1e".repeat(500);
    assertThrows(
        KrpcException.class,
        () ->
            Krpc.decode(
                ascii("d1:ad2:id20:abcdefghij01234567891:xl" + many + "ee1:q4:ping1:t1:a1:y1:qe")));
  }

  @Test
  void networksOfBothFamiliesDiffer() {
    SplittableRandom random = new SplittableRandom(1);
    Endpoint sameNet = new Endpoint(InetAddress.ofLiteral("203.0.113.99"), 1);
    assertEquals(V4.network(), sameNet.network());
    Endpoint same64 = new Endpoint(InetAddress.ofLiteral("2001:db8::99"), random.nextInt(9));
    assertEquals(V6.network(), same64.network());
    assertTrue(V4.network() != V6.network());
  }
}
