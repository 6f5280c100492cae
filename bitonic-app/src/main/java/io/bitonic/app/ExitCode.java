package io.bitonic.app;

import io.bitonic.core.api.EngineException;

/** Exit codes of the command-line tools. */
public final class ExitCode {
  public static final int OK = 0;

  /** Failed for a reason that has no code of its own. */
  public static final int FAILED = 1;

  /** The command line is wrong. */
  public static final int USAGE = 2;

  /** A torrent file is missing, damaged or hostile. */
  public static final int BAD_TORRENT = 3;

  /** A file, a folder or the disk. */
  public static final int STORAGE = 4;

  /** A port or the network. */
  public static final int NETWORK = 5;

  /** Data is incomplete or does not match the torrent. */
  public static final int INCOMPLETE = 6;

  /** Stopped by signal n: 128 + n. */
  public static final int SIGNAL = 128;

  private ExitCode() {}

  /** The code that fits what the engine says. */
  public static int of(EngineException.Kind kind) {
    return switch (kind) {
      case BAD_TORRENT -> BAD_TORRENT;
      case ALREADY_ADDED, BAD_ARGUMENT -> USAGE;
      case STORAGE -> STORAGE;
      case NETWORK -> NETWORK;
      case NOT_FOUND, CLOSED -> FAILED;
    };
  }
}
