package io.bitonic.core.disk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.core.api.EngineStats.DiskTimes;
import io.bitonic.core.config.Settings.Preallocation;
import io.bitonic.core.disk.StorageException.Kind;
import io.bitonic.core.disk.TestTorrent.Spec;
import io.bitonic.core.util.Bits;
import io.bitonic.core.util.FileStamp;
import io.bitonic.core.util.PieceBuffer;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Order, errors and the life of open files. */
class FileStorageTest {
  @TempDir Path root;

  private final FaultyFiles faults = new FaultyFiles();
  private final StorageFixture x = new StorageFixture(new FileCache(4, faults));
  private final TestTorrent t =
      TestTorrent.v1(9, 1000, Spec.file("a", 2500), Spec.file("b", 1), Spec.file("d/c", 4499));

  @AfterEach
  void end() {
    if (faults.gate != null) {
      faults.gate.countDown();
    }
    x.close();
    assertEquals(0, faults.open.get(), "files left open");
    assertEquals(0, x.pool.lent(), "buffers not given back");
  }

  private FileStorage open() throws Exception {
    return x.open(t, root, Preallocation.NONE);
  }

  @Test
  void aFullDiskIsNamedAndThePieceCanBeWrittenLater() throws Exception {
    FileStorage s = open();
    x.ok(s::prepare);
    faults.space.set(600);
    StorageException e = x.write(s, t, 2);
    assertEquals(Kind.FULL, e.kind());
    assertTrue(e.getMessage().contains(t.path(root, 2).toString()), e.getMessage());
    assertTrue(e.getMessage().contains("Free some space"), e.getMessage());
    faults.space.set(Long.MAX_VALUE);
    assertNull(x.write(s, t, 2));
    assertArrayEquals(t.piece(2), x.read(s, 2, 0, 1000));
  }

  @Test
  void deniedReadOnlyAndBrokenAreToldApart() throws Exception {
    FileStorage s = open();
    faults.openFailure = new java.nio.file.AccessDeniedException("a");
    assertEquals(Kind.DENIED, x.write(s, t, 0).kind());
    faults.openFailure = new java.nio.file.FileSystemException("a", null, "Read-only file system");
    assertEquals(Kind.DENIED, x.write(s, t, 0).kind());
    faults.openFailure = new java.io.IOException("Input/output error");
    StorageException e = x.write(s, t, 0);
    assertEquals(Kind.IO, e.kind());
    assertTrue(e.getMessage().contains("Input/output error"), e.getMessage());
    faults.openFailure = null;
    faults.space.set(0);
    faults.failure = "Disk quota exceeded";
    assertEquals(Kind.FULL, x.write(s, t, 0).kind());
  }

  @Test
  void shortWritesAreContinued() throws Exception {
    faults.mostPerWrite = 7;
    FileStorage s = open();
    assertNull(x.write(s, t, 2));
    assertArrayEquals(t.piece(2), x.read(s, 2, 0, 1000));
  }

  @Test
  void missingAndShortFilesAreNamed() throws Exception {
    FileStorage s = open();
    ByteBuffer dst = ByteBuffer.allocate(100);
    StorageException missing = x.await(d -> s.read(0, 0, dst, d));
    assertEquals(Kind.MISSING, missing.kind());
    Files.createDirectories(t.path(root, 0).getParent());
    Files.write(t.path(root, 0), new byte[50]);
    StorageException cut = x.await(d -> s.read(0, 0, dst.clear(), d));
    assertEquals(Kind.MISSING, cut.kind());
    assertTrue(cut.getMessage().contains("50 of 2500"), cut.getMessage());
    assertThrows(StorageException.class, () -> s.slice(0, 0, 100));
  }

  @Test
  void aFolderLinkOrFileInTheWayIsABadPath() throws Exception {
    FileStorage s = open();
    Files.createDirectories(t.path(root, 0));
    assertEquals(Kind.BAD_PATH, x.write(s, t, 0).kind());
    assertEquals(Kind.BAD_PATH, x.await(s::prepare).kind());
    Files.delete(t.path(root, 0));
    Path secret = Files.write(root.resolve("secret"), new byte[] {1});
    Files.createSymbolicLink(t.path(root, 0), secret);
    StorageException link = x.write(s, t, 0);
    assertEquals(Kind.BAD_PATH, link.kind());
    assertTrue(link.getMessage().contains("symbolic link"), link.getMessage());
    assertArrayEquals(new byte[] {1}, Files.readAllBytes(secret));
    Files.delete(t.path(root, 0));
    Files.write(root.resolve("torrent").resolve("d"), new byte[1]);
    StorageException file = x.write(s, t, 5);
    assertEquals(Kind.BAD_PATH, file.kind());
    assertTrue(file.getMessage().contains("is not a folder"), file.getMessage());
  }

  @Test
  void aLinkedFolderInsideTheDownloadIsRefused() throws Exception {
    Path elsewhere = Files.createDirectory(root.resolve("elsewhere"));
    Files.createDirectories(root.resolve("torrent"));
    Files.createSymbolicLink(root.resolve("torrent").resolve("d"), elsewhere);
    FileStorage s = open();
    assertEquals(Kind.BAD_PATH, x.write(s, t, 5).kind());
    try (var files = Files.list(elsewhere)) {
      assertEquals(0, files.count());
    }
  }

