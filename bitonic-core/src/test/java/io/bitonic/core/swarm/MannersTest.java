package io.bitonic.core.swarm;

import static org.junit.jupiter.api.Assertions.assertThrows;

import io.bitonic.core.swarm.PeerInput.ProtocolException;
import org.junit.jupiter.api.Test;

class MannersTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long NOW = Long.MAX_VALUE - 3 * SECOND;

  private static void say(Manners m, int n, int weight, long now) throws ProtocolException {
    for (int i = 0; i < n; i++) {
      m.useless(weight, now);
    }
  }

  @Test
  void aFloodIsTooMuch() throws ProtocolException {
    Manners m = new Manners(NOW);
    say(m, 3000, 1, NOW);
    assertThrows(ProtocolException.class, () -> m.useless(1, NOW));
  }

  @Test
  void twentyASecondAreEndured() throws ProtocolException {
    Manners m = new Manners(NOW);
    for (int s = 0; s < 3600; s++) {
      say(m, 20, 1, NOW + s * SECOND);
    }
    Manners worse = new Manners(NOW);
    assertThrows(
        ProtocolException.class,
        () -> {
          for (int s = 0; s < 3600; s++) {
            say(worse, 30, 1, NOW + s * SECOND);
          }
        });
  }

  @Test
  void silenceSavesUpNothing() throws ProtocolException {
    Manners m = new Manners(NOW);
    say(m, 600, 5, NOW + 86_400 * SECOND);
    assertThrows(ProtocolException.class, () -> m.useless(1, NOW + 86_400 * SECOND));
  }
}
