package io.bitonic.core.util;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.util.List;
import org.tinylog.Logger;

/** The system's libcrypto of OpenSSL, when it has one. Loaded at the first question. */
public final class OpenSsl {
  /** Names with a version: others may be of an unknown layout, and macOS kills who loads them. */
  private static final List<String> NAMES =
      List.of(
          "libcrypto.so.3",
          "libcrypto.so.1.1",
          "/opt/homebrew/opt/openssl@3/lib/libcrypto.3.dylib",
          "/usr/local/opt/openssl@3/lib/libcrypto.3.dylib");

  private static final SymbolLookup LIBRARY = load();

  private OpenSsl() {}

  /** The library, or null when there is none that has all of these functions. */
  public static SymbolLookup with(List<String> functions) {
    boolean all = LIBRARY != null && functions.stream().allMatch(f -> LIBRARY.find(f).isPresent());
    return all ? LIBRARY : null;
  }

  private static SymbolLookup load() {
    if (JAVA_LONG.byteSize() != ADDRESS.byteSize()) {
      return null;
    }
    for (String name : NAMES) {
      try {
        return SymbolLookup.libraryLookup(name, Arena.global());
      } catch (IllegalArgumentException | IllegalCallerException e) {
        Logger.debug("No {}: {}", name, e.getMessage());
      }
    }
    return null;
  }
}
