package io.bitonic.app.dash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What this machine calls itself. */
public final class HostName {
  private static final int MAX_HOST = 64;

  private HostName() {}

  /** The name without its domain. Not asked from DNS, which may take seconds to say no. */
  public static String shortName() {
    String name = System.getenv().getOrDefault("HOSTNAME", "");
    if (name.isBlank()) {
      try {
        name = Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
      } catch (IOException e) {
        name = "";
      }
    }
    int dot = name.indexOf('.');
    String shortName = dot > 0 ? name.substring(0, dot) : name;
    return shortName.isEmpty()
        ? "localhost"
        : shortName.substring(0, Math.min(shortName.length(), MAX_HOST));
  }
}
