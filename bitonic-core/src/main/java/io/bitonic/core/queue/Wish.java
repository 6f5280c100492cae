package io.bitonic.core.queue;

/** What a torrent would do if it had its turn. */
public enum Wish {
  /** Nothing: it is paused, broken, being checked or has no metadata. Holds no slot. */
  NONE,
  DOWNLOAD,
  SEED
}
