package io.bitonic.core.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.core.bencode.Bencoding;
import io.bitonic.core.disk.FileStorage;
import io.bitonic.core.metainfo.Metainfo;
import io.bitonic.core.metainfo.MetainfoParser;
import io.bitonic.core.resume.ResumeException;
import io.bitonic.core.resume.ResumeStore;
import io.bitonic.core.resume.ResumeStoreTest;
import io.bitonic.core.util.Bits;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointsTest {
  @TempDir Path dir;

  private ResumeStore store;
  private Checkpoints checkpoints;
  private Path data;
  private String id;

  @BeforeEach
  void aSavedTorrent() throws Exception {
    store = new ResumeStore(dir.resolve("state"));
    checkpoints = new Checkpoints(store);
    data = Files.createDirectory(dir.resolve("data"));
    byte[] torrent =
        Bencoding.encode(
            Map.of(
                "info",
                Map.of(
                    "name",
                    "song.ogg",
                    "length",
                    40_000,
                    "piece length",
                    16_384,
                    "pieces",
                    new byte[60])));
    Metainfo meta = MetainfoParser.parse(torrent);
    id = meta.infoHash().id();
    Files.write(data.resolve("song.ogg"), new byte[40_000]);
    Bits have = new Bits(3);
    have.set(0);
    have.set(2);
    store.saveTorrent(id, torrent);
    store.save(
        id, ResumeStoreTest.state(id, data, have, FileStorage.stampsOf(meta, data, Map.of())));
  }

  @Test
  void aGoodStateIsListedAndVerified() throws Exception {
    Checkpoints.Entry e = checkpoints.list().getFirst();
    assertEquals("song.ogg", e.name());
    assertEquals(data, e.savePath());
    assertEquals(2 / 3.0, e.complete(), 1e-9);
    assertTrue(e.savedMillis() > 0);
    assertNull(e.damage());
    assertEquals(List.of(), checkpoints.verify(id));
    assertEquals(List.of(), checkpoints.clean());
  }

  @Test
  void changedFilesAreNamed() throws Exception {
    Files.write(data.resolve("song.ogg"), new byte[30_000]);
    List<String> problems = checkpoints.verify(id);
    assertEquals(1, problems.size());
    assertTrue(problems.getFirst().contains("song.ogg: has 30000 bytes, it had 40000"));
    Files.delete(data.resolve("song.ogg"));
    assertTrue(checkpoints.verify(id).getFirst().contains("missing"));
    assertFalse(checkpoints.verify("f".repeat(40)).isEmpty());
  }

  @Test
  void damagedStatesAreListedAndCleaned() throws Exception {
    Path file = dir.resolve("state").resolve("torrents").resolve(id + ".state");
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 5] ^= 4;
    Files.write(file, bytes);
    assertTrue(checkpoints.list().getFirst().isDamaged());
    assertFalse(checkpoints.verify(id).isEmpty());
    Checkpoints.Cleaned c = checkpoints.clean().getFirst();
    assertTrue(c.deleted());
    assertTrue(c.reason().contains("checksum"), c.reason());
    assertEquals(List.of(), checkpoints.list());
    assertTrue(Files.exists(data.resolve("song.ogg")), "payload stays");
  }

  @Test
  void aStateWhoseFolderIsGoneIsCleanedUnlessInUse() throws Exception {
    Files.delete(data.resolve("song.ogg"));
    Files.delete(data);
    try (ResumeStore engine = new ResumeStore(dir.resolve("state"))) {
      assertTrue(engine.lockTorrent(id));
      Checkpoints.Cleaned kept = checkpoints.clean().getFirst();
      assertFalse(kept.deleted());
      assertTrue(kept.reason().contains("in use"), kept.reason());
      assertThrows(ResumeException.class, () -> checkpoints.delete(id));
    }
    Checkpoints.Cleaned c = checkpoints.clean().getFirst();
    assertTrue(c.deleted());
    assertTrue(c.reason().contains("is gone"), c.reason());
    assertEquals(List.of(), checkpoints.list());
  }

  @Test
  void aTorrentWithoutAStateIsDamage() throws Exception {
    Files.delete(dir.resolve("state").resolve("torrents").resolve(id + ".state"));
    Checkpoints.Entry e = checkpoints.list().getFirst();
    assertEquals("song.ogg", e.name());
    assertTrue(e.isDamaged());
  }
}
