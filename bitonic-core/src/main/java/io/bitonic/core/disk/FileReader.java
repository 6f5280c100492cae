package io.bitonic.core.disk;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import org.tinylog.Logger;

/**
 * Other ways of reading an open file than positional calls: through a mapping, and past the
 * system's cache. Where the file or its file system does not allow one, positional calls are made.
 *
 * <p>Threads: several at once; {@link #close} when nobody reads. What is mapped is copied, never
 * given away: the JVM turns the fault of a copy from a file that somebody cut into an error, but
 * the fault of native code would end the process.
 */
final class FileReader implements AutoCloseable {
  /** A file that grows is mapped anew this often; then it is read by calls. */
  private static final int MAX_MAPPINGS = 16;

  /** Bytes read past the cache by one call, at most. */
  private static final int DIRECT_READ = 1 << 20;

  /** The largest alignment that is asked for; a file system that wants more gets calls. */
  private static final int MAX_ALIGNMENT = 1 << 16;

  /** A disk worker's memory, aligned for any device. */
  private static final ThreadLocal<ByteBuffer> ALIGNED =
      ThreadLocal.withInitial(
          () ->
              ByteBuffer.allocateDirect(DIRECT_READ + 2 * MAX_ALIGNMENT)
                  .alignedSlice(MAX_ALIGNMENT));

  private final Path path;
  private final FileChannel channel;
  private final FileCache.Opener opener;

  /** Everything that is mapped lives until the file is closed; null while nothing is. */
  private Arena arena;

  private volatile MemorySegment mapping = MemorySegment.NULL;
  private int mappings;

  /** Open past the cache, or null; looked for once. */
  private FileChannel direct;

  private boolean triedDirect;
  private int alignment;

  FileReader(Path path, FileChannel channel, FileCache.Opener opener) {
    this.path = path;
    this.channel = channel;
    this.opener = opener;
  }

  /** As {@link FileChannel#read(ByteBuffer, long)}, through a mapping of the whole file. */
  int readMapped(ByteBuffer dst, long at) throws IOException {
    MemorySegment m = mapping;
    if (at + dst.remaining() > m.byteSize()) {
      m = map();
    }
    int n = (int) Math.min(dst.remaining(), m.byteSize() - at);
    if (n <= 0) {
      return channel.read(dst, at);
    }
    try {
      ByteBuffer to = dst.slice(dst.position(), n);
      MemorySegment.copy(m, at, MemorySegment.ofBuffer(to), 0, n);
    } catch (InternalError e) {
      // Somebody cut the file: a call says how much of it there is, or what else is wrong.
      Logger.debug("{} could not be read through its mapping: {}", path, e.getMessage());
      return channel.read(dst, at);
    }
    dst.position(dst.position() + n);
    return n;
  }

  /** Maps what the file has become, unless it was mapped too often. */
  private synchronized MemorySegment map() throws IOException {
    long size = channel.size();
    if (size > mapping.byteSize() && mappings < MAX_MAPPINGS) {
      if (arena == null) {
        arena = Arena.ofShared();
      }
      mappings++;
      mapping = channel.map(FileChannel.MapMode.READ_ONLY, 0, size, arena);
    }
    return mapping;
  }

  /** As {@link FileChannel#read(ByteBuffer, long)}, from the device. */
  int readDirect(ByteBuffer dst, long at) throws IOException {
    FileChannel from = direct();
    if (from == null) {
      return channel.read(dst, at);
    }
    ByteBuffer buffer = ALIGNED.get();
    int skipped = (int) (at % alignment);
    int wanted = Math.min(dst.remaining(), DIRECT_READ);
    int end = Math.ceilDiv(skipped + wanted, alignment) * alignment;
    int n = from.read(buffer.clear().limit(end), at - skipped);
    if (n <= skipped) {
      // The file ends here; a call says so, and how.
      return channel.read(dst, at);
    }
    int got = Math.min(n - skipped, wanted);
    dst.put(buffer.slice(skipped, got));
    return got;
  }

  private synchronized FileChannel direct() {
    if (!triedDirect) {
      triedDirect = true;
      try {
        OpenOption option = pastTheCache();
        long block = Files.getFileStore(path).getBlockSize();
        if (option != null && block > 0 && block <= MAX_ALIGNMENT && Long.bitCount(block) == 1) {
          alignment = (int) block;
          direct =
              opener.open(path, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS, option));
        }
      } catch (IOException | UnsupportedOperationException e) {
        Logger.debug("{} is read through the system's cache: {}", path, e.getMessage());
      }
    }
    return direct;
  }

  /**
   * The JDK's option for this, which is not of its standard interfaces; null where there is none.
   */
  private static OpenOption pastTheCache() {
    try {
      Class<?> options = Class.forName("com.sun.nio.file.ExtendedOpenOption");
      return (OpenOption) options.getField("DIRECT").get(null);
    } catch (ReflectiveOperationException e) {
      Logger.debug("No reads past the system's cache: {}", String.valueOf(e));
      return null;
    }
  }

  /** Whether {@link #readDirect} goes to the device. */
  boolean isDirect() {
    return direct() != null;
  }

  @Override
  public void close() throws IOException {
    if (arena != null) {
      arena.close();
    }
    if (direct != null) {
      direct.close();
    }
  }
}
