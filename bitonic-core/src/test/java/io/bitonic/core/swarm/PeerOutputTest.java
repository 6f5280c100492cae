package io.bitonic.core.swarm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.bitonic.core.disk.Storage;
import io.bitonic.core.disk.StorageException;
import io.bitonic.core.net.Link;
import io.bitonic.core.util.BlockPool;
import io.bitonic.core.wire.Wire;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mockito.Answers;

/** Blocks that leave together: whatever the link takes of them, the stream is right. */
class PeerOutputTest {
  private static final int PIECE = 256 << 10;
  private static final int PIECES = 6;
  private static final int BLOCK = 16 << 10;

  /** Where the first of two files ends: in the middle of a block. */
  private static final int BORDER = 2 * PIECE + 5 * BLOCK + 1000;

  private static final int SHARE = 1 << 20;

  @TempDir Path folder;
  private final ByteBuffer content = ByteBuffer.allocateDirect(PIECES * PIECE);
  private FileChannel file;
  private final Storage storage = mock(Storage.class);
  private final PeerOutput.Source source = mock(PeerOutput.Source.class);
  private final Link link = mock(Link.class, Answers.RETURNS_DEFAULTS);
  private final ByteBuffer sent = ByteBuffer.allocate(8 << 20);
  private int room;
  private int held;
  private int uploaded;
  private boolean cold;

  /** Pieces from here on are in small files, which are not mapped. */
  private int firstSmall = PIECES;

  /** Workers that have not done, when reads are {@link #slow}. */
  private final List<Runnable> reading = new ArrayList<>();

  private boolean slow;
  private PeerOutput output;

  private record Part(ByteBuffer memory, FileChannel channel, long position, int count, boolean hot)
      implements Storage.Slice {
    @Override
    public int memoryPosition() {
      return (int) position;
    }

    @Override
    public boolean isLoaded() {
      return hot;
    }
  }

  @BeforeEach
  void open() throws Exception {
    byte[] bytes = new byte[content.capacity()];
    new Random(7).nextBytes(bytes);
    content.put(bytes).clear();
    file = FileChannel.open(Files.write(folder.resolve("content"), bytes));
    when(storage.slice(anyInt(), anyInt(), anyInt()))
        .thenAnswer(c -> slice(c.getArgument(0), c.getArgument(1), c.getArgument(2)));
    doAnswer(c -> held--).when(storage).releaseSlice(any());
    doAnswer(c -> read(c.getArgument(0), c.getArgument(1), c.getArgument(2), c.getArgument(3)))
        .when(storage)
        .read(anyInt(), anyInt(), any(), any());
    when(source.storage()).thenReturn(storage);
    when(source.isUnlimited()).thenReturn(true);
    when(source.mayUpload(anyInt())).thenReturn(true);
    when(source.run()).thenReturn(new BlockRun());
    when(source.takeBuffer(anyInt()))
        .thenAnswer(c -> new BlockPool(1 << 20).take(-1, c.getArgument(0)));
    doAnswer(c -> uploaded += c.<Integer>getArgument(0)).when(source).uploaded(anyInt());
    when(link.canGather()).thenReturn(true);
    when(link.canTransfer()).thenReturn(true);
    when(link.write(any())).thenAnswer(c -> take(c.getArgument(0)));
    when(link.write(any(), anyInt())).thenAnswer(c -> take(c.getArgument(0), c.getArgument(1)));
    when(link.transfer(any(), anyLong(), anyLong()))
        .thenAnswer(c -> transfer(c.<Long>getArgument(1), c.<Long>getArgument(2)));
    output = new PeerOutput(link, source);
    room = Integer.MAX_VALUE;
  }

  @AfterEach
  void close() throws IOException {
    output.close();
    assertEquals(0, held, "slices that nobody gave back");
    file.close();
  }

  private Storage.Slice slice(int piece, int offset, int length) {
    int at = piece * PIECE + offset;
    int count = at < BORDER ? Math.min(length, BORDER - at) : length;
    held++;
    return new Part(piece < firstSmall ? content : null, file, at, count, !cold);
  }

  private Object read(int piece, int offset, ByteBuffer dst, Storage.Done done) {
    Runnable worker =
        () -> {
          dst.put(content.slice(piece * PIECE + offset, dst.remaining()));
          done.done(null);
        };
    if (slow) {
      reading.add(worker);
    } else {
      worker.run();
    }
    return null;
  }

  private int take(ByteBuffer src) {
    int n = Math.min(room, src.remaining());
    sent.put(src.slice(src.position(), n));
    src.position(src.position() + n);
    room -= n;
    return n;
  }

  private long take(ByteBuffer[] srcs, int n) {
    long all = 0;
    for (int i = 0; i < n; i++) {
      all += take(srcs[i]);
    }
    return all;
  }

  private long transfer(long position, long count) {
    return take(content.slice((int) position, (int) count));
  }

  /** The next message of the stream must be this block. */
  private static void expectBlock(ByteBuffer in, ByteBuffer content, int[] block) {
    assertEquals(9 + block[2], in.getInt());
    assertEquals(Wire.PIECE, in.get());
    assertEquals(block[0], in.getInt());
    assertEquals(block[1], in.getInt());
    assertEquals(
        content.slice(block[0] * PIECE + block[1], block[2]), in.slice(in.position(), block[2]));
    in.position(in.position() + block[2]);
  }

