package io.bitonic.app.e2e;

import java.nio.file.Path;

/** Another BitTorrent client, with all ways to find peers but the tracker turned off. */
interface Client {
  /** Commands that must be installed. */
  String[] needs();

  /** Starts it on complete data; it seeds until it is ended. */
  Proc seed(Procs procs, Host host, Path torrent, Path folder);

  /**
   * Starts it on an empty folder; it downloads, then ends or seeds.
   *
   * @return tells when it says that it has all
   */
  Download download(Procs procs, Host host, Path torrent, Path folder);

  /** Whether it makes files of no bytes. */
  default boolean makesEmptyFiles() {
    return true;
  }

  /** A download under way. */
  interface Download {
    boolean isDone();
  }
}
