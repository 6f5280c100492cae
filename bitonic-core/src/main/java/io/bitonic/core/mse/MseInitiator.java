package io.bitonic.core.mse;

import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;

/** The side that connects. */
public final class MseInitiator extends MseNegotiation {
  private static final int MAX_INITIAL = 128;

  private final byte[] infoHash;
  private final int offered;
  private final byte[] initial;

  /**
   * @param random for the key and the padding; must be a secure one outside of tests
   * @param infoHash 20 bytes; the secret that both sides know
   * @param offered {@link #PLAIN}, {@link #RC4} or both: {@code crypto_provide}
   * @param initial what is sent within the handshake, the BitTorrent handshake; at most 128 bytes
   */
  public MseInitiator(RandomGenerator random, byte[] infoHash, int offered, byte[] initial) {
    super(random);
    if (initial.length > MAX_INITIAL || (offered & ~(PLAIN | RC4)) != 0 || offered == 0) {
      throw new IllegalArgumentException("offered " + offered + ", initial " + initial.length);
    }
    this.infoHash = infoHash;
    this.offered = offered;
    this.initial = initial;
    try {
      compute(null, b -> sendKey());
    } catch (MseException e) {
      throw new AssertionError(e);
    }
  }

  private void sendKey() {
    out.put(publicKey);
    putPad();
    expect(DiffieHellman.LENGTH, theirs -> compute(theirs.clone(), b -> request()));
  }

  private void request() {
    encrypt = cipher("keyA", infoHash);
    decrypt = cipher("keyB", infoHash);
    out.put(Sha1.of("req1", secret));
    out.put(Sha1.xor(Sha1.of("req2", infoHash), Sha1.of("req3", secret)));
    int from = out.position();
    out.put(new byte[VERIFICATION]).putInt(offered);
    putPadWithLength();
    out.putShort((short) initial.length).put(initial);
    encrypt.apply(out, from, out.position() - from);
    byte[] verification = new byte[VERIFICATION];
    decrypt.apply(verification, 0, VERIFICATION);
    search(verification, b -> expect(6, this::selection));
  }

  private void selection(byte[] b) throws MseException {
    decrypt.apply(b, 0, 6);
    ByteBuffer answer = ByteBuffer.wrap(b, 0, 6);
    selected = answer.getInt();
    if (selected != PLAIN && selected != RC4 || (selected & offered) == 0) {
      throw new MseException("a method was selected that was not offered: " + selected);
    }
    skip(padLength(answer), x -> finish());
  }
}
