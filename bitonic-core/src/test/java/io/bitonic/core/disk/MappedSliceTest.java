package io.bitonic.core.disk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.core.config.Settings.Preallocation;
import io.bitonic.core.disk.TestTorrent.Spec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Slices of files that are large enough to be mapped. */
class MappedSliceTest {
  private static final int PIECE = 1 << 20;

  @TempDir Path root;
  private final StorageFixture x = new StorageFixture(4);
  private final TestTorrent t =
      TestTorrent.v1(
          3, PIECE, Spec.file("a", 3 * PIECE), Spec.file("b", PIECE / 2), Spec.file("c", PIECE));
  private FileStorage s;

  @BeforeEach
  void write() throws StorageException {
    s = x.open(t, root, Preallocation.SPARSE);
    x.ok(s::prepare);
    for (int p = 0; p < t.meta.layout().pieces(); p++) {
      assertNull(x.write(s, t, p));
    }
  }

  @AfterEach
  void close() {
    x.close();
  }

  private static byte[] bytes(Storage.Slice slice) {
    byte[] out = new byte[slice.count()];
    slice.memory().duplicate().clear().get(slice.memoryPosition(), out);
    return out;
  }

  @Test
  void largeFilesAreInMemoryUpToTheirEnds() throws Exception {
    Storage.Slice inOne = s.slice(1, 777, 500_000);
    assertArrayEquals(Arrays.copyOfRange(t.piece(1), 777, 500_777), bytes(inOne));
    assertTrue(inOne.isLoaded());
    Storage.Slice small = s.slice(3, 0, PIECE);
    assertEquals(PIECE / 2, small.count());
    assertNull(small.memory(), "a small file is not worth it");
    Storage.Slice second = s.slice(3, PIECE / 2, PIECE / 2);
    assertArrayEquals(Arrays.copyOfRange(t.piece(3), PIECE / 2, PIECE), bytes(second));
    s.releaseSlice(inOne);
    s.releaseSlice(small);
    s.releaseSlice(second);
  }

  @Test
  void afterMuchUseAllIsMappedAnewButForThoseWhoLookAtIt() throws Exception {
    Storage.Slice held = s.slice(0, 0, PIECE);
    ByteBuffer memory = held.memory();
    int same = 0;
    ByteBuffer now = memory;
    while (now == memory) {
      same++;
      Storage.Slice next = s.slice(1, 0, PIECE);
      now = next.memory();
      s.releaseSlice(next);
    }
    assertEquals(255, same, "MiB looked at, the first and the last left out");
    assertSame(memory, held.memory());
    assertArrayEquals(t.piece(0), bytes(held));
    s.releaseSlice(held);
    assertThrows(IllegalStateException.class, () -> memory.duplicate().get(0), "it is unmapped");
    Storage.Slice other = s.slice(0, 0, PIECE);
    assertNotSame(memory, other.memory());
    assertArrayEquals(t.piece(0), bytes(other));
    s.releaseSlice(other);
  }

  /** A fault in the middle of a write ends the write, not the process. */
  @Test
  void aFileThatIsCutFailsTheWriteAndThenTheSlice() throws Exception {
    Storage.Slice slice = s.slice(1, 0, PIECE);
    ByteBuffer data = slice.memory().duplicate();
    data.limit(slice.memoryPosition() + PIECE).position(slice.memoryPosition());
    try (FileChannel other = FileChannel.open(t.path(root, 0), StandardOpenOption.WRITE)) {
      other.truncate(100);
    }
    try (ServerSocketChannel server = ServerSocketChannel.open()) {
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      try (SocketChannel to = SocketChannel.open(server.getLocalAddress())) {
        to.configureBlocking(false);
        assertThrows(IOException.class, () -> to.write(new ByteBuffer[] {data}, 0, 1));
      }
    }
    s.releaseSlice(slice);
    assertEquals(
        StorageException.Kind.MISSING,
        assertThrows(StorageException.class, () -> s.slice(1, 0, PIECE)).kind());
  }
}
