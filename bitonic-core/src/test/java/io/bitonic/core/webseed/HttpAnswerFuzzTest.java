package io.bitonic.core.webseed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.bitonic.core.http.HttpBody;
import io.bitonic.core.http.HttpException;
import io.bitonic.core.http.HttpHead;
import java.io.ByteArrayInputStream;
import java.io.IOException;

class HttpAnswerFuzzTest {
  /** Answers one behind the other on a kept connection: bounded, and none reads into the next. */
  @FuzzTest(maxDuration = "60s")
  void readOrReject(byte[] data) throws IOException {
    ByteArrayInputStream in = new ByteArrayInputStream(data);
    try {
      for (int i = 0; i < 4 && in.available() > 0; i++) {
        HttpHead head = HttpHead.read(in);
        assertTrue(head.status() >= 200 && head.status() <= 999);
        assertTrue(head.contentLength() >= -1);
        int before = in.available();
        HttpBody body = new HttpBody(head, in);
        int size = body.readAllBytes().length;
        assertTrue(body.isEnded());
        if (!head.chunked() && head.contentLength() >= 0 && size > 0) {
          assertEquals(head.contentLength(), size);
          assertEquals(before - size, in.available());
        }
      }
    } catch (HttpException e) {
      assertTrue(e.getMessage().length() < 40_000);
    }
  }
}
