package io.bitonic.core.swarm;

import io.bitonic.core.swarm.PeerInput.ProtocolException;
import io.bitonic.core.wire.ExtensionHandshake;
import io.bitonic.core.wire.Wire;
import java.nio.ByteBuffer;

/**
 * The extension protocol on one connection (BEP 10): what the peer speaks, and who handles which of
 * its messages. Loop thread only.
 */
final class PeerExtensions {
  /** Takes one kind of extension message; {@code body} holds what follows its number. */
  @FunctionalInterface
  interface Handler {
    void received(ByteBuffer body) throws ProtocolException;
  }

  /** Hears what the peer says about itself, each time it says it. */
  @FunctionalInterface
  interface Greeting {
    void greeted(ExtensionHandshake all);
  }

  private final PeerConnection connection;
  private final boolean supported;
  private final Handler[] handlers = new Handler[ExtensionHandshake.OUR_IDS];
  private Greeting greeting = h -> {};
  private ExtensionHandshake theirs = ExtensionHandshake.NONE;

  /**
   * @param supported both sides speak the extension protocol
   */
  PeerExtensions(PeerConnection connection, boolean supported) {
    this.connection = connection;
    this.supported = supported;
  }

  boolean supported() {
    return supported;
  }

  /** What the peer has said so far. */
  ExtensionHandshake theirs() {
    return theirs;
  }

  void greeting(Greeting g) {
    greeting = g;
  }

  /**
   * @param ourId the number that we gave to the message
   */
  void on(int ourId, Handler handler) {
    handlers[ourId] = handler;
  }

  /** Sends our handshake, when the peer can read it. */
  void sendHello(ExtensionHandshake ours) {
    if (supported) {
      send(0, ours.encode());
    }
  }

  /**
   * Sends a message at the end of this turn.
   *
   * @param theirId the number that the peer gave to it
   */
  void send(int theirId, byte[] body) {
    Wire.extended(connection.output().control(body.length + 6), theirId, body);
    connection.dirty();
  }

  /** A message of the extension protocol; numbers that nobody handles are passed over. */
  void received(int id, ByteBuffer body) throws ProtocolException {
    if (!supported) {
      throw new ProtocolException("an extension message without having agreed on it");
    }
    if (id == 0) {
      connection.useless(1);
      byte[] raw = new byte[body.remaining()];
      body.get(raw);
      ExtensionHandshake h = ExtensionHandshake.parse(raw);
      if (h == null) {
        throw new ProtocolException("an extension handshake that can't be read");
      }
      theirs = theirs.mergedWith(h);
      greeting.greeted(theirs);
    } else if (id < handlers.length && handlers[id] != null) {
      handlers[id].received(body);
    } else {
      connection.useless(Manners.weight(body.remaining()));
    }
  }
}
