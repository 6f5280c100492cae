package io.bitonic.core.proxy;

import io.bitonic.core.config.Settings;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;

/**
 * What is said to a proxy before it passes bytes on: a state machine without I/O. Never reads more
 * than the proxy's own words, so that what follows is the other side's.
 */
public abstract sealed class ProxyHandshake permits Socks5Handshake, HttpConnectHandshake {
  /**
   * A handshake that asks for a connection.
   *
   * @param host name or literal address; a name is looked up by the proxy
   */
  public static ProxyHandshake connect(Settings.Proxy proxy, String host, int port) {
    return switch (proxy.kind()) {
      case SOCKS5 -> new Socks5Handshake(proxy.user(), proxy.password(), host, port);
      case HTTP -> new HttpConnectHandshake(proxy.user(), proxy.password(), host, port);
      case NONE -> throw new IllegalArgumentException("no proxy");
    };
  }

  /** The first bytes to send. */
  abstract byte[] first();

  /** Bytes to read next, at most; 0: the connection is through. */
  abstract int wanted();

  /**
   * Takes {@code n} bytes, 1 to {@link #wanted}.
   *
   * @return what to send next, often nothing
   * @throws ProxyException when the proxy refuses
   */
  abstract byte[] read(byte[] bytes, int n) throws ProxyException;

  /** Runs the handshake on a connected socket; blocks. */
  public void run(Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    socket.getOutputStream().write(first());
    byte[] buffer = new byte[Socks5Handshake.MAX_REPLY];
    while (wanted() > 0) {
      int n = in.read(buffer, 0, wanted());
      if (n < 0) {
        throw new EOFException("the proxy has closed the connection");
      }
      socket.getOutputStream().write(read(buffer, n));
    }
  }
}
