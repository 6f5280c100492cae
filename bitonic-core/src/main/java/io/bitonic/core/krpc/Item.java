package io.bitonic.core.krpc;

/**
 * A stored item (BEP 44). Arrays are shared: don't change them.
 *
 * @param value the bencoded value as it is, at most {@link #MAX_VALUE} bytes; null in a reply that
 *     only tells the sequence number
 * @param key the ed25519 public key, 32 bytes; null: immutable
 * @param signature 64 bytes; null: immutable
 * @param seq sequence number of a mutable item
 * @param salt at most {@link #MAX_SALT} bytes, may be empty
 */
public record Item(byte[] value, byte[] key, byte[] signature, long seq, byte[] salt) {
  public static final int MAX_VALUE = 1000;
  public static final int MAX_SALT = 64;
  private static final byte[] NONE = {};

  public static Item immutable(byte[] value) {
    return new Item(value, null, null, 0, NONE);
  }

  public boolean isMutable() {
    return key != null;
  }
}
