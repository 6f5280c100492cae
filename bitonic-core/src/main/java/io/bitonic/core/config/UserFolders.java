package io.bitonic.core.config;

import java.nio.file.Path;
import java.util.Map;

/**
 * The user's folders, by the XDG Base Directory Specification. They need not exist.
 *
 * @param home what {@code ~} stands for
 * @param config of settings and themes: {@code $XDG_CONFIG_HOME/bitonic}, else {@code
 *     ~/.config/bitonic}
 * @param state of what is to last: {@code $XDG_STATE_HOME/bitonic}, else {@code
 *     ~/.local/state/bitonic}
 * @param cache of what may be deleted at any time: {@code $XDG_CACHE_HOME/bitonic}, else {@code
 *     ~/.cache/bitonic}
 */
public record UserFolders(Path home, Path config, Path state, Path cache) {
  /** Those of this process. */
  public static UserFolders system() {
    return of(System.getenv());
  }

  /** Those that these variables name. */
  public static UserFolders of(Map<String, String> environment) {
    // As shells do; the JVM asks the user database, whose answer may be another one.
    Path home = absolute(environment.get("HOME"), Path.of(System.getProperty("user.home", "/")));
    return new UserFolders(
        home,
        bitonic(environment.get("XDG_CONFIG_HOME"), home.resolve(".config")),
        bitonic(environment.get("XDG_STATE_HOME"), home.resolve(".local").resolve("state")),
        bitonic(environment.get("XDG_CACHE_HOME"), home.resolve(".cache")));
  }

  private static Path bitonic(String variable, Path usual) {
    return absolute(variable, usual).resolve("bitonic");
  }

  /** The specification has relative paths ignored. */
  private static Path absolute(String variable, Path usual) {
    return variable != null && variable.startsWith("/") ? Path.of(variable) : usual;
  }
}
