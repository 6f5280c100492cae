package io.bitonic.core.metainfo;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;

class MagnetFuzzTest {
  /** Any text is a link whose canonical form reads back as the same, or is refused. */
  @FuzzTest(maxDuration = "60s")
  void parseOrReject(FuzzedDataProvider data) {
    String text = data.consumeRemainingAsString();
    Magnet m;
    try {
      m = MagnetParser.parse(text);
    } catch (MetainfoException e) {
      MetainfoChecks.checkMessage(e);
      return;
    }
    try {
      if (!MagnetParser.parse(m.uri()).equals(m)) {
        throw new AssertionError("not the same: " + m.uri());
      }
    } catch (MetainfoException e) {
      throw new AssertionError(m.uri(), e);
    }
  }
}
