package io.bitonic.app.dash;

import io.bitonic.app.AppException;
import io.bitonic.app.run.TorrentSource;
import io.bitonic.app.stream.MediaTypes;
import io.bitonic.app.stream.StreamServer;
import io.bitonic.core.api.ContentReader;
import io.bitonic.core.api.EngineException;
import io.bitonic.core.api.TorrentHandle;
import io.bitonic.tui.model.StreamService;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletionException;

/** Files that the dashboard serves to players; the server starts with the first. Any thread. */
public final class TorrentStreams implements StreamService, AutoCloseable {
  private record Served(TorrentHandle torrent, String url) {}

  private final Map<String, Served> files = new HashMap<>();
  private StreamServer server;
  private boolean closed;

  @Override
  public synchronized String url(TorrentHandle torrent, int file) {
    byte[] bytes = torrent.torrentFile();
    if (bytes == null) {
      throw new EngineException(
          EngineException.Kind.NOT_FOUND, "its files are not known yet: wait for the metadata");
    }
    try {
      int index =
          file == LARGEST
              ? MediaTypes.largest(TorrentSource.of(torrent.id(), bytes).metainfo().files()).index()
              : file;
      Served before = files.get(torrent.id() + index);
      // A torrent that was removed and added again is another one.
      return before != null && before.torrent == torrent
          ? before.url
          : share(torrent, index, torrent.read(index).join());
    } catch (CompletionException e) {
      throw e.getCause() instanceof EngineException known ? known : e;
    } catch (AppException e) {
      throw new EngineException(EngineException.Kind.BAD_ARGUMENT, e.getMessage(), e);
    }
  }

  /**
   * @param ends stays open for as long as the torrent is, for the sake of the first and last pieces
   */
  private String share(TorrentHandle torrent, int index, ContentReader ends) {
    if (closed) {
      throw new EngineException(EngineException.Kind.CLOSED, "the dashboard is closing");
    }
    if (server == null) {
      server = new StreamServer(0);
    }
    String path = ends.path();
    String name = path.substring(path.lastIndexOf('/') + 1);
    StreamServer.Shared shared =
        new StreamServer.Shared(name, ends.length(), () -> torrent.read(index));
    String url = server.share(shared);
    files.put(torrent.id() + index, new Served(torrent, url));
    return url;
  }

  /** Ends all players' connections. */
  @Override
  public synchronized void close() {
    closed = true;
    if (server != null) {
      server.close();
    }
  }
}
