package io.bitonic.core.swarm;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.core.config.Settings.Encryption;
import io.bitonic.core.disk.TestTorrent.Spec;
import io.bitonic.core.net.FrontDoor;
import io.bitonic.core.pex.PexMessage;
import io.bitonic.core.util.PieceLayout;
import io.bitonic.core.wire.ExtensionHandshake;
import io.bitonic.core.wire.Handshake;
import io.bitonic.core.wire.MetadataMessage;
import io.bitonic.core.wire.Wire;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Three flooding peers for every honest one, which come back from another address when they are
 * thrown out: the honest ones lose at most a tenth of their throughput, memory stays bounded, and
 * nobody gets back more than was sent.
 */
class SwarmFloodTest {
  private static final long CAPABLE = Handshake.FAST | Handshake.EXTENSION;
  private static final int BLOCK = PieceLayout.BLOCK;
  private static final int LEECHERS = 4;
  private static final int ATTACKERS = 3;
  private static final int LIVES = 5;
  private static final long GAP_NANOS = 20_000_000L;
  private static final double LEAST = 0.9;

  /** What a session brings by itself: handshakes, a bitfield, and a HAVE for each piece. */
  private static final long SESSION = 1_000 + 9 * 200;

  /** What an attacker does. */
  enum Flood {
    REQUESTS(p -> p.simple(Wire.INTERESTED), p -> many(200, i -> p.request(6, i % 4, 0, BLOCK))),
    REQUESTS_WHILE_CHOKED(p -> {}, p -> many(30, i -> p.request(Wire.REQUEST, 0, 0, BLOCK))),
    CHOKES(
        p -> p.simple(Wire.HAVE_ALL),
        p -> {
          p.simple(Wire.UNCHOKE);
          p.world.loop.schedule(GAP_NANOS / 2, () -> p.simple(Wire.CHOKE));
        }),
    REJECTS(
        p -> {
          p.reaction = m -> rejectRequest(p, m);
          p.simple(Wire.HAVE_ALL).simple(Wire.UNCHOKE);
        },
        p -> {}),
    HAVES(p -> {}, p -> many(100, i -> p.index(Wire.HAVE, i % 3))),
    BITFIELDS(p -> {}, p -> many(20, i -> p.simple(i % 2 == 0 ? Wire.HAVE_ALL : Wire.HAVE_NONE))),
    INTEREST(
        p -> {}, p -> many(50, i -> p.simple(i % 2 == 0 ? Wire.INTERESTED : Wire.NOT_INTERESTED))),
    CANCELS(
        p -> p.simple(Wire.INTERESTED),
        p -> {
          if (p.count(Wire.UNCHOKE) > 0) {
            p.raw(requestsTakenBack(50));
          }
        }),
    BLOCKS(p -> {}, p -> many(2, i -> p.sendBlock(i, 0))),
    KEEPALIVES(p -> {}, p -> p.raw(new byte[400])),
    EXTENSION_HANDSHAKES(
        p -> {}, p -> many(30, i -> p.extensionHello(1 + p.world.random.nextInt(60_000), false))),
    UNKNOWN_EXTENSIONS(p -> {}, p -> many(30, i -> p.extended(77, new byte[20]))),
    HUGE_MESSAGES(p -> {}, p -> p.extended(77, new byte[900_000])),
    PROMISED_MESSAGES(
        p -> p.raw(new byte[] {0, 15, 0, 0, Wire.EXTENDED, 77}), p -> p.raw(new byte[1])),
    METADATA(
        p -> p.extended(0, withMetadata(p)),
        p ->
            many(
                30,
                i ->
                    p.extended(
                        ExtensionHandshake.OUR_METADATA, MetadataMessage.request(i % 2).encode()))),
    PEERS(p -> p.extended(0, withPex(p)), SwarmFloodTest::inventedPeers);

    final Consumer<Puppet> begin;
    final Consumer<Puppet> goOn;

