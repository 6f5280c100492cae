package io.bitonic.core.resume;

import io.bitonic.core.util.Bits;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;
import org.tinylog.Logger;

/**
 * Which pieces were being written since the last save: after a crash these are the ones worth
 * hashing. Hints only: a piece is never believed because it stands here.
 *
 * <p>A record is the piece (4 bytes) and its CRC-32C (4 bytes), big-endian, appended before the
 * piece is written. Nothing is forced: what a killed process wrote is with the system, and after a
 * power cut the lost hints cost a download. A record that was torn is overwritten by the next one;
 * records that don't fit their check are passed over.
 *
 * <p>The file is open from the first note until a saved state claims all of them.
 *
 * <p>Threads: any, one at a time; {@link #append} is a write of 8 bytes into the system's cache.
 */
public final class PieceJournal implements AutoCloseable {
  private static final int RECORD = 8;

  /** More records than any torrent has pieces between two saves; a longer file is not ours. */
  private static final long MAX_BYTES = 64L << 20;

  private final Path file;
  private final ByteBuffer record = ByteBuffer.allocateDirect(RECORD);
  private final CRC32C crc = new CRC32C();

  /** Null while nothing has been noted: a session of thousands keeps no file open for each. */
  private FileChannel channel;

  private long end;

  PieceJournal(Path file) throws ResumeException {
    this.file = file;
    try {
      end = Files.size(file) / RECORD * RECORD;
    } catch (NoSuchFileException e) {
      end = 0;
    } catch (IOException e) {
      throw new ResumeException(
          "Can't read " + file + ": " + e.getMessage() + ". Make the state folder readable.", e);
    }
  }

  private FileChannel open() throws IOException {
    if (channel == null) {
      channel =
          FileChannel.open(
              file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
    }
    return channel;
  }

  /** Notes that a piece is about to be written. A failure is logged and costs a hint only. */
  public synchronized void append(int piece) {
    record.clear().putInt(piece).putInt(check(piece)).flip();
    try {
      FileChannel out = open();
      long at = end;
      while (record.hasRemaining()) {
        at += out.write(record, at);
      }
      end = at;
    } catch (IOException e) {
      Logger.warn("Can't note a piece in {}: {}", file, e.getMessage());
    }
  }

  /** The noted pieces of a torrent that has {@code pieces} of them; empty when unreadable. */
  public synchronized Bits pieces(int pieces) {
    Bits out = new Bits(pieces);
    long limit = Math.min(end, MAX_BYTES);
    if (limit == 0) {
      return out;
    }
    ByteBuffer b = ByteBuffer.allocate((int) Math.min(64 * 1024, limit));
    try {
      FileChannel in = open();
      for (long at = 0; at < limit; at += b.capacity()) {
        b.clear().limit((int) Math.min(b.capacity(), limit - at));
        while (b.hasRemaining() && in.read(b, at + b.position()) >= 0) {
          continue;
        }
        b.flip();
        while (b.remaining() >= RECORD) {
          int piece = b.getInt();
          if (b.getInt() == check(piece) && piece >= 0 && piece < pieces) {
            out.set(piece);
          }
        }
      }
    } catch (IOException e) {
      Logger.warn("Can't read {}: {}", file, e.getMessage());
    }
    return out;
  }

  /** When the last note was made, in nanoseconds since 1970 UTC; 0 when unknown. */
  public synchronized long lastModifiedNanos() {
    try {
      return Files.getLastModifiedTime(file).to(TimeUnit.NANOSECONDS);
    } catch (IOException e) {
      return 0;
    }
  }

  /**
   * Drops the pieces in {@code have}: a state that claims them has been saved. The others are
   * written over the front in one call before the file is cut, so a killed process loses none.
   */
  public synchronized void retain(Bits have) {
    if (end == 0) {
      close();
      return;
    }
    Bits noted = pieces(have.size());
    ByteBuffer kept = ByteBuffer.allocate(noted.count() * RECORD);
    for (int p = noted.nextSet(0); p >= 0; p = noted.nextSet(p + 1)) {
      if (!have.get(p)) {
        kept.putInt(p).putInt(check(p));
      }
    }
    kept.flip();
    try {
      FileChannel out = open();
      long at = 0;
      while (kept.hasRemaining()) {
        at += out.write(kept, at);
      }
      out.truncate(at);
      end = at;
      if (end == 0) {
        close();
      }
    } catch (IOException e) {
      Logger.warn("Can't shorten {}: {}", file, e.getMessage());
    }
  }

  /** The constant keeps a run of zeros from being a valid record. */
  private int check(int piece) {
    crc.reset();
    crc.update(piece >>> 24);
    crc.update(piece >>> 16);
    crc.update(piece >>> 8);
    crc.update(piece);
    crc.update(0x62);
    return (int) crc.getValue();
  }

  @Override
  public synchronized void close() {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      Logger.debug("Closing {} failed: {}", file, e.getMessage());
    }
    channel = null;
  }
}
