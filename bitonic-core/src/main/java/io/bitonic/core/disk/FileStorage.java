package io.bitonic.core.disk;

import io.bitonic.core.config.Settings.Preallocation;
import io.bitonic.core.disk.JobQueue.Order;
import io.bitonic.core.hash.HashPool;
import io.bitonic.core.hash.PieceHashes;
import io.bitonic.core.metainfo.Metainfo;
import io.bitonic.core.metainfo.TorrentFile;
import io.bitonic.core.metrics.DiskMeters;
import io.bitonic.core.util.Bits;
import io.bitonic.core.util.BlockPool;
import io.bitonic.core.util.FileStamp;
import io.bitonic.core.util.PieceBuffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/**
 * The files of one torrent in a folder of the file system.
 *
 * <p>Threads: as {@link Storage} says. All fields belong to the loop; a job carries what a disk
 * worker needs. Reads, writes and slices allocate nothing once they are warm, failures apart.
 *
 * <p>A piece at the border of an unwanted file is written into that file too, which is then sparse:
 * the piece can be verified and served like any other, and nothing has to be moved when the file
 * becomes wanted. Padding files (BEP 47) are never written and read as zeros. Sizes of files are
 * never reduced.
 */
public final class FileStorage implements Storage {
  /** To map a smaller file costs more than the calls that are saved: B. */
  private static final int WORTH_MAPPING = 1 << 20;

  private final JobQueue jobs;
  private final TorrentFiles files;
  private final DiskMeters meters;
  private final Preallocation preallocation;
  private final IntConsumer beforeWrite;
  private final CheckRun.Tools checkTools;
  private final List<CheckRun> checks = new ArrayList<>();
  private final List<Fence> fences = new ArrayList<>();
  private final ArrayDeque<Transfer> idleTransfers = new ArrayDeque<>();
  private final ArrayDeque<FileSlice> idleSlices = new ArrayDeque<>();
  private final WriteLane writes = new WriteLane();
  private final Bits wanted;
  private final DirtyFiles dirty;

  /**
   * @param root the save path; the torrent's own folder is made below it
   * @param loop the torrent's loop
   * @param expected hashes for {@link #check}
   * @param pool buffers for {@link #check}
   * @param renames other paths below the root by file index
   * @param beforeWrite hears on a disk worker of each piece that is about to be written
   * @throws StorageException when a path can't be used on this system (BAD_PATH)
   */
  public FileStorage(
      Metainfo meta,
      Path root,
      Preallocation preallocation,
      Executor loop,
      DiskPool disk,
      HashPool hashes,
      PieceHashes expected,
      BlockPool pool,
      FileCache cache,
      Map<Integer, List<String>> renames,
      IntConsumer beforeWrite)
      throws StorageException {
    this.preallocation = preallocation;
    this.beforeWrite = beforeWrite;
    this.jobs = new JobQueue(loop, disk);
    this.meters = disk.meters();
    this.files = new TorrentFiles(FileTable.of(meta, root, renames), cache);
    this.checkTools = new CheckRun.Tools(jobs, loop, files, hashes, expected, pool);
    this.wanted = new Bits(meta.files().size());
    this.wanted.setAll();
    this.dirty = new DirtyFiles(files, jobs, meters, meta.files().size());
  }

  /**
   * Stamps of a torrent's files as {@link #stamps} gives them, without a storage; blocks.
   *
   * @throws StorageException when a path can't be used on this system (BAD_PATH)
   */
  public static List<FileStamp> stampsOf(
      Metainfo meta, Path root, Map<Integer, List<String>> renames) throws StorageException {
    return new TorrentFiles(FileTable.of(meta, root, renames), new FileCache(1)).stamps();
  }

  @Override
  public void prepare(Done done) {
    Bits now = wanted.copy();
    submitFence(
        new Fence(done) {
          @Override
          void work() throws StorageException {
            new Preparer(files, preallocation, now, () -> cancelled).run();
          }
        });
  }

  @Override
  public void wanted(Bits wantedFiles) {
    for (int i = 0; i < wanted.size(); i++) {
      if (wantedFiles.get(i)) {
        wanted.set(i);
      } else {
        wanted.clear(i);
      }
    }
  }

  @Override
  public void write(PieceBuffer buffer, Done done) {
    Transfer t = transfer(done);
    t.buffer = buffer;
    jobs.submit(t, Order.FREE);
  }

  @Override
  public void read(int piece, int offset, ByteBuffer dst, Done done) {
    FileTable table = files.table();
    if (offset < 0 || offset + dst.remaining() > table.layout.pieceSize(piece)) {
      throw new IndexOutOfBoundsException(
          offset + " + " + dst.remaining() + " bytes of piece " + piece);
    }
    Transfer t = transfer(done);
    t.dst = dst;
    t.position = table.layout.pieceStart(piece) + offset;
    jobs.submit(t, Order.FREE);
  }

  private Transfer transfer(Done done) {
    Transfer t = idleTransfers.pollLast();
    if (t == null) {
      t = new Transfer();
    }
    t.done = done;
    return t;
  }

  @Override
  public Slice slice(int piece, int offset, int length) throws StorageException {
    if (jobs.isClosed()) {
      throw DiskErrors.closed("The torrent's files are closed.");
    }
    FileTable table = files.table();
    long pos = table.layout.pieceStart(piece) + offset;
    int i = table.spanAt(pos);
    TorrentFile f = table.span(i);
    if (jobs.fenced() || !f.isStored() || files.cache.isDirect()) {
      return null;
    }
    Path path = table.path(f.index());
    long at = pos - f.offset();
    int count = table.run(i, pos, length);
    FileCache.Handle h = null;
    try {
      h = files.cache.acquire(path, false);
      long size = h.channel.size();
      if (size < at + count) {
        throw TorrentFiles.tooShort(path, size, f);
      }
      FileSlice s = idleSlices.pollLast();
      if (s == null) {
        s = new FileSlice();
      }
      s.handle = h;
      s.position = at;
      s.count = count;
      if (f.length() >= WORTH_MAPPING) {
        s.mapping = files.cache.map(h, at + count, count);
      }
      h = null;
      return s;
    } catch (IOException e) {
      throw DiskErrors.of("read", path, e);
    } finally {
      if (h != null) {
        files.cache.release(h);
      }
    }
  }

