package io.bitonic.core.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * A byte stream to one peer: TCP now, µTP and encryption later, simulated in tests. All methods and
 * callbacks belong to the loop that owns it. Non-blocking: reads and writes move what they can.
 */
public interface Link {
  /** What happens to a link. {@code closed} comes once, after which nothing else comes. */
  interface Handler {
    void connected();

    void readable();

    void writable();

    /**
     * @param cause null when the other side closed in order
     */
    void closed(IOException cause);
  }

  /** What carries the stream. */
  enum Kind {
    TCP,
    /** BEP 29. */
    UTP
  }

  InetSocketAddress remote();

  default Kind kind() {
    return Kind.TCP;
  }

  boolean outgoing();

  /** How the stream is hidden from those who carry it. */
  default Protection protection() {
    return Protection.NONE;
  }

  /** Notes that an encrypted handshake has come before the plain stream. */
  default void handshakeProtected() {
    // A link that can't say so shows as unprotected.
  }

  void handler(Handler handler);

  /** Bytes read into {@code dst}, 0 when none are there, -1 at the end of the stream. */
  int read(ByteBuffer dst) throws IOException;

  /** Scattering read into {@code dsts[0..n)}; as {@link #read(ByteBuffer)}. */
  long read(ByteBuffer[] dsts, int n) throws IOException;

  /** Bytes written from {@code src}, 0 when the link is full. */
  int write(ByteBuffer src) throws IOException;

  /** Whether many buffers leave in one call, wherever their memory is. */
  default boolean canGather() {
    return false;
  }

  /**
   * Gathering write of {@code srcs[0..n)}; as {@link #write(ByteBuffer)}. Only where {@link
   * #canGather}.
   */
  default long write(ByteBuffer[] srcs, int n) throws IOException {
    throw new UnsupportedOperationException("not a link that gathers");
  }

  /**
   * Whether {@link #transfer} is the fastest way of a block: from file to socket without passing
   * through the process (plain TCP), or from the page cache into the buffer that is sent.
   */
  boolean canTransfer();

  /**
   * Sends {@code count} bytes of a file from {@code position}; returns bytes sent, 0 when the link
   * is full.
   */
  long transfer(FileChannel file, long position, long count) throws IOException;

  /**
   * Says that more output follows at once (true), so that small segments may be held back to go
   * with it, or that nothing follows (false): what was held back goes now.
   */
  default void more(boolean follows) {
    // A link that doesn't hold back has nothing to do.
  }

  /** Whether {@code readable} is wanted; true from the start. False is back-pressure. */
  void wantRead(boolean on);

  /** Whether {@code writable} is wanted; false from the start. */
  void wantWrite(boolean on);

  /** Closes at once; {@code closed} is not called. */
  void close();
}
