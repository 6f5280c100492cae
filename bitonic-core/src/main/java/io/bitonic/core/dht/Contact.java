package io.bitonic.core.dht;

import io.bitonic.core.krpc.Node;
import io.bitonic.core.krpc.SecureIds;

/** A node in the routing table. */
final class Contact {
  final Node node;

  /** Its id is right for its address (BEP 42), or it needs no such id. */
  final boolean trusted;

  final boolean local;

  /** It has answered us. Others are hearsay and told to nobody. */
  boolean confirmed;

  /** Queries it left unanswered since its last answer. */
  int failures;

  /** When it last answered or was heard of, clock nanoseconds. */
  long lastSeen;

  /** When we last asked it something, or when it was heard of first. */
  long lastAsked;

  boolean asked;

  /** Somebody at its address named another id: it may have been restarted. */
  boolean doubted;

  Contact(Node node, long now) {
    this.node = node;
    this.trusted = SecureIds.isTrusted(node.id(), node.at());
    this.local = node.at().isLocal();
    this.lastSeen = now;
    this.lastAsked = now;
  }

  boolean isGood() {
    return confirmed && failures == 0;
  }

  /** Whether this one should have a place before {@code o}. */
  boolean betterThan(Contact o) {
    if (isGood() != o.isGood()) {
      return isGood();
    }
    return isGood() && trusted && !o.trusted;
  }
}
