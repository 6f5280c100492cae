package io.bitonic.core.metainfo;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Gives every file of a torrent a path of its own, also on file systems that ignore case or
 * normalise Unicode, also to the eye, and also when one file's path is a folder of another's.
 *
 * <p>Folders are numbered nodes, so work and memory grow with the number of components and not with
 * the length of the paths; a counter for each name keeps many equal names linear.
 */
public final class UniquePaths {
  /** Its methods are written out because a record's own are made at run time, at every start. */
  private record Key(int folder, String foldedName) {
    @Override
    public boolean equals(Object o) {
      return o instanceof Key k && k.folder == folder && k.foldedName.equals(foldedName);
    }

    @Override
    public int hashCode() {
      return 31 * foldedName.hashCode() + folder;
    }
  }

  private static final Integer FILE = -1;

  private final Map<Key, Integer> nodes = new HashMap<>();
  private final Map<Key, Integer> nextNumber = new HashMap<>();
  private int folders = 1;

  /** The folder that was looked up last: files of a folder mostly follow each other. */
  private List<String> lastPath = List.of("");

  private int lastFolder;

  /**
   * @param paths safe, non-empty paths
   * @return the same paths, the last component changed where it must be
   */
  public static List<List<String>> of(List<List<String>> paths) {
    UniquePaths unique = new UniquePaths();
    for (List<String> path : paths) {
      unique.folderOf(path);
    }
    List<List<String>> out = new ArrayList<>(paths.size());
    for (List<String> path : paths) {
      out.add(unique.addFile(path));
    }
    return out;
  }

  /** The node of the folder that a path lies in; new folders get a number. */
  private int folderOf(List<String> path) {
    if (!isInLastFolder(path)) {
      int folder = 0;
      for (int i = 0; i < path.size() - 1; i++) {
        Integer child = nodes.putIfAbsent(new Key(folder, fold(path.get(i))), folders);
        folder = child == null ? folders++ : child;
      }
      lastPath = path;
      lastFolder = folder;
    }
    return lastFolder;
  }

  private boolean isInLastFolder(List<String> path) {
    int depth = path.size() - 1;
    if (lastPath.size() - 1 != depth) {
      return false;
    }
    for (int i = depth - 1; i >= 0; i--) {
      if (!path.get(i).equals(lastPath.get(i))) {
        return false;
      }
    }
    return true;
  }

  private List<String> addFile(List<String> path) {
    int folder = folderOf(path);
    String name = path.getLast();
    Key key = new Key(folder, fold(name));
    if (nodes.putIfAbsent(key, FILE) == null) {
      return path;
    }
    int n = nextNumber.getOrDefault(key, 2);
    String candidate = SafePath.numbered(name, n++);
    while (nodes.putIfAbsent(new Key(folder, fold(candidate)), FILE) != null) {
      candidate = SafePath.numbered(name, n++);
    }
    nextNumber.put(key, n);
    List<String> renamed = new ArrayList<>(path);
    renamed.set(renamed.size() - 1, candidate);
    return renamed;
  }

  private static String fold(String s) {
    for (int i = 0; i < s.length(); i++) {
      if (s.charAt(i) >= 0x80) {
        String visible = s.replace("\u200c", "").replace("\u200d", "");
        String upper = Normalizer.normalize(visible, Normalizer.Form.NFC).toUpperCase(Locale.ROOT);
        return Normalizer.normalize(upper.toLowerCase(Locale.ROOT), Normalizer.Form.NFC);
      }
    }
    return s.toLowerCase(Locale.ROOT);
  }
}
