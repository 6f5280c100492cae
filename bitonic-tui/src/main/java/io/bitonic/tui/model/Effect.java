package io.bitonic.tui.model;

import io.bitonic.core.api.AddTorrent;
import io.bitonic.core.api.EngineCommand;
import io.bitonic.core.api.TorrentHandle;
import java.util.List;

/** What the loop has to do after a key: everything that is not a change of {@link UiState}. */
public sealed interface Effect {
  /**
   * @param done shown when all succeeded; empty for nothing
   */
  record Submit(List<EngineCommand> commands, String done) implements Effect {}

  /** Read a source with {@link AddService}; the answer carries the token back. */
  record Load(String source, long token) implements Effect {}

  /** Nobody waits for this {@link Load} any more. */
  record GiveUp(long token) implements Effect {}

  record Add(AddTorrent torrent, String name) implements Effect {}

  /** Serve a file with {@link StreamService}, and tell the URL. */
  record Stream(TorrentHandle torrent, int file) implements Effect {}

  /** Put text on the clipboard (OSC 52). */
  record Copy(String text, String what) implements Effect {}

  /** List the folder of a half-typed path. */
  record Complete(String path, long token) implements Effect {}

  record Mouse(boolean on) implements Effect {}

  record UseTheme(String name) implements Effect {}

  /**
   * Write a setting into the file, soon.
   *
   * @param key as {@code limits.down}
   * @param value as a user writes it
   */
  record Keep(String key, String value) implements Effect {}

  /** Keep columns, order and history. */
  record Save() implements Effect {}

  /** Calls whoever is at the terminal. */
  record Bell() implements Effect {}

  record Redraw() implements Effect {}

  record Suspend() implements Effect {}

  record Quit() implements Effect {}
}
