package io.bitonic.app.cli;

import io.bitonic.app.AppException;
import io.bitonic.app.ExitCode;
import io.bitonic.core.config.Settings;
import picocli.CommandLine.Option;

/** The port, and how much a run may take. */
final class LimitOptions {
  @Option(
      names = "--max-peers",
      paramLabel = "N",
      order = 30,
      description = "Connections at most, 1-10000 (default: 200, 100 a torrent).")
  Integer maxPeers;

  @Option(
      names = "--listen-port",
      paramLabel = "P",
      order = 31,
      description = "TCP port for peers, 0 any (default: the first free one from 6881 on).")
  Integer listenPort;

  @Option(
      names = "--down-limit",
      paramLabel = "RATE",
      order = 32,
      converter = Quantities.Rate.class,
      description = "Download at most, as 500K or 1.5MiB/s; 0 is no limit.")
  Long downLimit;

  @Option(
      names = "--up-limit",
      paramLabel = "RATE",
      order = 33,
      converter = Quantities.Rate.class,
      description = "Upload at most, as 500K or 1.5MiB/s; 0 is no limit.")
  Long upLimit;

  /**
   * Checks what picocli can't, then gives the engine's settings.
   *
   * @param s without these options
   */
  Settings apply(Settings s) {
    if (maxPeers != null && (maxPeers < 1 || maxPeers > 10_000)) {
      throw new AppException(
          ExitCode.USAGE, "--max-peers " + maxPeers + " is out of range; give 1 to 10000");
    }
    if (listenPort != null && (listenPort < 0 || listenPort > 65_535)) {
      throw new AppException(
          ExitCode.USAGE, "--listen-port " + listenPort + " is not a port; give 0 to 65535");
    }
    return s.with(
            s.network()
                .with(
                    n -> {
                      if (listenPort != null) {
                        n.listenPort = listenPort;
                        n.listenPortTries = 1;
                      }
                      if (maxPeers != null) {
                        n.maxPeers = maxPeers;
                        n.maxPeersPerTorrent = maxPeers;
                      }
                    }))
        .with(
            s.limits()
                .withRates(
                    downLimit == null ? s.limits().downBytesPerSecond() : downLimit,
                    upLimit == null ? s.limits().upBytesPerSecond() : upLimit));
  }
}
