package io.bitonic.core.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.core.util.Clock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The loop and its sockets, on loopback. */
@Timeout(30)
class EventLoopTest {
  private static final Binding LOCAL =
      new Binding("lo", "", List.of(InetAddress.getLoopbackAddress()), "");
  private static final InetSocketAddress ANY =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  private final EventLoop loop = new EventLoop("test-loop", Clock.SYSTEM);

  @AfterEach
  void close() {
    loop.close();
  }

  /** Runs something on the loop and waits for its result. */
  private interface Work<T> {
    T run() throws IOException;
  }

  private <T> T on(Work<T> work) {
    CompletableFuture<T> f = new CompletableFuture<>();
    loop.execute(
        () -> {
          try {
            f.complete(work.run());
          } catch (IOException | RuntimeException e) {
            f.completeExceptionally(e);
          }
        });
    return f.orTimeout(10, TimeUnit.SECONDS).join();
  }

  @Test
  void theMoreSocketsAreBusyTheLessEachMayMove() throws IOException {
    int busy = 64;
    List<Pipe> pipes = new ArrayList<>();
    CompletableFuture<Integer> crowded = new CompletableFuture<>();
    try {
      for (int i = 0; i < busy; i++) {
        Pipe pipe = Pipe.open();
        pipe.source().configureBlocking(false);
        pipes.add(pipe);
        pipe.sink().write(ByteBuffer.allocate(1));
      }
      assertEquals(Loop.MAX_SHARE, on(loop::share));
      int[] calls = {0};
      on(
          () -> {
            for (Pipe pipe : pipes) {
              // Nothing is read, so all of them are ready in every turn.
              loop.register(
                  pipe.source(),
                  SelectionKey.OP_READ,
                  ops -> {
                    if (++calls[0] == 2 * busy + 1) {
                      crowded.complete(loop.share());
                    }
                  });
            }
            return null;
          });
      assertEquals((4 << 20) / busy, crowded.orTimeout(10, TimeUnit.SECONDS).join());
    } finally {
      loop.close();
      for (Pipe pipe : pipes) {
        pipe.sink().close();
        pipe.source().close();
      }
    }
  }

