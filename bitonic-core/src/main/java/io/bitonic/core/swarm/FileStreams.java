package io.bitonic.core.swarm;

import io.bitonic.core.api.EngineException;
import io.bitonic.core.api.FilePriority;
import io.bitonic.core.metainfo.TorrentFile;
import java.util.ArrayList;
import java.util.List;

/** Those who read files of one torrent while it downloads. Loop thread only. */
public final class FileStreams {
  /** Readers of a torrent at once. */
  static final int MOST = 64;

  private final Torrent torrent;
  private final List<FileStream> open = new ArrayList<>();
  private int opened;

  FileStreams(Torrent torrent) {
    this.torrent = torrent;
  }

  /**
   * @throws EngineException when there is no such file or it can't be read
   */
  public FileStream open(int index) {
    List<TorrentFile> files = torrent.meta().files();
    if (index < 0 || index >= files.size() || !files.get(index).isStored()) {
      throw new EngineException(
          EngineException.Kind.NOT_FOUND,
          "there is no file " + index + ": the torrent has 0 to " + (files.size() - 1));
    }
    TorrentFile file = files.get(index);
    if (file.length() == 0) {
      throw new EngineException(
          EngineException.Kind.BAD_ARGUMENT, file.displayPath() + " is an empty file");
    }
    if (torrent.priorities().of(index) == FilePriority.SKIP) {
      throw new EngineException(
          EngineException.Kind.BAD_ARGUMENT,
          file.displayPath() + " is skipped: give it a priority first");
    }
    if (torrent.life().isClosed()) {
      throw new EngineException(EngineException.Kind.CLOSED, "the torrent has been closed");
    }
    if (open.size() == MOST) {
      throw new EngineException(
          EngineException.Kind.BAD_ARGUMENT, "the torrent has " + MOST + " readers already");
    }
    FileStream stream = new FileStream(torrent, file, opened++);
    open.add(stream);
    torrent.wake();
    torrent.swarm().blocksReleased();
    return stream;
  }

  boolean isAnyOpen() {
    return !open.isEmpty();
  }

  void closed(FileStream stream) {
    if (open.remove(stream) && !torrent.life().isClosed()) {
      torrent.publish();
    }
  }

  void piecesChanged() {
    for (int i = open.size() - 1; i >= 0; i--) {
      open.get(i).piecesChanged();
    }
  }

  void tick(long now) {
    for (FileStream s : open) {
      s.tick(now);
    }
  }

  void fail(String message) {
    EngineException why = new EngineException(EngineException.Kind.STORAGE, message);
    List.copyOf(open).forEach(s -> s.fail(why));
  }

  void close() {
    List.copyOf(open).forEach(FileStream::close);
  }
}
