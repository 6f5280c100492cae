package io.bitonic.core.hash;

import java.lang.foreign.MemorySegment;

/** Native memory as a whole. Whoever makes an address answers for it. */
final class Memory {
  static final MemorySegment ALL = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

  private Memory() {}
}
