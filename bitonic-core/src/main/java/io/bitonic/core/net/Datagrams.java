package io.bitonic.core.net;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/** A UDP socket on a loop (real or simulated). Loop thread only. */
public interface Datagrams {
  /** Takes what arrives; {@code data} is valid during the call only. */
  interface Receiver {
    void received(InetSocketAddress from, ByteBuffer data);
  }

  /**
   * Sends the bytes between position and limit, or drops them when the socket is full; false when
   * it was dropped.
   */
  boolean send(ByteBuffer data, InetSocketAddress to);

  /** Adds a receiver; each datagram is offered to all of them in order of registration. */
  void addReceiver(Receiver receiver);
}