  @Test
  void tasksOfOneThreadKeepTheirOrder() {
    List<Integer> seen = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      int n = i;
      loop.execute(() -> seen.add(n));
    }
    on(() -> null);
    assertEquals(20_000, seen.size());
    for (int i = 0; i < seen.size(); i++) {
      assertEquals(i, seen.get(i));
    }
  }

  @Test
  void tasksFromManyThreadsAllRunAndWakeTheLoop() throws InterruptedException {
    int[] count = new int[1];
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      threads.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    for (int i = 0; i < 5000; i++) {
                      loop.execute(() -> count[0]++);
                    }
                  }));
    }
    for (Thread t : threads) {
      t.join();
    }
    assertEquals(20_000, on(() -> count[0]));
  }

  @Test
  void aSleepingLoopWakesForATask() {
    for (int i = 0; i < 300; i++) {
      assertTrue(on(loop::inLoop));
    }
    assertFalse(loop.inLoop());
  }

  @Test
  void aTaskThatFailsHarmsNobody() {
    loop.execute(
        () -> {
          throw new IllegalStateException("on purpose");
        });
    assertEquals(5, on(() -> 5));
  }

  @Test
  void timersFireInOrderOfTimeAndNotWhenCancelled() throws InterruptedException {
    BlockingQueue<String> fired = new LinkedBlockingQueue<>();
    AtomicLong now = new AtomicLong();
    try (EventLoop timed = new EventLoop("timed", new SetClock(now))) {
      timed.execute(
          () -> {
            timed.schedule(30_000_000L, () -> fired.add("c"));
            timed.schedule(10_000_000L, () -> fired.add("a"));
            Loop.Timer never = timed.schedule(15_000_000L, () -> fired.add("never"));
            timed.schedule(20_000_000L, () -> fired.add("b"));
            timed.schedule(20_000_000L, () -> fired.add("b2"));
            never.cancel();
            now.set(30_000_000L);
          });
      for (String s : List.of("a", "b", "b2", "c")) {
        assertEquals(s, fired.poll(10, TimeUnit.SECONDS));
      }
    }
    assertNull(fired.poll());
  }

  /** A clock that stands where it is set. */
  private record SetClock(AtomicLong now) implements Clock {
    @Override
    public long nanos() {
      return now.get();
    }

    @Override
    public long wallMillis() {
      return now.get() / 1_000_000;
    }
  }

  @Test
  void closingRunsWhatWasSubmittedBefore() {
    int[] count = new int[1];
    for (int i = 0; i < 1000; i++) {
      loop.execute(() -> count[0]++);
    }
    loop.close();
    assertEquals(1000, count[0]);
    loop.close();
  }

  /** Notes what happens to a link. */
  private static final class Recorder implements Link.Handler {
    final BlockingQueue<String> events = new LinkedBlockingQueue<>();

    @Override
    public void connected() {
      events.add("connected");
    }

    @Override
    public void readable() {
      events.add("readable");
    }

    @Override
    public void writable() {
      events.add("writable");
    }

    @Override
    public void closed(IOException cause) {
      events.add("closed");
    }

    void await(String what) throws InterruptedException {
      for (String e = ""; !what.equals(e); ) {
        e = events.poll(10, TimeUnit.SECONDS);
        assertNotNull(e, what + " did not come");
      }
    }
  }

  @Test
  void aLinkCarriesBytesBothWaysAndEnds(@TempDir Path dir) throws Exception {
    BlockingQueue<SocketChannel> accepted = new LinkedBlockingQueue<>();
    Listener listener = Listener.open(loop, ANY, Binding.ANY, accepted::add);
    InetSocketAddress to = new InetSocketAddress(InetAddress.getLoopbackAddress(), listener.port());
    Recorder a = new Recorder();
    Recorder b = new Recorder();
    TcpLink out = on(() -> TcpLink.connect(loop, to, Binding.ANY, TcpLink.Options.DEFAULT, a));
    a.await("connected");
    SocketChannel channel = accepted.poll(10, TimeUnit.SECONDS);
    TcpLink in = on(() -> TcpLink.adopt(loop, channel, false, TcpLink.Options.DEFAULT, b));
    assertTrue(out.outgoing());
    assertFalse(in.outgoing());
    assertEquals(to, out.remote());
    assertTrue(in.isOn(loop));

    byte[] file = new byte[100_000];
    new Random(1).nextBytes(file);
    Path path = Files.write(dir.resolve("f"), file);
    try (FileChannel f = FileChannel.open(path)) {
      ByteBuffer got = ByteBuffer.allocate(file.length);
      on(() -> out.write(ByteBuffer.wrap(file, 0, 1000)));
      long[] sent = {1000};
      while (got.hasRemaining()) {
        if (sent[0] < file.length) {
          sent[0] += on(() -> out.transfer(f, sent[0], file.length - sent[0]));
        }
        on(() -> in.read(new ByteBuffer[] {got}, 1));
      }
      assertEquals(ByteBuffer.wrap(file), got.flip());
    }
    on(
        () -> {
          out.close();
          out.close();
          return null;
        });
    b.await("readable");
    assertEquals(-1, on(() -> in.read(ByteBuffer.allocate(1))));
    listener.close();
  }

  @Test
  void readinessIsToldOnlyWhenItIsWanted() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Recorder r = new Recorder();
      InetSocketAddress to = (InetSocketAddress) server.getLocalSocketAddress();
      TcpLink link = on(() -> TcpLink.connect(loop, to, LOCAL, TcpLink.Options.DEFAULT, r));
      r.await("connected");
      try (var peer = server.accept()) {
        on(
            () -> {
              link.wantRead(false);
              return null;
            });
        peer.getOutputStream().write(1);
        on(
            () -> {
              link.wantWrite(true);
              return null;
            });
        r.await("writable");
        on(
            () -> {
              link.wantWrite(false);
              r.events.clear();
              return null;
            });
        // Two turns of the loop, in which it would have come.
        on(() -> null);
        on(() -> null);
        assertFalse(r.events.contains("readable"));
        on(
            () -> {
              link.wantRead(true);
              return null;
            });
        r.await("readable");
      }
    }
  }

  @Test
  void aRefusedConnectionIsTold() throws Exception {
    int free;
    try (ServerSocket s = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = s.getLocalPort();
    }
    Recorder r = new Recorder();
    InetSocketAddress to = new InetSocketAddress(InetAddress.getLoopbackAddress(), free);
    on(() -> TcpLink.connect(loop, to, Binding.ANY, TcpLink.Options.DEFAULT, r));
    r.await("closed");
  }

  @Test
  void aLinkMovesToAnotherLoop() throws Exception {
    EventLoop second = new EventLoop("second-loop", Clock.SYSTEM);
    try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Recorder r = new Recorder();
      InetSocketAddress to = (InetSocketAddress) server.getLocalSocketAddress();
      TcpLink link = on(() -> TcpLink.connect(loop, to, Binding.ANY, TcpLink.Options.DEFAULT, r));
      r.await("connected");
      Recorder other = new Recorder();
      SocketChannel c = on(link::detach);
      CompletableFuture<TcpLink> moved = new CompletableFuture<>();
      second.execute(
          () -> {
            try {
              moved.complete(TcpLink.adopt(second, c, true, TcpLink.Options.DEFAULT, other));
            } catch (IOException e) {
              moved.completeExceptionally(e);
            }
          });
      assertTrue(moved.join().isOn(second));
      try (var peer = server.accept()) {
        peer.getOutputStream().write(1);
        other.await("readable");
      }
    } finally {
      second.close();
    }
  }

  @Test
  void aListenerSaysWhenItsPortIsTaken() throws Exception {
    Listener first = Listener.open(loop, ANY, Binding.ANY, c -> {});
    InetSocketAddress same = new InetSocketAddress(InetAddress.getLoopbackAddress(), first.port());
    assertThrows(IOException.class, () -> Listener.open(loop, same, Binding.ANY, c -> {}));
    first.close();
  }

  @Test
  void socketsThatAreClosedBeforeTheLoopComesToThemAreNoError() throws Exception {
    PrintStream console = System.err;
    ByteArrayOutputStream logged = new ByteArrayOutputStream();
    CountDownLatch opened = new CountDownLatch(1);
    System.setErr(new PrintStream(logged, true, StandardCharsets.UTF_8));
    try {
      loop.execute(
          () -> {
            try {
              opened.await(10, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          });
      Listener listener = Listener.open(loop, ANY, Binding.ANY, c -> {});
      UdpSocket udp = UdpSocket.open(loop, ANY, Binding.ANY);
      listener.close();
      udp.close();
      opened.countDown();
      on(() -> null);
    } finally {
      opened.countDown();
      System.setErr(console);
    }
    assertEquals("", logged.toString(StandardCharsets.UTF_8));
  }

  @Test
  void datagramsReachAllReceivers() throws Exception {
    UdpSocket a = UdpSocket.open(loop, ANY, Binding.ANY);
    BlockingQueue<String> got = new LinkedBlockingQueue<>();
    InetSocketAddress[] at = new InetSocketAddress[1];
    try (java.net.DatagramSocket raw =
        new java.net.DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
      at[0] = (InetSocketAddress) raw.getLocalSocketAddress();
      on(
          () -> {
            a.addReceiver((from, data) -> got.add("1:" + data.remaining() + from.equals(at[0])));
            a.addReceiver((from, data) -> got.add("2:" + data.get()));
            return a.send(ByteBuffer.wrap(new byte[] {1, 2, 3}), at[0]);
          });
      java.net.DatagramPacket p = new java.net.DatagramPacket(new byte[100], 100);
      raw.receive(p);
      assertEquals(3, p.getLength());
      p.setData(new byte[] {9, 8}, 0, 2);
      raw.send(p);
      assertEquals("1:2true", got.poll(10, TimeUnit.SECONDS));
      assertEquals("2:9", got.poll(10, TimeUnit.SECONDS));
    }
    assertFalse(on(() -> a.send(ByteBuffer.wrap(new byte[70_000]), at[0])), "too long to be sent");
    a.close();
    assertFalse(on(() -> a.send(ByteBuffer.wrap(new byte[7]), at[0])), "closed");
    on(
        () -> {
          a.bind(Binding.ANY, 0);
          return null;
        });
    assertTrue(on(() -> a.send(ByteBuffer.wrap(new byte[7]), at[0])), "bound again");
  }
}
