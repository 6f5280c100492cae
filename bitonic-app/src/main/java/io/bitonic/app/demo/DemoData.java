package io.bitonic.app.demo;

import io.bitonic.core.api.Sharing;
import io.bitonic.core.api.TorrentRules;
import io.bitonic.core.metainfo.Metainfo;
import io.bitonic.core.metainfo.MetainfoException;
import io.bitonic.core.metainfo.MetainfoParser;
import io.bitonic.core.metainfo.TorrentFile;
import io.bitonic.core.resume.ResumeException;
import io.bitonic.core.resume.ResumeState;
import io.bitonic.core.resume.ResumeStore;
import io.bitonic.core.util.Bits;
import io.bitonic.core.util.FileStamp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.IntPredicate;

/**
 * Puts a torrent of the demo on the disk together with the state that an engine would have saved
 * with it, so that nothing has to be hashed before the demo begins. Stateless.
 */
final class DemoData {
  private static final long DAY_SECONDS = 86_400;

  private DemoData() {}

  /**
   * Writes the files and the state of an engine that is about to add them.
   *
   * @param folder of the files
   * @param stateDir of that engine
   * @param have pieces that are there
   * @param ratio how much of what it has it gave to others
   * @param days since it was added
   */
  static void put(
      SparseTorrent torrent,
      Path folder,
      Path stateDir,
      IntPredicate have,
      double ratio,
      double days)
      throws IOException {
    torrent.write(folder, have);
    Bits pieces = new Bits(torrent.pieces());
    for (int i = 0; i < torrent.pieces(); i++) {
      if (have.test(i)) {
        pieces.set(i);
      }
    }
    try (ResumeStore store = new ResumeStore(stateDir)) {
      Metainfo meta = MetainfoParser.parse(torrent.bytes());
      store.save(
          meta.infoHash().id(), state(meta, folder, pieces, ratio, (long) (days * DAY_SECONDS)));
    } catch (MetainfoException | ResumeException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private static ResumeState state(
      Metainfo meta, Path folder, Bits have, double ratio, long seconds) throws IOException {
    long bytes = (long) have.count() * meta.layout().pieceLength();
    long now = System.currentTimeMillis();
    boolean whole = have.isFull();
    return new ResumeState(
        meta.infoHash().id(),
        folder,
        have,
        stamps(meta, folder),
        new byte[meta.files().size()],
        bytes,
        (long) (ratio * bytes),
        0,
        now - seconds * 1000,
        whole ? now - seconds * 900 : 0,
        seconds,
        whole ? seconds * 9 / 10 : 0,
        false,
        "",
        TorrentRules.NONE,
        0,
        List.of(),
        List.of(),
        List.of(),
        Map.of(),
        false,
        "",
        false,
        Sharing.DEFAULT);
  }

  private static List<FileStamp> stamps(Metainfo meta, Path folder) throws IOException {
    List<FileStamp> stamps = new ArrayList<>();
    for (TorrentFile f : meta.files()) {
      Path path = folder;
      for (String part : f.path()) {
        path = path.resolve(part);
      }
      BasicFileAttributes a = Files.readAttributes(path, BasicFileAttributes.class);
      stamps.add(new FileStamp(a.size(), a.lastModifiedTime().to(TimeUnit.NANOSECONDS)));
    }
    return stamps;
  }
}
