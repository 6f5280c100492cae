package io.bitonic.core.mse;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each side against an independent one, byte by byte and at once; and against liars. */
class MseNegotiationTest {
  private static final int PLAIN = MseNegotiation.PLAIN;
  private static final int RC4 = MseNegotiation.RC4;
  private static final int BOTH = PLAIN | RC4;
  private static final byte[] HASH = bytes(20, 7);
  private static final byte[] HELLO = bytes(68, 8);
  private static final byte[] BEHIND = bytes(300, 9);

  private static byte[] bytes(int n, int seed) {
    byte[] b = new byte[n];
    new Random(seed).nextBytes(b);
    return b;
  }

  private static TorrentKeys serving(byte[]... hashes) {
    TorrentKeys keys = new TorrentKeys();
    keys.add(bytes(20, 1));
    keys.add(bytes(20, 2));
    for (byte[] h : hashes) {
      keys.add(h);
    }
    return keys;
  }

  private static MseResponder responder(int accepted, int preferred) {
    return new MseResponder(new SplittableRandom(5), serving(HASH), accepted, preferred);
  }

  private static MseInitiator initiator(int offered) {
    return new MseInitiator(new SplittableRandom(6), HASH, offered, HELLO);
  }

  /** Feeds at most {@code step} bytes at a time; returns how many were taken. */
  private static int feed(MseNegotiation n, byte[] data, int step) throws MseException {
    int at = 0;
    while (!n.isDone()) {
      if (n.hasWork()) {
        assertEquals(0, n.space().remaining(), "nothing is taken before the work is done");
        n.work();
        n.worked();
        continue;
      }
      int now = Math.min(Math.min(step, data.length - at), n.space().remaining());
      if (now == 0) {
        return at;
      }
      n.space().put(data, at, now);
      at += now;
      n.received();
    }
    return at;
  }

  private static byte[] drain(MseNegotiation n) {
    ByteBuffer out = n.output().flip();
    byte[] b = new byte[out.remaining()];
    out.get(b);
    n.output().clear();
    return b;
  }

  private static byte[] apply(Rc4 cipher, byte[] data) {
    byte[] b = data.clone();
    cipher.apply(b, 0, b.length);
    return b;
  }

  @ParameterizedTest
  @CsvSource({
    "3, 3, 2, 0, 0, 1",
    "3, 3, 1, 512, 512, 1",
    "2, 3, 1, 17, 511, 3",
    "1, 3, 2, 0, 1, 7",
    "3, 2, 2, 512, 0, 13",
    "2, 2, 2, 100, 200, 4096",
    "3, 1, 1, 511, 512, 4096",
  })
  void accepts(int offered, int accepted, int preferred, int padA, int padC, int step)
      throws Exception {
    MseResponder ours = responder(accepted, preferred);
    PlainMse theirs = new PlainMse(0x1234_5678_9abcL + padA);
    assertEquals(96 + padA, feed(ours, join(theirs.publicKey(), bytes(padA, 3)), step));
    byte[] first = drain(ours);
    assertTrue(first.length >= 96 && first.length <= 96 + 512, "a key and its padding");
    theirs.agree(Arrays.copyOf(first, 96));
    theirs.keys(HASH, true);
    byte[] request = theirs.request(HASH, offered, padC, HELLO);
    int taken = feed(ours, join(request, BEHIND), step);
    assertEquals(request.length, taken, "nothing behind the handshake is taken");
    assertTrue(ours.isDone());
    assertArrayEquals(HASH, ours.infoHash());
    assertArrayEquals(HELLO, ours.initial());
    int expected = (offered & accepted) == BOTH ? preferred : offered & accepted;
    assertEquals(expected, ours.selected());
    ByteBuffer answer = ByteBuffer.wrap(theirs.in.update(drain(ours)));
    assertEquals(0, answer.getLong());
    assertEquals(expected, answer.getInt());
    assertEquals(answer.getShort(), answer.remaining(), "padding of the length that it says");
    assertArrayEquals(BEHIND, apply(ours.decrypt(), theirs.out.update(BEHIND)));
    assertArrayEquals(BEHIND, theirs.in.update(apply(ours.encrypt(), BEHIND)));
  }

