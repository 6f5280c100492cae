package io.bitonic.core.dht;

import io.bitonic.core.krpc.Endpoint;
import io.bitonic.core.krpc.NodeId;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * Tokens (BEP 5): what a node must repeat to store something shows that it gets mail at its
 * address. Bound to address and target; a secret lasts 5 minutes, and the one before it is still
 * accepted. Loop thread only.
 */
final class Tokens {
  private static final int LENGTH = 8;
  private static final long LIFE = TimeUnit.MINUTES.toNanos(5);

  private final RandomGenerator random;
  private byte[] secret;
  private byte[] previous;
  private long since;

  Tokens(RandomGenerator random, long now) {
    this.random = random;
    secret = fresh();
    previous = fresh();
    since = now;
  }

  byte[] make(Endpoint to, NodeId target, long now) {
    rotate(now);
    return hash(secret, to, target);
  }

  boolean isValid(byte[] token, Endpoint from, NodeId target, long now) {
    rotate(now);
    return MessageDigest.isEqual(token, hash(secret, from, target))
        || MessageDigest.isEqual(token, hash(previous, from, target));
  }

  private void rotate(long now) {
    if (now - since >= LIFE) {
      previous = now - since >= 2 * LIFE ? fresh() : secret;
      secret = fresh();
      since = now;
    }
  }

  private byte[] fresh() {
    byte[] b = new byte[20];
    random.nextBytes(b);
    return b;
  }

  private static byte[] hash(byte[] secret, Endpoint e, NodeId target) {
    try {
      MessageDigest d = MessageDigest.getInstance("SHA-256");
      d.update(secret);
      d.update(e.ip().getAddress());
      d.update(target.bytes());
      return Arrays.copyOf(d.digest(), LENGTH);
    } catch (NoSuchAlgorithmException x) {
      throw new AssertionError(x);
    }
  }
}
