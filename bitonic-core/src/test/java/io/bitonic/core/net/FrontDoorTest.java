package io.bitonic.core.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.core.config.Settings;
import io.bitonic.core.mse.TorrentKeys;
import io.bitonic.core.wire.Handshake;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class FrontDoorTest {
  private final SimLoop loop = new SimLoop();
  private final List<Link> arrived = new ArrayList<>();
  private final InetAddress unwelcome = InetAddress.ofLiteral("6.6.6.6");
  private final FrontDoor door =
      new FrontDoor(
          loop,
          new MseOptions(Settings.Encryption.OFF, new Random(1), loop),
          new TorrentKeys(),
          unwelcome::equals,
          (Link link, Handshake theirs, UnaryOperator<Link> layer) -> arrived.add(link));

  /** A connection that says what the test lets it say. */
  private static final class Caller implements Link {
    final InetSocketAddress remote;
    ByteBuffer says = ByteBuffer.allocate(0);
    Handler handler;
    boolean closed;

    Caller(String ip) {
      remote = new InetSocketAddress(InetAddress.ofLiteral(ip), 5000);
    }

    void shakesHands() {
      says = ByteBuffer.allocate(Handshake.LENGTH);
      new Handshake(0, new byte[20], new byte[20]).write(says);
      says.flip();
      handler.readable();
    }

    @Override
    public InetSocketAddress remote() {
      return remote;
    }

    @Override
    public boolean outgoing() {
      return false;
    }

    @Override
    public void handler(Handler h) {
      handler = h;
    }

    @Override
    public int read(ByteBuffer dst) {
      int n = Math.min(dst.remaining(), says.remaining());
      dst.put(says.slice(says.position(), n));
      says.position(says.position() + n);
      return n;
    }

    @Override
    public long read(ByteBuffer[] dsts, int n) {
      return read(dsts[0]);
    }

    @Override
    public int write(ByteBuffer src) {
      return 0;
    }

    @Override
    public boolean canTransfer() {
      return false;
    }

    @Override
    public long transfer(FileChannel file, long position, long count) {
      return 0;
    }

    @Override
    public void wantRead(boolean on) {}

    @Override
    public void wantWrite(boolean on) {}

    @Override
    public void close() {
      closed = true;
    }
  }

  private Caller call(String ip) {
    Caller c = new Caller(ip);
    door.accepted(c);
    return c;
  }

  @Test
  void whoShakesHandsIsLetIn() {
    Caller c = call("45.0.0.1");
    assertEquals(1, door.pending());
    c.shakesHands();
    assertEquals(List.of(c), arrived);
    assertEquals(0, door.pending());
    assertTrue(call("6.6.6.6").closed, "the IP filter");
  }

  @Test
  void oneAddressHasFewPlaces() {
    List<Caller> callers = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      callers.add(call("45.0.0.1"));
    }
    assertEquals(FrontDoor.PLACES_OF_ONE, door.pending());
    assertEquals(8, callers.stream().filter(c -> c.closed).count());
    assertFalse(call("45.0.0.2").closed);
    for (int i = 0; i < 40; i++) {
      call("2001:db8:1:2::" + i);
    }
    assertEquals(2 * FrontDoor.PLACES_OF_ONE + 1, door.pending(), "a /64 is one address");
    loop.advance(Duration.ofSeconds(11));
    assertEquals(0, door.pending(), "none takes longer than ten seconds");
  }

  @Test
  void oneAddressMayNotComeTooOften() {
    int let = 0;
    for (int i = 0; i < 1000; i++) {
      Caller c = call("45.0.0.1");
      if (!c.closed) {
        let++;
        c.shakesHands();
      }
    }
    assertEquals(FrontDoor.BURST, let);
    loop.advance(Duration.ofSeconds(10));
    int later = 0;
    for (int i = 0; i < 100; i++) {
      Caller c = call("45.0.0.1");
      if (!c.closed) {
        later++;
        c.shakesHands();
      }
    }
    assertEquals(20, later);
  }

  @Test
  void thisMachinesProgramsAreNotCounted() {
    for (int i = 0; i < 250; i++) {
      assertFalse(call("127.0.0.1").closed);
    }
  }

  @Test
  void whenAllPlacesAreTakenTheGreediestGivesUpItsOldest() {
    Caller honest = call("45.9.9.9");
    List<Caller> greedy = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      greedy.add(call("45.0.0." + (1 + i % 20)));
    }
    assertEquals(FrontDoor.PLACES, door.pending());
    assertFalse(honest.closed);
    assertEquals(45, greedy.stream().filter(c -> c.closed).count());
    Caller late = call("45.9.9.8");
    assertFalse(late.closed);
    late.shakesHands();
    assertEquals(List.of(late), arrived);
  }

  @Test
  void memoryIsBounded() {
    for (int i = 0; i < 30_000; i++) {
      call("45." + i / 60_000 + "." + i / 250 + "." + i % 250);
      assertTrue(door.pending() <= FrontDoor.PLACES);
    }
    assertTrue(door.callers() <= 4096, "callers " + door.callers());
    loop.advance(Duration.ofSeconds(11));
    assertEquals(0, door.pending());
  }
}
