package io.bitonic.core.create;

import io.bitonic.core.create.InputFiles.Input;
import io.bitonic.core.hash.HashAlgorithm;
import io.bitonic.core.hash.HashChoice;
import io.bitonic.core.hash.PieceDigests;
import io.bitonic.core.hash.PieceHashes;
import io.bitonic.core.metainfo.Merkle;
import io.bitonic.core.metainfo.MetainfoException;
import io.bitonic.core.metainfo.Printable;
import io.bitonic.core.util.PieceLayout;
import io.bitonic.core.util.Threads;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;

/**
 * Reads files in order and hashes their pieces on several threads.
 *
 * <p>Threads: the caller's thread reads, one piece after another, into slots off the heap; a slot
 * belongs to the reader from the free queue to {@link #submit}, then to one hash thread, which
 * takes several that wait at once, until it puts the slot back. Result arrays are written by hash
 * threads, each at places of its own, and read by the caller after all slots are back.
 */
final class InputHasher {
  private static final int READ = 1 << 20;
  private static final long MAX_SLOT_BYTES = 256L << 20;

  /** A piece, and where its hashes go. */
  private static final class Slot {
    final MemorySegment memory;
    final ByteBuffer data;
    int piece;
    int length;
    int padded;
    byte[] layer;
    int at;
    int width;

    Slot(MemorySegment memory) {
      this.memory = memory;
      this.data = memory.asByteBuffer();
    }
  }

  /** Ends a hash thread. */
  private static final Slot END = new Slot(MemorySegment.NULL);

  private final List<Input> files;
  private final PieceLayout layout;
  private final int pieceLength;
  private final boolean v1;
  private final boolean v2;
  private final PieceHashes.Kind kind;
  private final int threadCount;
  private final long total;
  private final TorrentCreator.Progress progress;
  private final BooleanSupplier cancelled;
  private final BlockingQueue<Slot> free;
  private final BlockingQueue<Slot> filled = new LinkedBlockingQueue<>();
  private final int slots;
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private final byte[] sha1;
  private final List<byte[]> layers = new ArrayList<>();

  /** Whether pieces are hashed together from the start, so that waiting for more of them pays. */
  private boolean gathers;

  private long done;
  private int nextPiece;
  private Arena memory;

  /** Slots there are, none at first. */
  private int made;

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
    this.kind = v1 ? PieceHashes.Kind.SHA1 : PieceHashes.Kind.SHA256_MERKLE;
    this.threadCount = threadCount;
    this.total = files.stream().mapToLong(Input::length).sum();
    this.progress = progress;
    this.cancelled = cancelled;
    int wanted = (threadCount + 1) * PieceDigests.BATCH;
    this.slots = (int) Math.clamp(MAX_SLOT_BYTES / pieceLength, 2, wanted);
    this.free = new ArrayBlockingQueue<>(slots);
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
  void run() throws MetainfoException {
    HashChoice.expectNow(v1 ? HashAlgorithm.SHA1 : HashAlgorithm.SHA256, total);
    gathers = PieceDigests.batch(kind) == PieceDigests.BATCH;
    List<Thread> threads = new ArrayList<>();
    try (Arena arena = Arena.ofShared()) {
      run(arena, threads);
    }
    checkFailure();
  }

  private void run(Arena arena, List<Thread> threads) throws MetainfoException {
    memory = arena;
    for (int i = 0; i < threadCount; i++) {
      threads.add(Thread.ofPlatform().daemon().name("create-hash-" + i).start(this::work));
    }
    try {
      if (v2) {
        readAligned();
      } else {
        readContiguous();
      }
      // Who gathers pieces gets no more of them, and must not wait for a batch to be full.
      filled.add(END);
      while (made > 0) {
        checkFailure();
        free.take();
        made--;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted");
    } finally {
      filled.clear();
      threads.forEach(t -> filled.add(END));
      Threads.join(threads.toArray(Thread[]::new));
    }
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
      int padded = v1 ? Math.max(n, layout.pieceSize(nextPiece)) : n;
      slot.memory.asSlice(n, padded - n).fill((byte) 0);
      submit(slot, n, padded, layer, piece * Merkle.HASH, width);
    }
  }

