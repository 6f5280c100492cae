package io.bitonic.core.webseed;

import io.bitonic.core.metainfo.Metainfo;
import io.bitonic.core.metainfo.TorrentFile;
import java.util.ArrayList;
import java.util.List;

/**
 * Bytes of one file that are fetched by one request.
 *
 * @param offset first byte in the file
 * @param length &gt; 0
 */
record FilePart(TorrentFile file, long offset, long length) {

  /**
   * The parts of the files that fill the piece space from {@code start} to {@code end}, in order.
   * Empty files and symlinks have none; padding has, and is for nobody to ask for.
   */
  static List<FilePart> of(Metainfo meta, long start, long end) {
    List<TorrentFile> files = meta.files();
    List<FilePart> parts = new ArrayList<>();
    for (int i = TorrentFile.firstEndingAfter(files, start); i < files.size(); i++) {
      TorrentFile f = files.get(i);
      if (f.offset() >= end) {
        break;
      }
      long from = Math.max(start, f.offset());
      long to = Math.min(end, f.offset() + f.length());
      if (from < to) {
        parts.add(new FilePart(f, from - f.offset(), to - from));
      }
    }
    return parts;
  }
}
