package io.bitonic.core.swarm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.core.api.EngineEvent;
import io.bitonic.core.api.FilePriority;
import io.bitonic.core.api.TorrentState;
import io.bitonic.core.disk.TestTorrent.Spec;
import io.bitonic.core.metainfo.Metainfo;
import io.bitonic.core.tracker.AnnounceEvent;
import io.bitonic.core.util.PieceLayout;
import io.bitonic.core.wire.ExtensionHandshake;
import io.bitonic.core.wire.Handshake;
import io.bitonic.core.wire.Wire;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is asked of whom, in which order, how fast. */
class SwarmTransferTest {
  private static final long CAPABLE = Handshake.FAST | Handshake.EXTENSION;
  private static final int PIECE = SimWorld.PIECE;

  @Test
  void onlyThePiecesOfChosenFilesAreFetched() {
    SimWorld w =
        new SimWorld(
            7,
            Spec.file("a", 5 * PIECE + 100),
            Spec.file("b", 5 * PIECE),
            Spec.file("c", 5 * PIECE),
            Spec.file("d", 3 * PIECE));
    w.seed("seed");
    Map<Integer, FilePriority> skipped = Map.of(0, FilePriority.SKIP, 2, FilePriority.SKIP);
    SimNode n = w.node("leecher", c -> c.priorities = skipped);
    w.await("the end", 60, () -> n.finished);
    w.run(Duration.ofSeconds(5));
    // File b lies in pieces 5 to 10, file d in 15 to 18.
    Set<Integer> expected = new TreeSet<>(List.of(5, 6, 7, 8, 9, 10, 15, 16, 17, 18));
    assertEquals(expected, new TreeSet<>(n.storage.written));
    assertEquals(TorrentState.FINISHED, n.state());
    assertEquals(8L * PIECE, n.snapshot().wantedSize());
    assertEquals(1, n.snapshot().progress());
    n.torrent.commands().setPriorities(Map.of(0, FilePriority.NORMAL));
    w.await("the rest of file a", 60, () -> n.storage.written.size() == 15);
    assertEquals(TorrentState.FINISHED, n.state());
  }

  @Test
  void aFileThatIsGivenUpInTheMiddleDisturbsNothing() {
    SimWorld w = new SimWorld(7, Spec.file("a", 20 * PIECE), Spec.file("b", 20 * PIECE));
    w.node(
        "seed",
        c -> {
          c.complete = true;
          c.upBytesPerSecond = 200_000;
        });
    SimNode n = w.node("leecher", c -> c.poolBytes = 6 * PIECE);
    for (int i = 0; i < 40 && !n.finished; i++) {
      w.run(Duration.ofMillis(270));
      FilePriority p = i % 2 == 0 ? FilePriority.SKIP : FilePriority.NORMAL;
      n.torrent.commands().setPriorities(Map.of(i / 2 % 2, p));
    }
    n.torrent.commands().setPriorities(Map.of(0, FilePriority.NORMAL, 1, FilePriority.NORMAL));
    w.await("the end", 90, () -> n.torrent.picker().haves().isFull());
    assertTrue(n.hasPayload());
    assertTrue(n.events(EngineEvent.HashFailed.class).isEmpty());
    w.run(Duration.ofSeconds(1));
    assertEquals(0, n.pool.lent(), "every buffer is back");
  }

  @Test
  void sequentialMeansInOrder() {
    SimWorld w = new SimWorld(7, 40 * PIECE);
    SimNode n =
        w.node(
            "leecher",
            c -> {
              c.sequential = true;
              c.tracker = false;
            });
    List<Integer> asked = new ArrayList<>();
    Puppet p = new Puppet(w, "46.0.0.1").dial(n, CAPABLE).serve();
    w.await("the end", 60, () -> n.finished);
    p.all(Wire.REQUEST).forEach(m -> asked.add(m.i(0)));
    List<Integer> firsts = asked.stream().distinct().toList();
    assertEquals(IntStream.range(0, 40).boxed().toList(), firsts);
  }

