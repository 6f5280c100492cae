package io.bitonic.core.disk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.bitonic.core.config.Settings.Preallocation;
import io.bitonic.core.disk.StorageException.Kind;
import io.bitonic.core.disk.TestTorrent.Spec;
import io.bitonic.core.util.Bits;
import io.bitonic.core.util.FileStamp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What prepare, move, rename and delete leave on disk. */
class FilesOnDiskTest {
  @TempDir Path root;

  private final FaultyFiles faults = new FaultyFiles();
  private final StorageFixture x = new StorageFixture(new FileCache(4, faults));
  private final TestTorrent t =
      TestTorrent.v1(
          9,
          1000,
          Spec.file("a", 2500),
          Spec.file("empty", 0),
          Spec.executable("d/run", 3000),
          Spec.link("d/e/link", "d/run"),
          Spec.file("d/c", 4500));

  @AfterEach
  void end() {
    x.close();
    assertEquals(0, faults.open.get(), "files left open");
  }

  /** Everything below a folder with its size; folders end with a slash, links say their target. */
  private static Map<String, String> tree(Path folder) throws IOException {
    Map<String, String> out = new TreeMap<>();
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path p : all.filter(p -> !p.equals(folder)).toList()) {
        String name = folder.relativize(p).toString();
        if (Files.isSymbolicLink(p)) {
          out.put(name, "-> " + Files.readSymbolicLink(p));
        } else if (Files.isDirectory(p)) {
          out.put(name + "/", "");
        } else {
          out.put(name, Long.toString(Files.size(p)));
        }
      }
    }
    return out;
  }

  private FileStorage open(Preallocation mode) throws StorageException {
    return x.open(t, root, mode);
  }

  @Test
  void prepareMakesFilesLinksAndTheExecutableBit() throws Exception {
    for (Preallocation mode : List.of(Preallocation.SPARSE, Preallocation.FULL)) {
      Path folder = root.resolve(mode.name()).resolve("made").resolve("too");
      FileStorage s = x.open(t, folder, mode);
      x.ok(s::prepare);
      assertEquals(
          Map.of(
              "torrent/", "",
              "torrent/a", "2500",
              "torrent/empty", "0",
              "torrent/d/", "",
              "torrent/d/run", "3000",
              "torrent/d/e/", "",
              "torrent/d/e/link", "-> ../run",
              "torrent/d/c", "4500"),
          tree(folder));
      assertTrue(Files.isExecutable(t.path(folder, 2)));
      assertFalse(Files.isExecutable(t.path(folder, 0)));
      x.ok(s::prepare);
      x.ok(s::delete);
      assertEquals(Map.of(), tree(folder));
    }
  }

  @Test
  void withoutPreallocationOnlyEmptyFilesAndLinksAreMade() throws Exception {
    FileStorage s = open(Preallocation.NONE);
    x.ok(s::prepare);
    assertEquals(
        Map.of(
            "torrent/", "",
            "torrent/empty", "0",
            "torrent/d/", "",
            "torrent/d/e/", "",
            "torrent/d/e/link", "-> ../run"),
        tree(root));
    assertNull(x.write(s, t, 3));
    assertTrue(Files.isExecutable(t.path(root, 2)));
  }

  @Test
  void unwantedFilesAreMadeByABorderPieceOnly() throws Exception {
    FileStorage s = open(Preallocation.SPARSE);
    Bits wanted = new Bits(5);
    wanted.set(2);
    s.wanted(wanted);
    x.ok(s::prepare);
    assertEquals(Map.of("torrent/", "", "torrent/d/", "", "torrent/d/run", "3000"), tree(root));
    assertNull(x.write(s, t, 2));
    assertEquals("2500", tree(root).get("torrent/a"));
    assertTrue(x.check(s, 10).get(2));
    assertNull(tree(root).get("torrent/d/c"));
  }

  @Test
  void aLinkThatLeadsOutIsLeftOut() throws Exception {
    TestTorrent bad =
        TestTorrent.v1(
            1,
            1000,
            Spec.link("one", "../../etc/passwd"),
            Spec.link("two", ".."),
            Spec.file("a", 5000));
    FileStorage s = x.open(bad, root, Preallocation.SPARSE);
    x.ok(s::prepare);
    assertEquals(Map.of("torrent/", "", "torrent/a", "5000"), tree(root));
  }

  @Test
  void smallFilesAreMadeWhenTheyAreWritten() throws Exception {
    TestTorrent many =
        TestTorrent.v1(
            3,
            1000,
            Spec.file("x/a", 400),
            Spec.executable("x/b", 600),
            Spec.file("y/z/c", 1000),
            Spec.file("y/z/d", 1000));
    FileStorage s = x.open(many, root, Preallocation.SPARSE);
    x.ok(s::prepare);
    assertEquals(Map.of(), tree(root));
    // What somebody else puts there meanwhile is used like any file that was there before.
    Files.createDirectories(many.path(root, 0).getParent());
    Files.write(many.path(root, 0), new byte[] {9});
    assertNull(x.write(s, many, 0));
    assertEquals("400", tree(root).get("torrent/x/a"));
    assertTrue(Files.isExecutable(many.path(root, 1)));
    assertFalse(Files.exists(many.path(root, 2)));
    assertNull(x.write(s, many, 1));
    // A folder that goes away is made again.
    Files.delete(many.path(root, 2));
    Files.delete(many.path(root, 2).getParent());
    assertNull(x.write(s, many, 2));
    assertTrue(x.check(s, 3).get(2));
    assertEquals("1000", tree(root).get("torrent/y/z/d"));
  }

  @Test
  void aLookSparesWhatIsBelowAMissingFolder() throws Exception {
    Path r = Files.createDirectories(root.resolve("r"));
    Files.createDirectories(r.resolve("t/there"));
    Files.write(r.resolve("t/there/a"), new byte[1]);
    Look look = new Look(r);
    assertNull(look.attributes(r.resolve("t/gone/deep/a")));
    assertNull(look.attributes(r.resolve("t/gone/deep/b")));
    assertEquals(1, look.attributes(r.resolve("t/there/a")).size());
    assertNull(look.attributes(r.resolve("t/there/b")));
    assertNull(look.attributes(r.resolve("t/gonetoo/c")));
    assertEquals(1, look.attributes(r.resolve("t/there/a")).size());
    Look outside = new Look(root.resolve("none"));
    assertNull(outside.attributes(root.resolve("none/x")));
  }

  @Test
  void aFailedPreparationLeavesNothingBehind() throws Exception {
    Path a = t.path(root, 0);
    Files.createDirectories(a.getParent());
    Files.write(a, new byte[] {1, 2, 3});
    Map<String, String> before = tree(root);
    faults.space.set(5000);
    FileStorage s = open(Preallocation.FULL);
    StorageException e = x.await(s::prepare);
    assertEquals(Kind.FULL, e.kind());
    assertEquals(before, tree(root));
    assertArrayEquals(new byte[] {1, 2, 3}, Files.readAllBytes(a));
  }

  @Test
  void closeStopsAPreparationAndNothingStays() throws Exception {
    faults.gate = new java.util.concurrent.CountDownLatch(1);
    FileStorage s = open(Preallocation.FULL);
    Kind[] kind = new Kind[1];
    s.prepare(e -> kind[0] = e.kind());
    boolean[] closed = {false};
    s.close(e -> closed[0] = true);
    faults.gate.countDown();
    x.loop.until(() -> closed[0]);
    assertEquals(Kind.CLOSED, kind[0]);
    assertEquals(Map.of(), tree(root));
  }

  @Test
  void aLongerFileIsNotOursToCut() throws Exception {
    Path a = t.path(root, 0);
    Files.createDirectories(a.getParent());
    Files.write(a, new byte[2501]);
    FileStorage s = open(Preallocation.SPARSE);
    StorageException e = x.await(s::prepare);
    assertEquals(Kind.BAD_PATH, e.kind());
    assertTrue(e.getMessage().contains("2501") && e.getMessage().contains("2500"), e.getMessage());
    x.ok(s::delete);
    assertEquals(2501, Files.size(a));
  }

  @Test
  void moreThanTheDiskHoldsIsSaidBeforeAnythingIsWritten() throws Exception {
    TestTorrent huge = TestTorrent.v1(1, 1000, Spec.file("a", 3000));
    Path small = Files.createDirectory(root.resolve("small"));
    assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=4k", "tmpfs", small.toString()),
        "a small file system can be mounted");
    try {
      Files.write(small.resolve("taken"), new byte[100]);
      FileStorage s = x.open(huge, small, Preallocation.SPARSE);
      StorageException e = x.await(s::prepare);
      assertEquals(Kind.FULL, e.kind());
      assertTrue(e.getMessage().contains("3 KiB are needed and 0 KiB are free"), e.getMessage());
      assertEquals(Map.of("taken", "100"), tree(small));
      StorageException write = x.write(s, huge, 0);
      assertEquals(Kind.FULL, write.kind());
      Files.delete(small.resolve("taken"));
      x.ok(s::delete);
      assertNull(x.write(s, huge, 0));
      x.ok(s::close);
    } finally {
      assertTrue(run("umount", small.toString()));
    }
  }

  @Test
  void aReadOnlyFileSystemIsDenied() throws Exception {
    Path mount = Files.createDirectory(root.resolve("mount"));
    assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=64k,ro", "tmpfs", mount.toString()),
        "a read-only file system can be mounted");
    try {
      FileStorage s = x.open(t, mount, Preallocation.SPARSE);
      assertEquals(Kind.DENIED, x.await(s::prepare).kind());
      assertEquals(Kind.DENIED, x.write(s, t, 0).kind());
    } finally {
      assertTrue(run("umount", mount.toString()));
    }
  }

  private static boolean run(String... command) throws Exception {
    try {
      Process p = new ProcessBuilder(command).redirectErrorStream(true).start();
      p.getInputStream().readAllBytes();
      return p.waitFor(10, TimeUnit.SECONDS) && p.exitValue() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private FileStorage complete(Path folder) throws Exception {
    FileStorage s = x.open(t, folder, Preallocation.NONE);
    x.ok(s::prepare);
    for (int p = 0; p < 10; p++) {
      assertNull(x.write(s, t, p));
    }
    return s;
  }

  @Test
  void moveTakesTheTorrentsFilesAndNothingElse() throws Exception {
    FileStorage s = complete(root.resolve("old"));
    Files.write(root.resolve("old").resolve("torrent").resolve("notes"), new byte[1]);
    Map<String, String> expected = tree(root.resolve("old"));
    expected.remove("torrent/notes");
    Path target = root.resolve("new").resolve("place");
    x.ok(d -> s.move(target, d));
    assertEquals(expected, tree(target));
    assertEquals(Map.of("torrent/", "", "torrent/notes", "1"), tree(root.resolve("old")));
    assertTrue(x.check(s, 10).isFull());
    x.ok(d -> s.move(target, d));
  }

  @Test
  void moveToAnotherFileSystemCopiesAndKeepsTimesAndHoles() throws Exception {
    Path shm = Path.of("/dev/shm");
    assumeTrue(
        Files.isWritable(shm) && !Files.getFileStore(shm).equals(Files.getFileStore(root)),
        "there is a second file system");
    Path target = Files.createTempDirectory(shm, "move");
    try {
      TestTorrent big =
          TestTorrent.v1(2, 1 << 20, Spec.file("hole", 8 << 20), Spec.executable("x", 10));
      FileStorage s = x.open(big, root, Preallocation.SPARSE);
      x.ok(s::prepare);
      assertNull(x.write(s, big, 1));
      assertNull(x.write(s, big, 8));
      List<FileStamp> before = FileStorage.stampsOf(big.meta, root, Map.of());
      x.ok(d -> s.move(target, d));
      assertEquals(Map.of(), tree(root));
      assertEquals(before, FileStorage.stampsOf(big.meta, target, Map.of()));
      assertTrue(Files.isExecutable(big.path(target, 1)));
      Bits good = x.check(s, 9);
      assertTrue(good.get(1) && good.get(8) && good.count() == 2);
      x.ok(s::delete);
    } finally {
      Files.deleteIfExists(target);
    }
  }

  @Test
  void aMoveThatFailsHalfwayLeavesEverythingWhereItWas() throws Exception {
    FileStorage s = complete(root.resolve("old"));
    Map<String, String> before = tree(root.resolve("old"));
    Path target = Files.createDirectory(root.resolve("new"));
    // The folder that the later files need is a file: the first ones have been moved by then.
    Files.createDirectory(target.resolve("torrent"));
    Files.write(target.resolve("torrent").resolve("d"), new byte[1]);
    StorageException e = x.await(d -> s.move(target, d));
    assertEquals(Kind.BAD_PATH, e.kind());
    assertEquals(before, tree(root.resolve("old")));
    assertEquals(Map.of("torrent/", "", "torrent/d", "1"), tree(target));
    assertTrue(x.check(s, 10).isFull());
  }

  @Test
  void aMoveNeverReplacesAFile() throws Exception {
    FileStorage s = complete(root.resolve("old"));
    Path target = root.resolve("new");
    Files.createDirectories(target.resolve("torrent").resolve("d"));
    Path there = Files.write(target.resolve("torrent").resolve("d").resolve("c"), new byte[] {5});
    assertEquals(Kind.BAD_PATH, x.await(d -> s.move(target, d)).kind());
    assertArrayEquals(new byte[] {5}, Files.readAllBytes(there));
    assertTrue(x.check(s, 10).isFull());
  }

  @Test
  void aFileIsRenamedAndFoundAgainWithTheSameRenames() throws Exception {
    FileStorage s = complete(root);
    List<String> path = List.of("torrent", "sub", "new name");
    x.ok(d -> s.rename(0, path, d));
    assertEquals("2500", tree(root).get("torrent/sub/new name"));
    assertNull(tree(root).get("torrent/a"));
    assertTrue(x.check(s, 10).isFull());
    assertEquals(Kind.BAD_PATH, x.await(d -> s.rename(0, List.of("torrent", "d", "c"), d)).kind());
    assertEquals(
        Kind.BAD_PATH, x.await(d -> s.rename(0, List.of("torrent", "d", "c", "x"), d)).kind());
    assertEquals(Kind.BAD_PATH, x.await(d -> s.rename(0, List.of("..", "x"), d)).kind());
    x.ok(s::close);
    FileStorage again = x.open(t, root, Preallocation.NONE, Map.of(0, path));
    assertTrue(x.check(again, 10).isFull());
  }

  @Test
  void aFileThatIsNotThereYetIsRenamedToo() throws Exception {
    FileStorage s = open(Preallocation.NONE);
    x.ok(d -> s.rename(0, List.of("torrent", "z"), d));
    assertNull(x.write(s, t, 0));
    assertEquals("1000", tree(root).get("torrent/z"));
  }

  @Test
  void deleteTakesOwnFilesAndEmptyFoldersOnly() throws Exception {
    FileStorage s = complete(root);
    Files.write(root.resolve("torrent").resolve("d").resolve("mine"), new byte[3]);
    x.ok(s::delete);
    assertEquals(Map.of("torrent/", "", "torrent/d/", "", "torrent/d/mine", "3"), tree(root));
    assertTrue(Files.isDirectory(root, LinkOption.NOFOLLOW_LINKS));
    assertTrue(x.check(s, 10).isEmpty());
  }
}
