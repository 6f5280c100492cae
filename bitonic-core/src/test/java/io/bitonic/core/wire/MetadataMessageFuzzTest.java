package io.bitonic.core.wire;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;

class MetadataMessageFuzzTest {
  /** Any bytes are a bounded message that reads back as the same, or none. */
  @FuzzTest(maxDuration = "60s")
  void parse(byte[] data) {
    MetadataMessage m = MetadataMessage.parse(data);
    if (m == null) {
      return;
    }
    MetadataMessage again = MetadataMessage.parse(m.encode());
    if (m.piece() < 0
        || m.data().length > MetadataMessage.BLOCK
        || again == null
        || again.type() != m.type()
        || again.piece() != m.piece()
        || again.totalSize() != m.totalSize()
        || !Arrays.equals(again.data(), m.data())) {
      throw new AssertionError(m + " read back as " + again);
    }
  }
}