  @Test
  void uploadSlotsAreRespectedAndTurnsGoRound() {
    SimWorld w = new SimWorld(7, 8 << 20);
    SimNode seed =
        w.node(
            "seed",
            c -> {
              c.complete = true;
              c.uploadSlots = 2;
              c.tracker = false;
            });
    List<Puppet> peers = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      peers.add(new Puppet(w, "46.0.0." + (1 + i)).dial(seed, CAPABLE).simple(Wire.INTERESTED));
    }
    Set<Integer> served = new HashSet<>();
    for (int i = 0; i < 400; i++) {
      w.run(Duration.ofSeconds(1));
      if (i % 60 == 0) {
        // Lest they be left for their silence.
        peers.forEach(p -> p.raw(new byte[4]));
      }
      int[] open = new int[1];
      seed.swarm()
          .peers()
          .forEach(
              s -> {
                if (!s.uploads.choking()) {
                  open[0]++;
                  served.add(s.slot);
                }
              });
      assertTrue(open[0] <= 2, open[0] + " peers are unchoked");
    }
    assertEquals(6, served.size(), "not all had a turn: " + served);
    assertEquals(6, seed.swarm().peers().connected());
  }

  private static Metainfo extra(SimWorld w, int n) {
    return w.torrent(100 + n, Spec.file("other" + n, 24 << 20));
  }

  @Test
  void theSharedDownloadLimitHoldsOverThreeTorrents() {
    SimWorld w = new SimWorld(8, 24 << 20);
    Bandwidth.Shared limit = new Bandwidth.Shared();
    limit.limit(1_000_000);
    List<SimNode> nodes = new ArrayList<>();
    List<Metainfo> torrents = List.of(w.meta, extra(w, 1), extra(w, 2));
    for (Metainfo m : torrents) {
      w.node(
          "seed",
          m,
          c -> {
            c.complete = true;
            c.upBytesPerSecond = 3 << 20;
          });
      nodes.add(w.node("leecher", m, c -> c.down = limit));
    }
    assertRate(w, 1_000_000, () -> sum(nodes, false));
    for (SimNode n : nodes) {
      assertTrue(n.swarm().downloaded() > 500_000, "one torrent starves");
    }
  }

  @Test
  void aTorrentsOwnDownloadLimitHolds() {
    SimWorld w = new SimWorld(8, 24 << 20);
    w.node(
        "seed",
        c -> {
          c.complete = true;
          c.upBytesPerSecond = 3 << 20;
        });
    SimNode n = w.node("leecher", c -> c.downLimit = 400_000);
    assertRate(w, 400_000, () -> sum(List.of(n), false));
  }

  @Test
  void theUploadLimitHolds() {
    SimWorld w = new SimWorld(8, 24 << 20);
    SimNode seed =
        w.node(
            "seed",
            c -> {
              c.complete = true;
              c.upBytesPerSecond = 8 << 20;
              c.upLimit = 600_000;
            });
    for (int i = 0; i < 3; i++) {
      w.node("leecher" + i, c -> c.upBytesPerSecond = 1000);
    }
    assertRate(w, 600_000, () -> sum(List.of(seed), true));
  }

  @Test
  void theSharedUploadLimitHolds() {
    SimWorld w = new SimWorld(8, 24 << 20);
    Bandwidth.Shared limit = new Bandwidth.Shared();
    limit.limit(700_000);
    List<SimNode> seeds = new ArrayList<>();
    for (Metainfo m : List.of(w.meta, extra(w, 1), extra(w, 2))) {
      seeds.add(
          w.node(
              "seed",
              m,
              c -> {
                c.complete = true;
                c.upBytesPerSecond = 3 << 20;
                c.up = limit;
              }));
      w.leecher("leecher");
      w.node("leecher", m, c -> {});
    }
    assertRate(w, 700_000, () -> sum(seeds, true));
  }

  private static long sum(List<SimNode> nodes, boolean up) {
    return nodes.stream().mapToLong(n -> up ? n.swarm().uploaded() : n.swarm().downloaded()).sum();
  }

  private static void assertRate(SimWorld w, long limit, java.util.function.LongSupplier moved) {
    w.run(Duration.ofSeconds(5));
    long before = moved.getAsLong();
    w.run(Duration.ofSeconds(10));
    double rate = (moved.getAsLong() - before) / 10.0;
    assertEquals(limit, rate, limit * 0.05);
  }

  @Test
  void pauseKeepsWholePiecesAndResumeGoesOn() {
    SimWorld w = new SimWorld(7, 6 << 20);
    w.seed("seed");
    SimNode n = w.leecher("leecher");
    w.await("some pieces", 20, () -> n.torrent.havePieces() > 10);
    for (int i = 0; i < 5; i++) {
      n.torrent.life().pause();
      assertEquals(TorrentState.PAUSED, n.state());
      assertEquals(0, n.swarm().peers().connected());
      w.run(Duration.ofSeconds(1));
      int have = n.torrent.havePieces();
      w.run(Duration.ofSeconds(20));
      assertEquals(have, n.torrent.havePieces(), "it goes on while it is paused");
      assertEquals(0, n.pool.lent());
      n.torrent.life().resume();
      w.await("more pieces", 20, () -> n.torrent.havePieces() > have);
    }
    w.await("the end", 60, () -> n.finished);
    assertTrue(n.hasPayload());
    assertTrue(n.events(EngineEvent.HashFailed.class).isEmpty(), "blocks were lost at the pause");
    assertTrue(w.tracker.events.contains(AnnounceEvent.STOPPED));
    w.await("the tracker's knowing", 5, () -> w.tracker.events.contains(AnnounceEvent.COMPLETED));
  }

  @Test
  void verifyInTheMiddleOfADownload() {
    SimWorld w = new SimWorld(7, 6 << 20);
    w.seed("seed");
    SimNode n = w.leecher("leecher");
    w.await("some pieces", 20, () -> n.torrent.havePieces() > 10);
    int damaged = n.storage.written.getFirst();
    n.storage.data[(int) w.meta.layout().pieceStart(damaged)] ^= 1;
    int had = n.torrent.havePieces();
    n.torrent.life().verify();
    assertEquals(TorrentState.CHECKING, n.state());
    w.await("the check", 20, () -> n.state() == TorrentState.DOWNLOADING);
    assertFalse(n.torrent.haves().get(damaged));
    assertTrue(n.torrent.havePieces() >= had - 1);
    w.await("the end", 60, () -> n.finished);
    assertTrue(n.hasPayload());
    assertTrue(n.events(EngineEvent.HashFailed.class).isEmpty());
  }

  @Test
  void aNewPeerGetsItsAllowedFastPiecesAlthoughItIsChoked() {
    SimWorld w = new SimWorld(7, 128 * PIECE);
    SimNode seed =
        w.node(
            "seed",
            c -> {
              c.complete = true;
              c.tracker = false;
            });
    Puppet p = new Puppet(w, "46.0.0.1").dial(seed, CAPABLE);
    p.simple(Wire.HAVE_NONE);
    w.await("the offer", 5, () -> p.count(Wire.ALLOWED_FAST) == AllowedFast.COUNT);
    List<Integer> free = p.all(Wire.ALLOWED_FAST).stream().map(m -> m.i(0)).toList();
    int other = IntStream.range(0, 128).filter(i -> !free.contains(i)).findFirst().orElseThrow();
    p.request(Wire.REQUEST, free.get(3), 0, 16384).request(Wire.REQUEST, other, 0, 16384);
    w.await("both answers", 5, () -> p.count(Wire.PIECE) + p.count(Wire.REJECT) == 2);
    assertEquals(1, p.count(Wire.PIECE));
    assertEquals(other, p.all(Wire.REJECT).getFirst().i(0));
    assertEquals(0, p.count(Wire.UNCHOKE), "it never said that it is interested");

    free.forEach(piece -> p.index(Wire.HAVE, piece));
    p.index(Wire.HAVE, other).request(Wire.REQUEST, free.get(4), 0, 16384);
    w.await("a refusal", 5, () -> p.count(Wire.REJECT) == 2);
  }

  @Test
  void aDontHaveIsBelievedBothWays() {
    SimWorld w = new SimWorld(7, 4 * PIECE);
    SimNode n = w.node("leecher", c -> c.tracker = false);
    Puppet p = new Puppet(w, "46.0.0.1").dial(n, CAPABLE);
    p.simple(Wire.HAVE_ALL).extensionHello(7000, false);
    w.await("interest", 5, () -> p.count(Wire.INTERESTED) == 1);
    for (int piece = 0; piece < 4; piece++) {
      p.extended(ExtensionHandshake.OUR_DONT_HAVE, new byte[] {0, 0, 0, (byte) piece});
    }
    w.await("the loss of interest", 5, () -> p.count(Wire.NOT_INTERESTED) == 1);
    p.index(Wire.HAVE, 2).simple(Wire.UNCHOKE);
    w.await("a request", 5, () -> p.count(Wire.REQUEST) > 0);
    assertTrue(p.all(Wire.REQUEST).stream().allMatch(m -> m.i(0) == 2));
  }

  @Test
  void blocksThatAPeerRejectsAreAskedOfAnother() {
    SimWorld w = new SimWorld(7, 8 * PIECE);
    SimNode n = w.node("leecher", c -> c.tracker = false);
    Puppet refuses = new Puppet(w, "46.0.0.1").dial(n, CAPABLE);
    int[] rejected = new int[1];
    refuses.reaction =
        m -> {
          if (m.id() == Wire.REQUEST && rejected[0]++ < 200) {
            refuses.request(Wire.REJECT, m.i(0), m.i(4), m.i(8));
          }
        };
    refuses.simple(Wire.HAVE_ALL).simple(Wire.UNCHOKE);
    w.run(Duration.ofSeconds(3));
    assertTrue(rejected[0] < 200, "it is asked again and again: " + rejected[0]);
    new Puppet(w, "47.0.0.1").dial(n, CAPABLE).serve();
    w.await("the end", 30, () -> n.finished);
  }

  @Test
  void aChokeWithoutBep6VoidsTheRequests() {
    SimWorld w = new SimWorld(7, 4 * PIECE);
    SimNode n = w.node("leecher", c -> c.tracker = false);
    Puppet p = new Puppet(w, "46.0.0.1").dial(n, 0);
    p.raw(new byte[] {0, 0, 0, 2, Wire.BITFIELD, (byte) 0xf0}).simple(Wire.UNCHOKE);
    w.await("requests", 5, () -> p.count(Wire.REQUEST) > 0);
    p.simple(Wire.CHOKE);
    w.run(Duration.ofSeconds(1));
    assertEquals(0, n.sessionWith(p.peerId).requests.outstanding());
    assertEquals(0, n.torrent.picker().outstanding(n.sessionWith(p.peerId).slot));
    p.reaction =
        m -> {
          if (m.id() == Wire.REQUEST) {
            p.raw(p.block(m.i(0), m.i(4), m.i(8), true));
          }
        };
    p.simple(Wire.UNCHOKE);
    w.await("the end", 30, () -> n.finished);
    assertTrue(p.messages.stream().noneMatch(m -> m.id() >= Wire.SUGGEST), "it has no extension");
  }

  @Test
  void piecesMayBeFetchedWhileChokedWhenThePeerAllowsIt() {
    SimWorld w = new SimWorld(7, 4 * PIECE);
    SimNode n = w.node("leecher", c -> c.tracker = false);
    Puppet p = new Puppet(w, "46.0.0.1").dial(n, CAPABLE);
    p.simple(Wire.HAVE_ALL).index(Wire.ALLOWED_FAST, 1);
    w.await("a request", 5, () -> p.count(Wire.REQUEST) > 0);
    assertTrue(p.all(Wire.REQUEST).stream().allMatch(m -> m.i(0) == 1));
  }

  @Test
  void requestsOfAChokedPeerAreRejected() {
    SimWorld w = new SimWorld(7, 4 * PIECE);
    SimNode seed =
        w.node(
            "seed",
            c -> {
              c.complete = true;
              c.uploadSlots = 0;
            });
    Puppet p = new Puppet(w, "46.0.0.1").dial(seed, CAPABLE).simple(Wire.INTERESTED);
    p.request(Wire.REQUEST, 1, 0, PieceLayout.BLOCK);
    w.await("the reject", 5, () -> p.count(Wire.REJECT) == 1);
    assertEquals(1, p.all(Wire.REJECT).getFirst().i(0));
  }
}
