package io.bitonic.core.metainfo;

import java.util.List;

/**
 * A file as the torrent names it, before its path is made safe.
 *
 * @param path components below the torrent's folder; for a single file its name
 * @param attributes BEP 47 letters, may be empty
 * @param symlink raw target components, empty when it is no symlink
 * @param piecesRoot 32 bytes or null
 */
record RawFile(
    List<String> path, long length, String attributes, List<String> symlink, byte[] piecesRoot) {

  // BitComet wrote padding files with this name before BEP 47 gave them an attribute.
  private static final String BITCOMET_PADDING = "_____padding_file_";

  boolean padding() {
    return attributes.indexOf('p') >= 0 || path.getLast().startsWith(BITCOMET_PADDING);
  }

  RawFile withRoot(byte[] root) {
    return new RawFile(path, length, attributes, symlink, root);
  }
}
