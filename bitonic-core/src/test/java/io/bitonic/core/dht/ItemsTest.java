package io.bitonic.core.dht;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.core.krpc.Failure;
import io.bitonic.core.krpc.Item;
import io.bitonic.core.krpc.NodeId;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ItemsTest {
  private static final byte[] VALUE = ascii("12:Hello World!");
  private static final byte[] KEY =
      HexFormat.of().parseHex("77ff84905a91936367c01360803104f92432fcd904a43511876df5cdf3e7e548");
  private static final byte[] SIGNATURE =
      HexFormat.of()
          .parseHex(
              "305ac8aeb6c9c151fa120f120ea2cfb923564e11552d06a5d856091e5e853cff"
                  + "1260d3f39e4999684aa92eb73ffd136e6f4f3ecbfda0ce53a1608ecd7ae21f01");
  private static final byte[] SALTED =
      HexFormat.of()
          .parseHex(
              "6834284b6b24c3204eb2fea824d82f88883a3d95e8b4a21b8c0ded553d17d17d"
                  + "df9a8a7104b1258f30bed3787e6cb896fca78c58f8e03b5f18f14951a87d9a08");

  static byte[] ascii(String s) {
    return s.getBytes(StandardCharsets.US_ASCII);
  }

  static KeyPair keys() throws Exception {
    return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
  }

  /** The last 32 bytes of the X.509 form are the key itself (RFC 8410 §4). */
  static byte[] raw(KeyPair keys) {
    byte[] x509 = keys.getPublic().getEncoded();
    return Arrays.copyOfRange(x509, x509.length - 32, x509.length);
  }

  @Test
  void bep44VectorMutable() {
    Item i = new Item(VALUE, KEY, SIGNATURE, 1, new byte[0]);
    assertEquals("4a533d47ec9c7d95b1ad75f576cffc641853b750", Items.target(i).toString());
    assertTrue(Items.isGenuine(i, Items.target(i)));
    assertFalse(Items.isSigned(new Item(VALUE, KEY, SIGNATURE, 2, new byte[0])));
  }

  @Test
  void bep44VectorMutableWithSalt() {
    Item i = new Item(VALUE, KEY, SALTED, 1, ascii("foobar"));
    assertEquals("411eba73b6f087ca51a3795d9c8c938d365e32c1", Items.target(i).toString());
    assertTrue(Items.isGenuine(i, Items.target(i)));
    assertFalse(Items.isSigned(new Item(VALUE, KEY, SALTED, 1, new byte[0])));
  }

  @Test
  void bep44VectorImmutable() {
    NodeId target = Items.target(VALUE);
    assertEquals("e5f96f6f38320f0f33959cb4d3d656452117aadb", target.toString());
    assertTrue(Items.isGenuine(Item.immutable(VALUE), target));
    assertFalse(Items.isGenuine(Item.immutable(ascii("1:x")), target));
  }

  @Test
  void hostileKeysAndSignaturesAreOnlyWrong() {
    byte[] ones = new byte[32];
    Arrays.fill(ones, (byte) 0xff);
    byte[] big = new byte[64];
    Arrays.fill(big, (byte) 0xff);
    assertFalse(Items.isSigned(new Item(VALUE, ones, SIGNATURE, 1, new byte[0])));
    assertFalse(Items.isSigned(new Item(VALUE, KEY, big, 1, new byte[0])));
    assertFalse(Items.isSigned(new Item(VALUE, new byte[32], new byte[64], 1, new byte[0])));
  }

  @Test
  void whatWeSignIsGenuine() throws Exception {
    KeyPair keys = keys();
    Item i = Items.sign(VALUE, 3, ascii("s"), keys.getPrivate(), raw(keys));
    assertTrue(Items.isGenuine(i, Items.target(raw(keys), ascii("s"))));
    assertThrows(
        IllegalArgumentException.class,
        () -> Items.sign(new byte[1001], 3, new byte[0], keys.getPrivate(), raw(keys)));
  }

  @Test
  void theStoreFollowsSequenceNumbers() throws Exception {
    KeyPair keys = keys();
    ItemStore store = new ItemStore();
    Item two = Items.sign(VALUE, 2, new byte[0], keys.getPrivate(), raw(keys));
    Item three = Items.sign(ascii("1:x"), 3, new byte[0], keys.getPrivate(), raw(keys));
    Item otherThree = Items.sign(ascii("1:y"), 3, new byte[0], keys.getPrivate(), raw(keys));
    assertEquals(0, store.put(two, null, 0));
    assertEquals(0, store.put(two, 2L, 0));
    assertEquals(Failure.CAS_MISMATCH, store.put(three, 1L, 0));
    assertEquals(0, store.put(three, 2L, 0));
    assertEquals(Failure.SEQ_TOO_OLD, store.put(two, null, 0));
    assertEquals(Failure.SEQ_TOO_OLD, store.put(otherThree, null, 0));
    assertEquals(3, store.get(Items.target(three)).seq());
    Item forged = new Item(ascii("1:z"), raw(keys), three.signature(), 4, new byte[0]);
    assertEquals(Failure.BAD_SIGNATURE, store.put(forged, null, 0));
    assertEquals(Failure.TOO_BIG, store.put(Item.immutable(new byte[1001]), null, 0));
    Item salted = new Item(VALUE, KEY, SALTED, 1, new byte[65]);
    assertEquals(Failure.SALT_TOO_BIG, store.put(salted, null, 0));
  }

  @Test
  void theStoreIsBoundedAndForgets() {
    ItemStore store = new ItemStore();
    NodeId first = Items.target(ascii("i0e"));
    for (int i = 0; i < 2000; i++) {
      assertEquals(0, store.put(Item.immutable(ascii("i" + i + "e")), null, 0));
      assertNotNull(store.get(first)); // kept, because it is used
    }
    assertEquals(ItemStore.MAX_ITEMS, store.size());
    assertNull(store.get(Items.target(ascii("i1e"))));
    store.expire(TimeUnit.HOURS.toNanos(2));
    assertEquals(0, store.size());
  }
}
