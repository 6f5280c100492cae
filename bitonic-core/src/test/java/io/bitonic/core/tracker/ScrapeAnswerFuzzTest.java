package io.bitonic.core.tracker;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;

class ScrapeAnswerFuzzTest {
  private static final List<byte[]> HASHES = List.of(new byte[20], Requests.hash(1));

  /** Any body is one set of counts per info-hash, or a {@link TrackerException}. */
  @FuzzTest(maxDuration = "60s")
  void readOrReject(byte[] data) {
    try {
      List<ScrapeResult.Counts> counts = HttpAnswers.scrape(data, HASHES);
      assertEquals(HASHES.size(), counts.size());
      counts.forEach(AnswerChecks::check);
    } catch (TrackerException e) {
      AnswerChecks.check(e);
    }
  }
}
