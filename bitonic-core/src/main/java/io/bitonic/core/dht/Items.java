package io.bitonic.core.dht;

import io.bitonic.core.krpc.Item;
import io.bitonic.core.krpc.NodeId;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;

/** Targets and ed25519 signatures of stored items (BEP 44). Stateless; any thread. */
public final class Items {
  private Items() {}

  /** Where an immutable value is stored: SHA-1 of the bencoded value. */
  public static NodeId target(byte[] value) {
    return sha1(value);
  }

  /** Where the items of a key are stored: SHA-1 of key and salt. */
  public static NodeId target(byte[] key, byte[] salt) {
    return sha1(key, salt);
  }

  static NodeId target(Item item) {
    return item.isMutable() ? target(item.key(), item.salt()) : target(item.value());
  }

  /**
   * Signs a mutable item.
   *
   * @param value bencoded, at most {@link Item#MAX_VALUE} bytes
   * @param salt at most {@link Item#MAX_SALT} bytes, may be empty
   * @param publicKey 32 bytes
   * @throws IllegalArgumentException when something is too long or the key is no ed25519 key
   */
  public static Item sign(
      byte[] value, long seq, byte[] salt, PrivateKey privateKey, byte[] publicKey) {
    if (value.length > Item.MAX_VALUE || salt.length > Item.MAX_SALT) {
      throw new IllegalArgumentException(
          "a DHT item holds " + Item.MAX_VALUE + " bytes and " + Item.MAX_SALT + " of salt");
    }
    try {
      Signature s = Signature.getInstance("Ed25519");
      s.initSign(privateKey);
      s.update(signed(value, seq, salt));
      return new Item(value, publicKey.clone(), s.sign(), seq, salt);
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("not an ed25519 key: " + e.getMessage(), e);
    }
  }

  /** Whether the item belongs at the target: by its hash, or by key, salt and signature. */
  static boolean isGenuine(Item item, NodeId target) {
    if (item.value() == null || item.value().length > Item.MAX_VALUE) {
      return false;
    }
    return target(item).equals(target) && (!item.isMutable() || isSigned(item));
  }

  static boolean isSigned(Item item) {
    try {
      Signature s = Signature.getInstance("Ed25519");
      s.initVerify(publicKey(item.key()));
      s.update(signed(item.value(), item.seq(), item.salt()));
      return s.verify(item.signature());
    } catch (GeneralSecurityException | RuntimeException e) {
      // A key that is no point of the curve, or a signature out of range.
      return false;
    }
  }

  /** The bytes under the signature: the item's keys and values as in a dictionary. */
  static byte[] signed(byte[] value, long seq, byte[] salt) {
    byte[] head = salt.length == 0 ? new byte[0] : ascii("4:salt" + salt.length + ":");
    return concat(head, salt, ascii("3:seqi" + seq + "e1:v"), value);
  }

  // RFC 8032 §5.1.2: y little-endian, the sign of x in the highest bit.
  private static PublicKey publicKey(byte[] raw) throws GeneralSecurityException {
    byte[] y = new byte[32];
    for (int i = 0; i < 32; i++) {
      y[i] = raw[31 - i];
    }
    boolean odd = y[0] < 0;
    y[0] &= 0x7f;
    return KeyFactory.getInstance("Ed25519")
        .generatePublic(
            new EdECPublicKeySpec(
                NamedParameterSpec.ED25519, new EdECPoint(odd, new BigInteger(1, y))));
  }

  private static byte[] ascii(String s) {
    return s.getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] concat(byte[]... parts) {
    java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
    for (byte[] p : parts) {
      out.writeBytes(p);
    }
    return out.toByteArray();
  }

  private static NodeId sha1(byte[]... parts) {
    try {
      MessageDigest d = MessageDigest.getInstance("SHA-1");
      for (byte[] p : parts) {
        d.update(p);
      }
      return NodeId.of(d.digest());
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }
}
