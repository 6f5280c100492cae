package io.bitonic.core.disk;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * A whole file in memory. Counts its users: it is unmapped when the last has gone.
 *
 * <p>Threads: any. What is here may be read by copying (the JVM turns a fault, from a file that
 * somebody cut, into an {@link InternalError}) and by giving it to the system in a write (which
 * then fails with an {@link IOException}). Native code must not touch it: there the fault would end
 * the process.
 */
final class Mapping {
  private static final int PART = 1 << 30;

  private final Arena arena;
  private final MemorySegment bytes;
  private final ByteBuffer[] parts;
  private int users = 1;

  private Mapping(Arena arena, MemorySegment bytes) {
    this.arena = arena;
    this.bytes = bytes;
    this.parts = new ByteBuffer[Math.toIntExact(Math.ceilDiv(bytes.byteSize(), PART))];
    for (int i = 0; i < parts.length; i++) {
      long from = (long) i * PART;
      long size = Math.min(PART + Storage.MAX_RUN, bytes.byteSize() - from);
      parts[i] = bytes.asSlice(from, size).asByteBuffer();
    }
  }

  /**
   * Maps the first bytes of a file; the caller is the first user.
   *
   * @param size at least 1, at most the file's
   * @throws UnsupportedOperationException when the file is of a kind that can't be mapped
   */
  static Mapping of(FileChannel file, long size) throws IOException {
    Arena arena = Arena.ofShared();
    try {
      return new Mapping(arena, file.map(FileChannel.MapMode.READ_ONLY, 0, size, arena));
    } catch (IOException | RuntimeException | Error e) {
      arena.close();
      throw e;
    }
  }

  /** Bytes of the file that are mapped. */
  long size() {
    return bytes.byteSize();
  }

  /**
   * The memory in which a run of at most {@link Storage#MAX_RUN} bytes begins and ends: the same
   * object for the same part of the file. Its position and limit are nobody's; look through a
   * duplicate.
   */
  ByteBuffer part(long at) {
    return parts[(int) (at / PART)];
  }

  /** Where this byte of the file is in its {@link #part}. */
  static int inPart(long at) {
    return (int) (at % PART);
  }

  /** Whether a run is, as far as the system says, in its cache. */
  boolean isLoaded(long at, int length) {
    return bytes.asSlice(at, length).isLoaded();
  }

  /** Copies to {@code dst}, from its position up to {@code length} bytes on. */
  void copy(long at, ByteBuffer dst, int length) {
    ByteBuffer to = dst.slice(dst.position(), length);
    MemorySegment.copy(bytes, at, MemorySegment.ofBuffer(to), 0, length);
    dst.position(dst.position() + length);
  }

  synchronized void retain() {
    users++;
  }

  synchronized void release() {
    if (--users == 0) {
      arena.close();
    }
  }
}
