package io.bitonic.core.resume;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.core.config.Settings.Preallocation;
import io.bitonic.core.disk.DiskPool;
import io.bitonic.core.disk.FileCache;
import io.bitonic.core.disk.FileStorage;
import io.bitonic.core.disk.PumpedLoop;
import io.bitonic.core.disk.TestTorrent;
import io.bitonic.core.disk.TestTorrent.Spec;
import io.bitonic.core.hash.HashPool;
import io.bitonic.core.hash.TorrentPieceHashes;
import io.bitonic.core.metainfo.TorrentFile;
import io.bitonic.core.util.Bits;
import io.bitonic.core.util.BlockPool;
import io.bitonic.core.util.FileStamp;
import io.bitonic.core.util.PieceBuffer;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A session dies at any moment; what the next one believes must be true. */
class RestartTest {
  @TempDir Path dir;

  private final PumpedLoop loop = new PumpedLoop();
  private final BlockPool buffers = new BlockPool(1 << 20);

  static IntStream seeds() {
    return IntStream.range(0, 40);
  }

  private FileStorage open(TestTorrent t, DiskPool disk, HashPool hashes, FileCache cache)
      throws Exception {
    return new FileStorage(
        t.meta,
        dir.resolve("data"),
        Preallocation.NONE,
        loop,
        disk,
        hashes,
        TorrentPieceHashes.of(t.meta),
        buffers,
        cache,
        Map.of(),
        piece -> {});
  }

  /** Writes pieces, saves after some of them, goes on, and stops without a word. */
  private Bits session(TestTorrent t, List<Integer> order, int saved, int written)
      throws Exception {
    Bits have = new Bits(t.meta.layout().pieces());
    try (DiskPool disk = new DiskPool(2);
        HashPool hashes = new HashPool(1);
        FileCache cache = new FileCache(3);
        ResumeStore store = new ResumeStore(dir.resolve("state"));
        PieceJournal journal = store.journal(ResumeStoreTest.ID)) {
      FileStorage s = open(t, disk, hashes, cache);
      await(s::prepare);
      for (int i = 0; i <= written; i++) {
        if (i == saved) {
          Bits snapshot = have.copy();
          await(s::sync);
          List<List<FileStamp>> stamps = new ArrayList<>();
          s.stamps(stamps::add);
          loop.until(() -> !stamps.isEmpty());
          store.save(
              ResumeStoreTest.ID,
              ResumeStoreTest.state(
                  ResumeStoreTest.ID, dir.resolve("data"), snapshot, stamps.getFirst()));
          journal.retain(snapshot);
        }
        if (i == written) {
          break;
        }
        int piece = order.get(i);
        journal.append(piece);
        PieceBuffer b = buffers.take(piece, t.meta.layout().pieceSize(piece));
        b.data.put(t.piece(piece));
        await(d -> s.write(b, d));
        buffers.release(b);
        have.set(piece);
      }
    }
    return have;
  }

  private void await(java.util.function.Consumer<io.bitonic.core.disk.Storage.Done> call) {
    boolean[] done = {false};
    call.accept(
        e -> {
          if (e != null) {
            throw new AssertionError(e);
          }
          done[0] = true;
        });
    loop.until(() -> done[0]);
  }

  private ResumePlan plan(TestTorrent t) throws Exception {
    try (ResumeStore store = new ResumeStore(dir.resolve("state"));
        PieceJournal journal = store.journal(ResumeStoreTest.ID)) {
      ResumeState s = store.load(ResumeStoreTest.ID);
      List<FileStamp> now = FileStorage.stampsOf(t.meta, s.savePath(), Map.of());
      return ResumePlan.of(s, now, journal, t.meta);
    }
  }

