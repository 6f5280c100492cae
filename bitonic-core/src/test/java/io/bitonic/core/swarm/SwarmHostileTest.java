package io.bitonic.core.swarm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.core.util.PieceLayout;
import io.bitonic.core.wire.Handshake;
import io.bitonic.core.wire.Wire;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Peers that break the protocol: each costs its own connection and nothing else. */
class SwarmHostileTest {
  private static final long CAPABLE = Handshake.FAST | Handshake.EXTENSION;
  private static final int BLOCK = PieceLayout.BLOCK;

  private static byte[] message(int length, int id, int... ints) {
    ByteBuffer b = ByteBuffer.allocate(5 + 4 * ints.length);
    b.putInt(length).put((byte) id);
    for (int i : ints) {
      b.putInt(i);
    }
    return b.array();
  }

  private static Named<Consumer<Puppet>> attack(String name, Consumer<Puppet> what) {
    return Named.of(name, what);
  }

  static Stream<Named<Consumer<Puppet>>> attacks() {
    return Stream.of(
        attack("a message of 2 GiB", p -> p.raw(message(Integer.MAX_VALUE, 99))),
        attack("a negative length", p -> p.raw(message(-5, Wire.HAVE, 0))),
        attack("an unknown message of 2 MiB", p -> p.raw(message(2 << 20, 99))),
        attack("a choke with a body", p -> p.raw(message(9, Wire.CHOKE, 1, 2))),
        attack("a request of the wrong length", p -> p.raw(message(9, Wire.REQUEST, 0, 0))),
        attack("a have of no piece", p -> p.index(Wire.HAVE, 1_000_000)),
        attack("a have of a negative piece", p -> p.index(Wire.HAVE, -1)),
        attack("a bitfield of the wrong length", p -> p.raw(message(5, Wire.BITFIELD, 0))),
        attack("a bitfield with spare bits", p -> p.raw(bitfield(p, 0xff))),
        attack("a request beyond the end", p -> p.request(Wire.REQUEST, 0, 65_000, BLOCK)),
        attack("a request of 1 MiB", p -> p.request(Wire.REQUEST, 0, 0, 1 << 20)),
        attack("a request of nothing", p -> p.request(Wire.REQUEST, 0, 0, 0)),
        attack("a request of no piece", p -> p.request(Wire.REQUEST, 77_777, 0, BLOCK)),
        attack("a reject of no block", p -> p.request(Wire.REJECT, 0, 5, 7)),
        attack("an allowed-fast of no piece", p -> p.index(Wire.ALLOWED_FAST, 55_555)),
        attack("a block of no piece", p -> p.raw(message(9 + BLOCK, Wire.PIECE, 77_777, 0))),
        attack("a block at no block's place", p -> p.raw(message(9 + BLOCK, Wire.PIECE, 0, 7))),
        attack("a block of 1 GiB", p -> p.raw(message(1 << 30, Wire.PIECE, 0, 0))),
        attack("a block of one byte", p -> p.raw(message(10, Wire.PIECE, 0, 0))),
        attack("extension garbage", p -> p.extended(0, "no dictionary".getBytes(US))),
        attack("deep extension", p -> p.extended(0, "l".repeat(100_000).getBytes(US))),
        attack("a don't-have of no piece", p -> p.extended(3, new byte[] {127, 0, 0, 0})),
        attack("requests while choked", p -> many(400, () -> p.request(6, 0, 0, BLOCK))),
        attack("blocks nobody asked for", p -> many(700, () -> p.sendBlock(0, 0))));
  }

  private static final java.nio.charset.Charset US = StandardCharsets.US_ASCII;

  private static void many(int n, Runnable each) {
    for (int i = 0; i < n; i++) {
      each.run();
    }
  }

  private static byte[] bitfield(Puppet p, int last) {
    int bytes = (p.world.meta.layout().pieces() + 7) / 8;
    ByteBuffer b = ByteBuffer.allocate(5 + bytes);
    b.putInt(1 + bytes).put((byte) Wire.BITFIELD);
    b.put(b.capacity() - 1, (byte) last);
    return b.array();
  }

  /** A download that goes on while a hostile peer is there. */
  private static final class Download {
    final SimWorld w = new SimWorld(9, (6 << 20) + 99);
    final SimNode seed =
        w.node(
            "seed",
            c -> {
              c.complete = true;
              c.upBytesPerSecond = 500_000;
            });
    final SimNode node = w.leecher("leecher");

    Download() {
      w.await("the first pieces", 20, () -> node.torrent.havePieces() > 5);
      assertFalse(node.finished);
    }

    void goesOn() {
      w.await("the end", 60, () -> node.finished);
      assertTrue(node.hasPayload());
      assertTrue(
          node.events.stream().noneMatch(e -> e.toString().contains("45.0.0.1")),
          "the seed was suspected: " + node.events);
    }
  }

