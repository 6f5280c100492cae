package io.bitonic.app.dash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where things are on this machine. */
public final class Places {
  private static final int MAX_HOST = 64;

  private Places() {}

  public static Path home() {
    return Path.of(System.getProperty("user.home", "/"));
  }

  /** By the XDG rules: {@code $XDG_CONFIG_HOME/bitonic}, else {@code ~/.config/bitonic}. */
  public static Path config() {
    return xdg("XDG_CONFIG_HOME", ".config");
  }

  /** What may be deleted at any time: {@code $XDG_CACHE_HOME/bitonic}, else in {@code ~/.cache}. */
  public static Path cache() {
    return xdg("XDG_CACHE_HOME", ".cache");
  }

  private static Path xdg(String variable, String folder) {
    String xdg = System.getenv(variable);
    Path base = xdg != null && xdg.startsWith("/") ? Path.of(xdg) : home().resolve(folder);
    return base.resolve("bitonic");
  }

  /** The machine's short name. Not asked from DNS, which may take seconds to say no. */
  public static String host() {
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
