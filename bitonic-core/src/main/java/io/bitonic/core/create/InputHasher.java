package io.bitonic.core.create;

import io.bitonic.core.create.InputFiles.Input;
import io.bitonic.core.metainfo.Digests;
import io.bitonic.core.metainfo.Merkle;
import io.bitonic.core.metainfo.MetainfoException;
import io.bitonic.core.metainfo.Printable;
import io.bitonic.core.util.PieceLayout;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;

/**
 * Reads files in order and hashes their pieces on several threads.
 *
 * <p>Threads: the caller's thread reads, one piece after another, into slots; a slot belongs to the
 * reader from the free queue to {@link #submit}, then to one hash thread until it puts the slot
 * back. Result arrays are written by hash threads, each at places of its own, and read by the
 * caller after all slots are back.
 */
final class InputHasher {
  private static final int READ = 1 << 20;
  private static final long MAX_SLOT_BYTES = 256L << 20;

  /** A piece buffer with digests of its own. */
  private static final class Slot {
    final byte[] data;
    final MessageDigest sha1 = Digests.sha1();
    final Merkle merkle = new Merkle();

    Slot(int pieceLength) {
      data = new byte[pieceLength];
    }
  }

  private final List<Input> files;
  private final PieceLayout layout;
  private final int pieceLength;
  private final boolean v1;
  private final boolean v2;
  private final long total;
  private final TorrentCreator.Progress progress;
  private final BooleanSupplier cancelled;
  private final BlockingQueue<Slot> free;
  private final int slots;
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private final byte[] sha1;
  private final List<byte[]> layers = new ArrayList<>();

  private ExecutorService threads;
  private long done;
  private int nextPiece;

  InputHasher(
      List<Input> files,
      PieceLayout layout,
      TorrentCreator.Format format,
      int threadCount,
      TorrentCreator.Progress progress,
      BooleanSupplier cancelled) {
    this.files = files;
    this.layout = layout;
    this.pieceLength = layout.pieceLength();
    this.v1 = format != TorrentCreator.Format.V2;
    this.v2 = format != TorrentCreator.Format.V1;
    this.total = files.stream().mapToLong(Input::length).sum();
    this.progress = progress;
    this.cancelled = cancelled;
    this.slots = (int) Math.clamp(MAX_SLOT_BYTES / pieceLength, 2, threadCount + 2);
    this.free = new ArrayBlockingQueue<>(slots);
    for (int i = 0; i < slots; i++) {
      free.add(new Slot(pieceLength));
    }
    this.sha1 = new byte[v1 ? layout.pieces() * 20 : 0];
    for (Input f : files) {
      long pieces = (f.length() + pieceLength - 1) / pieceLength;
      layers.add(new byte[v2 ? Math.toIntExact(pieces * Merkle.HASH) : 0]);
    }
  }

