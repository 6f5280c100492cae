package io.bitonic.core.metainfo;

import io.bitonic.core.bencode.BDict;
import io.bitonic.core.bencode.BList;
import io.bitonic.core.bencode.Text;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reads the two kinds of file list that {@code info} may hold. */
public final class FileLists {
  public static final int MAX_FILES = 500_000;
  private static final int HASH = Merkle.HASH;

  private final Charset charset;

  /**
   * @param charset of names that are not valid UTF-8
   */
  FileLists(Charset charset) {
    this.charset = charset;
  }

  /** The text of {@code key.utf-8}, or of {@code key}, or null. */
  String text(BDict dict, String key) {
    byte[] b = dict.bytes(key + ".utf-8");
    if (b == null) {
      b = dict.bytes(key);
    }
    return b == null ? null : Text.decode(b, charset);
  }

  /** The files of a v1 torrent (BEP 3), padding files included. */
  List<RawFile> v1(BDict info, String name) throws MetainfoException {
    if (!info.isList("files")) {
      if (!info.isLong("length")) {
        throw new MetainfoException(
            "not a usable torrent: 'info' has neither 'length' nor 'files'");
      }
      return List.of(file(info, List.of(name), "the file"));
    }
    BList list = info.list("files");
    if (list.isEmpty()) {
      throw new MetainfoException("not a usable torrent: its list of files is empty");
    }
    checkCount(list.size());
    List<RawFile> out = new ArrayList<>(list.size());
    for (int i = 0; i < list.size(); i++) {
      String where = "file " + (i + 1) + " of " + list.size();
      if (!list.isDict(i)) {
        throw new MetainfoException("damaged torrent: " + where + " is not a dictionary");
      }
      BDict d = list.dict(i);
      BList path = d.isList("path.utf-8") ? d.list("path.utf-8") : d.list("path");
      if (path.isEmpty()) {
        throw new MetainfoException("damaged torrent: " + where + " has no path");
      }
      out.add(file(d, components(path, where), where));
    }
    return out;
  }

  /** The files of a v2 torrent (BEP 52) in the order of the tree. */
  List<RawFile> v2(BDict info) throws MetainfoException {
    List<RawFile> out = new ArrayList<>();
    addTree(info.dict("file tree"), new ArrayList<>(), out);
    if (out.isEmpty()) {
      throw new MetainfoException("not a usable torrent: its file tree is empty");
    }
    return out;
  }

  // Recursion is bounded by the depth that the bencode guard lets through.
  private void addTree(BDict folder, List<String> path, List<RawFile> out)
      throws MetainfoException {
    String previous = null;
    for (String key : folder.keys()) {
      if (previous != null && previous.compareTo(key) > 0) {
        throw new MetainfoException(
            "damaged torrent: the file tree is not in order at " + where(path));
      }
      previous = key;
      if (key.isEmpty() || !folder.isDict(key)) {
        throw new MetainfoException("damaged torrent: bad file tree entry at " + where(path));
      }
      BDict child = folder.dict(key);
      path.add(Text.decode(BDict.keyBytes(key), charset));
      if (child.isDict("")) {
        if (child.size() > 1) {
          throw new MetainfoException(
              "damaged torrent: both a file and a folder at " + where(path));
        }
        out.add(v2File(child.dict(""), List.copyOf(path)));
        checkCount(out.size());
      } else {
        addTree(child, path, out);
      }
      path.removeLast();
    }
  }

  private RawFile v2File(BDict d, List<String> path) throws MetainfoException {
    RawFile f = file(d, path, where(path));
    if (f.length() == 0) {
      return f;
    }
    byte[] root = d.bytes("pieces root");
    if (root == null || root.length != HASH) {
      throw new MetainfoException("damaged torrent: no 32-byte 'pieces root' for " + where(path));
    }
    return f.withRoot(root);
  }

  private RawFile file(BDict d, List<String> path, String where) throws MetainfoException {
    byte[] attr = d.bytes("attr");
    String attributes =
        attr == null ? "" : BDict.key(Arrays.copyOf(attr, Math.min(16, attr.length)));
    boolean link = attributes.indexOf('l') >= 0;
    if (!d.isLong("length") && !(link && !d.has("length"))) {
      throw new MetainfoException("damaged torrent: no length for " + where);
    }
    long length = link ? 0 : d.longValue("length", 0);
    if (length < 0) {
      throw new MetainfoException("damaged torrent: negative length for " + where);
    }
    List<String> target = List.of();
    if (link) {
      BList t = d.list("symlink path");
      if (t.isEmpty()) {
        throw new MetainfoException("damaged torrent: symlink without a target: " + where);
      }
      target = components(t, where);
    }
    return new RawFile(path, length, attributes, target, null);
  }

  private List<String> components(BList list, String where) throws MetainfoException {
    String[] out = new String[list.size()];
    for (int i = 0; i < out.length; i++) {
      byte[] b = list.bytes(i);
      if (b == null) {
        throw new MetainfoException("damaged torrent: the path of " + where + " is not text");
      }
      out[i] = Text.decode(b, charset);
    }
    return List.of(out);
  }

  private static void checkCount(int files) throws MetainfoException {
    if (files > MAX_FILES) {
      throw new MetainfoException(
          "too many files: " + files + ", at most " + MAX_FILES + " are supported");
    }
  }

  private static String where(List<String> path) {
    return path.isEmpty() ? "the root" : "'" + Printable.line(String.join("/", path)) + "'";
  }
}
