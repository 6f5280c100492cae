package io.bitonic.app.dash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.app.support.TestTorrent;
import io.bitonic.core.api.ContentReader;
import io.bitonic.core.api.DetailPart;
import io.bitonic.core.api.EngineException;
import io.bitonic.core.api.TorrentDetail;
import io.bitonic.core.api.TorrentHandle;
import io.bitonic.core.api.TorrentSnapshot;
import io.bitonic.tui.model.StreamService;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class TorrentStreamsTest {
  private final List<Integer> opened = new ArrayList<>();

  private record Reader(String path, long length) implements ContentReader {
    @Override
    public CompletableFuture<Integer> read(long position, ByteBuffer dst) {
      return new CompletableFuture<>();
    }

    @Override
    public void close() {}
  }

  private final class Handle implements TorrentHandle {
    private final byte[] torrent;

    Handle(byte[] torrent) {
      this.torrent = torrent;
    }

    @Override
    public String id() {
      return "ab".repeat(20);
    }

    @Override
    public TorrentSnapshot snapshot() {
      return null;
    }

    @Override
    public void watch(Set<DetailPart> parts) {}

    @Override
    public TorrentDetail detail() {
      return null;
    }

    @Override
    public byte[] torrentFile() {
      return torrent;
    }

    @Override
    public CompletableFuture<ContentReader> read(int file) {
      opened.add(file);
      return file == 0
          ? CompletableFuture.failedFuture(
              new EngineException(EngineException.Kind.BAD_ARGUMENT, "file-0 is skipped"))
          : CompletableFuture.completedFuture(new Reader("films/file-" + file, 5));
    }
  }

  @Test
  void aFileKeepsItsUrlUntilTheTorrentIsAddedAgain() {
    byte[] torrent = new TestTorrent("films", 1, 10, 5000, 20).bytes();
    Handle handle = new Handle(torrent);
    try (TorrentStreams streams = new TorrentStreams()) {
      String url = streams.url(handle, StreamService.LARGEST);
      assertTrue(url.matches("http://127.0.0.1:\\d+/[0-9a-f]{32}/file-1"), url);
      assertEquals(url, streams.url(handle, 1));
      assertEquals(List.of(1), opened);
      assertNotEquals(url, streams.url(handle, 2));
      assertNotEquals(url, streams.url(new Handle(torrent), 1));
      EngineException e = assertThrows(EngineException.class, () -> streams.url(handle, 0));
      assertEquals("file-0 is skipped", e.getMessage());
      assertThrows(EngineException.class, () -> streams.url(new Handle(null), 1));
    }
  }
}
