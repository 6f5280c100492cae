package io.bitonic.core.mse;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.bitonic.core.util.OpenSsl;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * RC4 by OpenSSL's libcrypto, when the system has one: two to four times as fast as in Java. Not
 * thread-safe.
 */
final class NativeRc4 {
  /** More than an RC4_KEY (1,032 bytes). */
  private static final int STATE = 1088;

  /** Bytes on the heap pass through a buffer of this size behind the state. */
  private static final int BOUNCE = 512;

  private static final SymbolLookup LIBRARY = OpenSsl.with(List.of("RC4_set_key", "RC4"));

  /** Linked at first use: compilers fold constants in static fields. */
  private static final class Functions {
    static final MethodHandle SET_KEY =
        Linker.nativeLinker()
            .downcallHandle(
                LIBRARY.findOrThrow("RC4_set_key"),
                FunctionDescriptor.ofVoid(ADDRESS, JAVA_INT, ADDRESS));
    static final MethodHandle RC4 =
        Linker.nativeLinker()
            .downcallHandle(
                LIBRARY.findOrThrow("RC4"),
                FunctionDescriptor.ofVoid(ADDRESS, JAVA_LONG, JAVA_LONG, JAVA_LONG));
  }

  private final MemorySegment state = Arena.ofAuto().allocate(STATE + BOUNCE, 64);
  private final MemorySegment bounce = state.asSlice(STATE);

  private NativeRc4() {}

  /**
   * @param key 1–256 bytes
   * @return null when the system can't do it
   */
  static NativeRc4 of(byte[] key) {
    if (LIBRARY == null) {
      return null;
    }
    NativeRc4 made = new NativeRc4();
    MemorySegment.copy(key, 0, made.bounce, JAVA_BYTE, 0, key.length);
    try {
      Functions.SET_KEY.invokeExact(made.state, key.length, made.bounce);
    } catch (Throwable e) {
      throw failed(e);
    }
    return made;
  }

  void apply(ByteBuffer data, int from, int length) {
    // A segment begins where the buffer's position is.
    MemorySegment memory = MemorySegment.ofBuffer(data);
    if (memory.isNative()) {
      apply(memory.address() - data.position() + from, length);
      Reference.reachabilityFence(data);
    } else {
      throughBounce(data, from, length);
    }
  }

  private void throughBounce(ByteBuffer data, int from, int length) {
    ByteBuffer through = bounce.asByteBuffer();
    for (int done = 0; done < length; ) {
      int n = Math.min(BOUNCE, length - done);
      through.put(0, data, from + done, n);
      apply(bounce.address(), n);
      data.put(from + done, through, 0, n);
      done += n;
    }
  }

  private void apply(long address, long length) {
    try {
      Functions.RC4.invokeExact(state, length, address, address);
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  private static RuntimeException failed(Throwable e) {
    if (e instanceof Error error) {
      throw error;
    }
    return e instanceof RuntimeException r ? r : new IllegalStateException(e);
  }
}
