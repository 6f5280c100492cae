package io.bitonic.app.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;

/** transmission-cli. */
final class TransmissionClient implements Client {
  private static final String SETTINGS =
      """
      {"dht-enabled": false, "lpd-enabled": false, "pex-enabled": false, "utp-enabled": false,
       "port-forwarding-enabled": false, "rpc-enabled": false, "encryption": %d,
       "peer-port": 51413, "cache-size-mb": 0, "preallocation": 0}
      """;

  private final boolean encrypted;

  TransmissionClient() {
    this(false);
  }

  /**
   * @param encrypted whether encryption is required
   */
  TransmissionClient(boolean encrypted) {
    this.encrypted = encrypted;
  }

  @Override
  public String[] needs() {
    return new String[] {"transmission-cli"};
  }

  @Override
  public Proc seed(Procs procs, Host host, Path torrent, Path folder) {
    return start(procs, host, torrent, folder, procs.folder("transmission-seeds"));
  }

  @Override
  public Download download(Procs procs, Host host, Path torrent, Path folder) {
    Path own = procs.folder("transmission");
    start(procs, host, torrent, folder, own);
    return () -> Files.exists(own.resolve("done"));
  }

  private Proc start(Procs procs, Host host, Path torrent, Path folder, Path own) {
    Path script = own.resolve("when-done");
    try {
      Files.writeString(own.resolve("settings.json"), SETTINGS.formatted(encrypted ? 2 : 0));
      Files.writeString(script, "#!/bin/sh\ntouch '" + own.resolve("done") + "'\n");
      Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return procs.start(
        "transmission",
        Map.of(),
        host.on(
            List.of(
                "transmission-cli",
                "--config-dir",
                own.toString(),
                "--no-portmap",
                "--finish",
                script.toString(),
                "--download-dir",
                folder.toString(),
                torrent.toString())));
  }

  @Override
  public boolean makesEmptyFiles() {
    return false;
  }

  @Override
  public String toString() {
    return "Transmission";
  }
}
