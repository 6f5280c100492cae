package io.bitonic.app.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.core.metainfo.Metainfo;
import io.bitonic.core.metainfo.MetainfoParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoFilesTest {
  @TempDir Path dir;

  @Test
  void aSparseTorrentHashesToWhatItSays() throws Exception {
    SparseTorrent t =
        new SparseTorrent(
            "demo",
            1 << 15,
            List.of(new SparseTorrent.Part("a/one", 2), new SparseTorrent.Part("two", 1)),
            "http://127.0.0.1:1/announce");
    t.write(dir, piece -> piece != 1);
    Metainfo meta = MetainfoParser.parse(t.bytes());
    assertEquals(3, meta.layout().pieces());
    byte[] one = Files.readAllBytes(dir.resolve("demo/a/one"));
    byte[] two = Files.readAllBytes(dir.resolve("demo/two"));
    assertEquals(2 << 15, one.length);
    byte[] good = MessageDigest.getInstance("SHA-1").digest(Arrays.copyOf(one, 1 << 15));
    byte[] missing = Arrays.copyOfRange(one, 1 << 15, 2 << 15);
    assertTrue(Arrays.equals(good, MessageDigest.getInstance("SHA-1").digest(two)));
    assertTrue(Arrays.equals(missing, new byte[1 << 15]));
    assertTrue(contains(t.bytes(), good));
  }

  private static boolean contains(byte[] all, byte[] part) {
    for (int i = 0; i + part.length <= all.length; i++) {
      if (Arrays.equals(all, i, i + part.length, part, 0, part.length)) {
        return true;
      }
    }
    return false;
  }

  @Test
  void aFolderIsRemovedAtTheEndAndThoseOfKilledDemosAtTheStart() throws IOException {
    Path left = Files.createDirectory(dir.resolve("bitonic-dashboard-demo-1"));
    Path lock = Files.writeString(left.resolve("in-use"), "");
    Files.setLastModifiedTime(lock, FileTime.fromMillis(System.currentTimeMillis() - 600_000));
    Path fresh = Files.createDirectory(dir.resolve("bitonic-dashboard-demo-2"));
    Files.writeString(fresh.resolve("in-use"), "");
    Path foreign = Files.createDirectory(dir.resolve("bitonic-dashboard-demo-of-somebody"));
    try (DemoFolder own = DemoFolder.create(dir)) {
      assertTrue(Files.isDirectory(own.path()));
      assertFalse(Files.exists(left));
      assertTrue(Files.exists(fresh));
      assertTrue(Files.exists(foreign));
      Files.writeString(own.path().resolve("x"), "y");
    }
    try (Stream<Path> all = Files.list(dir)) {
      assertEquals(2, all.count());
    }
  }

  @Test
  void aFolderInWhichSomebodyStillWritesIsRemovedToo() throws Exception {
    Path folder = Files.createDirectories(dir.resolve("d/torrents")).getParent();
    CountDownLatch writing = new CountDownLatch(200);
    Thread writer =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    for (int i = 0; i < 20_000; i++) {
                      Path temporary = Files.createFile(folder.resolve("torrents/" + i + ".tmp"));
                      Files.move(temporary, folder.resolve("torrents/" + i));
                      writing.countDown();
                    }
                  } catch (IOException e) {
                    // The folder has gone.
                  }
                });
    writing.await();
    Folders.delete(folder);
    assertFalse(Files.exists(folder));
    writer.join();
  }
}
