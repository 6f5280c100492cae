package io.bitonic.core.http;

import io.bitonic.core.net.Binding;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What an address is good for. IPv4-mapped IPv6 addresses arrive here as IPv4. */
public final class Addresses {
  /** Addresses of one host tried at most. */
  public static final int MAX_TRIED = 4;

  private static final int[] NAT64 = {0x00, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0};

  private Addresses() {}

  /** Whether one host, not "any", a group or everybody, can have this address. */
  public static boolean isHost(InetAddress a) {
    if (a.isAnyLocalAddress() || a.isMulticastAddress()) {
      return false;
    }
    byte[] b = a.getAddress();
    return b.length != 4 || b[0] != 0 && (b[0] & 0xff) < 240;
  }

  public static boolean isLoopback(InetAddress a) {
    InetAddress inner = embedded(a);
    return inner.isLoopbackAddress() || inner.isAnyLocalAddress();
  }

  /** Loopback, link-local, private (RFC 1918, RFC 4193) and shared (RFC 6598) addresses. */
  public static boolean isLocal(InetAddress a) {
    InetAddress inner = embedded(a);
    byte[] b = inner.getAddress();
    return isLoopback(inner)
        || inner.isLinkLocalAddress()
        || inner.isSiteLocalAddress()
        || b.length == 16 && (b[0] & 0xfe) == 0xfc
        || b.length == 4 && (b[0] & 0xff) == 100 && (b[1] & 0xc0) == 64;
  }

  /** 169.254.0.0/16 and fe80::/10: nothing that anybody far away may name. */
  public static boolean isLinkLocal(InetAddress a) {
    return embedded(a).isLinkLocalAddress();
  }

  // The IPv4 address inside an IPv4-compatible (RFC 4291) or NAT64 (RFC 6052) one, which would
  // otherwise be a way around the rules for local addresses.
  private static InetAddress embedded(InetAddress a) {
    if (!(a instanceof Inet6Address v6)) {
      return a;
    }
    byte[] b = v6.getAddress();
    boolean inner = v6.isIPv4CompatibleAddress() && !v6.isLoopbackAddress();
    if (!inner) {
      inner = true;
      for (int i = 0; i < NAT64.length; i++) {
        inner &= (b[i] & 0xff) == NAT64[i];
      }
    }
    try {
      return inner ? InetAddress.getByAddress(Arrays.copyOfRange(b, 12, 16)) : a;
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  /**
   * Looks a host up; blocks. At most {@link #MAX_TRIED} addresses, the families in turn and IPv4
   * first, because trackers hand out more IPv4 peers.
   *
   * @param binding decides which families are usable; offline: nothing is looked up
   */
  public static List<InetAddress> resolve(String host, Binding binding) throws HttpException {
    if (!binding.isOnline()) {
      throw new HttpException(binding.offline());
    }
    InetAddress[] all;
    try {
      all = InetAddress.getAllByName(host);
    } catch (UnknownHostException e) {
      throw new HttpException("host not found: " + host);
    }
    return order(all, binding, host);
  }

  public static List<InetAddress> order(InetAddress[] all, Binding binding, String host)
      throws HttpException {
    List<InetAddress> v4 = new ArrayList<>();
    List<InetAddress> v6 = new ArrayList<>();
    for (InetAddress a : all) {
      if (isHost(a) && binding.reaches(a)) {
        (a instanceof Inet4Address ? v4 : v6).add(a);
      }
    }
    List<InetAddress> out = new ArrayList<>();
    for (int i = 0; i < Math.max(v4.size(), v6.size()) && out.size() < MAX_TRIED; i++) {
      if (i < v4.size()) {
        out.add(v4.get(i));
      }
      if (i < v6.size()) {
        out.add(v6.get(i));
      }
    }
    if (out.isEmpty()) {
      throw new HttpException("host has no usable address: " + host);
    }
    return out.size() > MAX_TRIED ? out.subList(0, MAX_TRIED) : out;
  }
}
