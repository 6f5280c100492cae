package io.bitonic.app.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** libtorrent-rasterbar, by a small Python program. */
final class LibtorrentClient implements Client {
  private final String mode;

  LibtorrentClient() {
    this("tcp");
  }

  /**
   * @param mode tcp or utp: the only transport that it speaks; rc4: TCP, and encryption is required
   */
  LibtorrentClient(String mode) {
    this.mode = mode;
  }

  @Override
  public String[] needs() {
    return new String[] {"python3-libtorrent"};
  }

  @Override
  public Proc seed(Procs procs, Host host, Path torrent, Path folder) {
    return start(procs, host, torrent.toString(), folder, "seed");
  }

  @Override
  public Download download(Procs procs, Host host, Path torrent, Path folder) {
    Proc p = start(procs, host, torrent.toString(), folder, "download");
    return () -> p.out().contains("complete");
  }

  /**
   * @param torrent a file or a magnet link
   * @param what seed or download
   * @param more what else the program is to do
   */
  Proc start(Procs procs, Host host, String torrent, Path folder, String what, String... more) {
    Path script = procs.folder("libtorrent").resolve("peer.py");
    try (InputStream in = LibtorrentClient.class.getResourceAsStream("libtorrent_peer.py")) {
      Files.write(script, in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<String> command = new ArrayList<>(List.of("/usr/bin/python3", script.toString(), what));
    command.addAll(List.of(torrent, folder.toString(), mode));
    command.addAll(List.of(more));
    return procs.start("libtorrent", Map.of(), host.on(command));
  }

  @Override
  public String toString() {
    return "libtorrent";
  }
}
