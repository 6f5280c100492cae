package io.bitonic.core.tracker;

import io.bitonic.core.bencode.BDict;
import io.bitonic.core.bencode.BList;
import io.bitonic.core.http.Addresses;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;

/** The peers of an announce answer, bounded and checked. */
final class PeerLists {
  /** Peers kept of one answer; ten times what is asked for. */
  static final int MAX_PEERS = 2000;

  private PeerLists() {}

  /** "peers" as compact string (BEP 23) or dictionaries (BEP 3), and "peers6" (BEP 7). */
  static List<InetSocketAddress> of(BDict answer) {
    SequencedSet<InetSocketAddress> out = new LinkedHashSet<>();
    if (answer.isBytes("peers")) {
      compact(ByteBuffer.wrap(answer.bytes("peers")), 4, out);
    } else {
      dictionaries(answer.list("peers"), out);
    }
    if (answer.isBytes("peers6")) {
      compact(ByteBuffer.wrap(answer.bytes("peers6")), 16, out);
    }
    return List.copyOf(out);
  }

  /**
   * @param addressLength 4 or 16
   */
  static List<InetSocketAddress> compact(ByteBuffer data, int addressLength) {
    SequencedSet<InetSocketAddress> out = new LinkedHashSet<>();
    compact(data, addressLength, out);
    return List.copyOf(out);
  }

  private static void compact(
      ByteBuffer data, int addressLength, SequencedSet<InetSocketAddress> out) {
    byte[] raw = new byte[addressLength];
    while (data.remaining() >= addressLength + 2 && out.size() < MAX_PEERS) {
      data.get(raw);
      add(address(raw), data.getShort() & 0xffff, out);
    }
  }

  private static void dictionaries(BList list, SequencedSet<InetSocketAddress> out) {
    for (int i = 0; i < list.size() && i < MAX_PEERS; i++) {
      BDict peer = list.dict(i);
      String ip = peer.utf8("ip", "");
      int port = peer.intValue("port", 0);
      // Host names are allowed by BEP 3 but not looked up: they would let a tracker aim our DNS.
      if (!ip.isEmpty() && ip.length() <= 45 && ip.indexOf('%') < 0 && port > 0 && port < 65536) {
        try {
          add(InetAddress.ofLiteral(ip), port, out);
        } catch (IllegalArgumentException e) {
          continue;
        }
      }
    }
  }

  private static void add(InetAddress a, int port, SequencedSet<InetSocketAddress> out) {
    if (port != 0 && Addresses.isHost(a)) {
      out.add(new InetSocketAddress(a, port));
    }
  }

  static InetAddress address(byte[] raw) {
    try {
      return InetAddress.getByAddress(raw);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("an address has 4 or 16 bytes", e);
    }
  }
}
