package io.bitonic.core.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;

class ExtensionHandshakeFuzzTest {
  /** Whatever comes of it can be shown, and says the same when it is said again. */
  @FuzzTest(maxDuration = "60s")
  void extensionHandshake(byte[] data) {
    ExtensionHandshake h = ExtensionHandshake.parse(data);
    if (h == null) {
      return;
    }
    assertTrue(h.client().codePointCount(0, h.client().length()) <= 48);
    assertTrue(h.client().codePoints().noneMatch(Character::isISOControl));
    assertTrue(h.listenPort() >= 0 && h.listenPort() < 65536);
    assertTrue(h.requestQueue() >= 1);
    assertTrue(h.dontHaveId() >= 0 && h.dontHaveId() < 256);
    ExtensionHandshake again = ExtensionHandshake.parse(h.encode());
    assertEquals(h.client(), again.client());
    assertEquals(h.requestQueue(), again.requestQueue());
    assertEquals(h.uploadOnly(), again.uploadOnly());
    assertEquals(h.client(), ExtensionHandshake.NONE.mergedWith(h).client());
  }
}