  /**
   * Hands a filled slot to the hash threads.
   *
   * @param padded bytes that SHA-1 covers: the data and, in a hybrid, zeros of a padding file
   */
  private void submit(Slot slot, int length, int padded, byte[] layer, int at, int width) {
    slot.piece = nextPiece++;
    slot.length = length;
    slot.padded = padded;
    slot.layer = layer;
    slot.at = at;
    slot.width = width;
    filled.add(slot);
  }

  /** A hash thread's life. */
  private void work() {
    Batch batch = new Batch();
    try {
      while (batch.fill()) {
        batch.hash();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Throwable e) {
      failure.compareAndSet(null, e);
      free.addAll(batch.slots);
    }
  }

  /** What one hash thread takes at once. */
  private final class Batch {
    final List<Slot> slots = new ArrayList<>();
    private final PieceDigests digests = new PieceDigests();
    private final long[] address = new long[PieceDigests.BATCH];
    private final int[] size = new int[PieceDigests.BATCH];
    private final int[] leaves = new int[PieceDigests.BATCH];
    private final MemorySegment out =
        Arena.ofAuto().allocate((long) PieceDigests.BATCH * PieceDigests.STRIDE, 64);

    /** Waits for a slot and takes this thread's share of those that wait; false at the end. */
    boolean fill() throws InterruptedException {
      slots.clear();
      int most = PieceDigests.batch(kind);
      if (gathers) {
        // Whatever the others hold back, a slot is left for the reader.
        most = Math.clamp(InputHasher.this.slots / (threadCount + 1), 1, most);
      }
      Slot s = filled.take();
      int share = gathers ? most : Math.min(most, filled.size() / threadCount + 1);
      while (s != null) {
        if (s == END) {
          filled.add(END);
          break;
        }
        slots.add(s);
        s = slots.size() == share ? null : gathers ? filled.take() : filled.poll();
      }
      return !slots.isEmpty();
    }

    void hash() {
      int n = slots.size();
      for (int i = 0; i < n; i++) {
        address[i] = slots.get(i).memory.address();
        size[i] = slots.get(i).padded;
      }
      if (v1) {
        digests.sha1(address, size, n, out.address());
        store(n, 20);
      }
      if (v2) {
        for (int i = 0; i < n; i++) {
          size[i] = slots.get(i).length;
          leaves[i] = slots.get(i).width;
        }
        digests.merkle(address, size, leaves, n, out.address());
        store(n, Merkle.HASH);
      }
      free.addAll(slots);
      slots.clear();
    }

    private void store(int n, int bytes) {
      for (int i = 0; i < n; i++) {
        Slot s = slots.get(i);
        byte[] to = bytes == 20 ? sha1 : s.layer;
        int at = bytes == 20 ? s.piece * 20 : s.at;
        long from = (long) i * PieceDigests.STRIDE;
        MemorySegment.copy(out, ValueLayout.JAVA_BYTE, from, to, at, bytes);
      }
    }
  }

  /** A free slot; makes more of them while hash threads can take more at once. */
  private Slot take() throws InterruptedException {
    checkFailure();
    Slot slot = free.poll();
    if (slot != null) {
      return slot;
    }
    int wanted = (threadCount + 1) * PieceDigests.batch(kind);
    if (made < Math.min(slots, wanted)) {
      made++;
      return new Slot(memory.allocate(pieceLength, 64));
    }
    return free.take();
  }

  private void checkFailure() {
    if (failure.get() != null) {
      throw new IllegalStateException("hashing failed", failure.get());
    }
  }

  private void read(FileChannel in, Input f, ByteBuffer dst, int offset, int length)
      throws IOException, MetainfoException {
    dst.limit(offset + length).position(offset);
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
