package io.bitonic.core.swarm;

import io.bitonic.core.api.EngineException;
import io.bitonic.core.disk.StorageException;
import io.bitonic.core.metainfo.TorrentFile;
import io.bitonic.core.picker.PiecePicker;
import io.bitonic.core.util.PieceLayout;
import java.nio.ByteBuffer;

/**
 * Somebody reads a file of a torrent, complete or not. It keeps three windows in the picker: the
 * file's first pieces, its last ones, and those from the place of the last read on. Loop thread
 * only.
 */
public final class FileStream {
  /** How a read ends: with bytes, or with an error. */
  public interface Done {
    /**
     * @param bytes at least 1; not to be looked at when there is an error
     * @param error null when it went well
     */
    void done(int bytes, EngineException error);
  }

  /** Bytes at both ends of a file that are fetched first: players look there for the index. */
  static final long ENDS = 1 << 20;

  static final long LEAST_WINDOW = 4L << 20;
  static final long MOST_WINDOW = 64L << 20;

  /** The window holds what comes in during this time. */
  private static final int WINDOW_SECONDS = 10;

  /** A read that has waited for so long is late. */
  private static final long LATE_NANOS = 1_500_000_000L;

  private static final int IDS = 3;

  private final Torrent torrent;
  private final TorrentFile file;
  private final int id;
  private final PieceLayout layout;
  private final PiecePicker picker;
  private long place;
  private boolean placed;
  private long waitingSince;
  private ByteBuffer dst;
  private Done done;
  private boolean reading;
  private boolean closed;

  FileStream(Torrent torrent, TorrentFile file, int number) {
    this.torrent = torrent;
    this.file = file;
    this.id = number * IDS;
    this.layout = torrent.meta().layout();
    this.picker = torrent.picker();
    window(id, 0, ENDS, false);
    window(id + 1, Math.max(0, file.length() - ENDS), file.length(), false);
  }

  private void window(int which, long from, long to, boolean late) {
    int first = pieceAt(from);
    int last = pieceAt(Math.clamp(to, from + 1, file.length()) - 1);
    picker.window(which, first, last, late);
  }

  private int pieceAt(long position) {
    return layout.pieceAt(file.offset() + position);
  }

  public TorrentFile file() {
    return file;
  }

  /** As {@link io.bitonic.core.api.ContentReader#read}; one at a time. */
  public void read(long position, ByteBuffer into, Done then) {
    if (closed) {
      then.done(0, over());
    } else if (done != null) {
      then.done(0, bad("one read at a time"));
    } else if (position < 0 || position >= file.length() || !into.hasRemaining()) {
      then.done(0, bad("no bytes of " + file.displayPath() + " at " + position));
    } else {
      place = position;
      placed = true;
      dst = into;
      done = then;
      waitingSince = torrent.loop().clock().nanos();
      follow(false);
      tryRead();
    }
  }

  private static EngineException bad(String message) {
    return new EngineException(EngineException.Kind.BAD_ARGUMENT, message);
  }

  private EngineException over() {
    return new EngineException(
        EngineException.Kind.CLOSED, file.displayPath() + " is no longer read: it was closed");
  }

  private void follow(boolean late) {
    long now = torrent.loop().clock().nanos();
    long ahead = torrent.swarm().downMeter().rate(now) * WINDOW_SECONDS;
    long size = Math.clamp(ahead, LEAST_WINDOW, MOST_WINDOW);
    window(id + 2, place, place + Math.max(size, 2L * layout.pieceLength()), late);
  }

  /** A piece has come, was found or lost. */
  void piecesChanged() {
    if (done != null && !reading) {
      tryRead();
    }
  }

  private void tryRead() {
    int piece = pieceAt(place);
    if (!picker.haves().get(piece)) {
      return;
    }
    int offset = (int) (file.offset() + place - layout.pieceStart(piece));
    long left = Math.min(file.length() - place, layout.pieceSize(piece) - offset);
    int n = (int) Math.min(left, dst.remaining());
    reading = true;
    ByteBuffer part = dst.slice(dst.position(), n);
    torrent.storage().read(piece, offset, part, error -> finish(n, error));
  }

  private void finish(int n, StorageException error) {
    reading = false;
    if (error != null) {
      answer(0, new EngineException(EngineException.Kind.STORAGE, error.getMessage(), error));
    } else {
      dst.position(dst.position() + n);
      answer(n, null);
    }
  }

  private void answer(int n, EngineException error) {
    Done then = done;
    done = null;
    dst = null;
    then.done(n, error);
  }

  /** A few times a second. */
  void tick(long now) {
    if (placed) {
      follow(done != null && !reading && now - waitingSince > LATE_NANOS);
    }
  }

  /** The torrent can't go on: a read that waits fails. */
  void fail(EngineException why) {
    if (done != null && !reading) {
      answer(0, why);
    }
  }

  /** Ends it; a read that is under way on the disk still comes to its end. */
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    for (int i = 0; i < IDS; i++) {
      picker.closeWindow(id + i);
    }
    torrent.streams().closed(this);
    fail(over());
  }
}
