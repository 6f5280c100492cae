package io.bitonic.app.e2e;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/**
 * What the tests need of the machine. Where {@code CI=true}, a thing that is missing is a failure.
 */
final class Tools {
  private Tools() {}

  /** Fails or skips the test unless all of these commands are installed. */
  static void need(String... commands) {
    List<String> missing = new ArrayList<>();
    for (String command : commands) {
      if (!isInstalled(command)) {
        missing.add(command);
      }
    }
    if (!missing.isEmpty()) {
      missing(
          "not installed: "
              + String.join(", ", missing)
              + " (Debian: python3-libtorrent transmission-cli aria2 rtorrent opentracker mktorrent"
              + " iproute2 procps tcpdump prometheus lighttpd)");
    }
  }

  /** Fails or skips the test: {@code why} keeps it from running here. */
  static void missing(String why) {
    if ("true".equals(System.getenv("CI"))) {
      Assertions.fail(why + "; CI=true asks for every end-to-end test");
    }
    Assumptions.abort(why);
  }

  private static boolean isInstalled(String command) {
    if (command.startsWith("python3-")) {
      Path python = Path.of("/usr/bin/python3");
      return Files.isExecutable(python) && imports(python, command.substring(8));
    }
    String path = System.getenv("PATH") + ":/usr/sbin:/sbin";
    for (String folder : path.split(":")) {
      if (Files.isExecutable(Path.of(folder, command))) {
        return true;
      }
    }
    return false;
  }

  private static boolean imports(Path python, String module) {
    try {
      return new ProcessBuilder(python.toString(), "-c", "import " + module)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (java.io.IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
