package io.bitonic.core.swarm;

import io.bitonic.core.config.Settings.Encryption;
import io.bitonic.core.config.Settings.Transport;
import java.util.ArrayList;
import java.util.List;

/**
 * In which order the ways to one peer are tried: transport by encryption, at most four. What is
 * learned on the way is kept in {@link Traits} for the next time. Pure; no I/O.
 */
final class DialPlan {
  /**
   * @param utp µTP instead of TCP
   */
  record Way(boolean utp, boolean encrypted) {}

  /** How a way failed, which tells what else is worth trying. */
  enum Failure {
    /** Nobody answers at that address over this transport. */
    UNREACHABLE,
    /** Connected, but closed or silent before its handshake, or it sent something else. */
    NO_HANDSHAKE,
    /** It has spoken, and is not whom we want. */
    WRONG_PEER
  }

  /** What is known of a peer's taste. */
  static final class Traits {
    /** It wants encryption: others have it so (BEP 11), or it let us in only that way. */
    boolean wantsEncryption;

    /** It did not let us in with encryption, but without. */
    boolean refusesEncryption;

    /** It was reached over µTP and not over TCP. */
    boolean needsUtp;

    /** Others have it over µTP, and nobody says that it takes calls (BEP 11). */
    boolean likelyUtp;
  }

  private final Traits traits;
  private final List<Way> ways = new ArrayList<>();
  private boolean failedPlain;
  private boolean failedEncrypted;
  private boolean failedTcp;

  DialPlan(Encryption encryption, Transport transport, Traits traits) {
    this.traits = traits;
    boolean tcp = transport != Transport.UTP;
    boolean utp = transport != Transport.TCP;
    // TCP is the faster of both where it gets through.
    boolean utpFirst = utp && (traits.needsUtp || traits.likelyUtp || !tcp);
    addWays(encryption, utpFirst);
    if (tcp && utp) {
      addWays(encryption, !utpFirst);
    }
  }

  private void addWays(Encryption encryption, boolean utp) {
    switch (encryption) {
      case OFF -> ways.add(new Way(utp, false));
      case REQUIRED -> ways.add(new Way(utp, true));
      case ALLOWED -> addBoth(utp, traits.wantsEncryption);
      case PREFERRED -> addBoth(utp, !traits.refusesEncryption);
    }
  }

  private void addBoth(boolean utp, boolean encryptedFirst) {
    ways.add(new Way(utp, encryptedFirst));
    ways.add(new Way(utp, !encryptedFirst));
  }

  /** The way to try now, or null when all have failed. */
  Way current() {
    return ways.isEmpty() ? null : ways.getFirst();
  }

  /** Whether a way over another transport is left besides the current one. */
  boolean hasOtherTransport() {
    return ways.stream().anyMatch(w -> w.utp != ways.getFirst().utp);
  }

  /** The current way has failed; those that would fail for the same reason go with it. */
  void failed(Failure why) {
    Way w = ways.removeFirst();
    switch (why) {
      case UNREACHABLE -> {
        failedTcp |= !w.utp;
        ways.removeIf(other -> other.utp == w.utp);
      }
      case NO_HANDSHAKE -> {
        failedPlain |= !w.encrypted;
        failedEncrypted |= w.encrypted;
        failedTcp |= !w.utp;
        // Most likely the same client is there over the other transport, but some take calls over
        // one only and hang up on the other: that is worth one more attempt.
        Way other = ways.stream().filter(o -> o.utp != w.utp).findFirst().orElse(null);
        ways.removeIf(o -> o.utp != w.utp && o != other);
      }
      case WRONG_PEER -> ways.clear();
    }
  }

  /** The current way has led to a handshake. */
  void succeeded() {
    Way w = current();
    traits.wantsEncryption = w.encrypted && (failedPlain || traits.wantsEncryption);
    traits.refusesEncryption = !w.encrypted && (failedEncrypted || traits.refusesEncryption);
    traits.likelyUtp &= w.utp;
    traits.needsUtp = w.utp && (failedTcp || traits.needsUtp);
  }
}
