package io.bitonic.core.net;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/** A UDP socket on a loop (real or simulated). Loop thread only. */
public interface Datagrams {
  /** Takes what arrives; {@code data} is valid during the call only. */
  interface Receiver {
    void received(InetSocketAddress from, ByteBuffer data);

    /** All datagrams that were waiting have been offered, or a good part of them. */
    default void drained() {
      // For those that answer many datagrams at once.
    }
  }

  /** Outcomes of {@link #sendWhole}. */
  enum Outcome {
    YES,
    /** The socket is full. */
    FULL,
    /** It is larger than the path takes in one piece. */
    TOO_BIG
  }

  /**
   * Sends the bytes between position and limit, or drops them when the socket is full; false when
   * it was dropped.
   */
  boolean send(ByteBuffer data, InetSocketAddress to);

  /** As {@link #send}, but the datagram may not be fragmented on its way, where that can be had. */
  default Outcome sendWhole(ByteBuffer data, InetSocketAddress to) {
    return send(data, to) ? Outcome.YES : Outcome.FULL;
  }

  /** Why nothing can be sent now, or empty. */
  default String problem() {
    return "";
  }

  /** Bytes that the system keeps for us until we look; an estimate. */
  default int receiveBuffer() {
    return 1 << 16;
  }

  /** Adds a receiver; each datagram is offered to all of them in order of registration. */
  void addReceiver(Receiver receiver);
}