  @ParameterizedTest
  @CsvSource({
    "3, 1, 0, 0, 1",
    "3, 2, 512, 512, 1",
    "2, 2, 511, 17, 3",
    "1, 1, 1, 0, 7",
    "3, 2, 0, 512, 4096",
  })
  void connects(int offered, int selected, int padB, int padD, int step) throws Exception {
    MseInitiator ours = initiator(offered);
    assertEquals(0, feed(ours, new byte[0], step));
    byte[] first = drain(ours);
    assertTrue(first.length >= 96 && first.length <= 96 + 512, "a key and its padding");
    PlainMse theirs = new PlainMse(0xcafe_babe_f00dL + padB);
    theirs.agree(Arrays.copyOf(first, 96));
    theirs.keys(HASH, false);
    feed(ours, theirs.publicKey(), step);
    byte[] request = drain(ours);
    assertArrayEquals(PlainMse.hash("req1", theirs.secret), Arrays.copyOf(request, 20));
    assertArrayEquals(
        PlainMse.hash("req2", HASH),
        PlainMse.xor(Arrays.copyOfRange(request, 20, 40), PlainMse.hash("req3", theirs.secret)));
    ByteBuffer opened =
        ByteBuffer.wrap(theirs.in.update(Arrays.copyOfRange(request, 40, request.length)));
    assertEquals(0, opened.getLong());
    assertEquals(offered, opened.getInt());
    int padC = opened.getShort();
    assertTrue(padC >= 0 && padC <= 512);
    opened.position(opened.position() + padC);
    assertEquals(HELLO.length, opened.getShort());
    assertEquals(ByteBuffer.wrap(HELLO), opened);
    byte[] answer = join(bytes(padB, 4), theirs.answer(selected, padD));
    int taken = feed(ours, join(answer, BEHIND), step);
    assertEquals(answer.length, taken, "nothing behind the handshake is taken");
    assertTrue(ours.isDone());
    assertEquals(selected, ours.selected());
    assertArrayEquals(BEHIND, apply(ours.decrypt(), theirs.out.update(BEHIND)));
    assertArrayEquals(BEHIND, theirs.in.update(apply(ours.encrypt(), BEHIND)));
  }

  private static byte[] join(byte[]... parts) {
    return PlainMse.join(parts);
  }

  /** Both of ours, many times: every length of padding that chance gives. */
  @Test
  void meetEachOther() throws Exception {
    for (int seed = 0; seed < 40; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      MseInitiator a = new MseInitiator(random.split(), HASH, BOTH, HELLO);
      MseResponder b = new MseResponder(random.split(), serving(HASH), BOTH, RC4);
      ByteArrayOutputStream toA = new ByteArrayOutputStream();
      ByteArrayOutputStream toB = new ByteArrayOutputStream();
      for (int i = 0; i < 20 && !(a.isDone() && b.isDone()); i++) {
        pass(a, toA, toB, 1 + random.nextInt(50));
        pass(b, toB, toA, 1 + random.nextInt(50));
      }
      assertTrue(a.isDone() && b.isDone(), "seed " + seed);
      assertArrayEquals(HELLO, b.initial());
      assertArrayEquals(BEHIND, apply(b.decrypt(), apply(a.encrypt(), BEHIND)));
      assertArrayEquals(BEHIND, apply(a.decrypt(), apply(b.encrypt(), BEHIND)));
    }
  }

  private static void pass(
      MseNegotiation n, ByteArrayOutputStream in, ByteArrayOutputStream out, int step)
      throws MseException {
    byte[] data = in.toByteArray();
    int taken = feed(n, data, step);
    in.reset();
    in.write(data, taken, data.length - taken);
    out.writeBytes(drain(n));
  }

  private static PlainMse peerOf(MseResponder ours) throws MseException {
    PlainMse theirs = new PlainMse(99);
    feed(ours, theirs.publicKey(), 4096);
    theirs.agree(Arrays.copyOf(drain(ours), 96));
    theirs.keys(HASH, true);
    return theirs;
  }

  private static void refused(MseNegotiation n, byte[] data) {
    assertThrows(MseException.class, () -> feed(n, data, 1000));
    assertFalse(n.isDone());
  }

  @Test
  void refusesAnUnknownTorrent() throws Exception {
    MseResponder ours = responder(BOTH, RC4);
    byte[] other = bytes(20, 77);
    refused(ours, peerOf(ours).request(other, BOTH, 0, HELLO));
  }

  @Test
  void refusesATorrentThatWasRemoved() throws Exception {
    TorrentKeys keys = serving(HASH);
    keys.remove(HASH);
    MseResponder ours = new MseResponder(new SplittableRandom(1), keys, BOTH, RC4);
    refused(ours, peerOf(ours).request(HASH, BOTH, 0, HELLO));
  }

  @Test
  void refusesAWrongVerificationConstant() throws Exception {
    MseResponder ours = responder(BOTH, RC4);
    byte[] wrong = {0, 0, 0, 0, 0, 0, 0, 1};
    refused(ours, peerOf(ours).request(HASH, wrong, BOTH, 0, HELLO));
  }

