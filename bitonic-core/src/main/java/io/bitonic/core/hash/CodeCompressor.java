package io.bitonic.core.hash;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.ref.Reference;
import org.tinylog.Logger;

/**
 * Compression by {@link LaneCode}: at full speed from the first call on, where vector code in Java
 * must be compiled first. Linux on x86-64 with AVX-512 only; {@code -Dbitonic.code=false} turns it
 * off.
 *
 * <p>The code is written into memory of its own, which is made executable and read-only before it
 * is used; a system that forbids that goes on without it.
 */
final class CodeCompressor implements LaneCompressor {
  private static final int PAGE = 4096;
  private static final long READ_WRITE = 3;
  private static final long READ_EXECUTE = 5;
  private static final long PRIVATE_ANONYMOUS = 0x22;

  /** One algorithm's code; made at first use. */
  private static final class Sha1 {
    static final MethodHandle CODE = link(HashAlgorithm.SHA1);
    static final long CONSTANTS = constants(HashAlgorithm.SHA1);
  }

  private static final class Sha256 {
    static final MethodHandle CODE = link(HashAlgorithm.SHA256);
    static final long CONSTANTS = constants(HashAlgorithm.SHA256);
  }

  private static final class Holder {
    static final boolean PRESENT = find();
  }

  private final boolean sha1;
  private final int[] first;
  private final MemorySegment addresses =
      Arena.ofAuto().allocate(8L * LaneCode.LANES, LaneCode.ROW);
  private final MemorySegment state;

  /** The state before the first block, in every lane. */
  private final MemorySegment start;

  /**
   * @throws UnsupportedOperationException when {@link #isPresent} is false
   */
  CodeCompressor(HashAlgorithm algorithm) {
    if (!isPresent()) {
      throw new UnsupportedOperationException("no machine code for this system");
    }
    sha1 = algorithm == HashAlgorithm.SHA1;
    first = sha1 ? ShaConstants.SHA1_START : ShaConstants.SHA256_START;
    long bytes = (long) first.length * LaneCode.ROW;
    state = Arena.ofAuto().allocate(bytes, LaneCode.ROW);
    start = Arena.ofAuto().allocate(bytes, LaneCode.ROW);
    for (int lane = 0; lane < LaneCode.LANES; lane++) {
      start(lane);
    }
    start.copyFrom(state);
  }

  @Override
  public void startAll() {
    state.copyFrom(start);
  }

  /** Whether it works here. */
  static boolean isPresent() {
    return Holder.PRESENT;
  }

  private static boolean find() {
    if (!"Linux".equals(System.getProperty("os.name"))
        || !"amd64".equals(System.getProperty("os.arch"))
        || "false".equals(System.getProperty("bitonic.code"))) {
      return false;
    }
    try {
      return hasInstructions() && Sha1.CODE != null;
    } catch (IOException | LinkageError | RuntimeException e) {
      Logger.debug("No machine code: {}", String.valueOf(e.getCause() == null ? e : e.getCause()));
      return false;
    }
  }

  /** The kernel lists only what it saves and restores for its processes. */
  private static boolean hasInstructions() throws IOException {
    String flags = " " + CpuInfo.first("flags") + " ";
    return flags.contains(" avx512f ") && flags.contains(" avx512bw ");
  }

  private static long constants(HashAlgorithm algorithm) {
    byte[] bytes = LaneCode.constants(algorithm);
    MemorySegment m = Arena.global().allocate(bytes.length, LaneCode.ROW);
    return m.copyFrom(MemorySegment.ofArray(bytes)).address();
  }

  /**
   * One shape for all calls, since each shape costs some 5 ms at the first use: what a function
   * does not ask for is ignored, and of the result only the part it gives is looked at.
   */
  private static MethodHandle call(MemorySegment function) {
    return Linker.nativeLinker()
        .downcallHandle(
            function,
            FunctionDescriptor.of(
                JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG));
  }

  private static MethodHandle link(HashAlgorithm algorithm) {
    byte[] code = LaneCode.of(algorithm);
    long size = (code.length + PAGE - 1L) / PAGE * PAGE;
    SymbolLookup libc = Linker.nativeLinker().defaultLookup();
    MethodHandle map = call(libc.findOrThrow("mmap"));
    MethodHandle protect = call(libc.findOrThrow("mprotect"));
    try {
      long at = (long) map.invokeExact(0L, size, READ_WRITE, PRIVATE_ANONYMOUS, -1L, 0L);
      if (at == -1) {
        throw new IllegalStateException("no memory for code");
      }
      MemorySegment memory = MemorySegment.ofAddress(at).reinterpret(size);
      memory.copyFrom(MemorySegment.ofArray(code));
      if ((int) (long) protect.invokeExact(at, size, READ_EXECUTE, 0L, 0L, 0L) != 0) {
        throw new IllegalStateException("this system does not allow code to be made");
      }
      return call(memory);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public int lanes() {
    return LaneCode.LANES;
  }

  @Override
  public int words() {
    return first.length;
  }

  @Override
  public void start(int lane) {
    for (int i = 0; i < first.length; i++) {
      state.setAtIndex(JAVA_INT, (long) i * LaneCode.LANES + lane, first[i]);
    }
  }

  @Override
  public int state(int lane, int word) {
    return state.getAtIndex(JAVA_INT, (long) word * LaneCode.LANES + lane);
  }

  @Override
  public void compress(long[] address, long blocks) {
    MemorySegment.copy(address, 0, addresses, ValueLayout.JAVA_LONG, 0, LaneCode.LANES);
    if (blocks == 0) {
      return;
    }
    try {
      long unused =
          sha1
              ? (long)
                  Sha1.CODE.invokeExact(
                      addresses.address(), blocks, state.address(), Sha1.CONSTANTS, 0L, 0L)
              : (long)
                  Sha256.CODE.invokeExact(
                      addresses.address(), blocks, state.address(), Sha256.CONSTANTS, 0L, 0L);
      Reference.reachabilityFence(this);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
