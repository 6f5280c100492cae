package io.bitonic.core.krpc;

import java.net.InetAddress;
import java.util.random.RandomGenerator;
import java.util.zip.CRC32C;

/** Node ids that are bound to an external address (BEP 42). */
public final class SecureIds {
  private static final byte[] MASK_V4 = {0x03, 0x0f, 0x3f, (byte) 0xff};
  private static final byte[] MASK_V6 = {0x01, 0x03, 0x07, 0x0f, 0x1f, 0x3f, 0x7f, (byte) 0xff};

  private SecureIds() {}

  /** A fresh id that nodes which verify will accept from this address. */
  public static NodeId generate(InetAddress external, RandomGenerator random) {
    byte[] id = NodeId.random(random).bytes();
    int crc = crc(external, id[19]);
    id[0] = (byte) (crc >>> 24);
    id[1] = (byte) (crc >>> 16);
    id[2] = (byte) (crc >>> 8 & 0xf8 | id[2] & 0x07);
    return NodeId.of(id);
  }

  /** Whether the first 21 bits and the last byte of the id are right for the address. */
  public static boolean matches(NodeId id, InetAddress address) {
    int crc = crc(address, (byte) id.low());
    return (crc ^ (int) (id.high() >>> 32)) >>> 11 == 0;
  }

  /** As {@link #matches}, and true for local addresses, which need no such id. */
  public static boolean isTrusted(NodeId id, Endpoint at) {
    return at.isLocal() || matches(id, at.ip());
  }

  private static int crc(InetAddress address, byte seed) {
    byte[] ip = address.getAddress();
    byte[] mask = ip.length == 4 ? MASK_V4 : MASK_V6;
    byte[] masked = new byte[mask.length];
    for (int i = 0; i < mask.length; i++) {
      masked[i] = (byte) (ip[i] & mask[i]);
    }
    masked[0] |= (byte) ((seed & 0x07) << 5);
    CRC32C crc = new CRC32C();
    crc.update(masked);
    return (int) crc.getValue();
  }
}
