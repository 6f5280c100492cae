package io.bitonic.core.proxy;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** HTTP CONNECT (RFC 9110 §9.3.6) with Basic authentication when a user is given. */
final class HttpConnectHandshake extends ProxyHandshake {
  static final int MAX_HEAD = 16 << 10;

  private final String user;
  private final String password;
  private final String authority;
  private final StringBuilder head = new StringBuilder();
  private boolean done;

  HttpConnectHandshake(String user, String password, String host, int port) {
    this.user = user;
    this.password = password;
    this.authority = (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
  }

  @Override
  byte[] first() {
    String login =
        user.isEmpty()
            ? ""
            : "Proxy-Authorization: Basic "
                + Base64.getEncoder()
                    .encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8))
                + "\r\n";
    return ("CONNECT " + authority + " HTTP/1.1\r\nHost: " + authority + "\r\n" + login + "\r\n")
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  @Override
  int wanted() {
    // Byte by byte: what follows the empty line belongs to the other side.
    return done ? 0 : 1;
  }

  @Override
  byte[] read(byte[] bytes, int n) throws ProxyException {
    head.append((char) (bytes[0] & 0xff));
    int length = head.length();
    if (length > MAX_HEAD) {
      throw new ProxyException("the HTTP proxy's answer is too long");
    }
    if (head.charAt(length - 1) == '\n'
        && (head.indexOf("\n\n", length - 2) >= 0
            || length >= 3 && head.indexOf("\n\r\n", length - 3) >= 0)) {
      check();
    }
    return new byte[0];
  }

  private void check() throws ProxyException {
    String line = head.substring(0, head.indexOf("\n")).strip();
    if (!line.matches("HTTP/1\\.[0-9] [1-5][0-9]{2}( .*)?")) {
      throw new ProxyException("this is no HTTP proxy");
    }
    int status = Integer.parseInt(line.substring(9, 12));
    if (status / 100 == 1) {
      head.setLength(0);
      return;
    }
    if (status == 407) {
      throw new ProxyException(
          user.isEmpty()
              ? "the HTTP proxy wants a user and a password"
              : "the HTTP proxy refuses this user or password");
    }
    if (status / 100 != 2) {
      throw new ProxyException("the HTTP proxy can't connect: status " + status);
    }
    done = true;
  }
}