  @Test
  void aLinkAboveTheDownloadIsTheUsersBusiness() throws Exception {
    Path real = Files.createDirectory(root.resolve("real"));
    Path link = Files.createSymbolicLink(root.resolve("link"), real);
    FileStorage s = x.open(t, link, Preallocation.NONE);
    assertNull(x.write(s, t, 5));
    assertTrue(Files.exists(t.path(real, 2)));
  }

  @Test
  void fencesRunAloneAndInOrder() throws Exception {
    faults.gate = new CountDownLatch(1);
    FileStorage s = open();
    List<String> order = new ArrayList<>();
    PieceBuffer b0 = x.buffer(t, 0);
    PieceBuffer b5 = x.buffer(t, 5);
    Path other = root.resolve("other");
    s.write(b0, e -> order.add("write 0 " + e));
    s.move(other, e -> order.add("move " + e));
    assertNull(s.slice(0, 0, 10), "no slices while a fence waits");
    s.write(b5, e -> order.add("write 5 " + e));
    ByteBuffer dst = ByteBuffer.allocate(1000);
    s.read(0, 0, dst, e -> order.add("read " + e));
    s.close(e -> order.add("close " + e));
    s.write(b0, e -> order.add("late " + e.kind()));
    faults.gate.countDown();
    x.loop.until(() -> order.size() == 6);
    // The late one is refused at once, and its completion still comes on the loop.
    assertTrue(order.remove("late CLOSED"));
    assertEquals(List.of("write 0 null", "move null"), order.subList(0, 2));
    assertTrue(order.subList(2, 4).containsAll(List.of("write 5 null", "read null")));
    assertEquals("close null", order.get(4));
    assertArrayEquals(t.piece(0), dst.array());
    assertTrue(Files.exists(t.path(other, 2)));
    assertFalse(Files.exists(root.resolve("torrent")));
    assertEquals(Kind.CLOSED, assertThrows(StorageException.class, () -> s.slice(0, 0, 1)).kind());
    x.pool.release(b0);
    x.pool.release(b5);
  }

  @Test
  void syncWaitsForEarlierWritesAndHoldsNobodyUp() throws Exception {
    FileStorage s = open();
    assertNull(x.write(s, t, 0));
    faults.gate = new CountDownLatch(1);
    PieceBuffer b = x.buffer(t, 5);
    List<String> order = new ArrayList<>();
    s.write(b, e -> order.add("write " + e));
    s.sync(e -> order.add("sync " + e));
    ByteBuffer dst = ByteBuffer.allocate(10);
    s.read(0, 0, dst, e -> order.add("read " + e));
    x.loop.until(() -> order.size() == 1);
    assertEquals(List.of("read null"), order);
    faults.gate.countDown();
    x.loop.until(() -> order.size() == 3);
    assertEquals(List.of("read null", "write null", "sync null"), order);
    assertEquals(2, faults.forced.get(), "each file that was written, once");
    x.ok(s::sync);
    assertEquals(2, faults.forced.get(), "nothing new");
    x.pool.release(b);
  }

  @Test
  void whatTheFileSystemDoesIsTimed() throws Exception {
    FileStorage s = open();
    assertNull(x.write(s, t, 0));
    assertNull(x.write(s, t, 1));
    x.read(s, 0, 10, 20);
    x.ok(s::sync);
    x.ok(s::sync);
    DiskTimes d = x.disk.meters().read();
    assertEquals(2, d.writes().count());
    assertEquals(1, d.reads().count());
    assertEquals(1, d.syncs().count(), "the second had nothing to do");
    assertTrue(d.writes().sum() > 0);
    x.check(s, t.meta.layout().pieces());
    assertTrue(x.disk.meters().read().reads().count() > 1, "a check reads too");
  }

  @Test
  void completionsAreCoalesced() throws Exception {
    faults.gate = new CountDownLatch(1);
    FileStorage s = open();
    int[] done = {0};
    for (int i = 0; i < 7; i++) {
      PieceBuffer b = x.buffer(t, i);
      s.write(
          b,
          e -> {
            x.pool.release(b);
            done[0]++;
          });
    }
    faults.gate.countDown();
    x.disk.close();
    x.loop.until(() -> done[0] == 7);
    assertEquals(1, x.loop.executed());
  }

