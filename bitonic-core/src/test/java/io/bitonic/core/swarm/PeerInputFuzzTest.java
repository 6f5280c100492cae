package io.bitonic.core.swarm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.bitonic.core.net.Link;
import io.bitonic.core.util.PieceLayout;
import io.bitonic.core.wire.Wire;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** What a peer may send once its handshake has passed: anything, cut anywhere. */
class PeerInputFuzzTest {
  private static final int PIECES = 20;

  /**
   * However the bytes are cut, the same messages come out, or the same complaint; nothing is
   * written outside a block's place.
   *
   * @param data two bytes that say where to cut, then what the peer sends
   */
  @FuzzTest(maxDuration = "60s")
  void cutsMakeNoDifference(byte[] data) throws IOException {
    if (data.length < 2) {
      return;
    }
    byte[] sent = Arrays.copyOfRange(data, 2, data.length);
    List<String> whole = new Reader(sent, null, data[1]).read();
    List<String> cut = new Reader(sent, new Random(data[0]), data[1]).read();
    assertEquals(whole, cut);
  }

  /** Reads a byte stream and writes down what the sink hears. */
  private static final class Reader implements Link, PeerInput.Sink {
    private static final int MARGIN = 64;
    private final ByteBuffer data;
    private final Random cuts;
    private final int choices;
    private final List<String> heard = new ArrayList<>();
    private final ByteBuffer place = ByteBuffer.allocate(2 * MARGIN + Wire.MAX_BLOCK);
    private int payload;

    Reader(byte[] data, Random cuts, int choices) {
      this.data = ByteBuffer.wrap(data);
      this.cuts = cuts;
      this.choices = choices;
    }

    List<String> read() throws IOException {
      PeerInput in = new PeerInput(this, this, ByteBuffer.allocate(PieceLayout.BLOCK));
      try {
        for (int i = 0; data.hasRemaining(); i++) {
          assertTrue(i <= 1000 + 20 * data.capacity(), "nothing is read any more");
          assertTrue(in.readable());
        }
        heard.add("payload " + payload);
      } catch (PeerInput.ProtocolException e) {
        heard.add("broken: " + e.getMessage());
      }
      return heard;
    }

    @Override
    public int read(ByteBuffer dst) {
      return (int) read(new ByteBuffer[] {dst}, 1);
    }

    @Override
    public long read(ByteBuffer[] dsts, int n) {
      int limit =
          cuts == null ? data.remaining() : cuts.nextInt(Math.min(data.remaining(), 40) + 1);
      int got = 0;
      for (int i = 0; i < n; i++) {
        int k = Math.min(limit - got, dsts[i].remaining());
        dsts[i].put(data.slice(data.position(), k));
        data.position(data.position() + k);
        got += k;
      }
      return got;
    }

    @Override
    public void message(int id, ByteBuffer body) {
      byte[] b = new byte[body.remaining()];
      // A session may leave some of a body unread.
      body.get(b, 0, b.length / (1 + (choices & 1)));
      heard.add("message " + id + " " + b.length + " " + Arrays.hashCode(b));
    }

    @Override
    public void keepAlive() {
      heard.add("keep-alive");
    }

    @Override
    public ByteBuffer blockTarget(int piece, int begin, int length) {
      if ((piece + choices & 2) != 0) {
        return null;
      }
      Arrays.fill(place.array(), (byte) 0x77);
      return place.limit(MARGIN + length).position(MARGIN);
    }

    @Override
    public void blockArrived(int piece, int begin, int length) {
      for (int i = 0; i < MARGIN; i++) {
        assertEquals(0x77, place.get(i));
        assertEquals(0x77, place.array()[MARGIN + length + i]);
      }
      byte[] b = Arrays.copyOfRange(place.array(), MARGIN, MARGIN + length);
      heard.add("block " + piece + ":" + begin + "+" + length + " " + Arrays.hashCode(b));
    }

    @Override
    public void blockDiscarded(int piece, int begin, int length) {
      heard.add("discarded " + piece + ":" + begin + "+" + length);
    }

    @Override
    public void payload(int bytes) {
      payload += bytes;
    }

    @Override
    public int payloadAllowance(int wanted) {
      return cuts == null ? wanted : 1 + cuts.nextInt(wanted);
    }

    @Override
    public boolean expectsBlocks() {
      return (choices & 4) != 0;
    }

    @Override
    public int pieces() {
      return PIECES;
    }

    @Override
    public InetSocketAddress remote() {
      return null;
    }

    @Override
    public boolean outgoing() {
      return false;
    }

    @Override
    public void handler(Handler handler) {
      throw new UnsupportedOperationException();
    }

    @Override
    public int write(ByteBuffer src) {
      throw new UnsupportedOperationException();
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
      throw new UnsupportedOperationException();
    }

    @Override
    public void wantWrite(boolean on) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
      throw new UnsupportedOperationException();
    }
  }
}
