package io.bitonic.core.net;

import io.bitonic.core.mse.Rc4;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * RC4 on top of another link, after the MSE handshake. Loop thread only.
 *
 * <p>What comes in is decrypted in place, behind the read. What goes out is encrypted in a buffer
 * of this link, never in the caller's; bytes count as written once they are in it, and it is sent
 * on when the link below has room again. Blocks are read from their file straight into it.
 */
public final class EncryptedLink implements Link, Link.Handler {
  /** Holds two blocks with their headers. */
  private static final int STAGING = 40 * 1024;

  private final Link link;
  private final Rc4 decrypt;
  private final Rc4 encrypt;

  /** Encrypted bytes that are still to go; in write mode between calls. Made when first needed. */
  private ByteBuffer staging;

  /** Where the parts of a scattering read began. */
  private int[] from = new int[2];

  private Handler handler;
  private boolean wantWrite;
  private boolean holding;

  /** Takes the link over; the caller sets {@link #handler} at once. */
  public EncryptedLink(Link link, Rc4 decrypt, Rc4 encrypt) {
    this.link = link;
    this.decrypt = decrypt;
    this.encrypt = encrypt;
    link.handler(this);
  }

  @Override
  public InetSocketAddress remote() {
    return link.remote();
  }

  @Override
  public Kind kind() {
    return link.kind();
  }

  @Override
  public boolean outgoing() {
    return link.outgoing();
  }

  @Override
  public Protection protection() {
    return Protection.RC4;
  }

  @Override
  public void handler(Handler h) {
    handler = h;
  }

  @Override
  public int read(ByteBuffer dst) throws IOException {
    int from = dst.position();
    int n = link.read(dst);
    if (n > 0) {
      decrypt.apply(dst, from, n);
    }
    return n;
  }

  @Override
  public long read(ByteBuffer[] dsts, int n) throws IOException {
    if (from.length < n) {
      from = new int[n];
    }
    for (int i = 0; i < n; i++) {
      from[i] = dsts[i].position();
    }
    long got = link.read(dsts, n);
    long left = got;
    for (int i = 0; i < n && left > 0; i++) {
      int here = dsts[i].position() - from[i];
      decrypt.apply(dsts[i], from[i], here);
      left -= here;
    }
    return got;
  }

  @Override
  public int write(ByteBuffer src) throws IOException {
    int taken = 0;
    while (src.hasRemaining() && room()) {
      int n = Math.min(src.remaining(), staging.remaining());
      int from = staging.position();
      staging.put(from, src, src.position(), n).position(from + n);
      src.position(src.position() + n);
      encrypt.apply(staging, from, n);
      taken += n;
    }
    if (!holding) {
      send();
    }
    return taken;
  }

  @Override
  public boolean canTransfer() {
    return true;
  }

  /** Reads from the page cache into the buffer that is sent: one copy, no wait for a worker. */
  @Override
  public long transfer(FileChannel file, long position, long count) throws IOException {
    long taken = 0;
    while (taken < count && room()) {
      int from = staging.position();
      staging.limit((int) Math.min(staging.capacity(), from + count - taken));
      int n = file.read(staging, position + taken);
      staging.limit(staging.capacity());
      if (n <= 0) {
        break;
      }
      encrypt.apply(staging, from, n);
      taken += n;
    }
    if (!holding) {
      send();
    }
    return taken;
  }

  /** Whether the buffer takes another byte, when need be after sending what is in it. */
  private boolean room() throws IOException {
    if (staging == null) {
      staging = ByteBuffer.allocateDirect(STAGING);
    }
    if (!staging.hasRemaining()) {
      send();
    }
    return staging.hasRemaining();
  }

  private void send() throws IOException {
    if (staging != null && staging.position() > 0) {
      staging.flip();
      try {
        link.write(staging);
      } finally {
        staging.compact();
      }
    }
    updateInterest();
  }

  private boolean isPending() {
    return staging != null && staging.position() > 0;
  }

  private void updateInterest() {
    link.wantWrite(wantWrite || isPending());
  }

  /** Held back here, so that a header, its block and the next ones leave in one write. */
  @Override
  public void more(boolean follows) {
    holding = follows;
    if (!follows && isPending()) {
      try {
        send();
      } catch (IOException e) {
        // The caller is in the middle of its output; it hears of it from the loop.
        link.wantWrite(true);
      }
    }
  }

  @Override
  public void wantRead(boolean on) {
    link.wantRead(on);
  }

  @Override
  public void wantWrite(boolean on) {
    wantWrite = on;
    updateInterest();
  }

  @Override
  public void close() {
    // What a caller wrote before it closed would have been in the socket's buffer by now.
    if (isPending()) {
      try {
        send();
      } catch (IOException e) {
        staging.clear();
      }
    }
    link.close();
  }

  // ---- events of the link below
  // -----------------------------------------------------------------------------------

  @Override
  public void connected() {
    // It was connected before the handshake.
  }

  @Override
  public void readable() {
    handler.readable();
  }

  @Override
  public void writable() {
    try {
      send();
    } catch (IOException e) {
      link.close();
      handler.closed(e);
      return;
    }
    if (wantWrite && !isPending()) {
      handler.writable();
    }
  }

  @Override
  public void closed(IOException cause) {
    handler.closed(cause);
  }
}
