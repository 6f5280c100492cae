package io.bitonic.core.proxy;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;

/** SOCKS5 CONNECT (RFC 1928) with user and password when they are given (RFC 1929). */
final class Socks5Handshake extends ProxyHandshake {
  /** Bytes of the longest reply: a domain name of 255 bytes. */
  static final int MAX_REPLY = 4 + 1 + 255 + 2;

  private static final int VERSION = 5;
  private static final int NO_AUTHENTICATION = 0;
  private static final int USER_PASSWORD = 2;
  private static final int CONNECT = 1;
  private static final int IPV4 = 1;
  private static final int DOMAIN = 3;
  private static final int IPV6 = 4;

  private enum State {
    METHOD,
    LOGIN,
    REPLY,
    DONE
  }

  private final byte[] user;
  private final byte[] password;
  private final String host;
  private final int port;
  private final byte[] in = new byte[MAX_REPLY];
  private State state = State.METHOD;
  private int have;
  private int need = 2;

  Socks5Handshake(String user, String password, String host, int port) {
    this.user = user.getBytes(StandardCharsets.UTF_8);
    this.password = password.getBytes(StandardCharsets.UTF_8);
    this.host = host;
    this.port = port;
  }

  @Override
  byte[] first() {
    return user.length == 0
        ? new byte[] {VERSION, 1, NO_AUTHENTICATION}
        : new byte[] {VERSION, 2, NO_AUTHENTICATION, USER_PASSWORD};
  }

  @Override
  int wanted() {
    return state == State.DONE ? 0 : need - have;
  }

  @Override
  byte[] read(byte[] bytes, int n) throws ProxyException {
    System.arraycopy(bytes, 0, in, have, n);
    have += n;
    if (have < need) {
      return new byte[0];
    }
    return switch (state) {
      case METHOD -> method();
      case LOGIN -> login();
      case REPLY -> reply();
      case DONE -> throw new IllegalStateException("the handshake is over");
    };
  }

  private byte[] method() throws ProxyException {
    if (in[0] != VERSION) {
      throw new ProxyException("this is no SOCKS5 proxy");
    }
    int method = in[1] & 0xff;
    if (method == NO_AUTHENTICATION) {
      return request();
    }
    if (method != USER_PASSWORD || user.length == 0) {
      throw new ProxyException(
          user.length == 0
              ? "the SOCKS5 proxy wants a user and a password"
              : "the SOCKS5 proxy wants another way to log in");
    }
    if (user.length > 255 || password.length > 255) {
      throw new ProxyException("SOCKS5 user and password have 255 bytes at most");
    }
    next(State.LOGIN, 2);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(1);
    out.write(user.length);
    out.writeBytes(user);
    out.write(password.length);
    out.writeBytes(password);
    return out.toByteArray();
  }

  private byte[] login() throws ProxyException {
    if (in[1] != 0) {
      throw new ProxyException("the SOCKS5 proxy refuses this user or password");
    }
    return request();
  }

  private byte[] request() throws ProxyException {
    next(State.REPLY, 5);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(VERSION);
    out.write(CONNECT);
    out.write(0);
    byte[] raw = literal(host);
    if (raw != null) {
      out.write(raw.length == 4 ? IPV4 : IPV6);
    } else {
      raw = host.getBytes(StandardCharsets.US_ASCII);
      if (raw.length == 0 || raw.length > 255) {
        throw new ProxyException("a host name has 1 to 255 bytes");
      }
      out.write(DOMAIN);
      out.write(raw.length);
    }
    out.writeBytes(raw);
    out.write(port >>> 8);
    out.write(port);
    return out.toByteArray();
  }

  private static byte[] literal(String host) {
    try {
      return InetAddress.ofLiteral(host).getAddress();
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private byte[] reply() throws ProxyException {
    if (have == 5) {
      if (in[0] != VERSION) {
        throw new ProxyException("the SOCKS5 proxy's answer is malformed");
      }
      if (in[1] != 0) {
        throw new ProxyException("the SOCKS5 proxy can't connect: " + reason(in[1] & 0xff));
      }
      // The address that the proxy uses: its length depends on its kind; it matters to nobody.
      need =
          switch (in[3]) {
            case IPV4 -> 4 + 4 + 2;
            case IPV6 -> 4 + 16 + 2;
            case DOMAIN -> 5 + (in[4] & 0xff) + 2;
            default -> throw new ProxyException("the SOCKS5 proxy's answer is malformed");
          };
    }
    if (have == need) {
      state = State.DONE;
    }
    return new byte[0];
  }

  private void next(State s, int bytes) {
    state = s;
    have = 0;
    need = bytes;
  }

  private static String reason(int code) {
    return switch (code) {
      case 2 -> "not allowed by its rules";
      case 3 -> "network unreachable";
      case 4 -> "host unreachable";
      case 5 -> "connection refused";
      case 6 -> "no answer";
      case 8 -> "this kind of address is not supported";
      default -> "error " + code;
    };
  }
}
