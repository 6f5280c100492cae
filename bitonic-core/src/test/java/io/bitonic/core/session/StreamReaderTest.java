package io.bitonic.core.session;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.core.api.AddTorrent;
import io.bitonic.core.api.ContentReader;
import io.bitonic.core.api.EngineCommand;
import io.bitonic.core.api.EngineException;
import io.bitonic.core.api.TorrentHandle;
import io.bitonic.core.api.TorrentState;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Files are read through engines that ship. */
@Timeout(60)
class StreamReaderTest {
  private static final int SIZE = 3_000_000;

  @TempDir Path dir;
  private EngineLab lab;
  private byte[] torrent;
  private byte[] film;

  @BeforeEach
  void open() throws Exception {
    lab = new EngineLab(dir);
    torrent = lab.payload("seed", "t", 40_001, SIZE);
    film = Files.readAllBytes(dir.resolve("seed/t/sub/f1"));
  }

  @AfterEach
  void close() {
    lab.close();
  }

  private static ContentReader reader(TorrentHandle h, int file) throws Exception {
    return h.read(file).get(10, TimeUnit.SECONDS);
  }

  private static byte[] read(ContentReader r, long from, int count) throws Exception {
    ByteBuffer b = ByteBuffer.allocate(count);
    while (b.hasRemaining()) {
      int before = b.position();
      int n = r.read(from + before, b).get(20, TimeUnit.SECONDS);
      assertTrue(n > 0);
      assertEquals(before + n, b.position());
    }
    return b.array();
  }

  private static EngineException.Kind refused(CompletableFuture<?> f) {
    ExecutionException e =
        assertThrows(ExecutionException.class, () -> f.get(10, TimeUnit.SECONDS));
    return ((EngineException) e.getCause()).kind();
  }

  @Test
  void aFileIsReadFromTheMiddleWhileItComesIn() throws Exception {
    EngineLab.Node seed = lab.node("seed", 1);
    EngineLab.Node leecher = lab.node("leecher", 1);
    TorrentHandle s = seed.add(AddTorrent.of(torrent, seed.folder()).forSeeding());
    EngineLab.await("seeding", () -> s.snapshot().state() == TorrentState.SEEDING);
    try (ContentReader whole = reader(s, 1)) {
      assertEquals("t/sub/f1", whole.path());
      assertEquals(SIZE, whole.length());
      assertArrayEquals(film, read(whole, 0, SIZE), "complete torrents are read at once");
    }
    TorrentHandle h = leecher.add(torrent);
    leecher.submit(new EngineCommand.SetTorrentLimits(h.id(), 700_000, 0));
    try (ContentReader a = reader(h, 1);
        ContentReader b = reader(h, 1)) {
      leecher.connect(h, seed);
      int at = SIZE / 3 * 2;
      assertArrayEquals(Arrays.copyOfRange(film, at, at + 100_000), read(a, at, 100_000));
      assertArrayEquals(Arrays.copyOf(film, 1000), read(b, 0, 1000));
      assertFalse(h.snapshot().isComplete());
      assertEquals(
          EngineException.Kind.BAD_ARGUMENT, refused(a.read(SIZE, ByteBuffer.allocate(1))));
    }
  }

  @Test
  void readersEndAndAreRefused() throws Exception {
    EngineLab.Node alone = lab.node("alone", 1);
    TorrentHandle h = alone.add(torrent);
    assertEquals(EngineException.Kind.NOT_FOUND, refused(h.read(2)));
    TorrentHandle link =
        alone.add(AddTorrent.ofMagnet("magnet:?xt=urn:btih:" + "ab".repeat(20), alone.folder()));
    assertEquals(EngineException.Kind.NOT_FOUND, refused(link.read(0)));
    ContentReader r = reader(h, 1);
    CompletableFuture<Integer> waits = r.read(0, ByteBuffer.allocate(10));
    r.close();
    assertEquals(EngineException.Kind.CLOSED, refused(waits));
    CompletableFuture<Integer> longer = reader(h, 1).read(0, ByteBuffer.allocate(10));
    alone.close();
    assertEquals(EngineException.Kind.CLOSED, refused(longer));
  }
}