  /** Pieces whose bytes are on disk. */
  private Bits good(TestTorrent t) throws Exception {
    try (DiskPool disk = new DiskPool(2);
        HashPool hashes = new HashPool(2);
        FileCache cache = new FileCache(3)) {
      Bits all = new Bits(t.meta.layout().pieces());
      all.setAll();
      Bits good = new Bits(all.size());
      FileStorage s = open(t, disk, hashes, cache);
      await(
          d ->
              s.check(
                  all,
                  (p, g) -> {
                    if (g) {
                      good.set(p);
                    }
                  },
                  d));
      return good;
    }
  }

  private static List<Integer> shuffled(TestTorrent t, Random random) {
    List<Integer> order =
        new ArrayList<>(IntStream.range(0, t.meta.layout().pieces()).boxed().toList());
    Collections.shuffle(order, random);
    return order;
  }

  @Test
  void afterAKillExactlyThePiecesSinceTheSaveAreHashed() throws Exception {
    TestTorrent t =
        TestTorrent.v1(1, 1000, Spec.file("a", 10_400), Spec.file("b", 700), Spec.file("c", 8900));
    List<Integer> order = shuffled(t, new Random(3));
    Bits have = session(t, order, 8, 15);
    ResumePlan plan = plan(t);
    Bits first = new Bits(20);
    order.subList(0, 8).forEach(first::set);
    Bits later = new Bits(20);
    order.subList(8, 15).forEach(later::set);
    assertArrayEquals(first.toBytes(), plan.trusted().toBytes());
    for (int p = 0; p < 20; p++) {
      assertTrue(!plan.check().get(p) || later.get(p), "piece " + p + " is hashed for nothing");
      assertEquals(have.get(p), plan.trusted().get(p) || plan.check().get(p), "piece " + p);
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void whatIsBelievedIsOnDiskWhateverHappenedToTheFiles(int seed) throws Exception {
    Random random = new Random(seed);
    TestTorrent t = TestTorrent.random(random);
    int pieces = t.meta.layout().pieces();
    List<Integer> order = shuffled(t, random);
    int saved = random.nextInt(pieces + 1);
    int written = saved + random.nextInt(pieces + 1 - saved);
    session(t, order, saved, written);
    for (TorrentFile f : t.meta.files()) {
      Path path = t.path(dir.resolve("data"), f.index());
      if (f.isStored() && Files.exists(path) && random.nextInt(3) == 0) {
        damage(path, random);
      }
    }
    if (random.nextInt(3) == 0) {
      damageJournal(random);
    }
    ResumePlan plan = plan(t);
    Bits good = good(t);
    for (int p = 0; p < pieces; p++) {
      assertTrue(!plan.trusted().get(p) || good.get(p), "piece " + p + " is claimed but bad");
    }
  }

  /** What a user or another program may do to a file while no session runs. */
  private static void damage(Path path, Random random) throws Exception {
    byte[] bytes = Files.readAllBytes(path);
    switch (random.nextInt(4)) {
      case 0 -> Files.delete(path);
      case 1 -> Files.write(path, Arrays.copyOf(bytes, random.nextInt(bytes.length + 1)));
      case 2 -> Files.write(path, Arrays.copyOf(bytes, bytes.length + 3));
      default -> {
        random.nextBytes(bytes);
        Files.write(path, bytes);
      }
    }
    if (Files.exists(path)) {
      long later = System.currentTimeMillis() + TimeUnit.SECONDS.toMillis(10);
      Files.setLastModifiedTime(path, FileTime.fromMillis(later));
    }
  }

  private void damageJournal(Random random) throws Exception {
    Path journal =
        dir.resolve("state").resolve("torrents").resolve(ResumeStoreTest.ID + ".journal");
    FileTime time =
        Files.exists(journal) ? Files.getLastModifiedTime(journal) : FileTime.fromMillis(0);
    try (FileChannel c =
        FileChannel.open(journal, StandardOpenOption.WRITE, StandardOpenOption.CREATE)) {
      byte[] noise = new byte[random.nextInt(40)];
      random.nextBytes(noise);
      c.write(ByteBuffer.wrap(noise), random.nextInt(20));
      c.truncate(random.nextInt(60));
    }
    Files.setLastModifiedTime(journal, time);
  }
}
