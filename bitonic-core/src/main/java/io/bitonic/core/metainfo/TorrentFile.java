package io.bitonic.core.metainfo;

import java.util.List;

/**
 * One file of a torrent.
 *
 * @param index position in the torrent, padding files counted
 * @param path safe path components below the download folder: for a multi-file torrent the first is
 *     the torrent's name
 * @param length bytes, ≥ 0
 * @param offset first byte in piece space
 * @param padding holds only zeros and is never written (BEP 47)
 * @param executable has the {@code x} attribute (BEP 47)
 * @param hidden has the {@code h} attribute (BEP 47)
 * @param symlink target as path components below the torrent's folder (BEP 47), or empty
 * @param piecesRoot 32 bytes, or null in v1 torrents and for empty files (BEP 52)
 */
public record TorrentFile(
    int index,
    List<String> path,
    long length,
    long offset,
    boolean padding,
    boolean executable,
    boolean hidden,
    List<String> symlink,
    byte[] piecesRoot) {

  public boolean isSymlink() {
    return !symlink.isEmpty();
  }

  /** Whether bytes of it are stored on disk. */
  public boolean isStored() {
    return !padding && !isSymlink();
  }

  /**
   * Index of the first of a torrent's files that ends behind this place.
   *
   * @param position in piece space
   * @return their number when there is none
   */
  public static int firstEndingAfter(List<TorrentFile> files, long position) {
    int low = 0;
    int high = files.size();
    while (low < high) {
      int mid = (low + high) >>> 1;
      TorrentFile f = files.get(mid);
      if (f.offset + f.length > position) {
        high = mid;
      } else {
        low = mid + 1;
      }
    }
    return low;
  }

  /** The path with {@code /} between components. */
  public String displayPath() {
    return String.join("/", path);
  }
}