  @ParameterizedTest
  @ValueSource(ints = {513, 600, 0xffff})
  void refusesLongPadding(int n) throws Exception {
    MseResponder ours = responder(BOTH, RC4);
    refused(ours, peerOf(ours).request(HASH, BOTH, n, HELLO));
    MseInitiator initiator = initiator(BOTH);
    PlainMse theirs = peerOf(initiator);
    refused(initiator, theirs.answer(RC4, n));
  }

  private static PlainMse peerOf(MseInitiator ours) throws MseException {
    feed(ours, new byte[0], 1);
    PlainMse theirs = new PlainMse(98);
    theirs.agree(Arrays.copyOf(drain(ours), 96));
    theirs.keys(HASH, false);
    feed(ours, theirs.publicKey(), 4096);
    drain(ours);
    return theirs;
  }

  /** 512 bytes of padding are searched, not one more. */
  @Test
  void refusesGarbageThatDoesNotEnd() throws Exception {
    MseResponder ours = responder(BOTH, RC4);
    PlainMse theirs = peerOf(ours);
    refused(ours, join(bytes(513, 5), theirs.request(HASH, BOTH, 0, HELLO)));
    MseInitiator initiator = initiator(BOTH);
    PlainMse other = peerOf(initiator);
    refused(initiator, join(bytes(513, 5), other.answer(RC4, 0)));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3, 4, 8})
  void refusesASelectionThatWasNotOffered(int select) throws Exception {
    MseInitiator ours = initiator(BOTH);
    refused(ours, peerOf(ours).answer(select, 0));
  }

  @Test
  void refusesPlainWhenOnlyRc4WasOffered() throws Exception {
    MseInitiator ours = initiator(RC4);
    refused(ours, peerOf(ours).answer(PLAIN, 0));
  }

  @ParameterizedTest
  @CsvSource({"1, 2", "2, 1", "0, 3", "4, 3", "-4, 3"})
  void refusesWhatDoesNotSuit(int offered, int accepted) throws Exception {
    MseResponder ours = responder(accepted, accepted == BOTH ? RC4 : accepted);
    refused(ours, peerOf(ours).request(HASH, offered, 0, HELLO));
  }

  /** Keys that would make the secret 0 or 1. */
  @Test
  void refusesKeysThatGiveTheSecretAway() {
    for (BigInteger key :
        new BigInteger[] {
          BigInteger.ZERO,
          BigInteger.ONE,
          PlainMse.P.subtract(BigInteger.ONE),
          PlainMse.P,
          BigInteger.TWO.pow(768).subtract(BigInteger.ONE)
        }) {
      byte[] b = new byte[96];
      byte[] v = key.toByteArray();
      int n = Math.min(96, v.length);
      System.arraycopy(v, v.length - n, b, 96 - n, n);
      refused(responder(BOTH, RC4), b);
    }
  }

  /** A payload that is more than the handshake is the beginning of the stream. */
  @Test
  void aLongInitialPayload() throws Exception {
    MseResponder ours = responder(BOTH, PLAIN);
    PlainMse theirs = peerOf(ours);
    byte[] longer = join(HELLO, BEHIND);
    byte[] request = theirs.request(HASH, BOTH, 3, longer);
    int taken = feed(ours, request, 50);
    assertEquals(RC4, ours.selected());
    assertArrayEquals(HELLO, ours.initial());
    assertArrayEquals(
        BEHIND,
        apply(ours.decrypt(), Arrays.copyOfRange(request, taken, request.length)),
        "the rest is decrypted as the stream is");
    MseResponder plainOnly = responder(BOTH, PLAIN);
    refused(plainOnly, peerOf(plainOnly).request(HASH, PLAIN, 3, longer));
  }

  @Test
  void aShortOrNoInitialPayload() throws Exception {
    for (int n : new int[] {0, 1, 67}) {
      MseResponder ours = responder(BOTH, RC4);
      feed(ours, peerOf(ours).request(HASH, BOTH, 3, Arrays.copyOf(HELLO, n)), 50);
      assertTrue(ours.isDone());
      assertArrayEquals(Arrays.copyOf(HELLO, n), ours.initial());
    }
  }

  @Test
  void keysDiffer() throws Exception {
    MseInitiator a = new MseInitiator(new SplittableRandom(1), HASH, RC4, HELLO);
    MseInitiator b = new MseInitiator(new SplittableRandom(2), HASH, RC4, HELLO);
    feed(a, new byte[0], 1);
    feed(b, new byte[0], 1);
    assertFalse(Arrays.equals(a.publicKey, b.publicKey));
  }
}
