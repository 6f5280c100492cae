package io.bitonic.core.proxy;

import io.bitonic.core.net.Link;
import io.bitonic.core.net.TcpLink;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Runs a proxy's handshake on a link of the loop, then steps aside: the link itself goes to its
 * user, who is told that it is connected, and nothing stands between them. Loop thread only.
 */
public final class ProxyConnect implements Link.Handler {
  private final ProxyHandshake handshake;
  private final Link.Handler user;
  private final byte[] buffer = new byte[Socks5Handshake.MAX_REPLY];
  private TcpLink link;
  private byte[] pending = new byte[0];
  private int sent;

  /**
   * @param user hears {@code connected} when the proxy is through, or {@code closed}
   */
  public ProxyConnect(ProxyHandshake handshake, Link.Handler user) {
    this.handshake = handshake;
    this.user = user;
  }

  /** The link that is being connected to the proxy; to be given at once. */
  public TcpLink on(TcpLink l) {
    link = l;
    return l;
  }

  @Override
  public void connected() {
    send(handshake.first());
  }

  @Override
  public void readable() {
    try {
      while (handshake.wanted() > 0) {
        int n = link.read(ByteBuffer.wrap(buffer, 0, handshake.wanted()));
        if (n < 0) {
          throw new EOFException("the proxy has closed the connection");
        }
        if (n == 0 || !send(handshake.read(buffer, n))) {
          return;
        }
      }
    } catch (IOException e) {
      fail(e);
      return;
    }
    link.handler(user);
    user.connected();
  }

  /** False when the link has failed. */
  private boolean send(byte[] bytes) {
    if (bytes.length == 0) {
      return true;
    }
    pending = bytes;
    sent = 0;
    return flush();
  }

  private boolean flush() {
    try {
      sent += link.write(ByteBuffer.wrap(pending, sent, pending.length - sent));
      link.wantWrite(sent < pending.length);
      return true;
    } catch (IOException e) {
      fail(e);
      return false;
    }
  }

  @Override
  public void writable() {
    flush();
  }

  private void fail(IOException e) {
    link.close();
    user.closed(e);
  }

  @Override
  public void closed(IOException cause) {
    user.closed(cause);
  }
}
