package io.bitonic.core.swarm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.core.api.EngineException;
import io.bitonic.core.api.FilePriority;
import io.bitonic.core.disk.TestTorrent.Spec;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A file is read while its torrent downloads, in a whole simulated swarm. */
class FileStreamTest {
  private static final int PIECE = SimWorld.PIECE;
  private static final int FILE = 16 << 20;

  private final SimWorld w =
      new SimWorld(11, Spec.file("before", 3 * PIECE + 5), Spec.file("film", FILE));

  /** A film is watched: so many bytes a second are read from a place on. */
  private static final class Player {
    final SimWorld w;
    final SimNode n;
    final FileStream stream;
    final ByteBuffer buffer = ByteBuffer.allocate(100_000);
    long position;
    long waited;
    long asked;
    EngineException error;
    boolean right = true;
    boolean busy;

    Player(SimWorld w, SimNode n) {
      this.w = w;
      this.n = n;
      this.stream = n.torrent.streams().open(1);
    }

    void read() {
      buffer.clear();
      busy = true;
      asked = w.loop.clock().nanos();
      stream.read(position, buffer, this::arrived);
    }

    private void arrived(int bytes, EngineException e) {
      busy = false;
      error = e;
      if (e != null) {
        return;
      }
      waited = Math.max(waited, w.loop.clock().nanos() - asked);
      byte[] all = w.payload(n.meta);
      int from = (int) (stream.file().offset() + position);
      right &= Arrays.equals(buffer.array(), 0, bytes, all, from, from + bytes);
      assertEquals(bytes, buffer.position());
      position += bytes;
    }
  }

  private SimNode slowSwarm() {
    for (int i = 0; i < 4; i++) {
      w.node(
          "seed" + i,
          c -> {
            c.complete = true;
            c.upBytesPerSecond = 150_000;
          });
    }
    return w.leecher("leecher");
  }

  private void await(Player p, int seconds) {
    w.await("the read at " + p.position, seconds, () -> !p.busy);
    assertNull(p.error);
  }

  @Test
  void aFilmIsPlayedWhileItComesInAndAfterASeek() {
    SimNode n = slowSwarm();
    Player p = new Player(w, n);
    p.read();
    await(p, 20);
    p.waited = 0;
    for (int second = 0; second < 10; second++) {
      long until = p.position + 300_000;
      while (p.position < until) {
        p.read();
        await(p, 5);
      }
      w.run(Duration.ofSeconds(1));
    }
    assertTrue(p.waited < 2_000_000_000L, "half the rate is played without a stop: " + p.waited);
    assertFalse(n.finished);
    assertFalse(n.torrent.picker().haves().get(n.meta.layout().pieceAt(FILE * 2L / 3)));
    p.position = FILE * 2L / 3;
    p.read();
    await(p, 8);
    p.position = FILE - 1000;
    p.waited = 0;
    p.read();
    await(p, 1);
    assertTrue(p.waited < 500_000_000L, "the end has come before");
    assertTrue(p.right);
    assertFalse(n.finished);
    p.stream.close();
    w.await("the end", 120, () -> n.finished);
    assertTrue(n.hasPayload());
    assertTrue(n.snapshot().wasted() < FILE / 50, "wasted " + n.snapshot().wasted());
  }

  @Test
  void severalReadersGoOnTogetherAndACompleteFileIsReadAtOnce() {
    SimNode n = slowSwarm();
    Player a = new Player(w, n);
    Player b = new Player(w, n);
    b.position = FILE / 2;
    a.read();
    b.read();
    await(a, 20);
    await(b, 20);
    assertTrue(a.right && b.right);
    a.stream.close();
    b.stream.close();
    w.await("the end", 120, () -> n.finished);
    Player c = new Player(w, n);
    while (c.position < FILE) {
      c.read();
      await(c, 1);
    }
    assertTrue(c.right);
  }

  @Test
  void aReadThatWaitsEndsWithItsReaderOrItsTorrent() {
    SimNode n = w.node("alone", c -> c.tracker = false);
    Player p = new Player(w, n);
    p.read();
    w.run(Duration.ofSeconds(3));
    assertTrue(p.busy);
    p.stream.close();
    assertFalse(p.busy);
    assertEquals(EngineException.Kind.CLOSED, p.error.kind());
    p.read();
    assertEquals(EngineException.Kind.CLOSED, p.error.kind());
    Player q = new Player(w, n);
    q.read();
    n.torrent.life().close(() -> {}, () -> {});
    assertEquals(EngineException.Kind.CLOSED, q.error.kind());
  }

  @Test
  void whatCanNotBeReadIsRefused() {
    SimNode n =
        w.node(
            "alone",
            c -> {
              c.tracker = false;
              c.priorities = Map.of(0, FilePriority.SKIP);
            });
    for (int file : List.of(-1, 0, 2)) {
      assertThrows(EngineException.class, () -> n.torrent.streams().open(file));
    }
    Player p = new Player(w, n);
    p.position = FILE;
    p.read();
    assertEquals(EngineException.Kind.BAD_ARGUMENT, p.error.kind());
    p.position = 0;
    p.read();
    p.stream.read(0, ByteBuffer.allocate(1), (bytes, e) -> p.error = e);
    assertEquals(EngineException.Kind.BAD_ARGUMENT, p.error.kind());
    assertTrue(p.busy, "the first read goes on");
  }
}
