package io.bitonic.core.webseed;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.bitonic.core.http.HttpException;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebSeedRulesTest {
  private static final String GLOBAL = "93.184.216.34";

  private static WebSeedUrl url(String text) {
    try {
      return WebSeedUrl.parse(text);
    } catch (WebSeedException e) {
      throw new AssertionError(e);
    }
  }

  private static void check(WebSeedRules rules, String url, String address) throws HttpException {
    rules.check(url(url), InetAddress.ofLiteral(address));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "::1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "100.64.0.1",
        "fd00::1",
        "::ffff:192.168.1.1",
        "::192.168.1.1",
        "64:ff9b::7f00:1"
      })
  void localAddressesNeedTheSetting(String address) {
    WebSeedRules strict = new WebSeedRules(false, a -> false);
    assertThrows(HttpException.class, () -> check(strict, "http://name.example/f", address));
    WebSeedRules open = new WebSeedRules(true, a -> false);
    assertDoesNotThrow(() -> check(open, "http://name.example/f", address));
    assertThrows(HttpException.class, () -> check(open, "http://name.example/f?cmd=1", address));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"169.254.169.254", "fe80::1", "::ffff:169.254.169.254", "0.0.0.0", "224.0.0.1"})
  void someAreNeverAsked(String address) {
    WebSeedRules open = new WebSeedRules(true, a -> false);
    assertThrows(HttpException.class, () -> check(open, "http://name.example/f", address));
  }

  @Test
  void theInternetLeadsNowhereLocal() throws Exception {
    WebSeedRules open = new WebSeedRules(true, a -> false);
    check(open, "http://name.example/f?x=1", GLOBAL);
    assertThrows(HttpException.class, () -> check(open, "http://other/f", "192.168.1.1"));
    assertEquals("web seed redirects from the internet into the local network", open.refusal());
  }

  @Test
  void theIpFilterHolds() {
    WebSeedRules rules = new WebSeedRules(true, InetAddress.ofLiteral(GLOBAL)::equals);
    assertThrows(HttpException.class, () -> check(rules, "http://name.example/f", GLOBAL));
    assertDoesNotThrow(() -> check(rules, "http://name.example/f", "93.184.216.35"));
  }
}
