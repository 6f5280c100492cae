package io.bitonic.core.disk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.core.config.Settings.Preallocation;
import io.bitonic.core.config.Settings.Reads;
import io.bitonic.core.metainfo.TorrentFile;
import io.bitonic.core.util.Bits;
import io.bitonic.core.util.PieceBuffer;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Storage against the plain arrays of {@link TestTorrent}, over random shapes. */
class FileStoragePropertyTest {
  @TempDir Path root;

  static IntStream seeds() {
    return IntStream.range(0, 60);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void whatWasWrittenIsReadSlicedAndVerified(int seed) throws Exception {
    whatWasWrittenIsThere(seed, Reads.POSITIONAL);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void throughMappingsToo(int seed) throws Exception {
    whatWasWrittenIsThere(seed, Reads.MAPPED);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void pastTheCacheToo(int seed) throws Exception {
    whatWasWrittenIsThere(seed, Reads.DIRECT);
  }

  private void whatWasWrittenIsThere(int seed, Reads reads) throws Exception {
    Random random = new Random(seed);
    TestTorrent t = TestTorrent.random(random);
    Preallocation mode = Preallocation.values()[random.nextInt(3)];
    try (StorageFixture x = new StorageFixture(2)) {
      x.cache.reads(reads);
      FileStorage s = x.open(t, root, mode);
      x.ok(s::prepare);
      int pieces = t.meta.layout().pieces();
      List<Integer> order = new ArrayList<>(IntStream.range(0, pieces).boxed().toList());
      Collections.shuffle(order, random);
      int written = random.nextInt(pieces + 1);
      Bits have = new Bits(pieces);
      writeAll(x, s, t, order.subList(0, written));
      order.subList(0, written).forEach(have::set);
      Bits good = x.check(s, pieces);
      for (int p = 0; p < pieces; p++) {
        assertTrue(good.get(p) || !have.get(p), "piece " + p + " was written");
        assertTrue(!good.get(p) || have.get(p) || isAllPaddingOrZero(t, p), "piece " + p);
      }
      readAt(x, s, t, order.subList(0, written), random);
      writeAll(x, s, t, order.subList(written, pieces));
      assertTrue(x.check(s, pieces).isFull());
      x.ok(s::sync);
      x.ok(s::close);
      for (TorrentFile f : t.meta.files()) {
        Path path = t.path(root, f.index());
        if (f.padding()) {
          assertFalse(Files.exists(path));
        } else {
          assertArrayEquals(t.contents.get(f.index()), Files.readAllBytes(path));
        }
      }
      assertEquals(0, x.pool.lent());
      assertEquals(0, x.cache.openFiles());
    }
  }

  private static boolean isAllPaddingOrZero(TestTorrent t, int piece) {
    byte[] b = t.piece(piece);
    return Arrays.equals(b, new byte[b.length]);
  }

  private static void writeAll(
      StorageFixture x, FileStorage s, TestTorrent t, List<Integer> pieces) {
    List<StorageException> errors = new ArrayList<>();
    int[] done = {0};
    for (int p : pieces) {
      PieceBuffer b = x.buffer(t, p);
      s.write(
          b,
          e -> {
            x.pool.release(b);
            done[0]++;
            if (e != null) {
              errors.add(e);
            }
          });
    }
    x.loop.until(() -> done[0] == pieces.size());
    assertEquals(List.of(), errors);
  }

  private static void readAt(
      StorageFixture x, FileStorage s, TestTorrent t, List<Integer> written, Random random)
      throws Exception {
    for (int p : written) {
      byte[] expected = t.piece(p);
      int from = random.nextInt(expected.length);
      int length = 1 + random.nextInt(expected.length - from);
      byte[] part = Arrays.copyOfRange(expected, from, from + length);
      assertArrayEquals(part, x.read(s, p, from, length));
      if (x.cache.isDirect()) {
        assertNull(s.slice(p, from, length), "sendfile would fill the cache");
      } else {
        assertArrayEquals(part, sliced(s, t, p, from, length));
      }
    }
  }

  /** The run by slices; where there is none, the bytes must be padding. */
  private static byte[] sliced(FileStorage s, TestTorrent t, int piece, int from, int length)
      throws Exception {
    byte[] out = new byte[length];
    int at = 0;
    while (at < length) {
      Storage.Slice slice = s.slice(piece, from + at, length - at);
      if (slice == null) {
        long pos = t.meta.layout().pieceStart(piece) + from + at;
        TorrentFile f =
            t.meta.files().stream()
                .filter(y -> pos >= y.offset() && pos < y.offset() + y.length())
                .findFirst()
                .orElseThrow();
        assertTrue(f.padding());
        at += (int) Math.min(length - at, f.offset() + f.length() - pos);
        continue;
      }
      assertNotNull(slice.channel());
      ByteBuffer b = ByteBuffer.allocate(slice.count());
      while (b.hasRemaining()) {
        assertTrue(slice.channel().read(b, slice.position() + b.position()) > 0);
      }
      System.arraycopy(b.array(), 0, out, at, slice.count());
      at += slice.count();
      s.releaseSlice(slice);
    }
    return out;
  }
}
