package io.bitonic.core.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.core.utp.BufferPool;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** µTP links between sockets in virtual time. */
class UtpSocketTest {
  private static final Duration LATENCY = Duration.ofMillis(10);
  private static final Duration LONG = Duration.ofSeconds(20);

  private final SimLoop loop = new SimLoop();
  private final Map<InetSocketAddress, Wire> wires = new HashMap<>();
  private final BufferPool pool = new BufferPool(UtpSocket.POOL);
  private final Wire a = new Wire("10.0.0.1");
  private final Wire b = new Wire("10.0.0.2");
  private final UtpSocket dialler = new UtpSocket(loop, a, pool, new SplittableRandom(1));
  private final UtpSocket listener = new UtpSocket(loop, b, pool, new SplittableRandom(2));
  private final List<Side> accepted = new ArrayList<>();

  /** A UDP socket of the test. */
  private final class Wire implements Datagrams {
    final InetSocketAddress address;
    Receiver receiver;
    int sent;

    Wire(String ip) {
      address = new InetSocketAddress(ip, 6881);
      wires.put(address, this);
    }

    @Override
    public boolean send(ByteBuffer data, InetSocketAddress to) {
      sent++;
      ByteBuffer copy = ByteBuffer.allocate(data.remaining()).put(data.duplicate()).flip();
      loop.schedule(LATENCY.toNanos(), () -> wires.get(to).arrive(address, copy));
      return true;
    }

    void arrive(InetSocketAddress from, ByteBuffer data) {
      if (receiver != null) {
        receiver.received(from, data);
        receiver.drained();
      }
    }

    @Override
    public void addReceiver(Receiver r) {
      receiver = r;
    }
  }

  /** What a side of a link hears and reads. */
  private static final class Side implements Link.Handler {
    final ByteBuffer in = ByteBuffer.allocate(1 << 20);
    Link link;
    int connected;
    int closed;
    boolean ended;
    IOException cause;
    ByteBuffer out = ByteBuffer.allocate(0);

    @Override
    public void connected() {
      connected++;
      writable();
    }

