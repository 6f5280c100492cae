package io.bitonic.core.resume;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.UnixOperatingSystemMXBean;
import io.bitonic.core.api.ShareGoal;
import io.bitonic.core.api.Sharing;
import io.bitonic.core.api.TorrentRules;
import io.bitonic.core.util.Bits;
import io.bitonic.core.util.FileStamp;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

public class ResumeStoreTest {
  public static final String ID = "0123456789abcdef0123456789abcdef01234567";

  @TempDir Path dir;

  public static ResumeState state(String id, Path savePath, Bits have, List<FileStamp> stamps) {
    return new ResumeState(
        id,
        savePath,
        have,
        stamps,
        new byte[] {0, 1, 7},
        1L << 40,
        5,
        6,
        1_700_000_000_000L,
        0,
        8,
        9,
        true,
        "größe",
        new TorrentRules(
            10,
            11,
            12,
            13,
            14,
            15,
            TorrentRules.Order.ROUND_ROBIN,
            TorrentRules.Priority.HIGH,
            1.5,
            90),
        13,
        List.of(List.of("http://a/announce", "udp://b:1"), List.of("http://c")),
        List.of("10.0.0.1:6881"),
        List.of("10.0.0.9"),
        Map.of(1, List.of("other", "näme")),
        false,
        "magnet:?xt=urn:btih:" + ID,
        true,
        new Sharing(
            true, new ShareGoal(1.25, 90, true, ShareGoal.Action.REMOVE), Sharing.Progress.WAIVED));
  }

  private static ResumeState sample() {
    Bits have = new Bits(77);
    for (int i = 0; i < 77; i += 3) {
      have.set(i);
    }
    return state(
        ID,
        Path.of("/data/down loads"),
        have,
        Arrays.asList(new FileStamp(100, 1_700_000_000_123_456_789L), null, new FileStamp(-1, 0)));
  }

  private static void assertSame(ResumeState a, ResumeState b) {
    assertArrayEquals(a.have().toBytes(), b.have().toBytes());
    assertEquals(a.have().size(), b.have().size());
    assertArrayEquals(a.filePriorities(), b.filePriorities());
    assertEquals(blank(a), blank(b));
  }

  /** The state without the parts that have no equals. */
  private static String blank(ResumeState s) {
    return s.toString().replaceAll("(have=|filePriorities=)[^,]*", "");
  }

  @Test
  void whatIsSavedIsLoaded() throws Exception {
    try (ResumeStore store = new ResumeStore(dir)) {
      assertNull(store.load(ID));
      assertNull(store.loadTorrent(ID));
      ResumeState s = sample();
      store.save(ID, s);
      assertSame(s, store.load(ID));
      store.saveTorrent(ID, new byte[] {1, 2});
      store.saveTorrent(ID, new byte[] {3});
      assertArrayEquals(new byte[] {3}, store.loadTorrent(ID));
      assertEquals(List.of(ID), store.ids());
      assertTrue(store.savedMillis(ID) > 0);
      store.delete(ID);
      assertEquals(List.of(), store.ids());
    }
  }

  @Test
  void everyFlippedBitAndEveryCutIsFound() throws Exception {
    byte[] bytes = ResumeCodec.encode(sample());
    assertSame(sample(), ResumeCodec.decode(bytes));
    for (int i = 0; i < bytes.length; i++) {
      for (int bit = 0; bit < 8; bit++) {
        byte[] bad = bytes.clone();
        bad[i] ^= (byte) (1 << bit);
        assertThrows(
            ResumeCodec.Damage.class, () -> ResumeCodec.decode(bad), "bit " + bit + " of " + i);
      }
      byte[] cut = Arrays.copyOf(bytes, i);
      assertThrows(ResumeCodec.Damage.class, () -> ResumeCodec.decode(cut));
    }
    byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
    assertThrows(ResumeCodec.Damage.class, () -> ResumeCodec.decode(longer));
  }

  @Test
  void damageNamesTheFileAndTheCure() throws Exception {
    try (ResumeStore store = new ResumeStore(dir)) {
      store.save(ID, sample());
      Path file = dir.resolve("torrents").resolve(ID + ".state");
      byte[] bytes = Files.readAllBytes(file);
      bytes[bytes.length / 2] ^= 1;
      Files.write(file, bytes);
      ResumeException e = assertThrows(ResumeException.class, () -> store.load(ID));
      assertTrue(e.getMessage().contains(file.toString()), e.getMessage());
      assertTrue(e.getMessage().contains("checksum"), e.getMessage());
      assertTrue(e.getMessage().contains("Delete it"), e.getMessage());
    }
  }

  @Test
  void aStateUnderAnotherNameIsRefused() throws Exception {
    try (ResumeStore store = new ResumeStore(dir)) {
      store.save(ID, sample());
      String other = ID.replace('0', 'f');
      Path folder = dir.resolve("torrents");
      Files.copy(folder.resolve(ID + ".state"), folder.resolve(other + ".state"));
      assertThrows(ResumeException.class, () -> store.load(other));
    }
  }

