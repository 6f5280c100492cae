package io.bitonic.tui.model;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/** Something drawn over the panes that takes the keys; Esc closes the last one opened. */
public sealed interface Overlay {
  /** All keys. */
  final class Help implements Overlay {
    private final ListCursor cursor = new ListCursor();

    public ListCursor cursor() {
      return cursor;
    }
  }

  /** One line at the bottom: a command or a filter. */
  final class Prompt implements Overlay {
    /** What the line is for: a command, or a filter of one of the lists. */
    public enum Kind {
      COMMAND,
      TORRENTS,
      FILES,
      PEERS,
      LOG
    }

    private final Kind kind;
    private final String before;
    private final LineEdit edit;
    private final List<String> candidates = new ArrayList<>();
    private int chosen = -1;
    private int back;
    private String error = "";
    private int errorAt = -1;

    public Prompt(Kind kind, String text) {
      this.kind = kind;
      this.before = text;
      this.edit = new LineEdit(text);
    }

    public Kind kind() {
      return kind;
    }

    /** The text it was opened with: Esc goes back to it. */
    public String before() {
      return before;
    }

    public LineEdit edit() {
      return edit;
    }

    public List<String> candidates() {
      return candidates;
    }

    /** The candidate that Tab put into the line, or -1. */
    public int chosen() {
      return chosen;
    }

    public void chosen(int index) {
      chosen = index;
    }

    /** Steps back in the history, 0 none. */
    public int back() {
      return back;
    }

    public void back(int steps) {
      back = steps;
    }

    public String error() {
      return error;
    }

    /** Char of the text that the error is about, or -1. */
    public int errorAt() {
      return errorAt;
    }

    public void error(String message, int at) {
      error = message;
      errorAt = at;
    }
  }

  /** A search over all actions. */
  final class Palette implements Overlay {
    private final LineEdit edit = new LineEdit();
    private final ListCursor cursor = new ListCursor();

    public LineEdit edit() {
      return edit;
    }

    public ListCursor cursor() {
      return cursor;
    }
  }

  /**
   * A line of a menu.
   *
   * @param note beside the label, or empty
   */
  record Item(String label, String note, Consumer<Consumer<Effect>> run) {}

  /** A choice of one. */
  final class Menu implements Overlay {
    private final String title;
    private final List<Item> items;
    private final ListCursor cursor = new ListCursor();

    public Menu(String title, List<Item> items, int at) {
      this.title = title;
      this.items = items;
      cursor.bounds(items.size(), items.size());
      cursor.to(at);
    }

    public String title() {
      return title;
    }

    public List<Item> items() {
      return items;
    }

    public ListCursor cursor() {
      return cursor;
    }
  }

  /** A question with one line to type. */
  final class Dialog implements Overlay {
    /** What Tab completes. */
    public enum Complete {
      NOTHING,
      FOLDER,
      WORDS
    }

    /** Gets the text; returns what is wrong with it, or empty to close. */
    public interface Submit {
      String accept(String text, Consumer<Effect> out);
    }

    private final String title;
    private final String hint;
    private final LineEdit edit;
    private final Complete complete;
    private final List<String> words;
    private final Submit submit;
    private List<String> candidates = List.of();
    private String error = "";
    private long token;

    public Dialog(
        String title,
        String hint,
        String text,
        Complete complete,
        List<String> words,
        Submit submit) {
      this.title = title;
      this.hint = hint;
      this.edit = new LineEdit(text);
      this.complete = complete;
      this.words = words;
      this.submit = submit;
    }

    public String title() {
      return title;
    }

    public String hint() {
      return hint;
    }

    public LineEdit edit() {
      return edit;
    }

    public Complete complete() {
      return complete;
    }

    public List<String> words() {
      return words;
    }

    public Submit submit() {
      return submit;
    }

    public List<String> candidates() {
      return candidates;
    }

    public void candidates(List<String> list) {
      candidates = list;
    }

    public String error() {
      return error;
    }

    public void error(String message) {
      error = message;
    }

    public long token() {
      return token;
    }

    public void token(long t) {
      token = t;
    }
  }

  /** A question that is answered by typing a word, so that no slip of a finger says yes. */
  final class Confirm implements Overlay {
    private final String title;
    private final List<String> lines;
    private final String word;
    private final LineEdit edit = new LineEdit();
    private final Consumer<Consumer<Effect>> yes;

    public Confirm(String title, List<String> lines, String word, Consumer<Consumer<Effect>> yes) {
      this.title = title;
      this.lines = List.copyOf(lines);
      this.word = word;
      this.yes = yes;
    }

    public String title() {
      return title;
    }

    public List<String> lines() {
      return lines;
    }

    public String word() {
      return word;
    }

    public LineEdit edit() {
      return edit;
    }

    public boolean matches() {
      return edit.text().strip().equals(word);
    }

    public Consumer<Consumer<Effect>> yes() {
      return yes;
    }
  }

  /** Which columns are shown, and in what order. */
  final class Columns implements Overlay {
    private final List<TorrentColumn> order = new ArrayList<>();
    private final List<TorrentColumn> on;
    private final ListCursor cursor = new ListCursor();

    public Columns(List<TorrentColumn> shown) {
      on = new ArrayList<>(shown);
      order.addAll(shown);
      for (TorrentColumn c : TorrentColumn.values()) {
        if (!order.contains(c)) {
          order.add(c);
        }
      }
      cursor.bounds(order.size(), order.size());
    }

    public List<TorrentColumn> order() {
      return order;
    }

    public boolean isOn(TorrentColumn c) {
      return on.contains(c);
    }

    public ListCursor cursor() {
      return cursor;
    }

    public void toggle() {
      TorrentColumn c = order.get(cursor.index());
      if (!on.remove(c)) {
        on.add(c);
      }
    }

    /** Moves the chosen column up or down. */
    public void move(int by) {
      int to = cursor.index() + by;
      if (to >= 0 && to < order.size()) {
        order.add(to, order.remove(cursor.index()));
        cursor.to(to);
      }
    }

    /** The columns to show; the name is always among them. */
    public List<TorrentColumn> result() {
      return order.stream().filter(c -> c == TorrentColumn.NAME || on.contains(c)).toList();
    }
  }

  /** The page that adds a torrent. */
  record Add(AddForm form) implements Overlay {}

  /** All alerts. */
  final class AlertList implements Overlay {
    private final ListCursor cursor = new ListCursor();

    public ListCursor cursor() {
      return cursor;
    }
  }

  /**
   * A line of the settings.
   *
   * @param value as it is now
   * @param change opens or steps it
   */
  record Setting(String title, String hint, Function<UiState, String> value, Change change) {}

  /** Changes a setting. */
  interface Change {
    /**
     * @param step -1 or 1 for the arrow keys, 0 for Enter
     */
    void by(UiState state, int step, Consumer<Effect> out);
  }

  /** How the engine and its process are doing, over all panes. */
  record SystemPage(SystemState state) implements Overlay {}

  /** What can be changed while everything runs. */
  final class Settings implements Overlay {
    private final List<Setting> list;
    private final ListCursor cursor = new ListCursor();

    public Settings(List<Setting> list) {
      this.list = list;
      cursor.bounds(list.size(), list.size());
    }

    public List<Setting> list() {
      return list;
    }

    public ListCursor cursor() {
      return cursor;
    }
  }
}
