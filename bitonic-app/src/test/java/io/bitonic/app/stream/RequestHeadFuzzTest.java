package io.bitonic.app.stream;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;

class RequestHeadFuzzTest {
  @FuzzTest(maxDuration = "60s")
  void anyBytes(byte[] data) {
    int end = RequestHead.end(data, data.length);
    if (end < 0) {
      return;
    }
    try {
      RequestHead head = RequestHead.parse(data, end);
      assertTrue(head.path().startsWith("/"));
      ByteRange r = ByteRange.parse(head.headers().get("range"), 1000);
      if (r != null && r != ByteRange.NONE) {
        assertTrue(r.from() >= 0 && r.from() <= r.to() && r.to() < 1000);
      }
    } catch (RequestHead.BadRequest e) {
      assertTrue(e.getMessage().length() > 0);
    }
  }
}
