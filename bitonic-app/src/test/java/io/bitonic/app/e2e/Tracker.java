package io.bitonic.app.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An opentracker that serves one torrent over HTTP and UDP. */
final class Tracker {
  private static final int PORT = 6969;
  private static final Duration SOON = Duration.ofSeconds(40);
  private static final Pattern COUNTS =
      Pattern.compile("8:completei(\\d+)e10:downloadedi\\d+e10:incompletei(\\d+)e");

  private final Host host;
  private final String infoHash;

  private Tracker(Host host, String infoHash) {
    this.host = host;
    this.infoHash = infoHash;
  }

  static String httpUrl(Host host) {
    return "http://" + host.address() + ":" + PORT + "/announce";
  }

  static String udpUrl(Host host) {
    return "udp://" + host.address() + ":" + PORT + "/announce";
  }

  /**
   * Starts it and waits until it answers.
   *
   * @param infoHash 40 hex digits; Debian's build serves only torrents it was told of
   */
  static Tracker start(Procs procs, Host host, String infoHash) {
    // It changes its root to this folder, then its user to nobody.
    Path folder = procs.folder("tracker");
    try {
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
      Path list = Files.writeString(folder.resolve("whitelist"), infoHash + "\n");
      Files.setPosixFilePermissions(list, PosixFilePermissions.fromString("rw-r--r--"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String port = Integer.toString(PORT);
    procs.start(
        "opentracker",
        Map.of(),
        host.on(
            List.of(
                "opentracker",
                "-i",
                host.address(),
                "-p",
                port,
                "-P",
                port,
                "-d",
                folder.toString(),
                "-w",
                "whitelist")));
    Tracker t = new Tracker(host, infoHash);
    Until.seen("opentracker serves " + infoHash, SOON, () -> t.scrape().contains("5:files"));
    return t;
  }

  int seeds() {
    return count(1);
  }

  int leechers() {
    return count(2);
  }

  private int count(int group) {
    Matcher m = COUNTS.matcher(scrape());
    return m.find() ? Integer.parseInt(m.group(group)) : 0;
  }

  void awaitSeeds(int n) {
    Until.seen(n + " seeds at the tracker", SOON, () -> seeds() >= n);
  }

  /** The answer to a scrape, or nothing. Asked by the shell, which can be on the tracker's host. */
  private String scrape() {
    String query = "/scrape?info_hash=%" + String.join("%", infoHash.split("(?<=\\G..)"));
    String script =
        "exec 3<>/dev/tcp/"
            + host.address()
            + "/"
            + PORT
            + " && printf 'GET %s HTTP/1.0\\r\\n\\r\\n' '"
            + query
            + "' >&3 && cat <&3";
    try {
      Process p =
          new ProcessBuilder(host.on(List.of("bash", "-c", script)))
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String text = new String(p.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
      return p.waitFor() == 0 ? text : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }
}
