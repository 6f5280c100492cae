package io.bitonic.app.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Web servers on a test host. */
final class WebServer {
  static final int PORT = 8080;

  private static final Duration SOON = Duration.ofSeconds(20);

  private WebServer() {}

  /** The URL of the folder that a host's server gives. */
  static String url(Host host) {
    return "http://" + host.address() + ":" + PORT + "/";
  }

  /** lighttpd, which serves a folder as users' servers do. */
  static Proc real(Procs procs, Host host, Path folder) {
    Path config = procs.folder("lighttpd").resolve("lighttpd.conf");
    String text =
        """
        server.document-root = "%s"
        server.port = %d
        server.modules += ( "mod_accesslog" )
        accesslog.filename = "%s"
        """
            .formatted(folder, PORT, config.resolveSibling("access.log"));
    try {
      Files.writeString(config, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return procs.start(
        "lighttpd", Map.of(), host.on(List.of("lighttpd", "-D", "-f", config.toString())));
  }

  /**
   * A server with a mind of its own, see web_seed.py; what it is asked for is what it prints.
   *
   * @param mode and its argument
   */
  static Proc odd(Procs procs, Host host, Path folder, String... mode) {
    Path script = procs.folder("web-" + mode[0]).resolve("web_seed.py");
    try (InputStream in = WebServer.class.getResourceAsStream("web_seed.py")) {
      Files.write(script, in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<String> command = new ArrayList<>(List.of("/usr/bin/python3", script.toString()));
    command.addAll(List.of(String.valueOf(PORT), folder.toString()));
    command.addAll(List.of(mode));
    Proc p = procs.start("web seed " + mode[0], Map.of(), host.on(command));
    p.awaitOut("listening", SOON);
    return p;
  }
}
