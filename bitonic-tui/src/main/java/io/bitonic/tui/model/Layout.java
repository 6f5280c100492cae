package io.bitonic.tui.model;

/**
 * Where everything goes on a screen of this size. Pure.
 *
 * @param tooSmall nothing but a notice fits
 * @param views the list of views in a box, or {@link Rect#NONE}
 * @param strip the list of views in one row, or {@link Rect#NONE}
 * @param subject one row about the chosen torrent, when its detail is all there is, or {@link
 *     Rect#NONE}
 * @param graph rates beside the detail pane, or {@link Rect#NONE}
 * @param pieces the piece map beside the detail pane, or {@link Rect#NONE}
 */
public record Layout(
    boolean tooSmall,
    Rect header,
    Rect footer,
    Rect views,
    Rect strip,
    Rect table,
    Rect detail,
    Rect subject,
    Rect graph,
    Rect pieces) {
  public static final int MIN_WIDTH = 60;
  public static final int MIN_HEIGHT = 16;

  private static final int SPLIT_WIDTH = 100;
  private static final int SPLIT_HEIGHT = 30;
  private static final int PORTRAIT_HEIGHT = 38;

  /** What the user asked to see. */
  public enum Mode {
    NORMAL,
    /** The detail pane alone. */
    DETAIL,
    /** The table alone. */
    ZEN
  }

  public static Layout plan(int width, int height, Mode mode) {
    Rect n = Rect.NONE;
    if (width < MIN_WIDTH || height < MIN_HEIGHT) {
      return new Layout(true, n, n, n, n, n, n, n, n, n);
    }
    Rect header = new Rect(0, 0, width, 1);
    Rect footer = new Rect(0, height - 1, width, 1);
    Rect body = new Rect(0, 1, width, height - 2);
    if (mode == Mode.ZEN) {
      return new Layout(false, header, footer, n, n, body, n, n, n, n);
    }
    if (mode == Mode.DETAIL) {
      Rect rest = new Rect(0, 2, width, height - 3);
      return lower(header, footer, n, n, new Rect(0, 1, width, 1), rest);
    }
    boolean wide = width >= SPLIT_WIDTH;
    if (wide && height >= SPLIT_HEIGHT) {
      return split(header, footer, body);
    }
    if (wide) {
      int side = side(width);
      Rect views = new Rect(0, 1, side, body.height());
      Rect table = new Rect(side, 1, width - side, body.height());
      return new Layout(false, header, footer, views, n, table, n, n, n, n);
    }
    Rect strip = new Rect(0, 1, width, 1);
    int rows = body.height() - 1;
    int tableRows = height >= PORTRAIT_HEIGHT ? rows * 11 / 20 : rows;
    Rect table = new Rect(0, 2, width, tableRows);
    Rect detail = tableRows == rows ? n : new Rect(0, 2 + tableRows, width, rows - tableRows);
    return new Layout(false, header, footer, n, strip, table, detail, n, n, n);
  }

  private static Layout split(Rect header, Rect footer, Rect body) {
    int side = side(body.width());
    int lower = Math.max(13, body.height() * 2 / 5);
    int upper = body.height() - lower;
    Rect views = new Rect(0, body.y(), side, upper);
    Rect table = new Rect(side, body.y(), body.width() - side, upper);
    Rect rest = new Rect(0, body.y() + upper, body.width(), lower);
    return lower(header, footer, views, table, Rect.NONE, rest);
  }

  /** The detail pane, with graph and pieces beside it where there is room. */
  private static Layout lower(
      Rect header, Rect footer, Rect views, Rect table, Rect subject, Rect rest) {
    Rect n = Rect.NONE;
    if (rest.width() < 110) {
      return new Layout(false, header, footer, views, n, table, rest, subject, n, n);
    }
    int right = Math.clamp(rest.width() * 32L / 100, 34, 100);
    int left = rest.width() - right;
    Rect detail = new Rect(rest.x(), rest.y(), left, rest.height());
    int x = rest.x() + left;
    boolean tall = rest.height() >= 20;
    int top = tall ? rest.height() / 2 : rest.height();
    Rect graph = new Rect(x, rest.y(), right, top);
    Rect pieces = tall ? new Rect(x, rest.y() + top, right, rest.height() - top) : n;
    return new Layout(false, header, footer, views, n, table, detail, subject, graph, pieces);
  }

  private static int side(int width) {
    return width >= 180 ? 24 : width >= 130 ? 20 : 17;
  }

  public boolean has(Focus focus) {
    return switch (focus) {
      case VIEWS -> !views.isEmpty() || !strip.isEmpty();
      case TORRENTS -> !table.isEmpty();
      case DETAIL -> !detail.isEmpty();
    };
  }
}
