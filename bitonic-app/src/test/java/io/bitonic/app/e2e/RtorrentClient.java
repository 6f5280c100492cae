package io.bitonic.app.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** rtorrent, on a terminal made by script(1). */
final class RtorrentClient implements Client {
  @Override
  public String[] needs() {
    return new String[] {"rtorrent", "script"};
  }

  @Override
  public Proc seed(Procs procs, Host host, Path torrent, Path folder) {
    return start(procs, host, torrent, folder, procs.folder("rtorrent-seeds"));
  }

  @Override
  public Download download(Procs procs, Host host, Path torrent, Path folder) {
    Path own = procs.folder("rtorrent");
    start(procs, host, torrent, folder, own);
    return () -> Files.exists(own.resolve("done"));
  }

  private static Proc start(Procs procs, Host host, Path torrent, Path folder, Path own) {
    String settings =
        """
        directory.default.set = "%s"
        session.path.set = "%s"
        network.port_range.set = 6890-6890
        network.port_random.set = no
        dht.mode.set = disable
        protocol.pex.set = no
        protocol.encryption.set = none
        pieces.hash.on_completion.set = no
        method.set_key = event.download.finished, done, "execute2={touch,%s/done}"
        """
            .formatted(folder, own, own);
    Path file = own.resolve("rtorrent.rc");
    try {
      Files.writeString(file, settings);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String command = "exec rtorrent -n -o import='" + file + "' '" + torrent + "'";
    return procs.start(
        "rtorrent",
        Map.of("TERM", "xterm"),
        host.on(List.of("script", "-q", "-e", "-c", command, "/dev/null")));
  }

  @Override
  public String toString() {
    return "rtorrent";
  }
}
