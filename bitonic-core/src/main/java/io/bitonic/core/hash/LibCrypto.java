package io.bitonic.core.hash;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.bitonic.core.util.OpenSsl;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.List;

/**
 * Digests by OpenSSL's libcrypto, when the system has one; without a copy of the data.
 *
 * <p>Of its interfaces the plain one is used ({@code SHA1_Init} and so on): the one-shot functions
 * look the algorithm up again at every call.
 */
final class LibCrypto implements BatchDigest {
  /** More than SHA_CTX (96 bytes) and SHA256_CTX (112 bytes) take. */
  private static final int CONTEXT = 256;

  private static final SymbolLookup LIBRARY =
      OpenSsl.with(
          List.of(
              "SHA1_Init",
              "SHA1_Update",
              "SHA1_Final",
              "SHA256_Init",
              "SHA256_Update",
              "SHA256_Final"));

  /** The three functions of one algorithm. */
  private record Functions(MethodHandle init, MethodHandle update, MethodHandle end) {
    static Functions of(String prefix) {
      Linker linker = Linker.nativeLinker();
      return new Functions(
          linker.downcallHandle(
              LIBRARY.findOrThrow(prefix + "_Init"), FunctionDescriptor.of(JAVA_INT, ADDRESS)),
          linker.downcallHandle(
              LIBRARY.findOrThrow(prefix + "_Update"),
              FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_LONG)),
          linker.downcallHandle(
              LIBRARY.findOrThrow(prefix + "_Final"),
              FunctionDescriptor.of(JAVA_INT, JAVA_LONG, ADDRESS)));
    }
  }

  /** Linked at first use: compilers fold constants in static fields. */
  private static final class Sha1 {
    static final Functions F = Functions.of("SHA1");
  }

  private static final class Sha256 {
    static final Functions F = Functions.of("SHA256");
  }

  private final HashAlgorithm algorithm;
  private final MemorySegment context = Arena.ofAuto().allocate(CONTEXT, 64);

  /**
   * @throws UnsupportedOperationException when {@link #isPresent} is false
   */
  LibCrypto(HashAlgorithm algorithm) {
    if (LIBRARY == null) {
      throw new UnsupportedOperationException("there is no libcrypto");
    }
    this.algorithm = algorithm;
  }

  /** Whether the system has a libcrypto with what is needed. */
  static boolean isPresent() {
    return LIBRARY != null;
  }

  @Override
  public void digest(long[] address, int[] length, int count, long out) {
    try {
      for (int i = 0; i < count; i++) {
        long to = out + (long) i * STRIDE;
        boolean done =
            algorithm == HashAlgorithm.SHA1
                ? sha1(address[i], length[i], to)
                : sha256(address[i], length[i], to);
        if (!done) {
          throw new IllegalStateException("libcrypto could not compute " + algorithm.title());
        }
      }
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private boolean sha1(long address, long length, long to) throws Throwable {
    return (int) Sha1.F.init.invokeExact(context) == 1
        && (int) Sha1.F.update.invokeExact(context, address, length) == 1
        && (int) Sha1.F.end.invokeExact(to, context) == 1;
  }

  private boolean sha256(long address, long length, long to) throws Throwable {
    return (int) Sha256.F.init.invokeExact(context) == 1
        && (int) Sha256.F.update.invokeExact(context, address, length) == 1
        && (int) Sha256.F.end.invokeExact(to, context) == 1;
  }
}
