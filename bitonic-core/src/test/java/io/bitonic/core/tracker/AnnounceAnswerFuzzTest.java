package io.bitonic.core.tracker;

import com.code_intelligence.jazzer.junit.FuzzTest;

class AnnounceAnswerFuzzTest {
  /** Any body is a bounded answer or a {@link TrackerException} fit to be shown. */
  @FuzzTest(maxDuration = "60s")
  void readOrReject(byte[] data) {
    try {
      AnswerChecks.check(HttpAnswers.announce(data));
    } catch (TrackerException e) {
      AnswerChecks.check(e);
    }
  }
}
