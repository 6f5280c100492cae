package io.bitonic.core.disk;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.bitonic.core.disk.FileSystemSync.Native;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/**
 * Takes space for a file by Linux's fallocate(2): the blocks are the file's at once, and nothing is
 * written. Any thread.
 */
final class Space {
  /** For writing, not through a symbolic link, not for child processes. */
  private static final int FLAGS = 1 | 0x20000 | 0x80000;

  private static final int EINTR = 4;
  private static final int EINVAL = 22;
  private static final int ENOSYS = 38;
  private static final int EOPNOTSUPP = 95;

  /** Loaded at first use. */
  private static final class Call {
    static final MethodHandle FALLOCATE =
        Linker.nativeLinker()
            .downcallHandle(
                Linker.nativeLinker().defaultLookup().findOrThrow("fallocate"),
                FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG),
                Linker.Option.captureCallState("errno"));
  }

  private Space() {}

  /**
   * Takes the blocks from {@code from} to {@code to} and makes the file that long; bytes it has
   * stay.
   *
   * @return false when this file system can't
   * @throws IOException when there is not so much space, or the file can't be opened
   */
  static boolean take(Path file, long from, long to) throws IOException {
    // On aarch64 the flag for links has another number, and so has nothing to say for others.
    if (!FileSystemSync.isPossible() || !"amd64".equals(System.getProperty("os.arch"))) {
      return false;
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(Native.STATE);
      int fd = (int) Native.OPEN.invokeExact(state, arena.allocateFrom(file.toString()), FLAGS);
      if (fd < 0) {
        throw FileSystemSync.failed("open", file, state);
      }
      try {
        return take(fd, from, to - from, file, state);
      } finally {
        int unused = (int) Native.CLOSE.invokeExact(fd);
      }
    } catch (IOException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean take(int fd, long from, long count, Path file, MemorySegment state)
      throws Throwable {
    while ((int) Call.FALLOCATE.invokeExact(state, fd, 0, from, count) != 0) {
      switch ((int) Native.ERRNO.get(state, 0L)) {
        case EINTR -> {}
        case EINVAL, ENOSYS, EOPNOTSUPP -> {
          return false;
        }
        default -> throw FileSystemSync.failed("fallocate", file, state);
      }
    }
    return true;
  }
}
