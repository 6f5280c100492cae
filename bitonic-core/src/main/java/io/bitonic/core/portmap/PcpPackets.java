package io.bitonic.core.portmap;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Messages of PCP (RFC 6887) and NAT-PMP (RFC 6886): bytes in, values out. */
final class PcpPackets {
  static final int PORT = 5351;
  static final int NONCE = 12;

  private static final int PCP_VERSION = 2;
  private static final int PCP_MAP = 1;
  private static final int PCP_LENGTH = 60;
  private static final int TCP = 6;
  private static final int UDP = 17;
  private static final int UNSUPPORTED_VERSION = 1;

  private PcpPackets() {}

  /** A PCP MAP request (RFC 6887 §11.1). */
  static byte[] pcpMap(
      InetAddress client, byte[] nonce, boolean tcp, int port, int wanted, int seconds) {
    ByteBuffer b = ByteBuffer.allocate(PCP_LENGTH);
    b.put((byte) PCP_VERSION).put((byte) PCP_MAP).putShort((short) 0).putInt(seconds);
    b.put(mapped(client.getAddress()));
    b.put(nonce).put((byte) (tcp ? TCP : UDP)).put(new byte[3]);
    b.putShort((short) port).putShort((short) wanted);
    // No wish for an outer address: zeros of the client's family.
    b.put(client.getAddress().length == 4 ? mapped(new byte[4]) : new byte[16]);
    return b.array();
  }

  /**
   * Reads the answer to a PCP request.
   *
   * @return null when these bytes answer another request
   * @throws PortMapException when the router refuses
   */
  static Lease pcpReply(ByteBuffer b, byte[] nonce, boolean tcp, int port) throws PortMapException {
    if (b.remaining() < 4) {
      return null;
    }
    int at = b.position();
    if (b.get(at) == 0) {
      // A NAT-PMP router says so (RFC 6886 §3.5).
      throw new PortMapException("the router does not speak PCP");
    }
    if (b.get(at) != PCP_VERSION || (b.get(at + 1) & 0xff) != (0x80 | PCP_MAP)) {
      return null;
    }
    int result = b.get(at + 3) & 0xff;
    if (result == UNSUPPORTED_VERSION) {
      throw new PortMapException("the router does not speak this version of PCP");
    }
    if (b.remaining() < PCP_LENGTH) {
      return null;
    }
    byte[] theirs = bytes(b, at + 24, NONCE);
    int protocol = b.get(at + 36) & 0xff;
    if (!Arrays.equals(nonce, theirs)
        || protocol != (tcp ? TCP : UDP)
        || (b.getShort(at + 40) & 0xffff) != port) {
      return null;
    }
    if (result != 0) {
      throw new PortMapException("PCP: the router refuses: " + pcpError(result));
    }
    int external = b.getShort(at + 42) & 0xffff;
    return lease(external, address(bytes(b, at + 44, 16)), b.getInt(at + 4));
  }

  /** RFC 6886 §3.3. */
  static byte[] natPmpMap(boolean tcp, int port, int wanted, int seconds) {
    ByteBuffer b = ByteBuffer.allocate(12);
    b.put((byte) 0).put((byte) (tcp ? 2 : 1)).putShort((short) 0);
    b.putShort((short) port).putShort((short) wanted).putInt(seconds);
    return b.array();
  }

  /** As {@link #pcpReply}. */
  static Lease natPmpReply(ByteBuffer b, boolean tcp, int port) throws PortMapException {
    int at = b.position();
    if (b.remaining() < 4 || b.get(at) != 0 || (b.get(at + 1) & 0xff) != (tcp ? 130 : 129)) {
      return null;
    }
    int result = b.getShort(at + 2) & 0xffff;
    if (result != 0) {
      throw new PortMapException("NAT-PMP: the router refuses: " + natPmpError(result));
    }
    if (b.remaining() < 16 || (b.getShort(at + 8) & 0xffff) != port) {
      return null;
    }
    return lease(b.getShort(at + 10) & 0xffff, null, b.getInt(at + 12));
  }

  /** Asks for the outer address (RFC 6886 §3.2). */
  static byte[] natPmpAddress() {
    return new byte[2];
  }

  /** The outer address, or null when these bytes don't hold it. */
  static InetAddress natPmpAddressReply(ByteBuffer b) {
    int at = b.position();
    return b.remaining() >= 12
            && b.get(at) == 0
            && (b.get(at + 1) & 0xff) == 128
            && b.getShort(at + 2) == 0
        ? address(bytes(b, at + 8, 4))
        : null;
  }

  private static Lease lease(int port, InetAddress external, int seconds) throws PortMapException {
    if (port == 0) {
      throw new PortMapException("the router gives no port");
    }
    return new Lease(port, external, Math.clamp(seconds & 0xffff_ffffL, 1, 7 * 86_400));
  }

  private static byte[] bytes(ByteBuffer b, int at, int length) {
    byte[] out = new byte[length];
    b.get(at, out);
    return out;
  }

  private static byte[] mapped(byte[] address) {
    if (address.length == 16) {
      return address;
    }
    byte[] out = new byte[16];
    out[10] = (byte) 0xff;
    out[11] = (byte) 0xff;
    System.arraycopy(address, 0, out, 12, 4);
    return out;
  }

  private static InetAddress address(byte[] raw) {
    try {
      InetAddress a = InetAddress.getByAddress(raw);
      return a.isAnyLocalAddress() ? null : a;
    } catch (UnknownHostException e) {
      return null;
    }
  }

  private static String pcpError(int code) {
    return switch (code) {
      case 2 -> "not authorised";
      case 7 -> "its network is down";
      case 8 -> "no resources";
      case 9 -> "this protocol is not supported";
      case 10 -> "too many mappings";
      case 11 -> "no such outer address";
      case 12 -> "another router is on the way";
      default -> "error " + code;
    };
  }

  private static String natPmpError(int code) {
    return switch (code) {
      case 1 -> "it does not speak this version";
      case 2 -> "port mapping is switched off";
      case 3 -> "its network is down";
      case 4 -> "no resources";
      default -> "error " + code;
    };
  }
}
