package io.bitonic.core.swarm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.bitonic.core.config.Settings.Encryption;
import io.bitonic.core.config.Settings.Transport;
import io.bitonic.core.swarm.DialPlan.Failure;
import io.bitonic.core.swarm.DialPlan.Traits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DialPlanTest {
  private final Traits traits = new Traits();

  private DialPlan plan(Encryption e, Transport t) {
    return new DialPlan(e, t, traits);
  }

  /** The ways that are tried when each fails so: T and U, with an e behind it when encrypted. */
  private static String ways(DialPlan p, Failure failure) {
    StringBuilder s = new StringBuilder();
    for (DialPlan.Way w = p.current(); w != null; w = p.current()) {
      s.append(s.isEmpty() ? "" : " ").append(w.utp() ? "U" : "T").append(w.encrypted() ? "e" : "");
      p.failed(failure);
    }
    return s.toString();
  }

  @ParameterizedTest
  @CsvSource({
    "OFF, TCP, T, T", "OFF, UTP, U, U", "OFF, BOTH, T U, T U",
    "ALLOWED, TCP, T Te, T", "ALLOWED, UTP, U Ue, U", "ALLOWED, BOTH, T Te U, T U",
    "PREFERRED, TCP, Te T, Te", "PREFERRED, UTP, Ue U, Ue", "PREFERRED, BOTH, Te T Ue, Te Ue",
    "REQUIRED, TCP, Te, Te", "REQUIRED, UTP, Ue, Ue", "REQUIRED, BOTH, Te Ue, Te Ue",
  })
  void order(Encryption e, Transport t, String refused, String unreachable) {
    assertEquals(refused, ways(plan(e, t), Failure.NO_HANDSHAKE));
    assertEquals(unreachable, ways(plan(e, t), Failure.UNREACHABLE));
  }

  @Test
  void aWrongPeerIsNotTriedAgain() {
    DialPlan p = plan(Encryption.ALLOWED, Transport.BOTH);
    p.failed(Failure.WRONG_PEER);
    assertNull(p.current());
  }

  @Test
  void remembersWhoWantsEncryption() {
    DialPlan p = plan(Encryption.ALLOWED, Transport.TCP);
    p.failed(Failure.NO_HANDSHAKE);
    p.succeeded();
    assertEquals("Te T", ways(plan(Encryption.ALLOWED, Transport.TCP), Failure.NO_HANDSHAKE));
    // Once more: it is still so. When plain works in the end, that counts.
    plan(Encryption.ALLOWED, Transport.TCP).succeeded();
    p = plan(Encryption.ALLOWED, Transport.TCP);
    assertEquals(new DialPlan.Way(false, true), p.current());
    p.failed(Failure.NO_HANDSHAKE);
    p.succeeded();
    assertEquals("T Te", ways(plan(Encryption.ALLOWED, Transport.TCP), Failure.NO_HANDSHAKE));
  }

  @Test
  void remembersWhoRefusesEncryption() {
    DialPlan p = plan(Encryption.PREFERRED, Transport.TCP);
    p.failed(Failure.NO_HANDSHAKE);
    p.succeeded();
    assertEquals("T Te", ways(plan(Encryption.PREFERRED, Transport.TCP), Failure.NO_HANDSHAKE));
    assertEquals("Te", ways(plan(Encryption.REQUIRED, Transport.TCP), Failure.NO_HANDSHAKE));
  }

  @Test
  void remembersWhoIsReachedOverUtpOnly() {
    DialPlan p = plan(Encryption.ALLOWED, Transport.BOTH);
    p.failed(Failure.UNREACHABLE);
    p.succeeded();
    assertEquals("U T", ways(plan(Encryption.ALLOWED, Transport.BOTH), Failure.UNREACHABLE));
    assertEquals("T", ways(plan(Encryption.ALLOWED, Transport.TCP), Failure.UNREACHABLE));
  }

  @Test
  void peersThatOthersHaveOverUtpAreCalledOverUtpFirst() {
    traits.likelyUtp = true;
    assertEquals("U T", ways(plan(Encryption.OFF, Transport.BOTH), Failure.UNREACHABLE));
    assertEquals("T", ways(plan(Encryption.OFF, Transport.TCP), Failure.UNREACHABLE));
    plan(Encryption.OFF, Transport.BOTH).succeeded();
    assertEquals("U T", ways(plan(Encryption.OFF, Transport.BOTH), Failure.UNREACHABLE));
    // What we have seen ourselves counts more than what others say.
    DialPlan p = plan(Encryption.OFF, Transport.BOTH);
    p.failed(Failure.UNREACHABLE);
    p.succeeded();
    assertEquals("T U", ways(plan(Encryption.OFF, Transport.BOTH), Failure.UNREACHABLE));
  }

  @Test
  void peersThatOthersHaveEncryptedAreCalledEncryptedFirst() {
    traits.wantsEncryption = true;
    assertEquals("Te T", ways(plan(Encryption.ALLOWED, Transport.TCP), Failure.NO_HANDSHAKE));
    assertEquals("T", ways(plan(Encryption.OFF, Transport.TCP), Failure.NO_HANDSHAKE));
    DialPlan p = plan(Encryption.ALLOWED, Transport.TCP);
    p.failed(Failure.NO_HANDSHAKE);
    p.succeeded();
    assertEquals("T Te", ways(plan(Encryption.ALLOWED, Transport.TCP), Failure.NO_HANDSHAKE));
  }

  /** A peer that plainly works says nothing about what it thinks of encryption. */
  @Test
  void successAtOnceTeachesNothing() {
    plan(Encryption.ALLOWED, Transport.BOTH).succeeded();
    plan(Encryption.PREFERRED, Transport.BOTH).succeeded();
    assertEquals("T Te", ways(plan(Encryption.ALLOWED, Transport.TCP), Failure.NO_HANDSHAKE));
    assertEquals("Te T", ways(plan(Encryption.PREFERRED, Transport.TCP), Failure.NO_HANDSHAKE));
  }
}