  /**
   * Hashes everything; call once.
   *
   * @throws MetainfoException when a file can't be read or changes meanwhile
   * @throws CancellationException when cancelled or interrupted
   */
  void run(int threadCount) throws MetainfoException {
    threads =
        Executors.newFixedThreadPool(
            threadCount, Thread.ofPlatform().daemon().name("create-hash-", 0).factory());
    try {
      if (v2) {
        readAligned();
      } else {
        readContiguous();
      }
      for (int i = 0; i < slots; i++) {
        take();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted");
    } finally {
      threads.shutdown();
    }
    checkFailure();
  }

  /** SHA-1 of every piece, or empty in a v2-only torrent. */
  byte[] sha1() {
    return sha1;
  }

  /** The piece layer of file {@code i}; for a file of one piece it is the root. */
  byte[] layer(int i) {
    return layers.get(i);
  }

  private void readContiguous() throws MetainfoException, InterruptedException {
    Slot slot = take();
    int filled = 0;
    for (Input f : files) {
      if (f.length() == 0) {
        continue;
      }
      try (FileChannel in = open(f)) {
        for (long left = f.length(); left > 0; ) {
          int n = (int) Math.min(left, pieceLength - filled);
          read(in, f, slot.data, filled, n);
          filled += n;
          left -= n;
          if (filled == pieceLength) {
            submit(slot, filled, filled, null, 0, 0);
            slot = take();
            filled = 0;
          }
        }
        checkUnchanged(f, in);
      } catch (IOException e) {
        throw failed(f, e);
      }
    }
    if (filled > 0) {
      submit(slot, filled, filled, null, 0, 0);
    } else {
      free.add(slot);
    }
  }

  private void readAligned() throws MetainfoException, InterruptedException {
    for (int i = 0; i < files.size(); i++) {
      Input f = files.get(i);
      if (f.length() == 0) {
        continue;
      }
      try (FileChannel in = open(f)) {
        readAligned(in, f, layers.get(i));
        checkUnchanged(f, in);
      } catch (IOException e) {
        throw failed(f, e);
      }
    }
  }

  private void readAligned(FileChannel in, Input f, byte[] layer)
      throws IOException, MetainfoException, InterruptedException {
    int blocks = (int) ((Math.min(f.length(), pieceLength) - 1) / PieceLayout.BLOCK) + 1;
    int width =
        f.length() > pieceLength ? pieceLength / PieceLayout.BLOCK : Merkle.powerOfTwo(blocks);
    int piece = 0;
    for (long left = f.length(); left > 0; piece++) {
      Slot slot = take();
      int n = (int) Math.min(left, pieceLength);
      read(in, f, slot.data, 0, n);
      left -= n;
      int padded = v1 ? layout.pieceSize(nextPiece) : n;
      Arrays.fill(slot.data, n, padded, (byte) 0);
      submit(slot, n, padded, layer, piece * Merkle.HASH, width);
    }
  }

  /**
   * Hands a filled slot to the hash threads.
   *
   * @param padded bytes that SHA-1 covers: the data and, in a hybrid, zeros of a padding file
   */
  private void submit(Slot slot, int length, int padded, byte[] layer, int at, int width) {
    int piece = nextPiece++;
    threads.execute(
        () -> {
          try {
            if (v1) {
              slot.sha1.update(slot.data, 0, padded);
              Digests.digest(slot.sha1, sha1, piece * 20);
            }
            if (v2) {
              byte[] root = slot.merkle.ofData(slot.data, length, width);
              System.arraycopy(root, 0, layer, at, root.length);
            }
          } catch (Throwable e) {
            failure.compareAndSet(null, e);
          } finally {
            free.add(slot);
          }
        });
  }

  private Slot take() throws InterruptedException {
    checkFailure();
    return free.take();
  }

  private void checkFailure() {
    if (failure.get() != null) {
      throw new IllegalStateException("hashing failed", failure.get());
    }
  }

  private void read(FileChannel in, Input f, byte[] data, int offset, int length)
      throws IOException, MetainfoException {
    ByteBuffer dst = ByteBuffer.wrap(data, offset, length);
    while (dst.hasRemaining()) {
      if (cancelled.getAsBoolean()) {
        throw new CancellationException("cancelled");
      }
      dst.limit(Math.min(dst.position() + READ, offset + length));
      int n = in.read(dst);
      if (n < 0) {
        throw changed(f);
      }
      dst.limit(offset + length);
      done += n;
      progress.bytes(done, total);
    }
  }

  private static MetainfoException failed(Input f, IOException e) {
    if (e instanceof ClosedByInterruptException) {
      throw new CancellationException("interrupted");
    }
    return InputFiles.unreadable(f.path(), e);
  }

  private static FileChannel open(Input f) throws IOException {
    return FileChannel.open(f.path(), StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
  }

  private static void checkUnchanged(Input f, FileChannel in)
      throws IOException, MetainfoException {
    if (in.size() != f.length() || Files.getLastModifiedTime(f.path()).toMillis() != f.modified()) {
      throw changed(f);
    }
  }

  private static MetainfoException changed(Input f) {
    return new MetainfoException(
        "the file changed while it was hashed: "
            + Printable.line(f.path().toString())
            + "; try again when nothing writes to it");
  }
}
