package io.bitonic.tui.model;

import io.bitonic.core.api.FilePriority;
import io.bitonic.core.api.FileRow;
import io.bitonic.tui.filter.Filter;
import io.bitonic.tui.text.Text;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Files of a torrent as a tree in preorder arrays: 100,000 files are built in one pass and updated
 * without allocation. Owned by the UI thread.
 */
public final class FileTree {
  /** Folders inside each other that are shown as such; deeper paths stay joined. */
  static final int MAX_DEPTH = 40;

  /** Trees with more files than this start with only the first folder open. */
  private static final int OPEN_ALL = 300;

  /** Priority of a folder whose files differ. */
  public static final byte MIXED = -1;

  private List<FileRow> rows = List.of();
  private Map<Integer, FilePriority> chosen = Map.of();
  private int nodes;
  private String[] names = {};
  private int[] depth = {};
  private int[] parent = {};
  private int[] end = {};
  private int[] file = {};
  private long[] size = {};
  private long[] done = {};
  private byte[] priority = {};
  private boolean[] open = {};
  private int[] visible = {};
  private int shown;
  private Filter<FileRow> filter = Filter.all();

  private static final class Node {
    final String name;
    final int file;
    final List<Node> children = new ArrayList<>();
    final Map<String, Node> folders = new HashMap<>();

    Node(String name, int file) {
      this.name = name;
      this.file = file;
    }

    Node folder(String raw) {
      return folders.computeIfAbsent(
          raw,
          k -> {
            Node n = new Node(Text.sanitise(k, 300), -1);
            children.add(n);
            return n;
          });
    }
  }

  /** Takes new rows; folds and order stay when the paths are the same. */
  public void update(List<FileRow> newRows) {
    if (newRows == rows) {
      return;
    }
    boolean same = newRows.size() == rows.size();
    for (int i = 0; same && i < newRows.size(); i++) {
      same = newRows.get(i).path().equals(rows.get(i).path());
    }
    rows = newRows;
    if (!same) {
      build();
    }
    sums();
    if (!same || !filter.isEmpty()) {
      collect();
    }
  }

  private void build() {
    Node root = new Node("", -1);
    String lastFolder = "";
    Node lastNode = root;
    for (int i = 0; i < rows.size(); i++) {
      String path = rows.get(i).path();
      int end = path.lastIndexOf('/') + 1;
      // files of one folder mostly follow each other
      if (end != lastFolder.length() || !path.startsWith(lastFolder)) {
        lastFolder = path.substring(0, end);
        lastNode = find(root, lastFolder);
      }
      lastNode.children.add(new Node(Text.sanitise(path.substring(end), 300), i));
    }
    int max = count(root);
    names = new String[max];
    depth = new int[max];
    parent = new int[max];
    end = new int[max];
    file = new int[max];
    size = new long[max];
    done = new long[max];
    priority = new byte[max];
    open = new boolean[max];
    visible = new int[max];
    nodes = 0;
    flatten(root, -1, 0);
    boolean all = rows.size() <= OPEN_ALL;
    for (int i = 0; i < nodes; i++) {
      open[i] = all || depth[i] == 0 && parent[i] < 0 && end[i] == nodes;
    }
  }

  /** The node of a folder's path, which ends with a slash; made when it is new. */
  private static Node find(Node root, String folder) {
    Node at = root;
    int start = 0;
    for (int level = 1; start < folder.length(); level++) {
      int slash = level < MAX_DEPTH ? folder.indexOf('/', start) : folder.length() - 1;
      at = at.folder(folder.substring(start, slash));
      start = slash + 1;
    }
    return at;
  }

  private static int count(Node node) {
    int n = 0;
    for (Node c : node.children) {
      n += 1 + count(c);
    }
    return n;
  }

  /** Recursion is bounded by {@link #MAX_DEPTH}. */
  private void flatten(Node node, int parentIndex, int level) {
    for (Node c : node.children) {
      int i = nodes++;
      names[i] = c.name;
      depth[i] = level;
      parent[i] = parentIndex;
      file[i] = c.file;
      flatten(c, i, level + 1);
      end[i] = nodes;
    }
  }

