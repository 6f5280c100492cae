package io.bitonic.app.e2e;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** aria2c. */
final class Aria2Client implements Client {
  private final boolean encrypted;

  Aria2Client() {
    this(false);
  }

  /**
   * @param encrypted whether RC4 is required
   */
  Aria2Client(boolean encrypted) {
    this.encrypted = encrypted;
  }

  @Override
  public String[] needs() {
    return new String[] {"aria2c"};
  }

  @Override
  public Proc seed(Procs procs, Host host, Path torrent, Path folder) {
    return start(
        procs,
        host,
        torrent,
        folder,
        "--seed-ratio=0.0",
        "--check-integrity=true",
        "--bt-hash-check-seed=true");
  }

  @Override
  public Download download(Procs procs, Host host, Path torrent, Path folder) {
    Proc p = start(procs, host, torrent, folder, "--seed-time=0", "--file-allocation=none");
    return () -> !p.isAlive() && p.await(java.time.Duration.ZERO) == 0;
  }

  private Proc start(Procs procs, Host host, Path torrent, Path folder, String... options) {
    List<String> command = new ArrayList<>(List.of("aria2c", "--no-conf=true"));
    // Its UDP tracker client needs its DHT's socket; without entry points that finds nobody.
    command.addAll(
        List.of(
            "--enable-dht=true",
            "--dht-file-path=" + procs.folder("aria2").resolve("dht.dat"),
            "--bt-enable-lpd=false",
            "--enable-peer-exchange=false",
            "--enable-color=false",
            "--summary-interval=0",
            "--listen-port=6950",
            "--dht-listen-port=6951"));
    if (encrypted) {
      command.addAll(List.of("--bt-require-crypto=true", "--bt-min-crypto-level=arc4"));
    }
    command.addAll(List.of(options));
    command.addAll(List.of("--dir=" + folder, torrent.toString()));
    return procs.start("aria2", Map.of(), host.on(command));
  }

  @Override
  public String toString() {
    return "aria2";
  }
}
