package io.bitonic.tui.model;

/** The pane that keys go to. */
public enum Focus {
  VIEWS,
  TORRENTS,
  DETAIL
}
