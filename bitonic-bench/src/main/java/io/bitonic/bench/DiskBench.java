package io.bitonic.bench;

import io.bitonic.core.config.Settings.Preallocation;
import io.bitonic.core.config.Settings.Reads;
import io.bitonic.core.disk.DiskPool;
import io.bitonic.core.disk.FileCache;
import io.bitonic.core.disk.FileStorage;
import io.bitonic.core.disk.Storage;
import io.bitonic.core.disk.StorageException;
import io.bitonic.core.hash.HashChoice;
import io.bitonic.core.hash.HashPool;
import io.bitonic.core.hash.HashResult;
import io.bitonic.core.hash.PieceHashes;
import io.bitonic.core.hash.TorrentPieceHashes;
import io.bitonic.core.metainfo.InfoHash;
import io.bitonic.core.metainfo.Metainfo;
import io.bitonic.core.metainfo.TorrentFile;
import io.bitonic.core.util.Bits;
import io.bitonic.core.util.BlockPool;
import io.bitonic.core.util.PieceBuffer;
import io.bitonic.core.util.PieceLayout;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Storage and hash pool as the engine uses them: 1-MiB pieces, several under way, completions run
 * by the benchmark's thread in the role of the loop. Run with {@code -prof gc} to see that nothing
 * is allocated per block.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class DiskBench {
  private static final int PIECE = 1 << 20;
  private static final int PIECES = 64;
  private static final int BLOCKS = 256;

  /** The setting {@code disk.reads}. */
  @Param({"POSITIONAL", "MAPPED", "DIRECT"})
  public Reads reads;

  private final ArrayBlockingQueue<Runnable> tasks = new ArrayBlockingQueue<>(4096);
  private final Executor loop = tasks::add;
  private final PieceBuffer[] buffers = new PieceBuffer[PIECES];
  private final ByteBuffer block = ByteBuffer.allocateDirect(PieceLayout.BLOCK);
  private Path folder;
  private DiskPool disk;
  private HashPool hashes;
  private FileCache cache;
  private FileStorage storage;
  private PieceHashes sha1;
  private PieceHashes merkle;
  private int pending;
  private final Storage.Done written = this::written;
  private final HashResult hashed = this::hashed;

  /** Makes a torrent of two files whose border lies inside a piece, with random content. */
  @Setup
  public void open() throws IOException, StorageException, NoSuchAlgorithmException {
    folder = Files.createTempDirectory("disk-bench");
    BlockPool pool = new BlockPool(2L * PIECES * PIECE);
    byte[] v1 = new byte[20 * PIECES];
    byte[] layer = new byte[32 * PIECES];
    byte[] bytes = new byte[PIECE];
    Random random = new Random(1);
    for (int i = 0; i < PIECES; i++) {
      random.nextBytes(bytes);
      buffers[i] = pool.take(i, PIECE);
      buffers[i].data.put(bytes);
      System.arraycopy(MessageDigest.getInstance("SHA-1").digest(bytes), 0, v1, 20 * i, 20);
      System.arraycopy(tree(bytes, 0, PIECE), 0, layer, 32 * i, 32);
    }
    Metainfo two = meta(v1, List.of(), (long) PIECES * PIECE / 2 + 12345);
    Metainfo one = meta(new byte[0], List.of(layer), (long) PIECES * PIECE);
    HashChoice.rehearse();
    sha1 = TorrentPieceHashes.of(two);
    merkle = TorrentPieceHashes.of(one);
    disk = new DiskPool(2);
    hashes = new HashPool(Runtime.getRuntime().availableProcessors());
    cache = new FileCache(16);
    cache.reads(reads);
    storage =
        new FileStorage(
            two,
            folder,
            Preallocation.NONE,
            loop,
            disk,
            hashes,
            sha1,
            pool,
            cache,
            Map.of(),
            p -> {});
    pending = 1;
    storage.prepare(written);
    drain();
    writePieces();
  }

  private static byte[] tree(byte[] data, int from, int length) throws NoSuchAlgorithmException {
    MessageDigest d = MessageDigest.getInstance("SHA-256");
    if (length == PieceLayout.BLOCK) {
      d.update(data, from, length);
    } else {
      d.update(tree(data, from, length / 2));
      d.update(tree(data, from + length / 2, length / 2));
    }
    return d.digest();
  }

  private static Metainfo meta(byte[] v1, List<byte[]> layers, long border) {
    long total = (long) PIECES * PIECE;
    List<TorrentFile> files =
        border == total
            ? List.of(file(0, "a", total, 0, new byte[32]))
            : List.of(file(0, "a", border, 0, null), file(1, "b", total - border, border, null));
    return new Metainfo(
        new InfoHash(new byte[20], null),
        new byte[0],
        "bench",
        true,
        files,
        PieceLayout.contiguous(total, PIECE),
        v1,
        layers,
        false,
        List.of(),
        List.of(),
        "",
        "",
        0,
        "");
  }

  private static TorrentFile file(int index, String name, long length, long offset, byte[] root) {
    return new TorrentFile(
        index, List.of("bench", name), length, offset, false, false, false, List.of(), root);
  }

  @TearDown
  public void close() {
    pending = 1;
    storage.delete(written);
    drain();
    disk.close();
    hashes.close();
    cache.close();
    folder.toFile().delete();
  }

  private void written(StorageException error) {
    if (error != null) {
      throw new IllegalStateException(error);
    }
    pending--;
  }

  private void hashed(PieceBuffer buffer, boolean good) {
    if (!good) {
      throw new IllegalStateException("piece " + buffer.piece + " is bad");
    }
    pending--;
  }

  private void drain() {
    try {
      while (pending > 0) {
        tasks.take().run();
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** MiB per second into the system's cache. */
  @Benchmark
  @OperationsPerInvocation(PIECES)
  public void writePieces() {
    pending = PIECES;
    for (PieceBuffer b : buffers) {
      storage.write(b, written);
    }
    drain();
  }

  /** Blocks per second, read one after the other as for an encrypted link. */
  @Benchmark
  @OperationsPerInvocation(BLOCKS)
  public void readBlocks() {
    for (int i = 0; i < BLOCKS; i++) {
      pending = 1;
      block.clear();
      storage.read(i % PIECES, i * PieceLayout.BLOCK % PIECE, block, written);
      drain();
    }
  }

  /** MiB per second, read and hashed as a recheck does. */
  @Benchmark
  @OperationsPerInvocation(PIECES)
  public void check() {
    Bits all = new Bits(PIECES);
    all.setAll();
    pending = 1;
    storage.check(all, this::checked, written);
    drain();
  }

  private void checked(int piece, boolean good) {
    if (!good) {
      throw new IllegalStateException("piece " + piece + " is bad");
    }
  }

  /** Runs for sendfile per second, on the loop alone. */
  @Benchmark
  @OperationsPerInvocation(BLOCKS)
  public long slices() throws StorageException {
    long sum = 0;
    for (int i = 0; i < BLOCKS; i++) {
      Storage.Slice s = storage.slice(i % PIECES, i * PieceLayout.BLOCK % PIECE, PieceLayout.BLOCK);
      if (s != null) {
        sum += s.position();
        storage.releaseSlice(s);
      }
    }
    return sum;
  }

  /** MiB per second on all hash workers. */
  @Benchmark
  @OperationsPerInvocation(PIECES)
  public void hashSha1() {
    hash(sha1);
  }

  /** MiB per second on all hash workers. */
  @Benchmark
  @OperationsPerInvocation(PIECES)
  public void hashMerkle() {
    hash(merkle);
  }

  private void hash(PieceHashes expected) {
    pending = PIECES;
    for (PieceBuffer b : buffers) {
      hashes.submit(b, expected, hashed, loop);
    }
    drain();
  }
}
