package io.bitonic.core.utp;

import java.nio.ByteBuffer;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;

/**
 * Virtual time, paths with a bottleneck, and ends of µTP connections on them. Repeated exactly from
 * a seed. Time begins below the overflow of {@code long}, so that times which are compared instead
 * of subtracted fail.
 */
final class UtpWorld {
  static final long MS = 1_000_000L;
  static final long SECOND = 1000 * MS;

  private record Event(long at, long order, Runnable task) {}

  final SplittableRandom random;
  private final PriorityQueue<Event> events =
      new PriorityQueue<>(
          (a, b) -> a.at != b.at ? Long.compare(a.at, b.at) : Long.compare(a.order, b.order));
  private final long start = Long.MAX_VALUE - 3 * SECOND;
  private long elapsed;
  private long order;

  UtpWorld(long seed) {
    random = new SplittableRandom(seed);
  }

  long now() {
    return start + elapsed;
  }

  long elapsed() {
    return elapsed;
  }

  void after(long nanos, Runnable task) {
    events.add(new Event(elapsed + Math.max(0, nanos), order++, task));
  }

  /** Lets time pass until a condition holds; false when it didn't. */
  boolean run(long nanos, BooleanSupplier until) {
    long end = elapsed + nanos;
    while (!until.getAsBoolean()) {
      Event e = events.peek();
      if (e == null || e.at > end) {
        elapsed = end;
        return until.getAsBoolean();
      }
      events.poll();
      elapsed = e.at;
      e.task.run();
    }
    return true;
  }

  void run(long nanos) {
    run(nanos, () -> false);
  }

  /** Takes datagrams. */
  interface Sink {
    void arrived(byte[] datagram);
  }

  /** One direction: a queue in front of a line, then a delay. */
  final class Path {
    final long bytesPerSecond;
    final long delay;
    final int buffer;

    /** Datagrams lost at random, 0–1. */
    double loss;

    /** Datagrams that come up to this much late, and so behind later ones. */
    double late;

    long lateBy;

    /** Datagrams that come twice. */
    double twice;

    /** Larger datagrams that may not be fragmented are lost. */
    int mtu = 65_000;

    /** Said at once when one is too large, as a system does that knows its interface. */
    boolean tellsTooBig;

    boolean cut;

    private long freeAt;
    long longestQueue;
    long queueSum;
    long queueCount;
    long delivered;
    int sent;
    int dropped;

    Path(long bytesPerSecond, long delay, int buffer) {
      this.bytesPerSecond = bytesPerSecond;
      this.delay = delay;
      this.buffer = buffer;
    }

    void send(byte[] datagram, boolean whole, Sink to) {
      sent++;
      if (cut || random.nextDouble() < loss || whole && datagram.length > mtu) {
        dropped++;
        return;
      }
      long queued = Math.max(0, freeAt - elapsed);
      if (queued * bytesPerSecond / SECOND > buffer) {
        dropped++;
        return;
      }
      longestQueue = Math.max(longestQueue, queued);
      queueSum += queued;
      queueCount++;
      delivered += datagram.length;
      freeAt = elapsed + queued + (datagram.length + 28L) * SECOND / bytesPerSecond;
      long extra = random.nextDouble() < late ? random.nextLong(lateBy) : 0;
      after(freeAt - elapsed + delay + extra, () -> to.arrived(datagram));
      if (random.nextDouble() < twice) {
        after(freeAt - elapsed + delay + random.nextLong(50 * MS), () -> to.arrived(datagram));
      }
    }

    /** Forgets what has been measured. */
    void measure() {
      longestQueue = 0;
      queueSum = 0;
      queueCount = 0;
      delivered = 0;
    }

    long meanQueue() {
      return queueCount == 0 ? 0 : queueSum / queueCount;
    }
  }

  static byte at(long position) {
    return (byte) (position * 31 ^ position >> 8 ^ position >> 16);
  }

