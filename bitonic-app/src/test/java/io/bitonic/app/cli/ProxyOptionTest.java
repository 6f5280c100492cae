package io.bitonic.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.app.AppException;
import io.bitonic.core.config.Settings;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyOptionTest {
  @Test
  void readsAddressLoginAndUses() {
    Settings.Proxy p =
        ProxyOption.parse("socks5://me:a%20b@[::1]:1080", List.of("trackers"), Map.of());
    assertEquals(
        new Settings.Proxy(Settings.ProxyKind.SOCKS5, "::1", 1080, "me", "a b", false, true, false),
        p);
  }

  @Test
  void takesThePasswordFromTheEnvironment() {
    Settings.Proxy p =
        ProxyOption.parse(
            "http://me@proxy.example:8080", List.of(), Map.of(ProxyOption.PASSWORD, "x"));
    assertEquals("x", p.password());
    assertTrue(p.peers() && p.trackers() && p.webSeeds());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "proxy:1080",
        "socks4://u:secret@h:1",
        "http://u:secret@h",
        "http://u:secret@h:0",
        "http://u:secret@h:8080/path",
        "http://u:secret@ h:1"
      })
  void refusesOthersWithoutRepeatingThePassword(String text) {
    AppException e =
        assertThrows(AppException.class, () -> ProxyOption.parse(text, List.of(), Map.of()));
    assertFalse(e.getMessage().contains("secret"));
  }

  @Test
  void refusesUnknownUses() {
    assertThrows(
        AppException.class, () -> ProxyOption.parse("http://h:1", List.of("everything"), Map.of()));
  }
}