    Flood(Consumer<Puppet> begin, Consumer<Puppet> goOn) {
      this.begin = begin;
      this.goOn = goOn;
    }
  }

  private static void many(int n, IntConsumer each) {
    for (int i = 0; i < n; i++) {
      each.accept(i);
    }
  }

  private static byte[] requestsTakenBack(int n) {
    ByteBuffer b = ByteBuffer.allocate(2 * n * Wire.REQUEST_LENGTH);
    many(
        n,
        i -> {
          Wire.block(b, Wire.REQUEST, i % 90, 0, BLOCK);
          Wire.block(b, Wire.CANCEL, i % 90, 0, BLOCK);
        });
    return b.array();
  }

  private static void rejectRequest(Puppet p, Puppet.Message m) {
    if (m.id() == Wire.REQUEST) {
      p.request(Wire.REJECT, m.i(0), m.i(4), m.i(8));
    }
  }

  private static ExtensionHandshake hello(Puppet p) {
    return ExtensionHandshake.ours(7000, 250, p.host.address.getAddress(), false);
  }

  private static byte[] withMetadata(Puppet p) {
    return hello(p).withMetadata(20_000).encode();
  }

  private static byte[] withPex(Puppet p) {
    return hello(p).withPex().encode();
  }

  private static void inventedPeers(Puppet p) {
    if (p.world.loop.elapsed().toMillis() % 20_000 >= 20) {
      return;
    }
    List<PexMessage.Peer> added = new ArrayList<>();
    for (int i = 0; i < PexMessage.MAX_PEERS; i++) {
      String ip = "77." + p.world.random.nextInt(256) + "." + p.world.random.nextInt(256) + ".9";
      added.add(new PexMessage.Peer(new InetSocketAddress(SimWorld.ip(ip), 9), 0));
    }
    p.extended(ExtensionHandshake.OUR_PEX, new PexMessage(added, List.of()).encode());
  }

  /** Honest peers, and how long they take for the whole torrent. */
  private static final class Honest {
    final SimWorld w = SimWorld.withInfo(31, new byte[2500], Spec.file("file.bin", 6 << 20));
    final List<SimNode> all = new ArrayList<>();
    final List<Puppet> attackers = new ArrayList<>();
    private int addresses;

    Honest(Encryption encryption) {
      w.net.silent = a -> a.getPort() == 9;
      all.add(
          w.node(
              "seed",
              c -> {
                c.complete = true;
                c.upBytesPerSecond = 400_000;
                c.encryption = encryption;
              }));
      for (int i = 0; i < LEECHERS; i++) {
        all.add(
            w.node(
                "leecher" + i,
                c -> {
                  c.upBytesPerSecond = 300_000;
                  c.encryption = encryption;
                }));
      }
    }

    String nextAddress() {
      addresses++;
      return "66." + addresses / 60_000 + "." + addresses / 250 % 250 + "." + addresses % 250;
    }

    void attack(Flood f) {
      for (SimNode n : all) {
        many(ATTACKERS, i -> attack(n, f, LIVES));
      }
    }

    private void attack(SimNode target, Flood f, int lives) {
      Puppet p = new Puppet(w, nextAddress());
      attackers.add(p);
      p.dial(target, CAPABLE);
      f.begin.accept(p);
      goOn(p, target, f, lives);
    }

    private void goOn(Puppet p, SimNode target, Flood f, int lives) {
      if (p.ended && lives > 1) {
        attack(target, f, lives - 1);
      } else if (!p.ended) {
        if (p.backlog() < 20_000) {
          f.goOn.accept(p);
        }
        w.loop.schedule(GAP_NANOS, () -> goOn(p, target, f, lives));
      }
    }

