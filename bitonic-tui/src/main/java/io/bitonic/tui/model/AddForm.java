package io.bitonic.tui.model;

import io.bitonic.core.api.AddTorrent;
import io.bitonic.core.api.FilePriority;
import io.bitonic.core.api.FileRow;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The page that adds a torrent. Owned by the UI thread. */
public final class AddForm {
  /** Lines of the page, from the top. */
  public enum Field {
    SOURCE("Source"),
    FOLDER("Folder"),
    LABEL("Label"),
    DOWN("▼ limit"),
    UP("▲ limit"),
    SEQUENTIAL("In order"),
    PAUSED("Start paused"),
    FILES("Files");

    private final String title;

    Field(String title) {
      this.title = title;
    }

    public String title() {
      return title;
    }

    public boolean isText() {
      return ordinal() <= UP.ordinal();
    }
  }

  private final Map<Field, LineEdit> edits = new HashMap<>();
  private Field focus = Field.SOURCE;
  private boolean sequential;
  private boolean paused;
  private AddService.Loaded loaded;
  private String loadedSource = "";
  private long token;
  private boolean loading;
  private boolean addWhenLoaded;
  private boolean chooseWhenLoaded;
  private String message = "";
  private List<String> candidates = List.of();
  private long completion;
  private String completed;
  private final FileTree tree = new FileTree();
  private final ListCursor files = new ListCursor();
  private final Map<Integer, FilePriority> priorities = new HashMap<>();

  public AddForm(String source, Path folder) {
    for (Field f : Field.values()) {
      edits.put(f, new LineEdit());
    }
    edits.get(Field.SOURCE).set(source);
    edits.get(Field.FOLDER).set(folder.toString());
  }

  public Field focus() {
    return focus;
  }

  public void focus(Field f) {
    focus = f == Field.FILES && !hasFiles() ? Field.SOURCE : f;
    candidates = List.of();
  }

  public void next(int step) {
    int n = !hasFiles() ? Field.FILES.ordinal() : Field.values().length;
    focus(Field.values()[Math.floorMod(focus.ordinal() + step, n)]);
  }

  /** The text of a line that has one. */
  public LineEdit edit(Field f) {
    return edits.get(f);
  }

  public boolean on(Field f) {
    return f == Field.SEQUENTIAL ? sequential : paused;
  }

  public void toggle(Field f) {
    if (f == Field.SEQUENTIAL) {
      sequential = !sequential;
    } else {
      paused = !paused;
    }
  }

  public String source() {
    return edits.get(Field.SOURCE).text().strip();
  }

  private boolean hasFiles() {
    return loaded != null && !loaded.isMagnet();
  }

  /** True when the source was changed since it was read. */
  public boolean stale() {
    return loaded == null || !source().equals(loadedSource);
  }

  public boolean loading() {
    return loading;
  }

  /** Starts to read the source; what was read before is dropped. */
  public void load(long newToken, boolean thenAdd, boolean thenChoose) {
    chooseWhenLoaded = thenChoose;
    token = newToken;
    loading = true;
    addWhenLoaded = thenAdd;
    loaded = null;
    loadedSource = source();
    message = "";
    candidates = List.of();
  }

  public long token() {
    return token;
  }

  /**
   * The source was read.
   *
   * @return true when it shall be added at once
   */
  public boolean loaded(AddService.Loaded l) {
    loading = false;
    loaded = l;
    priorities.clear();
    List<FileRow> rows = new ArrayList<>(l.files().size());
    for (AddService.Entry e : l.files()) {
      rows.add(new FileRow(e.index(), e.path(), e.length(), 0, FilePriority.NORMAL));
    }
    tree.choose(Map.of());
    tree.update(rows);
    files.bounds(tree.shown(), files.page());
    if (chooseWhenLoaded && !addWhenLoaded) {
      focus(Field.FILES);
    }
    return addWhenLoaded;
  }

  public void failed(String why) {
    loading = false;
    addWhenLoaded = false;
    message = why;
  }

  public AddService.Loaded loaded() {
    return loaded;
  }

  /** What is wrong, or empty. */
  public String message() {
    return message;
  }

  public void message(String text) {
    message = text;
  }

  /** A completion of the line was asked for. */
  public void completing(long newToken) {
    completion = newToken;
  }

  public long completion() {
    return completion;
  }

  /** The line was completed to this text: Tab goes on to the next line now. */
  public void completedAs(String text) {
    completed = text;
  }

  /** True when the line is as completion left it. */
  public boolean completed() {
    return edits.get(focus).text().equals(completed);
  }

  public List<String> candidates() {
    return candidates;
  }

  public void candidates(List<String> list) {
    candidates = list;
  }

  public FileTree tree() {
    return tree;
  }

  public ListCursor files() {
    return files;
  }

  public void prioritise(List<Integer> indexes, FilePriority p) {
    indexes.forEach(i -> priorities.put(i, p));
    tree.choose(priorities);
  }

  /**
   * The request, or null with a {@link #message()}. Only after {@link #loaded(AddService.Loaded)}.
   *
   * @param home what {@code ~} stands for
   */
  public AddTorrent request(Path home) {
    Long down = limit(Field.DOWN);
    Long up = limit(Field.UP);
    if (down == null || up == null) {
      return null;
    }
    Path folder;
    try {
      folder = Paths.expand(edits.get(Field.FOLDER).text().strip(), home);
    } catch (InvalidPathException e) {
      focus = Field.FOLDER;
      message = "this folder's name has a character that can't be used";
      return null;
    }
    if (folder == null || !folder.isAbsolute()) {
      focus = Field.FOLDER;
      message = "the folder has to be a full path, from / or ~";
      return null;
    }
    boolean magnet = loaded.isMagnet();
    AddTorrent request =
        new AddTorrent(
            loaded.torrentFile(),
            folder,
            paused && !magnet,
            false,
            Map.copyOf(priorities),
            FilePriority.NORMAL,
            sequential,
            edits.get(Field.LABEL).text().strip(),
            down,
            up,
            0);
    // A link that is not started would never learn which files there are to choose from.
    return magnet ? request.withMagnet(loaded.magnet(), paused) : request;
  }

  private Long limit(Field f) {
    long n = Rates.parse(edits.get(f).text());
    if (n < 0) {
      focus = f;
      message = f.title() + ": write a rate like 500K or 2M, or nothing";
      return null;
    }
    return n;
  }
}