    @Override
    public void readable() {
      try {
        int n = link.read(in);
        while (n > 0) {
          n = link.read(in);
        }
        ended |= n < 0;
        if (ended) {
          link.close();
        }
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }

    @Override
    public void writable() {
      try {
        link.write(out);
        link.wantWrite(out.hasRemaining());
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }

    @Override
    public void closed(IOException e) {
      closed++;
      cause = e;
    }
  }

  private void listen() {
    listener.accept(
        link -> {
          Side s = new Side();
          s.link = link;
          link.handler(s);
          accepted.add(s);
        },
        x -> false);
  }

  private Side dial(byte[] data) throws IOException {
    Side s = new Side();
    s.out = ByteBuffer.wrap(data);
    s.link = dialler.dial(b.address, s);
    return s;
  }

  private static byte[] bytes(int n) {
    byte[] d = new byte[n];
    new SplittableRandom(n).nextBytes(d);
    return d;
  }

  @Test
  void carriesAStreamAndEndsIt() throws IOException {
    listen();
    byte[] data = bytes(500_000);
    Side s = dial(data);
    assertTrue(
        loop.runUntil(
            () -> !accepted.isEmpty() && accepted.getFirst().in.position() == 500_000, LONG));
    Side t = accepted.getFirst();
    assertArrayEquals(data, Arrays.copyOf(t.in.array(), 500_000));
    assertEquals(1, s.connected);
    assertEquals(Link.Kind.UTP, t.link.kind());
    s.link.close();
    assertTrue(loop.runUntil(() -> t.ended, LONG));
    assertTrue(loop.runUntil(() -> dialler.size() == 0 && listener.size() == 0, LONG));
    assertEquals(0, s.closed + t.closed);
    assertEquals(0, pool.lent());
  }

  @Test
  void nobodyThereIsToldOnce() throws IOException {
    Side s = dial(bytes(10));
    assertTrue(loop.runUntil(() -> s.closed > 0, LONG));
    loop.advance(LONG);
    assertEquals(1, s.closed);
    assertEquals(0, s.connected);
    assertNotNull(s.cause);
    assertEquals(0, dialler.size());
  }

  @Test
  void aReaderThatWaitsHoldsUpTheWriter() throws IOException {
    listen();
    Side s = dial(bytes(900_000));
    assertTrue(loop.runUntil(() -> !accepted.isEmpty(), LONG));
    Side t = accepted.getFirst();
    t.link.wantRead(false);
    int before = t.in.position();
    loop.advance(LONG);
    assertEquals(before, t.in.position());
    assertTrue(s.out.hasRemaining(), "all has been taken");
    t.link.wantRead(true);
    assertTrue(loop.runUntil(() -> t.in.position() == 900_000, LONG));
  }

  @Test
  void aFloodOfCallsTakesBoundedMemoryAndPasses() throws IOException {
    listen();
    SplittableRandom random = new SplittableRandom(9);
    for (int i = 0; i < 20_000; i++) {
      spoofedSyn(random);
    }
    assertTrue(listener.size() <= 512, "half-open " + listener.size());
    assertEquals(0, pool.lent());
    assertTrue(b.sent <= 20_000, "a packet of 20 bytes gets one of 20 bytes at most");
    loop.advance(Duration.ofSeconds(5));
    assertEquals(0, listener.size());
    byte[] data = bytes(1000);
    dial(data);
    assertTrue(
        loop.runUntil(() -> !accepted.isEmpty() && accepted.getLast().in.position() == 1000, LONG));
  }

  private void spoofedSyn(SplittableRandom random) {
    ByteBuffer syn = ByteBuffer.allocate(20);
    syn.put(0, (byte) 0x41).putShort(2, (short) random.nextInt());
    syn.putShort(16, (short) random.nextInt());
    InetSocketAddress from =
        new InetSocketAddress("10.1.0." + random.nextInt(256), 1 + random.nextInt(60_000));
    wires.putIfAbsent(from, a);
    listener.received(from, syn);
  }

  /** A thousand calls a second from made-up addresses keep no real caller out. */
  @Test
  void aCallGetsThroughDuringAFloodOfCalls() throws IOException {
    listen();
    SplittableRandom random = new SplittableRandom(10);
    for (int i = 0; i < 20_000; i++) {
      loop.schedule(i * 1_000_000L, () -> spoofedSyn(random));
    }
    loop.advance(Duration.ofSeconds(4));
    dial(bytes(200_000));
    assertTrue(
        loop.runUntil(
            () -> !accepted.isEmpty() && accepted.getLast().in.position() == 200_000,
            Duration.ofSeconds(10)));
    assertTrue(listener.size() <= 513);
  }

  @Test
  void aResetFromAnotherAddressIsIgnored() throws IOException {
    listen();
    final Side s = dial(bytes(100));
    assertTrue(loop.runUntil(() -> !accepted.isEmpty(), LONG));
    loop.advance(Duration.ofSeconds(1));
    for (int id = 0; id < 65_536; id++) {
      ByteBuffer r = ByteBuffer.allocate(20);
      r.put(0, (byte) 0x31).putShort(2, (short) id);
      dialler.received(new InetSocketAddress("10.0.0.2", 7777), r);
    }
    loop.advance(Duration.ofSeconds(1));
    assertEquals(0, s.closed);
    assertEquals(1, dialler.size());
  }

  @Test
  void resetsAreFew() {
    for (int i = 0; i < 10_000; i++) {
      ByteBuffer p = ByteBuffer.allocate(20);
      p.put(0, (byte) 0x01).putShort(2, (short) i);
      listener.received(a.address, p);
    }
    assertTrue(b.sent <= 64, "resets " + b.sent);
  }

  @Test
  void goesOnAfterAMoveToAnotherLoop() throws IOException {
    UtpSocket other = new UtpSocket(loop, new Wire("10.0.0.3"), pool, new SplittableRandom(3));
    Side t = new Side();
    listener.accept(
        link -> {
          t.link = link;
          link.handler(t);
          listener.give((UtpLink) link, other, () -> t.connected++);
        },
        x -> false);
    byte[] data = bytes(300_000);
    Side s = dial(data);
    assertTrue(loop.runUntil(() -> t.in.position() == 300_000, LONG));
    assertArrayEquals(data, Arrays.copyOf(t.in.array(), 300_000));
    assertEquals(1, t.connected);
    assertEquals(0, listener.size());
    assertEquals(1, other.size());
    s.link.close();
    assertTrue(loop.runUntil(() -> other.size() == 0 && dialler.size() == 0, LONG));
    assertNull(t.cause);
    assertEquals(0, pool.lent());
  }
}
