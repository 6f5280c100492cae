package io.bitonic.app.perf;

import io.bitonic.core.hash.PieceDigests;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Speed of a folder's disk with one file, in bytes a second.
 *
 * @param write written in pieces of 1 MiB, and forced to the disk
 * @param read read again, from the system's cache as far as it holds it
 * @param hash read and hashed by SHA-1 one piece after another, as a check does on one core
 */
public record DiskSpeed(double write, double read, double hash) {
  /** Sizes of the file. */
  public static final long MIN = 1 << 20;

  public static final long MAX = 64L << 30;

  private static final int PIECE = 1 << 20;

  /**
   * Writes, reads and removes a file; null when stopped.
   *
   * @param size bytes, cut down to whole MiB
   * @param phases gives who is told of writing, then of reading, then of hashing
   */
  public static DiskSpeed measure(
      Path folder, long size, Supplier<Step> phases, BooleanSupplier stopped) throws IOException {
    Path file = Files.createTempFile(folder, ".bitonic-performance-", ".tmp");
    try (Arena arena = Arena.ofConfined();
        FileChannel channel =
            FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      MemorySegment memory = arena.allocate(PIECE + (long) PieceDigests.STRIDE, 4096);
      ByteBuffer piece = memory.asSlice(0, PIECE).asByteBuffer();
      byte[] random = new byte[PIECE];
      new Random(size).nextBytes(random);
      piece.put(random);
      long pieces = size / PIECE;
      PieceDigests digests = new PieceDigests();
      long[] address = {memory.address()};
      int[] length = {PIECE};
      double[] seconds = new double[3];
      for (int pass = 0; pass < 3; pass++) {
        Step progress = phases.get();
        long start = System.nanoTime();
        for (long p = 0; p < pieces; p++) {
          if (stopped.getAsBoolean()) {
            return null;
          }
          progress.at(p * PIECE, size);
          piece.clear();
          transfer(channel, piece, p * PIECE, pass == 0);
          if (pass == 2) {
            digests.sha1(address, length, 1, memory.address() + PIECE);
          }
        }
        if (pass == 0) {
          channel.force(false);
        }
        seconds[pass] = (System.nanoTime() - start) / 1e9;
      }
      double bytes = (double) pieces * PIECE;
      return new DiskSpeed(bytes / seconds[0], bytes / seconds[1], bytes / seconds[2]);
    } finally {
      Files.deleteIfExists(file);
    }
  }

  private static void transfer(FileChannel channel, ByteBuffer piece, long at, boolean write)
      throws IOException {
    while (piece.hasRemaining()) {
      long pos = at + piece.position();
      int n = write ? channel.write(piece, pos) : channel.read(piece, pos);
      if (n < 0) {
        throw new IOException("the file became shorter while it was read");
      }
    }
  }
}
