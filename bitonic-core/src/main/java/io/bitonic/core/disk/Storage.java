package io.bitonic.core.disk;

import io.bitonic.core.util.Bits;
import io.bitonic.core.util.FileStamp;
import io.bitonic.core.util.PieceBuffer;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;

/**
 * The files of one torrent.
 *
 * <p>Threads: every method is called on the torrent's loop and returns at once; the work is done on
 * disk workers; every completion runs on the loop, exactly once, also after an error or {@link
 * #close}.
 *
 * <p>Order: reads and writes of one storage may run in any order and at the same time. {@link
 * #prepare}, {@link #move}, {@link #rename}, {@link #delete} and {@link #close} are fences: they
 * start when everything submitted before has completed, and what is submitted after starts when
 * they have completed. {@link #sync} starts when the reads and writes submitted before have
 * completed, and holds up nothing. {@link #delete} and {@link #close} stop a check, preparation or
 * move that runs; it completes with kind CLOSED.
 */
public interface Storage {
  /** Completion; {@code error} is null on success. */
  @FunctionalInterface
  interface Done {
    void done(StorageException error);
  }

  /** Progress of {@link #check}, one call per piece, on the loop. */
  @FunctionalInterface
  interface Checked {
    void piece(int piece, boolean good);
  }

  /** Where a run of bytes lies in one file; hold it only until {@link #releaseSlice}. */
  interface Slice {
    FileChannel channel();

    long position();

    /** Bytes of the run that lie in this file, at least 1. */
    int count();

    /**
     * Memory that holds the run from {@link #memoryPosition} on, or null when it is not mapped. For
     * writes to a socket alone, through a duplicate, and only until {@link #releaseSlice}.
     */
    default ByteBuffer memory() {
      return null;
    }

    default int memoryPosition() {
      return 0;
    }

    /** Whether the run is in the system's cache, so that nobody has to wait for a device. */
    default boolean isLoaded() {
      return true;
    }
  }

  /** The longest slice that is looked for in memory: B. */
  int MAX_RUN = 1 << 20;

  /**
   * Makes folders and empty files of the wanted files and takes space as set; existing data is
   * kept. Needed before the first write, and again after {@link #wanted} added files. After an
   * error nothing is left that was not there before.
   */
  void prepare(Done done);

  /**
   * Says which files are wanted; unwanted ones are created only when a piece that touches them is
   * written.
   */
  void wanted(Bits files);

  /**
   * Writes a whole piece in as few calls as there are files. The buffer is the storage's until
   * {@code done}.
   */
  void write(PieceBuffer buffer, Done done);

  /** Reads {@code dst.remaining()} bytes of the piece from {@code offset}. */
  void read(int piece, int offset, ByteBuffer dst, Done done);

  /**
   * Finds the bytes for sendfile or a gathering write; opens the file when needed. May cover less
   * than {@code length} where a file ends. Null when the bytes can't be sent from a file just now
   * (padding, a fence that waits or runs, or files are read past the system's cache): use {@link
   * #read}.
   *
   * @param length at most {@link #MAX_RUN}; may go on into the pieces that follow
   * @throws StorageException when the file can't be opened
   */
  Slice slice(int piece, int offset, int length) throws StorageException;

  void releaseSlice(Slice slice);

  /**
   * Reads and hashes these pieces in order, several at a time on all hash workers; pieces over
   * missing files fail.
   */
  void check(Bits pieces, Checked each, Done done);

  /** Stops a running check soon; its {@code done} comes with kind CLOSED. */
  void cancelCheck();

  /** Stamps of all files by torrent index (null for padding and symlinks). */
  void stamps(java.util.function.Consumer<List<FileStamp>> result);

  /** Forces written data to the device. */
  void sync(Done done);

  /**
   * Moves all files to another folder, across file systems if need be; on failure everything stays
   * where it was.
   */
  void move(Path newRoot, Done done);

  /** Renames one file below the root. */
  void rename(int file, List<String> newPath, Done done);

  /** Deletes the torrent's own files and the folders that become empty; nothing else. */
  void delete(Done done);

  /** Closes files; completions of everything before come first. */
  void close(Done done);
}
