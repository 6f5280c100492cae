package io.bitonic.core.net;

import io.bitonic.core.config.Settings;
import io.bitonic.core.mse.MseInitiator;
import io.bitonic.core.mse.MseNegotiation;
import io.bitonic.core.mse.MseResponder;
import io.bitonic.core.mse.TorrentKeys;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * How connections are encrypted. Any thread, when {@code random} and {@code worker} are so.
 *
 * @param modes what holds for new connections
 * @param random a secure one outside of tests
 * @param worker runs exponentiations of handshakes, few at a time; may refuse
 */
public record MseOptions(
    Supplier<Settings.Encryption> modes, RandomGenerator random, Executor worker) {
  private static final int BOTH = MseNegotiation.PLAIN | MseNegotiation.RC4;

  /** One mode for ever. */
  public MseOptions(Settings.Encryption mode, RandomGenerator random, Executor worker) {
    this(() -> mode, random, worker);
  }

  /** What holds for new connections. */
  public Settings.Encryption mode() {
    return modes.get();
  }

  /** Whether connections without encryption may be used. */
  public boolean plain() {
    return mode() != Settings.Encryption.REQUIRED;
  }

  /** Whether connections with encryption may be used. */
  public boolean encrypted() {
    return mode() != Settings.Encryption.OFF;
  }

  /**
   * Whoever only allows encryption lets the other side decide what follows the handshake; whoever
   * prefers it wants the stream encrypted too.
   *
   * @param initial the BitTorrent handshake
   */
  public MseInitiator initiator(byte[] infoHash, byte[] initial) {
    int offered = mode() == Settings.Encryption.ALLOWED ? BOTH : MseNegotiation.RC4;
    return new MseInitiator(random, infoHash, offered, initial);
  }

  public MseResponder responder(TorrentKeys torrents) {
    return new MseResponder(
        random,
        torrents,
        plain() ? BOTH : MseNegotiation.RC4,
        mode() == Settings.Encryption.ALLOWED ? MseNegotiation.PLAIN : MseNegotiation.RC4);
  }

  /** The stream behind a handshake that is done; its handler is still to be set. */
  public static Link layer(Link link, MseNegotiation done) {
    if (done.selected() == MseNegotiation.RC4) {
      return new EncryptedLink(link, done.decrypt(), done.encrypt());
    }
    link.handshakeProtected();
    return link;
  }
}
