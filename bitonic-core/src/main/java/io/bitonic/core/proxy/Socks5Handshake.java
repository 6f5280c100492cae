package io.bitonic.core.proxy;

import io.bitonic.core.config.Settings;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * SOCKS5 CONNECT and UDP ASSOCIATE (RFC 1928) with user and password when they are given (RFC
 * 1929).
 */
final class Socks5Handshake extends ProxyHandshake {
  /** Bytes of the longest reply: a domain name of 255 bytes. */
  static final int MAX_REPLY = 4 + 1 + 255 + 2;

  private static final int VERSION = 5;
  private static final int NO_AUTHENTICATION = 0;
  private static final int USER_PASSWORD = 2;
  private static final int CONNECT = 1;
  private static final int UDP_ASSOCIATE = 3;
  private static final int IPV4 = SocksHeader.IPV4;
  private static final int DOMAIN = SocksHeader.DOMAIN;
  private static final int IPV6 = SocksHeader.IPV6;

  private enum State {
    METHOD,
    LOGIN,
    REPLY,
    DONE
  }

  private final byte[] user;
  private final byte[] password;
  private final int command;
  private final String host;
  private final int port;
  private final byte[] in = new byte[MAX_REPLY];
  private State state = State.METHOD;
  private int have;
  private int need = 2;

  Socks5Handshake(String user, String password, String host, int port) {
    this(user, password, CONNECT, host, port);
  }

  /** A handshake that asks for datagrams to be passed on; from where, is not known yet. */
  static Socks5Handshake associate(Settings.Proxy proxy) {
    return new Socks5Handshake(proxy.user(), proxy.password(), UDP_ASSOCIATE, "0.0.0.0", 0);
  }

  private Socks5Handshake(String user, String password, int command, String host, int port) {
    this.command = command;
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
    out.write(command);
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
        String what = command == CONNECT ? "connect" : "pass on UDP";
        throw new ProxyException("the SOCKS5 proxy can't " + what + ": " + reason(in[1] & 0xff));
      }
      // The address that the proxy uses: its length depends on its kind; it matters for UDP.
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

  /** The address that the proxy has named in its reply; null when it is no literal one. */
  InetSocketAddress bound() {
    if (state != State.DONE || in[3] == DOMAIN) {
      return null;
    }
    try {
      byte[] raw = Arrays.copyOfRange(in, 4, need - 2);
      int at = (in[need - 2] & 0xff) << 8 | in[need - 1] & 0xff;
      return new InetSocketAddress(InetAddress.getByAddress(raw), at);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
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
      case 7 -> "it does not know how";
      case 8 -> "this kind of address is not supported";
      default -> "error " + code;
    };
  }
}
