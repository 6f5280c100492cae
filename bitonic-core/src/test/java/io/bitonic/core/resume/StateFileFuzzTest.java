package io.bitonic.core.resume;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** A state file may hold anything. */
class StateFileFuzzTest {
  /** A state or a Damage, nothing else. */
  @FuzzTest(maxDuration = "60s")
  void decode(byte[] bytes) {
    try {
      if (ResumeCodec.decode(bytes) == null) {
        throw new AssertionError("neither a state nor damage");
      }
    } catch (ResumeCodec.Damage e) {
      if (e.getMessage() == null || e.getMessage().isBlank()) {
        throw new AssertionError("damage without a reason");
      }
    }
  }
}
