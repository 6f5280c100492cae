package io.bitonic.core.disk;

import java.io.IOException;
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
 * <p>Threads: several at once; {@link #close} when nobody reads.
 */
final class FileReader implements AutoCloseable {
  /** A file that grows is mapped anew this often; then only what was mapped last is. */
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

  /** Null while nothing is mapped. Guarded by this. */
  private Mapping mapping;

  /** How often the mapping had become too short. */
  private int grown;

  private boolean unmappable;

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
    int n = dst.remaining();
    Mapping m = map(at + n);
    if (m == null) {
      return channel.read(dst, at);
    }
    try {
      m.copy(at, dst, n);
      return n;
    } catch (InternalError e) {
      // Somebody cut the file: a call says how much of it there is, or what else is wrong.
      Logger.debug("{} could not be read through its mapping: {}", path, e.getMessage());
      return channel.read(dst, at);
    } finally {
      m.release();
    }
  }

  /**
   * A mapping of the file up to {@code end} at least, which the caller releases; null when it has
   * fewer bytes, can't be mapped or was mapped too often because it grew.
   *
   * @param end at least 1
   */
  synchronized Mapping map(long end) throws IOException {
    if (mapping == null || mapping.size() < end) {
      long size = channel.size();
      if (size < end || unmappable || grown == MAX_MAPPINGS) {
        return null;
      }
      try {
        Mapping longer = Mapping.of(channel, size);
        if (mapping != null) {
          grown++;
          mapping.release();
        }
        mapping = longer;
      } catch (IOException | UnsupportedOperationException e) {
        Logger.debug("{} can't be mapped: {}", path, e.getMessage());
        unmappable = true;
        return null;
      }
    }
    mapping.retain();
    return mapping;
  }

  /** Gives the mapping up; those who use it keep it until they have done. */
  synchronized void unmap() {
    if (mapping != null) {
      mapping.release();
      mapping = null;
    }
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
    unmap();
    if (direct != null) {
      direct.close();
    }
  }
}
