package io.bitonic.core.create;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import io.bitonic.core.create.TorrentCreator.Format;
import io.bitonic.core.metainfo.*;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Our torrents against those of mktorrent and libtorrent, where they are installed; with CI=true a
 * missing one is a failure.
 */
class OtherMakersTest {
  private static final String PYTHON = "/usr/bin/python3";

  /**
   * Prints the info-hashes; argv: folder, output file, flag of the kind (v1_only, v2_only or 0).
   */
  private static final String LIBTORRENT =
      """
      import sys, os
      import libtorrent as lt
      root, out, kind = sys.argv[1:4]
      flags = {'v1': lt.create_torrent.v1_only, 'v2': lt.create_torrent.v2_only, 'hybrid': 0}[kind]
      fs = lt.file_storage()
      lt.add_files(fs, root)
      t = lt.create_torrent(fs, piece_size=32768, flags=flags)
      lt.set_piece_hashes(t, os.path.dirname(root))
      open(out, 'wb').write(lt.bencode(t.generate()))
      ih = lt.torrent_info(out).info_hashes()
      print(ih.v1 if ih.has_v1() else '-', ih.v2 if ih.has_v2() else '-')
      """;

  /** Prints what libtorrent finds in our torrent, or fails. */
  private static final String LIBTORRENT_READS =
      """
      import sys
      import libtorrent as lt
      ti = lt.torrent_info(sys.argv[1])
      ih = ti.info_hashes()
      print(ih.v1 if ih.has_v1() else '-', ih.v2 if ih.has_v2() else '-')
      """;

  @TempDir Path temp;
  private Path folder;

  @BeforeEach
  void fill() throws IOException {
    folder = temp.resolve("data set");
    write("a one.bin", 100_001);
    write("b/two ü.bin", 65_536);
    write("b/x/three.bin", 1);
    write("c.bin", 700_000);
    write("a two.empty", 0);
  }

  @Test
  void mktorrentHasTheSameInfoHash() throws Exception {
    need("mktorrent", "mktorrent", "-h");
    for (Path input : List.of(folder, folder.resolve("c.bin"))) {
      Path out = temp.resolve("mk.torrent");
      Files.deleteIfExists(out);
      run(
          "mktorrent",
          "-l",
          "15",
          "-p",
          "-s",
          "SITE",
          "-a",
          "http://t.example/announce",
          "-o",
          out.toString(),
          input.toString());
      Metainfo theirs = MetainfoParser.parse(Files.readAllBytes(out));
      byte[] ours =
          new TorrentCreator(input)
              .pieceLength(1 << 15)
              .privateTorrent(true)
              .source("SITE")
              .trackers(List.of(List.of("http://t.example/announce")))
              .create((d, t) -> {}, () -> false);
      Metainfo m = MetainfoParser.parse(ours);
      assertEquals(theirs.infoHash(), m.infoHash());
      assertEquals(theirs.trackers(), m.trackers());
      assertTrue(theirs.creationDate() > 0);
      MetainfoChecks.check(theirs);
    }
  }

  @Test
  void libtorrentAgreesOnEveryFormat() throws Exception {
    need("python3-libtorrent", PYTHON, "-c", "import libtorrent");
    for (Format format : Format.values()) {
      Path theirs = temp.resolve(format + ".torrent");
      String printed =
          run(
              PYTHON,
              "-c",
              LIBTORRENT,
              folder.toString(),
              theirs.toString(),
              format.name().toLowerCase(java.util.Locale.ROOT));
      Metainfo parsed = MetainfoParser.parse(Files.readAllBytes(theirs));
      MetainfoChecks.check(parsed);
      assertEquals(printed.strip(), hashes(parsed), format + ", their torrent");
      byte[] bytes =
          new TorrentCreator(folder)
              .format(format)
              .pieceLength(1 << 15)
              .create((d, t) -> {}, () -> false);
      Metainfo ours = MetainfoParser.parse(bytes);
      Path file = temp.resolve("ours " + format + ".torrent");
      Files.write(file, bytes);
      String read = run(PYTHON, "-c", LIBTORRENT_READS, file.toString());
      assertEquals(read.strip(), hashes(ours), format + ", our torrent");
      if (format != Format.V1) { // there libtorrent takes files as the file system lists them
        assertEquals(printed.strip(), hashes(ours), format + ", both");
      }
    }
  }

  private static String hashes(Metainfo m) {
    String v1 = m.infoHash().v1Hex();
    String v2 = m.infoHash().v2Hex();
    return (v1 == null ? "-" : v1) + " " + (v2 == null ? "-" : v2);
  }

  private void write(String name, int size) throws IOException {
    Path p = folder.resolve(name);
    Files.createDirectories(p.getParent());
    byte[] data = new byte[size];
    new Random(size).nextBytes(data);
    Files.write(p, data);
  }

  private static void need(String tool, String... probe) throws Exception {
    boolean there;
    try {
      Process p = new ProcessBuilder(probe).redirectErrorStream(true).start();
      p.getInputStream().readAllBytes();
      there = p.waitFor(30, TimeUnit.SECONDS) && p.exitValue() == 0;
    } catch (IOException e) {
      there = false;
    }
    if (!there) {
      if ("true".equals(System.getenv("CI"))) {
        fail(tool + " is not installed");
      }
      abort(tool + " is not installed");
    }
  }

  private static String run(String... command) throws Exception {
    Process p = new ProcessBuilder(command).redirectErrorStream(true).start();
    p.getOutputStream().close();
    String out = new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(p.waitFor(60, TimeUnit.SECONDS));
    assertEquals(0, p.exitValue(), out);
    return out;
  }
}
