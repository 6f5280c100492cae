package io.bitonic.core.api;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;

/**
 * Reads one file of a torrent, which may still be downloading. Thread-safe, with one {@link #read}
 * at a time.
 *
 * <p>While it is open the first and the last bytes of the file are fetched first, where players
 * look for the index, and then those that follow the place of the last read.
 */
public interface ContentReader extends AutoCloseable {
  /** The file's path below the save path, with {@code /} between components. */
  String path();

  /** Bytes in the file. */
  long length();

  /**
   * Reads into the buffer from byte {@code position} of the file, once that has been downloaded and
   * verified: may take long. The buffer is the engine's until the answer comes.
   *
   * @param position from 0 to below {@link #length}
   * @return bytes read, at least 1, fewer than there is room for where a piece ends; or an {@link
   *     EngineException}: the data can't be read, or the reader or its torrent has been closed
   */
  CompletableFuture<Integer> read(long position, ByteBuffer dst);

  /** A read that waits fails; nothing is fetched for the sake of this reader any more. */
  @Override
  void close();
}
