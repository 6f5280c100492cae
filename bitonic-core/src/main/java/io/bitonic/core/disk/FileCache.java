package io.bitonic.core.disk;

import io.bitonic.core.config.Settings.Reads;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.tinylog.Logger;

/**
 * Open files, shared by all storages and bounded in number; the least recently used is closed
 * first.
 *
 * <p>Threads: any. Each {@link Handle} counts its users; one in use is never closed, so the bound
 * may be passed for as long as more files than that are in use at the same moment. Files are opened
 * and closed outside of the lock. The last component of a path is never followed when it is a
 * symbolic link.
 */
public final class FileCache implements AutoCloseable {
  /** How a file is opened; tests put failing files here. */
  @FunctionalInterface
  interface Opener {
    FileChannel open(Path path, Set<OpenOption> options) throws IOException;
  }

  /** An open file in use; give it back by {@link #release}. */
  static final class Handle {
    private final Path path;
    final FileChannel channel;
    private final boolean writable;

    /** Made at the first read that wants it. */
    private volatile FileReader reader;

    private int users;
    private boolean forgotten;

    private Handle(Path path, FileChannel channel, boolean writable) {
      this.path = path;
      this.channel = channel;
      this.writable = writable;
    }

    private void close() throws IOException {
      try (FileReader r = reader) {
        channel.close();
      }
    }
  }

  private static final Opener PLAIN = FileChannel::open;
  private static final Set<OpenOption> READ =
      Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
  private static final Set<OpenOption> WRITE =
      Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
  private static final Set<OpenOption> CREATE =
      Set.of(
          StandardOpenOption.READ,
          StandardOpenOption.WRITE,
          StandardOpenOption.CREATE_NEW,
          LinkOption.NOFOLLOW_LINKS);

  /** Bytes that are used through mappings before all are mapped anew. */
  private static final long MAPPED_BYTES = 256L << 20;

  private volatile int maxOpen;
  private volatile Reads reads = Reads.POSITIONAL;
  private final Opener opener;
  private final AtomicLong mapped = new AtomicLong();
  private final LinkedHashMap<Path, Handle> open = new LinkedHashMap<>(64, 0.75f, true);

  /**
   * @param maxOpen files kept open, at least 1
   */
  public FileCache(int maxOpen) {
    this(maxOpen, PLAIN);
  }

  FileCache(int maxOpen, Opener opener) {
    this.maxOpen = Math.max(1, maxOpen);
    this.opener = opener;
  }

  /**
   * Changes the number of files kept open.
   *
   * @param files at least 1
   */
  public void maxOpen(int files) {
    maxOpen = Math.max(1, files);
    List<Handle> close = new ArrayList<>();
    synchronized (open) {
      shrink(close);
    }
    closeAll(close);
  }

  /** Changes how {@link #read} reads, from the next read on. */
  public void reads(Reads how) {
    reads = how;
  }

  /** Whether the system's cache is to be left alone. */
  boolean isDirect() {
    return reads == Reads.DIRECT;
  }

  /** Whether files are opened as they are, so that other ways to them do the same. */
  boolean isPlain() {
    return opener == PLAIN;
  }

  /**
   * Reads as {@link FileChannel#read(ByteBuffer, long)} does, in the way that is set.
   *
   * @param h in use by the caller
   */
  int read(Handle h, ByteBuffer dst, long at) throws IOException {
    Reads how = reads;
    if (how == Reads.POSITIONAL) {
      return h.channel.read(dst, at);
    }
    if (how == Reads.DIRECT) {
      return reader(h).readDirect(dst, at);
    }
    useMapping(dst.remaining());
    return reader(h).readMapped(dst, at);
  }

  /**
   * The mapping of a file up to {@code end} at least, which the caller releases before it releases
   * the file; null when it can't be mapped so far.
   *
   * @param h in use by the caller
   * @param bytes how much of it will be used
   */
  Mapping map(Handle h, long end, int bytes) throws IOException {
    useMapping(bytes);
    return reader(h).map(end);
  }

