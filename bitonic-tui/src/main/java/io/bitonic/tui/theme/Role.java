package io.bitonic.tui.theme;

import java.util.Locale;

/**
 * What a style is for. A theme file gives each role a colour; a role it leaves out takes its
 * parent's style.
 */
public enum Role {
  TEXT(null),
  MUTED(TEXT),
  ACCENT(TEXT),
  GOOD(TEXT),
  WARN(TEXT),
  BAD(TEXT),
  HEADER(TEXT),
  TITLE(TEXT),
  COLUMN(MUTED),
  COLUMN_SORTED(ACCENT),
  BORDER(MUTED),
  BORDER_FOCUS(ACCENT),
  SELECTED(null),
  SELECTED_IDLE(SELECTED),
  MARKED(ACCENT),
  MATCH(ACCENT),
  KEY(ACCENT),
  KEY_LABEL(MUTED),
  TAB(MUTED),
  TAB_ACTIVE(ACCENT),
  INPUT(TEXT),
  DIALOG(TEXT),
  SCROLL_THUMB(MUTED),
  BAR_FULL(ACCENT),
  BAR_DONE(GOOD),
  BAR_EMPTY(BORDER),
  GRAPH_DOWN(ACCENT),
  GRAPH_UP(GOOD),
  GRAPH_AXIS(MUTED),
  PIECE_HAVE(ACCENT),
  PIECE_FLIGHT(WARN),
  PIECE_MISSING(BORDER),
  PIECE_RARE(BAD);

  private final Role parent;

  Role(Role parent) {
    this.parent = parent;
  }

  /** The role whose style is taken when a theme does not name this one; null for those without. */
  public Role parent() {
    return parent;
  }

  /** The name in a theme file, as {@code border-focus}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
