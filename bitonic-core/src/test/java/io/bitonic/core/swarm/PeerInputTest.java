package io.bitonic.core.swarm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.core.swarm.InputReader.Block;
import io.bitonic.core.util.PieceLayout;
import io.bitonic.core.wire.Wire;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PeerInputTest {
  private static final int PIECES = 20;

  private static final class Stream {
    final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    final List<Block> blocks = new ArrayList<>();
    final Random random;

    Stream(Random random) {
      this.random = random;
    }

    void block(int piece, int begin, int length) {
      byte[] payload = new byte[length];
      random.nextBytes(payload);
      ByteBuffer head = ByteBuffer.allocate(Wire.PIECE_HEADER);
      bytes.writeBytes(
          head.putInt(9 + length).put((byte) Wire.PIECE).putInt(piece).putInt(begin).array());
      bytes.writeBytes(payload);
      blocks.add(new Block(piece, begin, length));
    }

    void have(int piece) {
      bytes.writeBytes(
          ByteBuffer.allocate(9).putInt(5).put((byte) Wire.HAVE).putInt(piece).array());
    }

    void keepAlive() {
      bytes.writeBytes(new byte[4]);
    }

    void extension(int length) {
      byte[] body = new byte[length];
      random.nextBytes(body);
      bytes.writeBytes(ByteBuffer.allocate(5).putInt(1 + length).put((byte) Wire.EXTENDED).array());
      bytes.writeBytes(body);
    }
  }

  /** Blocks in order, the last of a piece shorter; other messages between them. */
  private static Stream stream(Random random, int others) {
    Stream s = new Stream(random);
    for (int i = 0; i < 40; i++) {
      int length = i % 8 == 7 ? 1 + random.nextInt(PieceLayout.BLOCK) : PieceLayout.BLOCK;
      s.block(i / 8, i % 8 * PieceLayout.BLOCK, length);
      if (random.nextInt(100) < others) {
        switch (random.nextInt(3)) {
          case 0 -> s.have(random.nextInt(PIECES));
          case 1 -> s.keepAlive();
          default -> s.extension(1 + random.nextInt(20_000));
        }
      }
    }
    return s;
  }

  @Test
  void whatIsExpectedOrInBetweenMakesNoDifference() throws IOException {
    for (int seed = 0; seed < 60; seed++) {
      Random random = new Random(seed);
      Stream s = stream(random, seed % 4 * 20);
      byte[] bytes = s.bytes.toByteArray();
      List<String> heard = new InputReader(bytes, PIECES, null, 4, List.of()).read();
      List<Block> guesses = new ArrayList<>(s.blocks);
      if (seed % 3 == 1) {
        Collections.swap(guesses, random.nextInt(40), random.nextInt(40));
      } else if (seed % 3 == 2) {
        Collections.shuffle(guesses, random);
      }
      // Bit 1 has the sink refuse half of the pieces, after they were named.
      for (int choices : new int[] {4, 0, 6}) {
        List<String> plain = new InputReader(bytes, PIECES, null, choices, List.of()).read();
        assertEquals(
            plain, new InputReader(bytes, PIECES, random, choices, guesses).read(), "" + seed);
        assertEquals(
            plain, new InputReader(bytes, PIECES, null, choices, guesses).read(), "" + seed);
      }
      assertTrue(heard.size() > 40);
    }
  }

  @Test
  void aStreamMayBeCutAnywhere() throws IOException {
    Stream s = new Stream(new Random(5));
    int[] lengths = {30, 25, 1, 40, 20, 30, 30};
    for (int i = 0; i < lengths.length; i++) {
      s.block(0, i * PieceLayout.BLOCK, lengths[i]);
      if (i == 4) {
        s.have(3);
      }
    }
    byte[] bytes = s.bytes.toByteArray();
    List<String> plain = new InputReader(bytes, PIECES, null, 4, List.of()).read();
    for (int first = 1; first < bytes.length; first++) {
      for (int second = 1; second < bytes.length; second += 3) {
        InputReader reader = new InputReader(bytes, PIECES, null, 4, s.blocks);
        reader.cutAt(first, second);
        assertEquals(plain, reader.read(), first + " then " + second);
      }
    }
  }

  @Test
  void aFastPeerIsReadManyBlocksAtOnce() throws IOException {
    Stream s = stream(new Random(1), 0);
    InputReader reader =
        new InputReader(s.bytes.toByteArray(), PIECES, null, 4, List.copyOf(s.blocks));
    reader.cutEvery(200_000);
    reader.read();
    assertTrue(reader.longestRead() > ReadAhead.MOST, reader.longestRead() + " parts");
    assertEquals(s.blocks, reader.blocks());
  }
}
