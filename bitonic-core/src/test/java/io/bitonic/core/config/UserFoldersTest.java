package io.bitonic.core.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UserFoldersTest {
  @Test
  void theUsualOnesLieInTheHomeFolder() {
    assertEquals(
        new UserFolders(
            Path.of("/h"),
            Path.of("/h/.config/bitonic"),
            Path.of("/h/.local/state/bitonic"),
            Path.of("/h/.cache/bitonic")),
        UserFolders.of(Map.of("HOME", "/h")));
  }

  @Test
  void theVariablesMoveThem() {
    assertEquals(
        new UserFolders(
            Path.of("/h"), Path.of("/c/bitonic"), Path.of("/s/bitonic"), Path.of("/k/bitonic")),
        UserFolders.of(
            Map.of(
                "HOME",
                "/h",
                "XDG_CONFIG_HOME",
                "/c",
                "XDG_STATE_HOME",
                "/s",
                "XDG_CACHE_HOME",
                "/k")));
  }

  @Test
  void whatIsNotAbsoluteIsIgnored() {
    Path home = Path.of(System.getProperty("user.home"));
    UserFolders f =
        UserFolders.of(Map.of("HOME", "", "XDG_STATE_HOME", "state", "XDG_CACHE_HOME", ""));
    assertEquals(home, f.home());
    assertEquals(home.resolve(".local/state/bitonic"), f.state());
    assertEquals(home.resolve(".cache/bitonic"), f.cache());
  }
}