  @ParameterizedTest
  @MethodSource("attacks")
  void itCostsTheConnectionAlone(Consumer<Puppet> attack) {
    Download d = new Download();
    Puppet p = new Puppet(d.w, "66.6.6.6").dial(d.node, CAPABLE);
    d.w.await("the handshake", 5, () -> p.theirs != null);
    attack.accept(p);
    d.w.await("the end of the connection", 8, () -> p.ended);
    Puppet again = new Puppet(d.w, "66.6.6.6").dial(d.node, CAPABLE);
    d.w.run(Duration.ofSeconds(1));
    assertTrue(again.ended, "it is let in again");
    d.goesOn();
  }

  @ParameterizedTest
  @MethodSource("attacks")
  void itIsTheSameByteByByte(Consumer<Puppet> attack) {
    Download d = new Download();
    Puppet p = new Puppet(d.w, "66.6.6.6");
    p.dialSilently(d.node);
    Puppet recorder = new Puppet(d.w, "66.6.6.7");
    recorder.handshake(CAPABLE);
    attack.accept(recorder);
    byte[] all = recorder.unsent();
    p.dribble(Arrays.copyOf(all, Math.min(all.length, 30_000)), 10_000);
    d.w.run(Duration.ofSeconds(2));
    d.goesOn();
  }

  @Test
  void noHandshakeAtAll() {
    Download d = new Download();
    Puppet p = new Puppet(d.w, "66.6.6.6").dialSilently(d.node);
    p.raw("GET / HTTP/1.1\r\n\r\n".getBytes(US));
    d.w.await("the end of the connection", 5, () -> p.ended);
    d.goesOn();
  }

  @Test
  void aHandshakeOfAnotherTorrent() {
    Download d = new Download();
    Puppet p = new Puppet(d.w, "66.6.6.6").dialSilently(d.node);
    ByteBuffer b = ByteBuffer.allocate(Handshake.LENGTH);
    new Handshake(0, new byte[20], p.peerId).write(b);
    p.raw(b.array());
    d.w.await("the end of the connection", 5, () -> p.ended);
    d.goesOn();
  }

  @Test
  void garbageInAnswerToOurHandshake() {
    Download d = new Download();
    Puppet p = new Puppet(d.w, "66.6.6.6");
    d.w.net.listen(
        p.host,
        l -> {
          p.accept(l);
          p.raw(new byte[500]);
        });
    d.node.torrent.peerCommands().addPeer(Addresses.text(p.host.address));
    d.w.await("the end of the connection", 5, () -> p.ended);
    d.goesOn();
  }

  @Test
  void aFloodOfHavesCostsTheConnection() {
    Download d = new Download();
    Puppet p = new Puppet(d.w, "66.6.6.6").dial(d.node, CAPABLE);
    many(1_000, () -> p.index(Wire.HAVE, 3));
    d.w.run(Duration.ofSeconds(2));
    assertFalse(p.ended, "some are endured");
    many(50_000, () -> p.index(Wire.HAVE, 3));
    d.goesOn();
    assertTrue(p.ended);
  }

  @Test
  void aFloodOfInterestCostsTheConnection() {
    Download d = new Download();
    Puppet p = new Puppet(d.w, "66.6.6.6").dial(d.node, CAPABLE);
    many(
        20_000,
        () -> {
          p.simple(Wire.INTERESTED);
          p.simple(Wire.NOT_INTERESTED);
        });
    d.goesOn();
    assertTrue(p.ended);
  }

  @Test
  void aPeerThatDoesNotReadCostsBoundedMemory() {
    Download d = new Download();
    Puppet p = new Puppet(d.w, "66.6.6.6").dial(d.seed, CAPABLE);
    d.w.await("the handshake", 5, () -> p.theirs != null);
    p.simple(Wire.INTERESTED);
    d.w.await("the unchoke", 30, () -> p.count(Wire.UNCHOKE) > 0);
    p.deaf();
    many(50_000, () -> p.request(Wire.REQUEST, 0, 0, BLOCK));
    d.goesOn();
    d.seed.swarm().peers().forEach(s -> assertTrue(s.uploads.queued() <= PeerUploads.MAX_REQUESTS));
    assertTrue(d.seed.pool.lent() <= d.seed.pool.bound());
  }

  @Test
  void anHonestPeerMayDribble() {
    SimWorld w = new SimWorld(9, SimWorld.PIECE);
    SimNode node = w.leecher("leecher");
    Puppet p = new Puppet(w, "46.0.0.1").dialSilently(node);
    Puppet recorder = new Puppet(w, "46.0.0.2");
    recorder.handshake(CAPABLE);
    recorder.extensionHello(7000, false).simple(Wire.HAVE_ALL).simple(Wire.UNCHOKE);
    p.dribble(recorder.unsent(), 1_000_000);
    w.await("the requests", 10, () -> p.count(Wire.REQUEST) > 0);
    int[] answered = new int[1];
    p.reaction =
        m -> {
          if (m.id() == Wire.REQUEST) {
            answered[0]++;
            byte[] b = p.block(m.i(0), m.i(4), m.i(8), true);
            w.loop.schedule(answered[0] * 100_000_000L, () -> p.dribble(b, 2_000));
          }
        };
    p.messages.stream().filter(m -> m.id() == Wire.REQUEST).toList().forEach(p.reaction);
    w.await("the end", 30, () -> node.finished);
    assertEquals(0, node.snapshot().wasted());
  }
}