    double seconds() {
      w.await("all have all", 400, () -> all.stream().skip(1).allMatch(n -> n.finished));
      for (SimNode n : all) {
        assertTrue(n.hasPayload());
        assertTrue(n.pool.lent() <= n.pool.bound());
        assertTrue(n.swarm().peers().known().size() <= 3000);
        assertTrue(n.door.pending() <= FrontDoor.PLACES);
        n.swarm().peers().forEach(s -> assertTrue(s.output().pendingControl() <= 1 << 20));
        for (SimNode other : all) {
          assertTrue(
              !n.swarm().peers().known().isBanned(other.address()), "an honest peer is banned");
        }
      }
      for (Puppet p : attackers) {
        assertTrue(p.received <= p.sent + SESSION, () -> p.sent + " bytes sent, got " + p.received);
      }
      return w.loop.elapsed().toMillis() / 1000.0;
    }
  }

  private static void assertUnharmed(Honest attacked, Encryption encryption, Object what) {
    double alone = new Honest(encryption).seconds();
    double with = attacked.seconds();
    assertTrue(with <= alone / LEAST, what + ": " + alone + " s alone, " + with + " s attacked");
  }

  @ParameterizedTest
  @EnumSource(Flood.class)
  void honestPeersGoOn(Flood f) {
    Honest h = new Honest(Encryption.OFF);
    h.attack(f);
    assertUnharmed(h, Encryption.OFF, f);
  }

  /** Connections that never come to their handshake's end, new ones all the time. */
  @Test
  void callersThatAreInNoHurry() {
    Honest h = new Honest(Encryption.OFF);
    recurring(
        h,
        10_000_000L,
        n -> {
          Puppet p = new Puppet(h.w, h.nextAddress());
          p.dialSilently(n);
          p.dribble(handshakeOf(p), 1_000_000_000L);
        });
    assertUnharmed(h, Encryption.OFF, "slow handshakes");
    h.all.forEach(n -> assertTrue(n.door.pending() > 100, "they are there"));
  }

  /** One address that connects again and again, some of them with a handshake. */
  @Test
  void oneThatConnectsAgainAndAgain() {
    Honest h = new Honest(Encryption.OFF);
    recurring(
        h,
        5_000_000L,
        n -> {
          Puppet p = new Puppet(h.w, "67.0.0.1");
          p.dialSilently(n);
          if (h.w.random.nextBoolean()) {
            p.handshake(CAPABLE);
          }
        });
    assertUnharmed(h, Encryption.OFF, "reconnects");
    h.all.forEach(n -> assertTrue(n.door.pending() <= FrontDoor.PLACES_OF_ONE));
  }

  /** Whoever sends no plain handshake may want to encrypt, which costs an exponentiation. */
  @Test
  void garbageThatMayBeEncryption() {
    Honest h = new Honest(Encryption.ALLOWED);
    Random random = new Random(5);
    recurring(
        h,
        20_000_000L,
        n -> {
          Puppet p = new Puppet(h.w, h.nextAddress());
          byte[] garbage = new byte[96 + random.nextInt(512)];
          random.nextBytes(garbage);
          p.dialSilently(n).raw(garbage);
          h.attackers.add(p);
        });
    assertUnharmed(h, Encryption.ALLOWED, "garbage");
  }

  private static void recurring(Honest h, long gap, Consumer<SimNode> attack) {
    h.all.forEach(attack);
    h.w.loop.schedule(gap, () -> recurring(h, gap, attack));
  }

  private static byte[] handshakeOf(Puppet p) {
    ByteBuffer b = ByteBuffer.allocate(Handshake.LENGTH);
    new Handshake(CAPABLE, p.world.meta.infoHash().wire(), p.peerId).write(b);
    return b.array();
  }

  @Test
  void itIsTheSameTwice() {
    Honest a = new Honest(Encryption.OFF);
    a.attack(Flood.CHOKES);
    Honest b = new Honest(Encryption.OFF);
    b.attack(Flood.CHOKES);
    assertTrue(a.seconds() == b.seconds());
    assertTrue(a.w.loop.elapsed().compareTo(Duration.ofSeconds(5)) > 0);
  }
}
