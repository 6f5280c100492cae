package io.bitonic.core.disk;

import io.bitonic.core.config.Settings.Preallocation;
import io.bitonic.core.hash.HashPool;
import io.bitonic.core.hash.TorrentPieceHashes;
import io.bitonic.core.util.Bits;
import io.bitonic.core.util.BlockPool;
import io.bitonic.core.util.PieceBuffer;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Pools, a pumped loop and blocking forms of the storage's calls. */
final class StorageFixture implements AutoCloseable {
  final PumpedLoop loop = new PumpedLoop();
  final DiskPool disk = new DiskPool(2);
  final HashPool hashes = new HashPool(2);
  final BlockPool pool = new BlockPool(16 << 20);
  final FileCache cache;

  StorageFixture(int maxOpen) {
    this(new FileCache(maxOpen));
  }

  StorageFixture(FileCache cache) {
    this.cache = cache;
  }

  FileStorage open(TestTorrent t, Path root, Preallocation mode) throws StorageException {
    return open(t, root, mode, Map.of());
  }

  FileStorage open(TestTorrent t, Path root, Preallocation mode, Map<Integer, List<String>> renames)
      throws StorageException {
    return new FileStorage(
        t.meta,
        root,
        mode,
        loop,
        disk,
        hashes,
        TorrentPieceHashes.of(t.meta),
        pool,
        cache,
        renames,
        piece -> {});
  }

  /** Waits for a completion; its error or null. */
  StorageException await(Consumer<Storage.Done> call) {
    List<StorageException> result = new ArrayList<>();
    call.accept(result::add);
    loop.until(() -> !result.isEmpty());
    return result.getFirst();
  }

  /** Waits for a completion that must be a success. */
  void ok(Consumer<Storage.Done> call) {
    StorageException e = await(call);
    if (e != null) {
      throw new AssertionError(e);
    }
  }

  PieceBuffer buffer(TestTorrent t, int piece) {
    byte[] bytes = t.piece(piece);
    PieceBuffer b = pool.take(piece, bytes.length);
    b.data.clear().put(bytes);
    return b;
  }

  StorageException write(FileStorage s, TestTorrent t, int piece) {
    PieceBuffer b = buffer(t, piece);
    StorageException e = await(done -> s.write(b, done));
    pool.release(b);
    return e;
  }

  byte[] read(FileStorage s, int piece, int offset, int length) {
    ByteBuffer dst = ByteBuffer.allocateDirect(length);
    ok(done -> s.read(piece, offset, dst, done));
    byte[] out = new byte[length];
    dst.flip().get(out);
    return out;
  }

  /** Checks all pieces; those that are good. */
  Bits check(FileStorage s, int pieces) {
    Bits all = new Bits(pieces);
    all.setAll();
    Bits good = new Bits(pieces);
    Bits seen = new Bits(pieces);
    ok(
        done ->
            s.check(
                all,
                (piece, g) -> {
                  if (!seen.set(piece)) {
                    throw new AssertionError("piece " + piece + " reported twice");
                  }
                  if (g) {
                    good.set(piece);
                  }
                },
                done));
    if (!seen.isFull()) {
      throw new AssertionError("only " + seen.count() + " pieces reported");
    }
    return good;
  }

  @Override
  public void close() {
    disk.close();
    hashes.close();
    cache.close();
  }
}
