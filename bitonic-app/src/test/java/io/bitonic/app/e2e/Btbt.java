package io.bitonic.app.e2e;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The packaged program, by the launcher that users have. */
final class Btbt {
  private Btbt() {}

  /** The command line of {@code btbt}. */
  static List<String> command(String... args) {
    String root = System.getProperty("bitonic.root");
    String dist = System.getProperty("bitonic.dist");
    if (root == null || dist == null || !Files.isRegularFile(Path.of(dist, "stamp"))) {
      throw new IllegalStateException(
          "these tests run the packaged program: run them by 'mvn verify', or set bitonic.root and"
              + " bitonic.dist after 'mvn package'");
    }
    List<String> all = new ArrayList<>();
    all.add(Path.of(root, "bin", "btbt").toString());
    all.addAll(List.of(args));
    return all;
  }
}