  @Override
  public void releaseSlice(Slice slice) {
    FileSlice s = (FileSlice) slice;
    if (s.mapping != null) {
      s.mapping.release();
      s.mapping = null;
    }
    files.cache.release(s.handle);
    s.handle = null;
    idleSlices.addLast(s);
  }

  @Override
  public void check(Bits pieces, Checked each, Done done) {
    CheckRun[] self = new CheckRun[1];
    self[0] =
        new CheckRun(
            checkTools,
            pieces,
            each,
            error -> {
              checks.remove(self[0]);
              done.done(error);
            });
    checks.add(self[0]);
    jobs.submit(self[0], Order.BACKGROUND);
  }

  @Override
  public void cancelCheck() {
    checks.forEach(CheckRun::cancel);
  }

  @Override
  public void stamps(Consumer<List<FileStamp>> result) {
    jobs.submit(
        new JobQueue.Work(jobs) {
          private List<FileStamp> stamps;

          @Override
          void work() {
            stamps = files.stamps();
          }

          @Override
          void completed() {
            // After close no worker has looked; the answer is still the truth.
            result.accept(stamps == null ? files.stamps() : stamps);
          }
        },
        Order.BARRIER);
  }

  @Override
  public void sync(Done done) {
    jobs.submit(dirty.sync(done), Order.BARRIER);
  }

  @Override
  public void move(Path newRoot, Done done) {
    submitFence(new Relocation(table -> table.movedTo(newRoot), done));
  }

  @Override
  public void rename(int file, List<String> newPath, Done done) {
    List<String> components = List.copyOf(newPath);
    submitFence(new Relocation(table -> table.renamed(file, components), done));
  }

  @Override
  public void delete(Done done) {
    cancelFences();
    submitFence(
        new Fence(done) {
          @Override
          void work() throws StorageException {
            new Remover(files).run();
          }

          @Override
          void completed() {
            dirty.forget();
            super.completed();
          }
        });
  }

  @Override
  public void close(Done done) {
    cancelFences();
    submitFence(
        new Fence(done) {
          @Override
          void work() {
            for (int i = 0; i < files.table().files(); i++) {
              if (files.table().path(i) != null) {
                files.cache.forget(files.table().path(i));
              }
            }
          }
        });
    jobs.close();
  }

  private void cancelFences() {
    cancelCheck();
    fences.forEach(j -> j.cancelled = true);
  }

  private void submitFence(Fence job) {
    fences.add(job);
    jobs.submit(job, Order.FENCE);
  }

  /** A fence; may take long, and can be cancelled where its work looks at the flag. */
  private abstract class Fence extends JobQueue.Work {
    volatile boolean cancelled;
    private final Done done;

    Fence(Done done) {
      super(jobs);
      this.done = done;
    }

    @Override
    void completed() {
      fences.remove(this);
      done.done(error);
    }
  }

  /** Where files shall be instead. */
  @FunctionalInterface
  private interface Change {
    FileTable of(FileTable table) throws StorageException;
  }

  private final class Relocation extends Fence {
    private final Change change;
    private FileTable target;

    Relocation(Change change, Done done) {
      super(done);
      this.change = change;
    }

    @Override
    void work() throws StorageException {
      FileTable to = change.of(files.table());
      new Mover(files, to, () -> cancelled).run();
      target = to;
    }

    @Override
    void completed() {
      if (target != null) {
        files.table(target);
      }
      super.completed();
    }
  }

  /** A read or a write; used again and again. */
  private final class Transfer extends JobQueue.Work {
    private PieceBuffer buffer;
    private ByteBuffer dst;
    private long position;
    private Done done;

    Transfer() {
      super(jobs);
    }

    @Override
    void start(DiskPool disk) {
      if (buffer != null) {
        writes.add(this, disk);
      } else {
        super.start(disk);
      }
    }

    @Override
    void work() throws StorageException {
      if (buffer != null) {
        beforeWrite.accept(buffer.piece);
        long start = System.nanoTime();
        files.write(buffer.piece, buffer.data, buffer.size);
        meters.writes.recordShared(System.nanoTime() - start);
      } else {
        long start = System.nanoTime();
        files.read(position, dst);
        meters.reads.recordShared(System.nanoTime() - start);
      }
    }

    @Override
    void completed() {
      if (buffer != null) {
        dirty.written(buffer.piece);
      }
      Done d = done;
      StorageException e = error;
      buffer = null;
      dst = null;
      done = null;
      idleTransfers.addLast(this);
      d.done(e);
    }
  }

  private static final class FileSlice implements Slice {
    private FileCache.Handle handle;
    private long position;
    private int count;

    /** Null when the file is not mapped so far. */
    private Mapping mapping;

    @Override
    public FileChannel channel() {
      return handle.channel;
    }

    @Override
    public long position() {
      return position;
    }

    @Override
    public int count() {
      return count;
    }

    @Override
    public ByteBuffer memory() {
      return mapping == null ? null : mapping.part(position);
    }

    @Override
    public int memoryPosition() {
      return Mapping.inPart(position);
    }

    @Override
    public boolean isLoaded() {
      return mapping == null || mapping.isLoaded(position, count);
    }
  }
}