  @RepeatedTest(30)
  void everyBlockArrivesInOrder(RepetitionInfo seed) throws IOException {
    Random random = new Random(seed.getCurrentRepetition());
    firstSmall = random.nextInt(PIECES + 1);
    List<int[]> blocks = new ArrayList<>();
    int at = 0;
    for (int i = 0; i < 150; i++) {
      at = random.nextInt(8) == 0 ? random.nextInt(PIECES * 16) : (at + 1) % (PIECES * 16);
      int length = random.nextInt(10) == 0 ? 1 + random.nextInt(BLOCK) : BLOCK;
      int[] block = {at / 16, at % 16 * BLOCK, length};
      blocks.add(block);
      output.queue().add(block[0], block[1], block[2]);
      if (random.nextInt(3) == 0) {
        room = random.nextInt(10) == 0 ? 0 : random.nextInt(12 * BLOCK);
        output.flush(1 + random.nextInt(SHARE));
      }
    }
    while (!output.queue().isEmpty() || room == 0) {
      room = random.nextInt(40 * BLOCK);
      output.flush(1 + random.nextInt(SHARE));
    }
    room = Integer.MAX_VALUE;
    output.flush(SHARE);
    sent.flip();
    for (int[] block : blocks) {
      expectBlock(sent, content, block);
    }
    assertFalse(sent.hasRemaining());
    assertEquals(blocks.stream().mapToInt(b -> b[2]).sum(), uploaded);
  }

  @Test
  void oneWriteTakesManyBlocks() throws IOException {
    for (int i = 0; i < 16; i++) {
      output.queue().add(0, i * BLOCK, BLOCK);
    }
    output.flush(SHARE);
    verify(link).write(any(), eq(32));
    verify(link, never()).transfer(any(), anyLong(), anyLong());
    assertEquals(16 * (BLOCK + 13), sent.position());
  }

  @Test
  void whatIsSaidNextWaitsForOneBlockAtMost() throws IOException {
    for (int i = 0; i < 16; i++) {
      output.queue().add(0, i * BLOCK, BLOCK);
    }
    room = 2 * BLOCK + 500;
    output.flush(SHARE);
    assertEquals(13, output.queue().size(), "two have left, one is begun");
    Wire.simple(output.control(5), Wire.CHOKE);
    output.queue().clear();
    room = Integer.MAX_VALUE;
    output.flush(SHARE);
    sent.flip();
    for (int i = 0; i < 3; i++) {
      expectBlock(sent, content, new int[] {0, i * BLOCK, BLOCK});
    }
    assertEquals(1, sent.getInt());
    assertEquals(Wire.CHOKE, sent.get());
    assertFalse(sent.hasRemaining());
  }

  @Test
  void whatIsNotInTheCacheIsReadByAWorkerAndTheLoopGoesOn() throws IOException {
    cold = true;
    slow = true;
    for (int i = 0; i < 7; i++) {
      output.queue().add(1, i * BLOCK, BLOCK);
    }
    output.flush(SHARE);
    output.flush(SHARE);
    assertEquals(1, reading.size(), "once");
    assertEquals(0, sent.position());
    Wire.simple(output.control(5), Wire.UNCHOKE);
    output.flush(SHARE);
    assertEquals(5, sent.position(), "messages don't wait for the device");
    int[] blocks = {1, 3, 7};
    for (int i = 0; i < 3; i++) {
      reading.removeFirst().run();
      verify(source, times(i + 1)).resume();
      output.flush(SHARE);
      assertEquals(5 + blocks[i] * (BLOCK + 13), sent.position(), "twice as much each time");
    }
    assertTrue(reading.isEmpty());
    sent.flip().position(5);
    for (int i = 0; i < 7; i++) {
      expectBlock(sent, content, new int[] {1, i * BLOCK, BLOCK});
    }
  }

  @Test
  void aPeerThatTakesLittleIsReadLittle() throws IOException {
    firstSmall = 0;
    slow = true;
    for (int i = 0; i < 12; i++) {
      output.queue().add(1, i * BLOCK, BLOCK);
    }
    room = BLOCK + 13;
    output.flush(SHARE);
    reading.removeFirst().run();
    output.flush(SHARE);
    reading.removeFirst().run();
    room = 1;
    output.flush(SHARE);
    assertEquals(10, output.queue().size(), "of the two that were read, one is begun");
    output.queue().clear();
    room = Integer.MAX_VALUE;
    output.flush(SHARE);
    assertEquals(2 * (BLOCK + 13), sent.position(), "what was begun ends");
    verify(source, times(2)).releaseBuffer(any());
  }

  @Test
  void whatCanNotBeReadAheadIsReportedByItsOwnRead() throws IOException {
    cold = true;
    StorageException broken = new StorageException(StorageException.Kind.IO, "on purpose", null);
    doAnswer(
            c -> {
              c.<Storage.Done>getArgument(3).done(broken);
              return null;
            })
        .when(storage)
        .read(anyInt(), anyInt(), any(), any());
    output.queue().add(1, 0, BLOCK);
    output.flush(SHARE);
    output.flush(SHARE);
    verify(source).unreadable(1, 0, BLOCK, broken);
    assertEquals(0, sent.position());
  }

  @Test
  void withALimitBlocksGoOneByOne() throws IOException {
    when(source.isUnlimited()).thenReturn(false);
    when(source.mayUpload(anyInt())).thenReturn(true, false);
    output.queue().add(1, 0, BLOCK);
    output.queue().add(1, BLOCK, BLOCK);
    output.flush(SHARE);
    assertEquals(BLOCK + 13, sent.position());
    assertTrue(!output.queue().isEmpty());
  }
}
