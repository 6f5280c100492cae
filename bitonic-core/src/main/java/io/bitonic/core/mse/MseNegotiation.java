package io.bitonic.core.mse;

import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;

/**
 * One side of the handshake of message stream encryption, without I/O: bytes in, bytes out, and
 * exponentiations that the caller may have done elsewhere. Source: the specification "Message
 * Stream Encryption" of Azureus and µTorrent.
 *
 * <p>Memory is constant, and no byte behind the handshake is ever taken: {@link #space} never has
 * more room than the handshake is sure to need, so that what follows stays in the connection.
 *
 * <p>Not thread-safe; but {@link #work} may run on any thread while nothing else is called.
 */
public abstract sealed class MseNegotiation permits MseInitiator, MseResponder {
  /** {@code crypto_provide} and {@code crypto_select}: what follows the handshake is plain. */
  public static final int PLAIN = 1;

  /** What follows the handshake is encrypted with RC4. */
  public static final int RC4 = 2;

  static final int MAX_PAD = 512;
  static final int VERIFICATION = 8;

  /** What is done with the bytes that were waited for. */
  interface Step {
    void take(byte[] bytes) throws MseException;
  }

  private static final int MAX_OUT = 1280;

  private final byte[] bytes = new byte[DiffieHellman.LENGTH];
  private final ByteBuffer in = ByteBuffer.wrap(bytes).limit(0);
  final ByteBuffer out = ByteBuffer.allocate(MAX_OUT);
  final RandomGenerator random;
  private final DiffieHellman key;
  private Step step;
  private Runnable work;
  private Step afterWork;
  private boolean done;
  private int skipped;
  byte[] publicKey;
  byte[] secret;
  Rc4 decrypt;
  Rc4 encrypt;
  int selected;

  MseNegotiation(RandomGenerator random) {
    this.random = random;
    this.key = new DiffieHellman(random);
  }

  // ---- what the caller does
  // ---------------------------------------------------------------------------------------

  /** Where the next bytes go; no room while there is {@link #hasWork work} or nothing is wanted. */
  public final ByteBuffer space() {
    return in;
  }

  /** Goes on with the bytes that were put into {@link #space}. */
  public final void received() throws MseException {
    while (!in.hasRemaining() && step != null) {
      Step s = step;
      step = null;
      s.take(bytes);
    }
  }

  /** Whether {@link #work} is to be called before anything else. */
  public final boolean hasWork() {
    return work != null;
  }

  /** Some 0.1–0.3 ms of arithmetic; on any thread. */
  public final void work() {
    work.run();
  }

  /** Goes on after {@link #work}. */
  public final void worked() throws MseException {
    Step s = afterWork;
    work = null;
    afterWork = null;
    s.take(bytes);
  }

  /** What is to be sent, in write mode: flip, send, compact. Bounded by the handshake's length. */
  public final ByteBuffer output() {
    return out;
  }

  /** The handshake is over, but {@link #output} may still hold bytes of it. */
  public final boolean isDone() {
    return done;
  }

  /** {@link #PLAIN} or {@link #RC4}, when done. */
  public final int selected() {
    return selected;
  }

  /** For what comes in after the handshake, when RC4 was selected. */
  public final Rc4 decrypt() {
    return decrypt;
  }

  /** For what goes out after the handshake, when RC4 was selected. */
  public final Rc4 encrypt() {
    return encrypt;
  }

  // ---- for the two sides
  // ------------------------------------------------------------------------------------------

  /** Waits for {@code n} bytes, at most 96. */
  final void expect(int n, Step then) {
    in.clear().limit(n);
    step = then;
  }

  /** Has the exponentiations done that lead to the public key and, with their key, the secret. */
  final void compute(byte[] theirs, Step then) throws MseException {
    if (theirs != null) {
      DiffieHellman.check(theirs);
    }
    in.clear().limit(0);
    work =
        () -> {
          if (publicKey == null) {
            publicKey = key.publicKey();
          }
          if (theirs != null) {
            secret = key.secret(theirs);
          }
        };
    afterWork = then;
  }

  /** Passes over padding of at most 512 bytes until {@code pattern} has come. */
  final void search(byte[] pattern, Step then) {
    skipped = 0;
    expect(pattern.length, b -> compare(pattern, then));
  }

  private void compare(byte[] pattern, Step then) throws MseException {
    int shift = 0;
    while (!matches(pattern, shift)) {
      shift++;
    }
    if (shift == 0) {
      then.take(bytes);
      return;
    }
    skipped += shift;
    if (skipped > MAX_PAD) {
      throw new MseException("no synchronisation within " + MAX_PAD + " bytes");
    }
    int kept = pattern.length - shift;
    System.arraycopy(bytes, shift, bytes, 0, kept);
    in.clear().limit(pattern.length).position(kept);
    step = b -> compare(pattern, then);
  }

  /** Whether the bytes from {@code shift} on can be the beginning of the pattern. */
  private boolean matches(byte[] pattern, int shift) {
    for (int i = shift; i < pattern.length; i++) {
      if (bytes[i] != pattern[i - shift]) {
        return false;
      }
    }
    return true;
  }

  /** Decrypts and throws away {@code n} bytes of padding. */
  final void skip(int n, Step then) {
    int now = Math.min(n, bytes.length);
    expect(
        now,
        b -> {
          decrypt.apply(b, 0, now);
          if (n == now) {
            then.take(b);
          } else {
            skip(n - now, then);
          }
        });
  }

  final void finish() {
    in.clear().limit(0);
    done = true;
  }

  /** Random padding of 0–512 bytes, as it is. */
  final void putPad() {
    byte[] pad = new byte[random.nextInt(MAX_PAD + 1)];
    random.nextBytes(pad);
    out.put(pad);
  }

  /** The length of a padding and zeros for it, to be encrypted with what is around it. */
  final void putPadWithLength() {
    int n = random.nextInt(MAX_PAD + 1);
    out.putShort((short) n).put(new byte[n]);
  }

  static int padLength(ByteBuffer b) throws MseException {
    int n = b.getShort() & 0xffff;
    if (n > MAX_PAD) {
      throw new MseException("padding of " + n + " bytes; " + MAX_PAD + " are allowed");
    }
    return n;
  }

  /** The cipher of the side that began ({@code keyA}) or of the other ({@code keyB}). */
  final Rc4 cipher(String label, byte[] infoHash) {
    return new Rc4(Sha1.of(label, secret, infoHash));
  }
}