  /** An end that writes a known stream and checks the one it reads. */
  final class End implements Sink {
    final BufferPool pool = new BufferPool(64 << 20);
    final UtpHeader header = new UtpHeader();
    private final Path out;
    private final ByteBuffer buffer = ByteBuffer.allocate(65_536);
    private final long clockOffset;
    UtpConnection connection;
    End peer;
    long toWrite;
    long written;
    long read;
    boolean reading = true;
    boolean closeWhenWritten;
    boolean sawEnd;
    private long timerAt = -1;

    /** Hears of each datagram before it goes out. */
    Sink tap = d -> {};

    /** How fast its clock runs against real time. */
    double clockRate = 1;

    End(Path out, long clockOffset) {
      this.out = out;
      this.clockOffset = clockOffset;
    }

    long time() {
      return clockOffset + (long) (elapsed * clockRate);
    }

    UtpConnection.Setup setup() {
      return new UtpConnection.Setup(
          this::send, pool, ByteBuffer.allocateDirect(UtpConnection.SCRATCH), 1 << 20, false);
    }

    private int send(ByteBuffer packet, boolean whole) {
      byte[] d = new byte[packet.remaining()];
      packet.get(packet.position(), d);
      if (whole && out.tellsTooBig && d.length > out.mtu) {
        return UtpConnection.Output.TOO_BIG;
      }
      tap.arrived(d);
      out.send(d, whole, peer);
      return UtpConnection.Output.SENT;
    }

    void dial() {
      connection =
          UtpConnection.dial(setup(), random.nextInt(65536), random.nextInt(65536), time());
      turn();
    }

    void dial(int sequence) {
      connection = UtpConnection.dial(setup(), random.nextInt(65536), sequence, time());
      turn();
    }

    @Override
    public void arrived(byte[] datagram) {
      ByteBuffer b = ByteBuffer.wrap(datagram);
      if (!header.read(b)) {
        throw new AssertionError("not a packet");
      }
      if (connection == null && header.type == UtpHeader.SYN) {
        connection = UtpConnection.accept(setup(), header, firstSequence(), time());
      } else if (connection != null) {
        connection.received(header, b, time());
      }
      turn();
    }

    int sequence = -1;

    private int firstSequence() {
      return sequence >= 0 ? sequence : random.nextInt(65536);
    }

    void turn() {
      if (connection == null) {
        return;
      }
      while (reading && connection.readable() > 0) {
        connection.read(buffer.clear(), time());
        buffer.flip();
        while (buffer.hasRemaining()) {
          if (buffer.get() != at(read)) {
            throw new AssertionError("wrong byte at " + read);
          }
          read++;
        }
      }
      sawEnd |= connection.atEnd();
      while (written < toWrite && connection.hasRoom()) {
        buffer.clear().limit((int) Math.min(16_384, toWrite - written));
        for (int i = 0; i < buffer.limit(); i++) {
          buffer.put(i, at(written + i));
        }
        int n = connection.write(buffer, time());
        written += n;
        if (n == 0) {
          break;
        }
      }
      if (closeWhenWritten && written == toWrite) {
        connection.close(time());
      }
      connection.flush(time(), written == toWrite);
      arm();
    }

    private void arm() {
      long in = connection.dueIn(time());
      if (in == Long.MAX_VALUE || connection.state() == UtpConnection.State.CLOSED) {
        return;
      }
      long at = elapsed + in + 1;
      if (timerAt < 0 || at < timerAt) {
        timerAt = at;
        after(in + 1, () -> timer(at));
      }
    }

    private void timer(long at) {
      if (timerAt != at || connection == null) {
        return;
      }
      timerAt = -1;
      if (connection.dueIn(time()) == 0) {
        connection.tick(time());
      }
      turn();
    }
  }

  /** Two ends over a path each way; the first has not dialled yet. */
  End[] pair(Path there, Path back) {
    End a = new End(there, start);
    End b = new End(back, random.nextLong());
    a.peer = b;
    b.peer = a;
    return new End[] {a, b};
  }
}