  private FileReader reader(Handle h) {
    FileReader r = h.reader;
    if (r == null) {
      synchronized (h) {
        r = h.reader;
        if (r == null) {
          r = new FileReader(h.path, h.channel, opener);
          h.reader = r;
        }
      }
    }
    return r;
  }

  /**
   * What was looked at through a mapping counts as the process's memory until it is unmapped. It is
   * the system's cache and costs nobody anything, but it looks as if we took gigabytes.
   */
  private void useMapping(int bytes) {
    if (mapped.addAndGet(bytes) < MAPPED_BYTES) {
      return;
    }
    List<FileReader> readers = new ArrayList<>();
    synchronized (open) {
      mapped.set(0);
      for (Handle h : open.values()) {
        if (h.reader != null) {
          readers.add(h.reader);
        }
      }
    }
    readers.forEach(FileReader::unmap);
  }

  /** Opens a file that exists, or shares it when it is open. */
  Handle acquire(Path path, boolean write) throws IOException {
    synchronized (open) {
      Handle h = open.get(path);
      if (h != null && (h.writable || !write)) {
        h.users++;
        return h;
      }
    }
    return share(path, opener.open(path, write ? WRITE : READ), write);
  }

  /**
   * Creates a file that is not there.
   *
   * @throws java.nio.file.FileAlreadyExistsException when it is
   */
  Handle create(Path path) throws IOException {
    return share(path, opener.open(path, CREATE), true);
  }

  private Handle share(Path path, FileChannel channel, boolean writable) {
    List<Handle> close = new ArrayList<>(1);
    Handle mine = new Handle(path, channel, writable);
    Handle result = mine;
    synchronized (open) {
      Handle other = open.get(path);
      if (other != null && (other.writable || !writable)) {
        result = other;
        close.add(mine);
      } else {
        if (other != null) {
          drop(other, close);
        }
        open.put(path, mine);
      }
      result.users++;
      shrink(close);
    }
    closeAll(close);
    return result;
  }

  /** Ends one use. */
  void release(Handle h) {
    List<Handle> close = null;
    synchronized (open) {
      h.users--;
      if (h.users == 0 && (h.forgotten || open.size() > maxOpen)) {
        close = new ArrayList<>(1);
        if (h.forgotten) {
          close.add(h);
        } else {
          shrink(close);
        }
      }
    }
    if (close != null) {
      closeAll(close);
    }
  }

  /** Closes the file as soon as nobody uses it; the next {@link #acquire} opens it again. */
  void forget(Path path) {
    List<Handle> close = new ArrayList<>(1);
    synchronized (open) {
      Handle h = open.get(path);
      if (h != null) {
        drop(h, close);
      }
    }
    closeAll(close);
  }

  /** Files open now, those in use that were forgotten not counted. */
  public int openFiles() {
    synchronized (open) {
      return open.size();
    }
  }

  /** Closes all files that are not in use, and the others when their users are done. */
  @Override
  public void close() {
    List<Handle> close = new ArrayList<>();
    synchronized (open) {
      for (Handle h : new ArrayList<>(open.values())) {
        drop(h, close);
      }
    }
    closeAll(close);
  }

  /** Lock held. */
  private void drop(Handle h, List<Handle> close) {
    open.remove(h.path);
    h.forgotten = true;
    if (h.users == 0) {
      close.add(h);
    }
  }

  /** Lock held: closes idle files, oldest first, down to the bound. */
  private void shrink(List<Handle> close) {
    Iterator<Handle> it = open.values().iterator();
    while (open.size() > maxOpen && it.hasNext()) {
      Handle h = it.next();
      if (h.users == 0) {
        it.remove();
        h.forgotten = true;
        close.add(h);
      }
    }
  }

  private static void closeAll(List<Handle> handles) {
    for (Handle h : handles) {
      try {
        h.close();
      } catch (IOException e) {
        Logger.warn("Closing {} failed: {}", h.path, e.getMessage());
      }
    }
  }
}
