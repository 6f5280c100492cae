package io.bitonic.core.resume;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;

/** State files may have been tampered with, checksum included. */
class ResumeCodecFuzzTest {
  /** Any content under a right checksum; what is accepted must survive a second round. */
  @FuzzTest(maxDuration = "60s")
  void content(byte[] state) {
    ResumeState s = decode(ResumeCodec.wrap(state));
    if (s != null) {
      ResumeState again = decode(ResumeCodec.encode(s));
      if (again == null
          || !Arrays.equals(again.have().toBytes(), s.have().toBytes())
          || !again.stamps().equals(s.stamps())
          || !again.savePath().equals(s.savePath())) {
        throw new AssertionError("an accepted state is not the same after saving");
      }
    }
  }

  private static ResumeState decode(byte[] bytes) {
    try {
      return ResumeCodec.decode(bytes);
    } catch (ResumeCodec.Damage e) {
      return null;
    }
  }
}
