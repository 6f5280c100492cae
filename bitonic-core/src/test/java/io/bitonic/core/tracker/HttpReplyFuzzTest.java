package io.bitonic.core.tracker;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;

class HttpReplyFuzzTest {
  /** Any stream is a bounded HTTP answer or rejected; where it redirects to is a tracker's URL. */
  @FuzzTest(maxDuration = "60s")
  void readOrReject(byte[] data) throws IOException {
    try {
      HttpReply r = HttpReply.read(new ByteArrayInputStream(data));
      assertTrue(r.status() >= 200 && r.status() <= 999);
      assertTrue(r.body().length <= HttpReply.MAX_BODY);
      if (r.isRedirect()) {
        TrackerUrl to = TrackerUrl.parse("http://t.example/announce").redirect(r.location());
        assertTrue(to.scheme() != TrackerUrl.Scheme.UDP);
        assertTrue((to.host() + to.target()).chars().allMatch(c -> c > ' ' && c < 0x7f));
      }
    } catch (TrackerException e) {
      AnswerChecks.check(e);
    }
  }
}
