package io.bitonic.tui.model;

import io.bitonic.core.api.EngineException;
import java.util.List;

/**
 * Turns what a user typed or pasted into a torrent; the application implements it. Called on a
 * virtual thread, one call for each source, so it may block.
 */
public interface AddService {
  /**
   * A torrent that was read.
   *
   * @param torrentFile bytes for the engine, or null for a magnet link
   * @param magnet the link, or empty; its files are known when peers have told them
   * @param name not sanitised
   * @param files stored files by index
   */
  record Loaded(byte[] torrentFile, String magnet, String name, List<Entry> files) {
    public Loaded(byte[] torrentFile, String name, List<Entry> files) {
      this(torrentFile, "", name, files);
    }

    public boolean isMagnet() {
      return !magnet.isEmpty();
    }
  }

  /**
   * A file of a torrent.
   *
   * @param index in the torrent, as priorities name it
   * @param path components joined by {@code /}, not sanitised
   * @param length bytes
   */
  record Entry(int index, String path, long length) {}

  /**
   * Reads a path, an http(s) URL or a magnet link.
   *
   * @throws EngineException whose message says what is wrong and what to do
   * @throws InterruptedException when the user gave up
   */
  Loaded load(String source) throws InterruptedException;
}
