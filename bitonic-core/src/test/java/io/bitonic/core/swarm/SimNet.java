package io.bitonic.core.swarm;

import io.bitonic.core.net.Link;
import io.bitonic.core.net.SimLoop;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * Hosts joined by simulated TCP in virtual time: a host's links share its uplink, what is sent
 * arrives in order after the latency of both ends, and a sender that is ahead of its receiver by a
 * window's worth is held up. Readiness is level-triggered, as a selector's.
 */
final class SimNet {
  static final int WINDOW = 256 * 1024;

  /** One end of many links. */
  static final class Host {
    final InetSocketAddress address;
    private final long upBytesPerSecond;
    private final long latencyNanos;
    private long uplinkFreeAt;
    private int nextPort = 40_000;

    Host(InetSocketAddress address, long upBytesPerSecond, long latencyNanos, long now) {
      this.address = address;
      this.upBytesPerSecond = upBytesPerSecond;
      this.latencyNanos = latencyNanos;
      this.uplinkFreeAt = now;
    }
  }

  private final SimLoop loop;
  private final Map<InetSocketAddress, Host> hosts = new HashMap<>();
  private final Map<InetSocketAddress, Consumer<Link>> listeners = new HashMap<>();

  /** Cuts reads at random places; null: a read takes all there is. */
  RandomGenerator cuts;

  /** Addresses at which nothing ever answers. */
  Predicate<InetSocketAddress> silent = a -> false;

  /** Hears of every connection that is made. */
  Consumer<String> connects = s -> {};

  SimNet(SimLoop loop) {
    this.loop = loop;
  }

  Host host(InetAddress ip, int port, long upBytesPerSecond, long latencyNanos) {
    InetSocketAddress address = new InetSocketAddress(ip, port);
    Host h = new Host(address, upBytesPerSecond, latencyNanos, loop.clock().nanos());
    hosts.put(address, h);
    return h;
  }

  void listen(Host host, Consumer<Link> accepted) {
    listeners.put(host.address, accepted);
  }

  void silence(Host host) {
    listeners.remove(host.address);
  }

  Link dial(Host from, InetSocketAddress to, Link.Handler handler) {
    SimLink link = new SimLink(from, to, true, handler);
    loop.schedule(2 * from.latencyNanos, () -> connect(link, from, to));
    return link;
  }

  private void connect(SimLink link, Host from, InetSocketAddress to) {
    if (link.closed || silent.test(to)) {
      return;
    }
    Consumer<Link> listener = listeners.get(to);
    if (listener == null) {
      link.closed = true;
      link.handler.closed(new IOException("connection refused"));
      return;
    }
    InetSocketAddress source = new InetSocketAddress(from.address.getAddress(), from.nextPort++);
    SimLink other = new SimLink(hosts.get(to), source, false, null);
    link.other = other;
    other.other = link;
    connects.accept(source + " -> " + to);
    listener.accept(other);
    link.handler.connected();
  }

  private final class SimLink implements Link {
    private final Host host;
    private final InetSocketAddress remote;
    private final boolean outgoing;
    private final ArrayDeque<byte[]> in = new ArrayDeque<>();
    private Handler handler;
    private SimLink other;
    private int headAt;
    private int available;

    /** Bytes written and not yet read by the other side. */
    private int ahead;

    private boolean ended;
    private boolean closed;
    private boolean wantRead = true;
    private boolean wantWrite;
    private boolean readPosted;
    private boolean writePosted;

    SimLink(Host host, InetSocketAddress remote, boolean outgoing, Handler handler) {
      this.host = host;
      this.remote = remote;
      this.outgoing = outgoing;
      this.handler = handler;
    }

    @Override
    public InetSocketAddress remote() {
      return remote;
    }

    @Override
    public boolean outgoing() {
      return outgoing;
    }

    @Override
    public void handler(Handler h) {
      handler = h;
    }

    @Override
    public int read(ByteBuffer dst) throws IOException {
      return (int) read(new ByteBuffer[] {dst}, 1);
    }

    @Override
    public long read(ByteBuffer[] dsts, int n) throws IOException {
      requireOpen();
      if (available == 0) {
        return ended ? -1 : 0;
      }
      int limit =
          cuts == null || cuts.nextInt(4) > 0
              ? available
              : 1 + cuts.nextInt(Math.min(available, 20_000));
      int got = 0;
      for (int i = 0; i < n; i++) {
        got += move(dsts[i], limit - got);
      }
      other.read(got);
      return got;
    }

    private int move(ByteBuffer dst, int limit) {
      int got = 0;
      while (got < limit && dst.hasRemaining()) {
        byte[] head = in.peek();
        int n = Math.min(Math.min(dst.remaining(), head.length - headAt), limit - got);
        dst.put(head, headAt, n);
        got += n;
        headAt += n;
        if (headAt == head.length) {
          in.poll();
          headAt = 0;
        }
      }
      available -= got;
      return got;
    }

    private void read(int bytes) {
      ahead -= bytes;
      postWritable();
    }

    @Override
    public int write(ByteBuffer src) throws IOException {
      requireOpen();
      if (ended) {
        throw new IOException("connection reset");
      }
      byte[] chunk = new byte[Math.min(src.remaining(), WINDOW - ahead)];
      if (chunk.length == 0) {
        return 0;
      }
      src.get(chunk);
      ahead += chunk.length;
      SimLink to = other;
      loop.schedule(send(chunk.length), () -> to.arrive(chunk));
      return chunk.length;
    }

    /** Takes the uplink for so many bytes; returns the time until they are there. */
    private long send(int bytes) {
      long now = loop.clock().nanos();
      if (host.uplinkFreeAt - now < 0) {
        host.uplinkFreeAt = now;
      }
      host.uplinkFreeAt += bytes * 1_000_000_000L / host.upBytesPerSecond;
      return host.uplinkFreeAt - now + host.latencyNanos + other.host.latencyNanos;
    }

    private void arrive(byte[] chunk) {
      if (!closed) {
        in.add(chunk);
        available += chunk.length;
        postReadable();
      }
    }

    private void end() {
      if (!closed) {
        ended = true;
        postReadable();
      }
    }

    private boolean isReadable() {
      return !closed && wantRead && handler != null && (available > 0 || ended);
    }

    private void postReadable() {
      if (!readPosted && isReadable()) {
        readPosted = true;
        loop.execute(
            () -> {
              readPosted = false;
              if (isReadable()) {
                handler.readable();
                postReadable();
              }
            });
      }
    }

    private boolean isWritable() {
      return !closed && wantWrite && ahead < WINDOW;
    }

    private void postWritable() {
      if (!writePosted && isWritable()) {
        writePosted = true;
        loop.execute(
            () -> {
              writePosted = false;
              if (isWritable()) {
                handler.writable();
                postWritable();
              }
            });
      }
    }

    private void requireOpen() throws IOException {
      if (closed) {
        throw new IOException("the link was closed here");
      }
    }

    @Override
    public boolean canTransfer() {
      return false;
    }

    @Override
    public long transfer(FileChannel file, long position, long count) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void wantRead(boolean on) {
      wantRead = on;
      postReadable();
    }

    @Override
    public void wantWrite(boolean on) {
      wantWrite = on;
      postWritable();
    }

    @Override
    public void close() {
      if (!closed) {
        closed = true;
        in.clear();
        SimLink to = other;
        if (to != null) {
          loop.schedule(send(0), to::end);
        }
      }
    }
  }
}
