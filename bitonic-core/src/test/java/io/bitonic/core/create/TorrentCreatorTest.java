package io.bitonic.core.create;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.core.create.TorrentCreator.Format;
import io.bitonic.core.metainfo.*;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TorrentCreatorTest {
  private static final int PIECE = 32 * 1024;

  @TempDir Path temp;
  private Path folder;

  @BeforeEach
  void fill() throws IOException {
    folder = temp.resolve("album");
    write("b/two.bin", 100_001);
    write("a.bin", 70_000);
    write("b/exact.bin", 2 * PIECE);
    write("empty", 0);
    write("c/tiny.bin", 1);
    write("c/large.bin", 20 * PIECE + 5);
    write(".hidden", 10);
  }

  @ParameterizedTest
  @EnumSource(Format.class)
  void everyPieceOfEveryFormatMatchesTheData(Format format) throws Exception {
    Metainfo m = MetainfoParser.parse(create(folder, format));
    List<String> names =
        m.files().stream().filter(f -> !f.padding()).map(TorrentFile::displayPath).toList();
    assertEquals(
        List.of(
            "album/a.bin",
            "album/b/exact.bin",
            "album/b/two.bin",
            "album/c/large.bin",
            "album/c/tiny.bin",
            "album/empty"),
        names);
    assertEquals(format != Format.V2, m.infoHash().hasV1());
    assertEquals(format != Format.V1, m.infoHash().hasV2());
    assertTrue(m.multiFile());
    if (format != Format.V2) {
      verifyV1(m);
    }
    if (format != Format.V1) {
      verifyV2(m);
    }
    for (TorrentFile f : m.files()) {
      if (format != Format.V1 && !f.padding() && f.length() > 0) {
        assertEquals(0, f.offset() % PIECE);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Format.class)
  void aSingleFileNeedsNoFolder(Format format) throws Exception {
    for (int size : new int[] {1, PIECE - 1, PIECE, PIECE + 1, 5 * PIECE}) {
      write("single", size);
      Metainfo m = MetainfoParser.parse(create(folder.resolve("single"), format));
      assertFalse(m.multiFile());
      assertEquals(List.of("single"), m.files().getFirst().path());
      assertEquals(size, m.layout().totalSize());
      if (format != Format.V1) {
        verifyV2(m);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Format.class)
  void threadsDoNotChangeTheResult(Format format) throws Exception {
    byte[] one = creator(folder, format).threads(1).create((d, t) -> {}, () -> false);
    for (int threads : new int[] {2, 7}) {
      assertArrayEquals(
          one, creator(folder, format).threads(threads).create((d, t) -> {}, () -> false));
    }
  }

  /** So many that the hash threads take them sixteen at a time, and some are left over. */
  @Test
  void thePiecesThatFillNoBatchAreHashedAsWell() throws Exception {
    int length = 1 << 20;
    int pieces = 405;
    Path file = temp.resolve("holes");
    try (RandomAccessFile f = new RandomAccessFile(file.toFile(), "rw")) {
      f.setLength((long) pieces * length);
    }
    byte[] torrent =
        creator(file, Format.V1).pieceLength(length).threads(2).create((d, t) -> {}, () -> false);
    byte[] expected = MessageDigest.getInstance("SHA-1").digest(new byte[length]);
    byte[] all = MetainfoParser.parse(torrent).pieceHashes();
    assertEquals(pieces * 20, all.length);
    for (int i = 0; i < pieces; i++) {
      assertArrayEquals(expected, Arrays.copyOfRange(all, i * 20, i * 20 + 20), "piece " + i);
    }
  }

  @Test
  void writesEverySetting() throws Exception {
    Metainfo m =
        MetainfoParser.parse(
            creator(folder, Format.HYBRID)
                .privateTorrent(true)
                .trackers(
                    List.of(
                        List.of("udp://a.example:1/announce"),
                        List.of("https://b.example/announce")))
                .webSeeds(List.of("https://w.example/"))
                .comment("a comment")
                .source("SITE")
                .createdBy("tester")
                .creationDate(1_600_000_000)
                .includeHidden(true)
                .name("other name")
                .create((d, t) -> {}, () -> false));
    assertTrue(m.privateTorrent());
    assertEquals(
        List.of(List.of("udp://a.example:1/announce"), List.of("https://b.example/announce")),
        m.trackers());
    assertEquals(List.of("https://w.example/"), m.webSeeds());
    assertEquals("a comment", m.comment());
    assertEquals("SITE", m.source());
    assertEquals("tester", m.createdBy());
    assertEquals(1_600_000_000, m.creationDate());
    assertEquals("other name", m.name());
    assertEquals("other name/.hidden", m.files().getFirst().displayPath());
    assertNotEquals(m.infoHash(), MetainfoParser.parse(create(folder, Format.HYBRID)).infoHash());
  }

  @Test
  void choosesOneToTwoThousandPieces() {
    assertEquals(16 << 10, TorrentCreator.automaticPieceLength(1));
    assertEquals(16 << 20, TorrentCreator.automaticPieceLength(Long.MAX_VALUE));
    for (long size = 40L << 20; size < 16L << 30; size = size * 9 / 8) {
      long pieces = size / TorrentCreator.automaticPieceLength(size);
      assertTrue(pieces >= 1000 && pieces <= 2000, size + " " + pieces);
    }
  }

  @Test
  void reportsProgressToTheEnd() throws Exception {
    AtomicLong last = new AtomicLong();
    long size = 100_001 + 70_000 + 2 * PIECE + 1 + 20 * PIECE + 5;
    creator(folder, Format.V1)
        .create(
            (done, total) -> {
              assertEquals(size, total);
              assertTrue(done > last.getAndSet(done));
            },
            () -> false);
    assertEquals(size, last.get());
  }

  @Test
  void stopsWhenCancelledOrInterrupted() {
    AtomicLong reads = new AtomicLong();
    assertThrows(
        CancellationException.class,
        () ->
            creator(folder, Format.V1)
                .create((d, t) -> reads.incrementAndGet(), () -> reads.get() == 3));
    assertEquals(3, reads.get());
    for (int when : new int[] {0, 2}) {
      reads.set(0);
      assertThrows(
          CancellationException.class,
          () ->
              creator(folder, Format.V1)
                  .create(
                      (d, t) -> reads.incrementAndGet(),
                      () -> {
                        if (reads.get() == when) {
                          Thread.currentThread().interrupt();
                        }
                        return false;
                      }));
      assertTrue(Thread.interrupted());
    }
  }

  @Test
  void noticesThatAFileShrinksOrGrows() throws Exception {
    for (int size : new int[] {10 * PIECE, 30 * PIECE}) {
      write("c/large.bin", 20 * PIECE + 5);
      TorrentCreator creator = creator(folder.resolve("c/large.bin"), Format.V1);
      rejected(
          () ->
              creator.create(
                  (d, t) -> {
                    try (var f =
                        new RandomAccessFile(folder.resolve("c/large.bin").toFile(), "rw")) {
                      f.setLength(size);
                    } catch (IOException e) {
                      throw new java.io.UncheckedIOException(e);
                    }
                  },
                  () -> false),
          "changed while it was hashed");
    }
  }

  @Test
  void refusesWhatCannotBeShared() throws Exception {
    Files.createDirectories(temp.resolve("nothing/sub"));
    rejected(() -> create(temp.resolve("nothing"), Format.V1), "holds no data");
    rejected(() -> create(folder.resolve("empty"), Format.V1), "holds no data");
    rejected(() -> create(temp.resolve("missing"), Format.V1), "no such file");
    for (int length : new int[] {1, 8 << 10, 48 << 10, 256 << 20, -1}) {
      rejected(
          () -> creator(folder, Format.V1).pieceLength(length).create((d, t) -> {}, () -> false),
          "power of two");
    }
    rejected(
        () ->
            creator(folder, Format.V1)
                .trackers(List.of(List.of("tracker.example")))
                .create((d, t) -> {}, () -> false),
        "unusable tracker");
    rejected(
        () ->
            creator(folder, Format.V1)
                .webSeeds(List.of("file:///etc"))
                .create((d, t) -> {}, () -> false),
        "unusable web seed");
    rejected(
        () -> creator(folder, Format.V1).name("a/b").create((d, t) -> {}, () -> false),
        "rename it");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void refusesWhatIsNoRegularFile() throws Exception {
    try (var socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      socket.bind(UnixDomainSocketAddress.of(folder.resolve("socket")));
      rejected(() -> create(folder, Format.V1), "not a regular file");
    }
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void refusesNamesThatOtherSystemsWouldMerge() throws Exception {
    write("A.bin", 5);
    org.junit.jupiter.api.Assumptions.assumeTrue(Files.size(folder.resolve("a.bin")) == 70_000);
    rejected(() -> create(folder, Format.V1), "differs only in case");
  }

  @ParameterizedTest
  @EnumSource(Format.class)
  @DisabledOnOs(OS.WINDOWS)
  void storesLinksThatStayInside(Format format) throws Exception {
    Files.createSymbolicLink(folder.resolve("b/link"), Path.of("../c/tiny.bin"));
    Metainfo m = MetainfoParser.parse(create(folder, format));
    TorrentFile link = m.files().stream().filter(TorrentFile::isSymlink).findFirst().orElseThrow();
    assertEquals("album/b/link", link.displayPath());
    assertEquals(List.of("c", "tiny.bin"), link.symlink());
    assertEquals(0, link.length());
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void refusesLinksThatLeadOutOrNowhere() throws Exception {
    Path link = folder.resolve("link");
    Files.writeString(temp.resolve("secret"), "secret");
    for (String target : List.of("../secret", "/etc/passwd", "..", "b/../../secret")) {
      Files.createSymbolicLink(link, Path.of(target));
      rejected(() -> create(folder, Format.V1), "leads outside");
      Files.delete(link);
    }
    Files.createSymbolicLink(link, Path.of("gone"));
    rejected(() -> create(folder, Format.V1), "leads nowhere");
    Files.delete(link);
    Files.createSymbolicLink(folder.resolve("b/out"), temp);
    rejected(() -> create(folder, Format.V1), "leads outside");
    Files.delete(folder.resolve("b/out"));
    Files.createSymbolicLink(temp.resolve("alias"), folder);
    Metainfo m = MetainfoParser.parse(create(temp.resolve("alias"), Format.V1));
    assertEquals("alias", m.name());
  }

  private void verifyV1(Metainfo m) throws Exception {
    byte[] all = new byte[(int) m.layout().totalSize()];
    for (TorrentFile f : m.files()) {
      if (!f.padding()) {
        byte[] data = Files.readAllBytes(temp.resolve(f.displayPath()));
        System.arraycopy(data, 0, all, (int) f.offset(), data.length);
      }
    }
    MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
    for (int p = 0; p < m.layout().pieces(); p++) {
      sha1.update(all, p * PIECE, m.layout().pieceSize(p));
      assertArrayEquals(
          sha1.digest(), Arrays.copyOfRange(m.pieceHashes(), p * 20, p * 20 + 20), "piece " + p);
    }
  }

  private void verifyV2(Metainfo m) throws Exception {
    for (TorrentFile f : m.files()) {
      byte[] layer = m.pieceLayers().get(f.index());
      if (f.padding() || f.length() == 0) {
        assertEquals(0, layer.length);
        continue;
      }
      Path path = (m.multiFile() ? temp : folder).resolve(f.displayPath());
      List<byte[]> leaves = leaves(Files.readAllBytes(path));
      assertArrayEquals(treeRoot(leaves, 1), f.piecesRoot());
      int perPiece = PIECE / (16 * 1024);
      assertEquals((f.length() + PIECE - 1) / PIECE * 32, layer.length);
      for (int p = 0; p * 32 < layer.length; p++) {
        var piece = leaves.subList(p * perPiece, Math.min(leaves.size(), (p + 1) * perPiece));
        assertArrayEquals(
            treeRoot(piece, f.length() > PIECE ? perPiece : 1),
            Arrays.copyOfRange(layer, p * 32, p * 32 + 32));
      }
    }
  }

  private static List<byte[]> leaves(byte[] data) throws Exception {
    MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
    List<byte[]> out = new ArrayList<>();
    for (int at = 0; at < data.length; at += 16 * 1024) {
      out.add(sha256.digest(Arrays.copyOfRange(data, at, Math.min(data.length, at + 16 * 1024))));
    }
    return out;
  }

  /** BEP 52's tree the plain way: all leaves written out, zero hashes for the missing ones. */
  private static byte[] treeRoot(List<byte[]> leaves, int atLeast) throws Exception {
    MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
    List<byte[]> level = new ArrayList<>(leaves);
    while (level.size() < atLeast || Integer.bitCount(level.size()) != 1) {
      level.add(new byte[32]);
    }
    while (level.size() > 1) {
      List<byte[]> up = new ArrayList<>();
      for (int i = 0; i < level.size(); i += 2) {
        sha256.update(level.get(i));
        up.add(sha256.digest(level.get(i + 1)));
      }
      level = up;
    }
    return level.getFirst();
  }

  private static TorrentCreator creator(Path input, Format format) {
    return new TorrentCreator(input).format(format).pieceLength(PIECE).creationDate(1);
  }

  private static byte[] create(Path input, Format format) throws MetainfoException {
    return creator(input, format).create((d, t) -> {}, () -> false);
  }

  private void write(String name, int size) throws IOException {
    Path p = folder.resolve(name);
    Files.createDirectories(p.getParent());
    byte[] data = new byte[size];
    new Random(size).nextBytes(data);
    Files.write(p, data);
  }

  private static void rejected(org.junit.jupiter.api.function.Executable run, String reason) {
    MetainfoException e = assertThrows(MetainfoException.class, run);
    assertTrue(e.getMessage().contains(reason), e.getMessage());
  }
}
