package io.bitonic.core.disk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ways of reading agree with positional calls, also where files end, grow and shrink. */
class FileReaderTest {
  private static final int SIZE = 3_000_001;

  @TempDir Path folder;
  private final byte[] content = new byte[SIZE];
  private Path file;
  private FileChannel channel;
  private FileReader reader;

  @BeforeEach
  void open() throws IOException {
    new Random(1).nextBytes(content);
    file = Files.write(folder.resolve("file"), content);
    channel = FileChannel.open(file, StandardOpenOption.READ);
    reader = new FileReader(file, channel, FileChannel::open);
  }

  @AfterEach
  void close() throws IOException {
    reader.close();
    channel.close();
  }

  /** A way of reading. */
  private interface Way {
    int read(ByteBuffer dst, long at) throws IOException;
  }

  private void agrees(Way way) throws IOException {
    Random random = new Random(2);
    for (int i = 0; i < 200; i++) {
      int at = random.nextInt(SIZE);
      int length = random.nextInt(i % 10 == 0 ? SIZE : 40_000) + 1;
      ByteBuffer dst =
          i % 2 == 0 ? ByteBuffer.allocate(length + 3) : ByteBuffer.allocateDirect(length + 3);
      dst.position(3);
      int end = Math.min(SIZE, at + length);
      int pos = at;
      while (pos < end) {
        int before = dst.position();
        int n = way.read(dst, pos);
        assertTrue(n > 0, "no bytes at " + pos);
        assertEquals(before + n, dst.position());
        pos += n;
      }
      byte[] got = new byte[end - at];
      dst.get(3, got);
      assertArrayEquals(Arrays.copyOfRange(content, at, end), got);
    }
    assertEquals(-1, way.read(ByteBuffer.allocate(10), SIZE));
    assertEquals(-1, way.read(ByteBuffer.allocate(10), SIZE + 100_000L));
  }

  @Test
  void mappedReadsAgree() throws IOException {
    agrees(reader::readMapped);
  }

  @Test
  void directReadsAgree() throws IOException {
    assumeTrue(reader.isDirect(), "this file system has no direct I/O");
    agrees(reader::readDirect);
  }

  @Test
  void aFileSystemWithoutDirectReadsIsReadAsUsual() throws IOException {
    FileReader without =
        new FileReader(
            file,
            channel,
            (path, options) -> {
              throw new UnsupportedOperationException("on purpose");
            });
    assertFalse(without.isDirect());
    agrees(without::readDirect);
    without.close();
  }

  @Test
  void whatIsAppendedIsRead() throws IOException {
    ByteBuffer one = ByteBuffer.allocate(1);
    for (int i = 0; i < 40; i++) {
      Files.write(file, new byte[] {(byte) i}, StandardOpenOption.APPEND);
      assertEquals(1, reader.readMapped(one.clear(), SIZE + i));
      assertEquals(i, one.get(0));
      assertEquals(1, reader.readDirect(one.clear(), SIZE + i));
      assertEquals(i, one.get(0));
    }
  }

  @Test
  void aFileThatIsCutWhileItIsMappedEndsThere() throws IOException {
    ByteBuffer dst = ByteBuffer.allocateDirect(2_000_000);
    assertEquals(2_000_000, reader.readMapped(dst, 0));
    try (FileChannel other = FileChannel.open(file, StandardOpenOption.WRITE)) {
      other.truncate(10_000);
    }
    assertEquals(-1, reader.readMapped(dst.clear(), 1_000_000));
    assertEquals(10_000, reader.readMapped(dst.clear(), 0));
    byte[] got = new byte[10_000];
    dst.get(0, got);
    assertArrayEquals(Arrays.copyOf(content, 10_000), got);
  }

  @Test
  void spaceIsTakenWithoutTouchingWhatIsThere() throws IOException {
    assumeTrue(Space.take(file, SIZE, 8_000_000), "this file system has no fallocate");
    byte[] now = Files.readAllBytes(file);
    assertEquals(8_000_000, now.length);
    assertArrayEquals(content, Arrays.copyOf(now, SIZE));
    for (int i = SIZE; i < now.length; i++) {
      assertEquals(0, now[i]);
    }
    IOException e =
        assertThrows(IOException.class, () -> Space.take(file, 8_000_000, Long.MAX_VALUE / 2));
    assertTrue(e.getMessage().contains("file"), e.getMessage());
    assertThrows(IOException.class, () -> Space.take(folder.resolve("none"), 0, 10));
  }
}