  private void sums() {
    for (int i = nodes - 1; i >= 0; i--) {
      if (file[i] >= 0) {
        FileRow r = rows.get(file[i]);
        size[i] = r.length();
        done[i] = r.done();
        FilePriority p = chosen.getOrDefault(r.index(), r.priority());
        priority[i] = (byte) p.ordinal();
      } else {
        size[i] = 0;
        done[i] = 0;
        priority[i] = -2;
        for (int c = i + 1; c < end[i]; c = end[c]) {
          size[i] += size[c];
          done[i] += done[c];
          priority[i] = priority[i] == -2 || priority[i] == priority[c] ? priority[c] : MIXED;
        }
      }
    }
  }

  private void collect() {
    shown = 0;
    if (!filter.isEmpty()) {
      collectMatches();
      return;
    }
    int i = 0;
    while (i < nodes) {
      visible[shown++] = i;
      i = file[i] >= 0 || open[i] ? i + 1 : end[i];
    }
  }

  private void collectMatches() {
    boolean[] keep = new boolean[nodes];
    for (int i = 0; i < nodes; i++) {
      if (file[i] >= 0 && filter.matches(rows.get(file[i]))) {
        for (int p = i; p >= 0 && !keep[p]; p = parent[p]) {
          keep[p] = true;
        }
      }
    }
    for (int i = 0; i < nodes; i++) {
      if (keep[i]) {
        visible[shown++] = i;
      }
    }
  }

  public void filter(Filter<FileRow> newFilter) {
    filter = newFilter;
    collect();
  }

  public Filter<FileRow> filter() {
    return filter;
  }

  /** Priorities that stand before the engine has them, as in the page that adds a torrent. */
  public void choose(Map<Integer, FilePriority> priorities) {
    chosen = Map.copyOf(priorities);
    sums();
  }

  /** Rows that can be seen when scrolled to. */
  public int shown() {
    return shown;
  }

  /** The node of a row; pass it to the getters. */
  public int node(int row) {
    return visible[row];
  }

  public String name(int node) {
    return names[node];
  }

  public int depth(int node) {
    return depth[node];
  }

  public boolean isFolder(int node) {
    return file[node] < 0;
  }

  public boolean isOpen(int node) {
    return open[node] || !filter.isEmpty();
  }

  public long size(int node) {
    return size[node];
  }

  public long done(int node) {
    return done[node];
  }

  /** Ordinal of {@link FilePriority}, or {@link #MIXED}. */
  public byte priority(int node) {
    return priority[node];
  }

  /** The row of a file, or null for a folder. */
  public FileRow fileRow(int node) {
    return file[node] < 0 ? null : rows.get(file[node]);
  }

  /** Opens or closes a folder. */
  public void fold(int node, boolean opened) {
    if (isFolder(node) && open[node] != opened) {
      open[node] = opened;
      collect();
    }
  }

  /** The row of the folder that a node is in, or -1. */
  public int parentRow(int row) {
    int p = parent[visible[row]];
    int at = p < 0 ? -1 : Arrays.binarySearch(visible, 0, shown, p);
    return at < 0 ? -1 : at;
  }

  /** Indexes in the torrent of the files in a node; under a filter only those that match. */
  public List<Integer> files(int node) {
    List<Integer> list = new ArrayList<>();
    int last = isFolder(node) ? end[node] : node + 1;
    for (int i = node; i < last; i++) {
      if (file[i] >= 0 && (filter.isEmpty() || filter.matches(rows.get(file[i])))) {
        list.add(rows.get(file[i]).index());
      }
    }
    return list;
  }

  /** Priorities of files as shown, by their index in the torrent. */
  public Map<Integer, FilePriority> prioritiesOf(Collection<Integer> indexes) {
    Set<Integer> wanted = new HashSet<>(indexes);
    Map<Integer, FilePriority> map = new HashMap<>();
    for (FileRow r : rows) {
      if (wanted.contains(r.index())) {
        map.put(r.index(), chosen.getOrDefault(r.index(), r.priority()));
      }
    }
    return map;
  }

  /** Bytes of the files that are not skipped. */
  public long wanted() {
    long sum = 0;
    for (int i = 0; i < nodes; i++) {
      if (file[i] >= 0 && priority[i] != FilePriority.SKIP.ordinal()) {
        sum += size[i];
      }
    }
    return sum;
  }

  public int fileCount() {
    return rows.size();
  }
}
