package io.bitonic.core.webseed;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

class WebSeedUrlFuzzTest {
  /** A URL and where it redirects to, in lines: what is accepted is fit for a request line. */
  @FuzzTest(maxDuration = "60s")
  void parseOrReject(byte[] data) {
    String[] lines = new String(data, StandardCharsets.UTF_8).split("\n", 2);
    try {
      WebSeedUrl url = WebSeedUrl.parse(lines[0]);
      check(url);
      if (lines.length == 2) {
        WebSeedUrl to = url.redirect(lines[1]);
        check(to);
        assertTrue(to.https() || !url.https(), "from https to http");
      }
    } catch (WebSeedException e) {
      assertFalse(e.getMessage().isEmpty());
      assertTrue(e.getMessage().length() <= 201);
    }
  }

  private static void check(WebSeedUrl url) throws WebSeedException {
    String sent = url.target() + url.hostHeader();
    assertTrue(sent.chars().allMatch(c -> c > ' ' && c < 0x7f), sent);
    assertTrue(url.target().startsWith("/"));
    assertTrue(url.port() >= 1 && url.port() <= 65_535);
  }
}
