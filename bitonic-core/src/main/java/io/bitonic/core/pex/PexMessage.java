package io.bitonic.core.pex;

import io.bitonic.core.bencode.BDict;
import io.bitonic.core.bencode.BencodeException;
import io.bitonic.core.bencode.Bencoding;
import io.bitonic.core.bencode.Limits;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * A message of ut_pex (BEP 11): who has come and who has gone.
 *
 * @param added peers that the sender is connected to since its last message
 * @param dropped peers that it has left since then
 */
public record PexMessage(List<Peer> added, List<InetSocketAddress> dropped) {
  public static final int ENCRYPTION = 0x01;
  public static final int SEED = 0x02;
  public static final int UTP = 0x04;
  public static final int HOLEPUNCH = 0x08;

  /** The sender has reached it there. */
  public static final int REACHABLE = 0x10;

  /** Addresses of one family that are believed of one message; the rest is passed over. */
  public static final int MAX_PEERS = 200;

  /**
   * @param flags of those above
   */
  public record Peer(InetSocketAddress address, int flags) {
    public boolean is(int flag) {
      return (flags & flag) != 0;
    }
  }

  public PexMessage {
    added = List.copyOf(added);
    dropped = List.copyOf(dropped);
  }

  public byte[] encode() {
    TreeMap<String, Object> d = new TreeMap<>();
    put(d, "", CompactPeers.V4, CompactPeers::isV4);
    put(d, "6", CompactPeers.V6, CompactPeers::isV6);
    return Bencoding.encode(d);
  }

  private void put(
      TreeMap<String, Object> d, String family, int entry, Predicate<InetSocketAddress> is) {
    List<Peer> in = added.stream().filter(p -> is.test(p.address)).toList();
    List<InetSocketAddress> out = dropped.stream().filter(is).toList();
    ByteBuffer addresses = ByteBuffer.allocate(in.size() * entry);
    ByteBuffer flags = ByteBuffer.allocate(in.size());
    ByteBuffer gone = ByteBuffer.allocate(out.size() * entry);
    in.forEach(
        p -> {
          CompactPeers.put(addresses, p.address);
          flags.put((byte) p.flags);
        });
    out.forEach(a -> CompactPeers.put(gone, a));
    d.put("added" + family, addresses.array());
    d.put("added" + family + ".f", flags.array());
    d.put("dropped" + family, gone.array());
  }

  /** The message, or null when it is no dictionary; entries that can't be used are left out. */
  public static PexMessage parse(byte[] raw) {
    BDict d;
    try {
      d = Bencoding.decode(raw, Limits.MESSAGE);
    } catch (BencodeException e) {
      return null;
    }
    List<Peer> added = new ArrayList<>();
    List<InetSocketAddress> dropped = new ArrayList<>();
    take(d, "", CompactPeers.V4, added, dropped);
    take(d, "6", CompactPeers.V6, added, dropped);
    return new PexMessage(added, dropped);
  }

  private static void take(
      BDict d, String family, int entry, List<Peer> added, List<InetSocketAddress> dropped) {
    byte[] in = d.bytes("added" + family);
    byte[] flags = d.bytes("added" + family + ".f");
    int n = count(in, entry);
    for (int i = 0; i < n; i++) {
      InetSocketAddress a = CompactPeers.get(in, i * entry, entry);
      if (a != null) {
        added.add(new Peer(a, flags != null && i < flags.length ? flags[i] & 0xff : 0));
      }
    }
    byte[] out = d.bytes("dropped" + family);
    int m = count(out, entry);
    for (int i = 0; i < m; i++) {
      InetSocketAddress a = CompactPeers.get(out, i * entry, entry);
      if (a != null) {
        dropped.add(a);
      }
    }
  }

  private static int count(byte[] raw, int entry) {
    return raw == null ? 0 : Math.min(MAX_PEERS, raw.length / entry);
  }
}