  @Test
  void theNumberOfOpenFilesIsBoundedAndOneInUseStaysOpen() throws Exception {
    Spec[] many = new Spec[40];
    for (int i = 0; i < many.length; i++) {
      many[i] = Spec.file("f" + i, 100);
    }
    TestTorrent m = TestTorrent.v1(3, 1000, many);
    m.putAll(root);
    FaultyFiles counted = new FaultyFiles();
    try (StorageFixture y = new StorageFixture(new FileCache(2, counted))) {
      FileStorage s = y.open(m, root, Preallocation.NONE);
      Storage.Slice held = s.slice(0, 0, 100);
      for (int round = 0; round < 3; round++) {
        assertTrue(y.check(s, 4).isFull());
      }
      // The held one, two idle ones, and what each of the two workers and the opener has in hand.
      assertTrue(counted.mostOpen.get() <= 6, "open at once: " + counted.mostOpen);
      assertTrue(held.channel().isOpen());
      ByteBuffer b = ByteBuffer.allocate(100);
      assertEquals(100, held.channel().read(b, held.position()));
      assertArrayEquals(m.contents.get(0), b.array());
      y.ok(s::close);
      assertTrue(held.channel().isOpen(), "still held");
      s.releaseSlice(held);
      assertEquals(0, counted.open.get());
    }
  }

  @Test
  void aCheckCanBeStopped() throws Exception {
    TestTorrent big = TestTorrent.v1(4, 1000, Spec.file("a", 200_000));
    big.putAll(root);
    FileStorage s = x.open(big, root, Preallocation.NONE);
    Bits all = new Bits(200);
    all.setAll();
    int[] seen = {0};
    StorageException e =
        x.await(
            d ->
                s.check(
                    all,
                    (p, good) -> {
                      assertTrue(good);
                      if (++seen[0] == 5) {
                        s.cancelCheck();
                      }
                    },
                    d));
    assertEquals(Kind.CLOSED, e.kind());
    assertEquals(5, seen[0]);
    assertTrue(x.check(s, 200).isFull());
  }

  @Test
  void aCheckGoesOnWhileOthersHoldTheWholePool() throws Exception {
    t.putAll(root);
    FileStorage s = open();
    PieceBuffer all = x.pool.take(-1, 16 << 20);
    assertNotNull(all);
    assertNull(x.pool.take(-1, 1000));
    assertTrue(x.check(s, 7).isFull());
    x.pool.release(all);
  }

  @Test
  void closeStopsACheckThatRuns() throws Exception {
    TestTorrent big = TestTorrent.v1(4, 1000, Spec.file("a", 200_000));
    big.putAll(root);
    FileStorage s = x.open(big, root, Preallocation.NONE);
    Bits all = new Bits(200);
    all.setAll();
    List<String> order = new ArrayList<>();
    s.check(all, (p, good) -> {}, e -> order.add("check " + e.kind()));
    s.close(e -> order.add("close " + e));
    x.loop.until(() -> order.size() == 2);
    assertEquals(List.of("check CLOSED", "close null"), order);
  }

  @Test
  void damagedMissingAndTruncatedPiecesFailTheCheck() throws Exception {
    t.putAll(root);
    byte[] c = t.contents.get(2).clone();
    c[0] ^= 1;
    Files.write(t.path(root, 2), java.util.Arrays.copyOf(c, 2600));
    Files.delete(t.path(root, 1));
    FileStorage s = open();
    Bits good = x.check(s, 7);
    // a: 0, 1 and half of 2; b: one byte of 2; c: from 2501, so it was cut at 5101.
    assertTrue(good.get(0) && good.get(1) && good.get(3) && good.get(4));
    assertFalse(good.get(2) || good.get(5) || good.get(6));
  }

  @Test
  void aHoleInASparseFileIsNotAPiece() throws Exception {
    FileStorage s = x.open(t, root, Preallocation.SPARSE);
    x.ok(s::prepare);
    assertEquals(4499, Files.size(t.path(root, 2)));
    assertTrue(x.check(s, 7).isEmpty());
    assertNull(x.write(s, t, 3));
    assertEquals(1, x.check(s, 7).count());
  }

  @Test
  void stampsSaySizesAndWhatIsMissing() throws Exception {
    TestTorrent p =
        TestTorrent.v1(5, 1000, Spec.file("a", 10), Spec.padding(990), Spec.file("b", 5));
    FileStorage s = x.open(p, root, Preallocation.NONE);
    assertNull(x.write(s, p, 0));
    List<List<FileStamp>> result = new ArrayList<>();
    s.stamps(result::add);
    x.loop.until(() -> !result.isEmpty());
    List<FileStamp> stamps = result.getFirst();
    assertEquals(10, stamps.get(0).size());
    assertTrue(stamps.get(0).mtimeNanos() > 0);
    assertNull(stamps.get(1));
    assertEquals(-1, stamps.get(2).size());
    assertEquals(stamps, FileStorage.stampsOf(p.meta, root, Map.of()));
    x.ok(s::close);
    s.stamps(result::add);
    x.loop.until(() -> result.size() == 2);
    assertEquals(stamps, result.get(1));
  }

  @Test
  void pathsThatLeadOutAreRefused() {
    for (String bad : new String[] {"..", ".", "", "a/b", "a\0b", "x".repeat(256)}) {
      StorageException e =
          assertThrows(
              StorageException.class,
              () -> x.open(t, root, Preallocation.NONE, Map.of(0, List.of("d", bad))));
      assertEquals(Kind.BAD_PATH, e.kind());
    }
    assertThrows(
        StorageException.class,
        () -> x.open(t, root, Preallocation.NONE, Map.of(0, List.of("torrent", "b"))));
  }
}
