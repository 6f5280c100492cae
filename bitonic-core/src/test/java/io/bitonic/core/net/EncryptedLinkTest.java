package io.bitonic.core.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.core.mse.Rc4;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** RC4 over a link that takes and gives as much as the test says. */
class EncryptedLinkTest {
  private static final byte[] KEY = {1, 2, 3, 4, 5};

  private final Pipe pipe = new Pipe();
  private final Events events = new Events();
  private final EncryptedLink link = new EncryptedLink(pipe, new Rc4(KEY), new Rc4(KEY));

  EncryptedLinkTest() {
    link.handler(events);
  }

  private static byte[] bytes(int n) {
    byte[] b = new byte[n];
    new Random(n).nextBytes(b);
    return b;
  }

  private static byte[] rc4(byte[] data) {
    byte[] b = data.clone();
    new Rc4(KEY).apply(b, 0, b.length);
    return b;
  }

  @Test
  void readsInPlaceWhateverComes() throws IOException {
    byte[] data = bytes(50_000);
    pipe.in = ByteBuffer.wrap(rc4(data));
    byte[] got = new byte[data.length];
    Random random = new Random(1);
    int at = 0;
    while (at < data.length) {
      pipe.give = random.nextInt(2000);
      ByteBuffer a = ByteBuffer.allocateDirect(1000).position(random.nextInt(900));
      ByteBuffer b = ByteBuffer.allocate(500).position(13);
      ByteBuffer c = ByteBuffer.allocateDirect(700).position(random.nextInt(700));
      ByteBuffer[] parts = {a, b, c, ByteBuffer.allocate(1)};
      int[] from = {a.position(), 13, c.position()};
      int used = 1 + random.nextInt(3);
      long n = link.read(parts, used);
      int before = at;
      for (int i = 0; i < used; i++) {
        int here = parts[i].position() - from[i];
        parts[i].get(from[i], got, at, here);
        at += here;
      }
      assertEquals(n, at - before);
    }
    assertArrayEquals(data, got);
    assertEquals(-1, link.read(ByteBuffer.allocate(1)));
  }

  @Test
  void writesWithoutTouchingTheSource() throws IOException {
    byte[] data = bytes(300_000);
    ByteBuffer src = ByteBuffer.wrap(data.clone());
    Random random = new Random(2);
    while (src.hasRemaining() || pipe.wantWrite) {
      pipe.take = random.nextInt(30_000);
      link.write(src);
      if (pipe.wantWrite) {
        link.writable();
      }
    }
    assertArrayEquals(data, src.array(), "the source is as it was");
    assertArrayEquals(rc4(data), pipe.out.toByteArray());
    assertEquals(0, events.writable, "nobody asked to be told");
  }

  @Test
  void headersGoWithTheirBlocks(@TempDir Path dir) throws IOException {
    byte[] data = bytes(100_000);
    Path file = Files.write(dir.resolve("f"), data);
    ByteArrayOutputStream expected = new ByteArrayOutputStream();
    try (FileChannel c = FileChannel.open(file)) {
      for (int i = 0; i < 6; i++) {
        byte[] header = bytes(13);
        link.more(true);
        assertEquals(13, link.write(ByteBuffer.wrap(header)));
        assertEquals(16_384, link.transfer(c, i * 16_000L, 16_384));
        expected.writeBytes(header);
        expected.write(data, i * 16_000, 16_384);
      }
      link.more(false);
      assertEquals(0, link.transfer(c, data.length, 10), "there is no more in the file");
    }
    assertArrayEquals(rc4(expected.toByteArray()), pipe.out.toByteArray());
    assertTrue(pipe.writes <= 4, pipe.writes + " writes for six blocks and their headers");
  }

  @Test
  void aFullLinkHoldsUpAndSaysWhenItGoesOn() throws IOException {
    pipe.take = 0;
    byte[] data = bytes(200_000);
    ByteBuffer src = ByteBuffer.wrap(data);
    int taken = link.write(src);
    assertTrue(taken > 0 && taken < 100_000, "a bounded part is taken: " + taken);
    assertEquals(0, link.write(src));
    link.wantWrite(true);
    link.writable();
    assertEquals(0, events.writable, "not while it is still full");
    pipe.take = Integer.MAX_VALUE;
    link.writable();
    assertEquals(1, events.writable);
    link.wantWrite(false);
    assertFalse(pipe.wantWrite);
    link.write(src);
    assertArrayEquals(rc4(data), pipe.out.toByteArray());
  }

  @Test
  void closingSendsWhatWasTaken() throws IOException {
    link.more(true);
    link.write(ByteBuffer.wrap(bytes(68)));
    assertEquals(0, pipe.out.size());
    link.close();
    assertArrayEquals(rc4(bytes(68)), pipe.out.toByteArray());
    assertTrue(pipe.closed);
  }

  @Test
  void aLinkThatBreaksWhileItSendsLate() throws IOException {
    pipe.take = 0;
    link.write(ByteBuffer.wrap(bytes(1000)));
    assertTrue(pipe.wantWrite);
    pipe.broken = true;
    link.more(true);
    link.more(false);
    assertEquals(0, events.closed, "the caller is not told in the middle of its output");
    link.writable();
    assertEquals(1, events.closed);
    assertTrue(pipe.closed);
  }

  private static final class Events implements Link.Handler {
    int writable;
    int closed;

    @Override
    public void connected() {}

    @Override
    public void readable() {}

    @Override
    public void writable() {
      writable++;
    }

    @Override
    public void closed(IOException cause) {
      closed++;
    }
  }

  /** Gives and takes at most so many bytes a call. */
  private static final class Pipe implements Link {
    ByteBuffer in = ByteBuffer.allocate(0);
    final ByteArrayOutputStream out = new ByteArrayOutputStream();
    int give = Integer.MAX_VALUE;
    int take = Integer.MAX_VALUE;
    int writes;
    boolean wantWrite;
    boolean broken;
    boolean closed;

    @Override
    public InetSocketAddress remote() {
      return new InetSocketAddress(1);
    }

    @Override
    public boolean outgoing() {
      return false;
    }

    @Override
    public void handler(Handler handler) {}

    @Override
    public int read(ByteBuffer dst) {
      return (int) read(new ByteBuffer[] {dst}, 1);
    }

    @Override
    public long read(ByteBuffer[] dsts, int n) {
      if (!in.hasRemaining()) {
        return -1;
      }
      int left = Math.min(give, in.remaining());
      int got = 0;
      for (ByteBuffer d : Arrays.asList(dsts).subList(0, n)) {
        int now = Math.min(left, d.remaining());
        d.put(in.slice(in.position(), now));
        in.position(in.position() + now);
        left -= now;
        got += now;
      }
      return got;
    }

    @Override
    public int write(ByteBuffer src) throws IOException {
      if (broken) {
        throw new IOException("broken");
      }
      writes++;
      byte[] b = new byte[Math.min(take, src.remaining())];
      src.get(b);
      out.writeBytes(b);
      return b.length;
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
    public void wantRead(boolean on) {}

    @Override
    public void wantWrite(boolean on) {
      wantWrite = on;
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}