  @Test
  void aCrashWhileWritingLeavesTheOldState() throws Exception {
    try (ResumeStore store = new ResumeStore(dir)) {
      store.save(ID, sample());
      Path temporary = dir.resolve("torrents").resolve(ID + ".state.tmp");
      Files.write(temporary, new byte[] {'d', '6'});
      assertSame(sample(), store.load(ID));
      assertEquals(List.of(ID), store.ids());
      store.save(ID, sample());
      assertFalse(Files.exists(temporary));
    }
  }

  @Test
  void aFailedSaveKeepsTheOldStateAndSaysWhy() throws Exception {
    try (ResumeStore store = new ResumeStore(dir)) {
      store.save(ID, sample());
      // A folder in the way of the temporary file makes every write fail, also for root.
      Files.createDirectory(dir.resolve("torrents").resolve(ID + ".state.tmp"));
      Files.createFile(dir.resolve("torrents").resolve(ID + ".state.tmp").resolve("x"));
      ResumeException e = assertThrows(ResumeException.class, () -> store.save(ID, sample()));
      assertTrue(e.getMessage().contains("kept"), e.getMessage());
      assertSame(sample(), store.load(ID));
    }
  }

  @Test
  void aTorrentIsLockedForOneStoreAtATime() throws Exception {
    try (ResumeStore a = new ResumeStore(dir);
        ResumeStore b = new ResumeStore(dir)) {
      String other = ID.replace('0', 'a');
      assertTrue(a.lockTorrent(ID));
      assertFalse(b.lockTorrent(ID));
      assertTrue(b.lockTorrent(other));
      a.unlockTorrent(ID);
      assertTrue(b.lockTorrent(ID));
      assertFalse(a.lockTorrent(ID));
    }
  }

  @Test
  void anotherProcessSeesTheLock() throws Exception {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    try (ResumeStore a = new ResumeStore(dir)) {
      assertTrue(a.lockTorrent(ID));
      // Closing a file that is locked would give up the lock: another store must not do that.
      try (ResumeStore b = new ResumeStore(dir)) {
        assertFalse(b.lockTorrent(ID));
        assertTrue(b.lockTorrent(ID + "-00000001"));
      }
      Process p =
          new ProcessBuilder(
                  java.toString(),
                  "-cp",
                  System.getProperty("java.class.path"),
                  LockProbe.class.getName(),
                  dir.toString())
              .redirectErrorStream(true)
              .start();
      p.getInputStream().readAllBytes();
      assertEquals(LockProbe.LOCKED, p.waitFor());
    }
  }

  @Test
  void manyTorrentsNeedFewOpenFiles() throws Exception {
    assumeTrue(
        ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean,
        "open files are not counted here");
    UnixOperatingSystemMXBean os =
        (UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    try (ResumeStore store = new ResumeStore(dir)) {
      long before = os.getOpenFileDescriptorCount();
      for (int i = 0; i < 500; i++) {
        String id = "%02x%038x".formatted(i % 256, i);
        assertTrue(store.lockTorrent(id));
        PieceJournal journal = store.journal(id);
        journal.append(1);
        Bits claimed = new Bits(2);
        claimed.set(1);
        journal.retain(claimed);
        assertEquals(0, journal.pieces(2).count());
      }
      long opened = os.getOpenFileDescriptorCount() - before;
      assertTrue(opened < 100, opened + " files are open");
    }
  }

  /** Tells by its exit code whether the torrent is locked. */
  static final class LockProbe {
    static final int LOCKED = 7;

    public static void main(String[] args) throws Exception {
      try (ResumeStore store = new ResumeStore(Path.of(args[0]))) {
        System.exit(store.lockTorrent(ID) ? 0 : LOCKED);
      }
    }
  }

  @Test
  void foreignFilesAndIdsAreNotTorrents() throws Exception {
    try (ResumeStore store = new ResumeStore(dir)) {
      Path folder = dir.resolve("torrents");
      Files.createFile(folder.resolve("notes.state"));
      Files.createFile(folder.resolve(ID + ".journal"));
      Files.createFile(folder.resolve(ID.toUpperCase(java.util.Locale.ROOT) + ".state"));
      assertEquals(List.of(), store.ids());
      assertThrows(IllegalArgumentException.class, () -> store.load("../../etc/passwd"));
    }
  }

  @Test
  void randomBytesAreNeverAState() {
    Random random = new Random(5);
    for (int i = 0; i < 2000; i++) {
      byte[] b = new byte[random.nextInt(200)];
      random.nextBytes(b);
      assertThrows(ResumeCodec.Damage.class, () -> ResumeCodec.decode(b));
    }
  }
}
