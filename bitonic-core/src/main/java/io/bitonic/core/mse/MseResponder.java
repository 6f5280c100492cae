package io.bitonic.core.mse;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/** The side that is connected to. */
public final class MseResponder extends MseNegotiation {
  /** Bytes of the initial payload that are read here: a BitTorrent handshake. */
  private static final int MAX_INITIAL = 68;

  private static final int HEADER = VERIFICATION + 4 + 2;

  private final TorrentKeys torrents;
  private final int accepted;
  private final int preferred;
  private byte[] infoHash;
  private int offered;
  private byte[] initial = new byte[0];

  /**
   * @param random for the key and the padding; must be a secure one outside of tests
   * @param accepted {@link #PLAIN}, {@link #RC4} or both
   * @param preferred what is selected of both when the other side offers both
   */
  public MseResponder(RandomGenerator random, TorrentKeys torrents, int accepted, int preferred) {
    super(random);
    this.torrents = torrents;
    this.accepted = accepted;
    this.preferred = preferred;
    expect(DiffieHellman.LENGTH, theirs -> compute(theirs.clone(), b -> sendKey()));
  }

  /** The torrent that the other side wants, when done. */
  public byte[] infoHash() {
    return infoHash;
  }

  /** What the other side has sent within the handshake, decrypted; 0–68 bytes, when done. */
  public byte[] initial() {
    return initial;
  }

  private void sendKey() {
    out.put(publicKey);
    putPad();
    search(Sha1.of("req1", secret), b -> expect(Sha1.LENGTH, this::findTorrent));
  }

  private void findTorrent(byte[] b) throws MseException {
    byte[] hash = Arrays.copyOf(b, Sha1.LENGTH);
    infoHash = torrents.find(Sha1.xor(hash, Sha1.of("req3", secret)));
    if (infoHash == null) {
      throw new MseException("an unknown torrent");
    }
    decrypt = cipher("keyA", infoHash);
    encrypt = cipher("keyB", infoHash);
    expect(HEADER, this::header);
  }

  private void header(byte[] b) throws MseException {
    decrypt.apply(b, 0, HEADER);
    ByteBuffer header = ByteBuffer.wrap(b, 0, HEADER);
    if (header.getLong() != 0) {
      throw new MseException("a wrong verification constant");
    }
    offered = header.getInt();
    skip(padLength(header), x -> expect(2, this::initialLength));
  }

  private void initialLength(byte[] b) throws MseException {
    decrypt.apply(b, 0, 2);
    int length = ByteBuffer.wrap(b).getShort() & 0xffff;
    selected = select(length);
    int from = out.position();
    out.put(new byte[VERIFICATION]).putInt(selected);
    putPadWithLength();
    encrypt.apply(out, from, out.position() - from);
    int n = Math.min(length, MAX_INITIAL);
    expect(
        n,
        payload -> {
          decrypt.apply(payload, 0, n);
          initial = Arrays.copyOf(payload, n);
          finish();
        });
  }

  /**
   * An initial payload that is longer than we read here is the beginning of the stream, which then
   * has to be encrypted all the way.
   */
  private int select(int initialLength) throws MseException {
    int both = offered & accepted & (PLAIN | RC4);
    if (initialLength > MAX_INITIAL) {
      both &= RC4;
    }
    if (both == 0) {
      throw new MseException("no method suits both sides; offered: " + offered);
    }
    return (both & preferred) != 0 ? preferred : both;
  }
}
