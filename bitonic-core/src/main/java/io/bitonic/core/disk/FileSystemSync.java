package io.bitonic.core.disk;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * Forces whole file systems to the disk by Linux's syncfs(2): thousands of small files take one
 * call and one commit of the file system's journal, instead of one for each. Any thread.
 */
final class FileSystemSync {
  private static final boolean LINUX = System.getProperty("os.name", "").equals("Linux");

  private FileSystemSync() {}

  /** The system calls; loaded at first use. */
  static final class Native {
    static final VarHandle ERRNO;
    static final MemoryLayout STATE = Linker.Option.captureStateLayout();
    static final MethodHandle OPEN;
    static final MethodHandle SYNCFS;
    static final MethodHandle CLOSE;

    static {
      Linker linker = Linker.nativeLinker();
      SymbolLookup libc = linker.defaultLookup();
      ERRNO = STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
      Linker.Option errno = Linker.Option.captureCallState("errno");
      OPEN =
          linker.downcallHandle(
              libc.findOrThrow("open"),
              FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT),
              errno,
              Linker.Option.firstVariadicArg(2));
      SYNCFS =
          linker.downcallHandle(
              libc.findOrThrow("syncfs"), FunctionDescriptor.of(JAVA_INT, JAVA_INT), errno);
      CLOSE =
          linker.downcallHandle(
              libc.findOrThrow("close"), FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    }
  }

  /** Whether {@link #force} can do it here. */
  static boolean isPossible() {
    return LINUX;
  }

  /**
   * Forces the file systems that these folders are on, each once.
   *
   * @throws IOException when one can't be opened, or what was written to it since could not be
   *     stored
   */
  static void force(Collection<Path> folders) throws IOException {
    Map<Object, Path> byDevice = new HashMap<>();
    for (Path folder : folders) {
      byDevice.putIfAbsent(Files.getAttribute(folder, "unix:dev"), folder);
    }
    for (Path folder : byDevice.values()) {
      forceOne(folder);
    }
  }

  private static void forceOne(Path folder) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(Native.STATE);
      int fd = (int) Native.OPEN.invokeExact(state, arena.allocateFrom(folder.toString()), 0);
      if (fd < 0) {
        throw failed("open", folder, state);
      }
      try {
        if ((int) Native.SYNCFS.invokeExact(state, fd) != 0) {
          throw failed("syncfs", folder, state);
        }
      } finally {
        int unused = (int) Native.CLOSE.invokeExact(fd);
      }
    } catch (IOException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  static IOException failed(String call, Path folder, MemorySegment state) {
    int errno = (int) Native.ERRNO.get(state, 0L);
    String why =
        switch (errno) {
          case 28 -> "No space left on device";
          case 122 -> "Disk quota exceeded";
          case 5 -> "Input/output error";
          default -> call + " failed with error " + errno;
        };
    return new IOException(folder + ": " + why);
  }
}
