package io.bitonic.core.swarm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.core.net.Link;
import io.bitonic.core.net.Loop;
import io.bitonic.core.util.PieceLayout;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** Reads a byte stream and writes down what the sink hears. */
final class InputReader implements Link, PeerInput.Sink {
  /** A block, as its header says. */
  record Block(int piece, int begin, int length) {}

  private static final int MARGIN = 64;
  private final ByteBuffer data;
  private final Random cuts;
  private final int choices;
  private final List<String> heard = new ArrayList<>();
  private final int pieces;
  private final Map<Block, byte[]> memory = new HashMap<>();
  private final Map<Block, ByteBuffer> places = new HashMap<>();
  private final List<Block> blocks = new ArrayList<>();
  private final List<Block> guesses;
  private int payload;
  private int longestRead;
  private int most = Integer.MAX_VALUE;
  private int[] lengths = {};
  private int reads;

  /**
   * @param cuts says where reads end; null: they bring all that there is
   * @param choices bits that say how the sink behaves
   * @param guesses the blocks to expect, in order; now and then one is left out
   */
  InputReader(byte[] data, int pieces, Random cuts, int choices, List<Block> guesses) {
    this.data = ByteBuffer.wrap(data);
    this.pieces = pieces;
    this.cuts = cuts;
    this.choices = choices;
    this.guesses = guesses;
  }

  /** The blocks that came whole, also those that nobody wanted. */
  List<Block> blocks() {
    return blocks;
  }

  /** The first two reads bring as many bytes as this. */
  void cutAt(int first, int second) {
    lengths = new int[] {first, second};
  }

  /** No read brings more than this. */
  void cutEvery(int length) {
    most = length;
  }

  /** Parts of the read with the most of them. */
  int longestRead() {
    return longestRead;
  }

  List<String> read() throws IOException {
    PeerInput in = new PeerInput(this, this, ByteBuffer.allocate(PieceLayout.BLOCK));
    try {
      for (int i = 0; data.hasRemaining(); i++) {
        assertTrue(i <= 1000 + 20 * data.capacity(), "nothing is read any more");
        assertTrue(in.readable(Loop.MAX_SHARE));
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
    int limit = cuts == null ? Math.min(data.remaining(), most) : cut(data.remaining());
    if (reads < lengths.length) {
      limit = Math.min(limit, lengths[reads++]);
    }
    int got = 0;
    longestRead = Math.max(longestRead, n);
    for (int i = 0; i < n; i++) {
      int k = Math.min(limit - got, dsts[i].remaining());
      dsts[i].put(data.slice(data.position(), k));
      data.position(data.position() + k);
      got += k;
    }
    return got;
  }

  /** Mostly short, sometimes long. */
  private int cut(int most) {
    return cuts.nextInt(Math.min(most, cuts.nextInt(4) == 0 ? 100_000 : 40) + 1);
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
    return (piece + choices & 2) != 0 ? null : place(new Block(piece, begin, length));
  }

  private ByteBuffer place(Block block) {
    ByteBuffer place =
        places.computeIfAbsent(
            block,
            b -> {
              byte[] bytes = new byte[2 * MARGIN + b.length()];
              Arrays.fill(bytes, (byte) 0x77);
              memory.put(b, bytes);
              return ByteBuffer.wrap(bytes).slice(MARGIN, b.length());
            });
    return place.clear();
  }

  @Override
  public void blocksAhead(int piece, int begin, ReadAhead ahead) {
    Set<Block> named = new HashSet<>();
    for (int i = blocks.size() + 1; i < guesses.size() && ahead.count() < ahead.depth(); i++) {
      Block b = guesses.get(i);
      // Only blocks that are still to come are ever named.
      boolean open = !blocks.contains(b) && (b.piece() != piece || b.begin() != begin);
      if (open && named.add(b) && (cuts == null || cuts.nextInt(20) > 0)) {
        ahead.add(b.piece(), b.begin(), place(b));
      }
    }
  }

  @Override
  public void blockArrived(int piece, int begin, int length) {
    Block block = new Block(piece, begin, length);
    byte[] bytes = memory.get(block);
    for (int i = 0; i < MARGIN; i++) {
      assertEquals(0x77, bytes[i]);
      assertEquals(0x77, bytes[MARGIN + length + i]);
    }
    byte[] b = Arrays.copyOfRange(bytes, MARGIN, MARGIN + length);
    heard.add("block " + piece + ":" + begin + "+" + length + " " + Arrays.hashCode(b));
    blocks.add(block);
  }

  @Override
  public void blockDiscarded(int piece, int begin, int length) {
    heard.add("discarded " + piece + ":" + begin + "+" + length);
    blocks.add(new Block(piece, begin, length));
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
  public void payloadNotRead(int bytes) {
    // What was allowed is not counted here.
  }

  @Override
  public boolean expectsBlocks() {
    return (choices & 4) != 0;
  }

  @Override
  public int pieces() {
    return pieces;
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
