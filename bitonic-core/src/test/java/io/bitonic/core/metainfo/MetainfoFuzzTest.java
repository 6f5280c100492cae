package io.bitonic.core.metainfo;

import com.code_intelligence.jazzer.junit.FuzzTest;

class MetainfoFuzzTest {
  /** Any bytes are a sound torrent or a {@link MetainfoException}. */
  @FuzzTest(maxDuration = "60s")
  void parseOrReject(byte[] data) {
    try {
      MetainfoChecks.check(MetainfoParser.parse(data));
    } catch (MetainfoException e) {
      MetainfoChecks.checkMessage(e);
    }
  }
}
