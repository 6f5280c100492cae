package io.bitonic.core.tracker;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.bitonic.core.config.Settings;
import io.bitonic.core.http.Addresses;
import io.bitonic.core.http.HttpException;
import io.bitonic.core.http.HttpRoute;
import io.bitonic.core.net.Binding;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressesTest {
  private static final HttpFetch.Config CONFIG =
      new HttpFetch.Config(
          "test",
          new HttpRoute.Config(() -> Binding.ANY, Settings.Proxy.none(), null, null, 1000, 1000));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "127.9.9.9",
        "::1",
        "::ffff:127.0.0.1",
        "::127.0.0.1",
        "64:ff9b::127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "fe80::1",
        "fd00::1",
        "::ffff:10.0.0.1",
        "64:ff9b::10.0.0.1"
      })
  void aRedirectFromTheInternetCannotReach(String local) throws Exception {
    HttpFetch fetch = new HttpFetch(CONFIG, 1000);
    TrackerUrl url = TrackerUrl.parse("http://t.example/announce");
    fetch.check(url, InetAddress.getByName("8.8.8.8"));
    InetAddress to = InetAddress.getByName(local);
    assertThrows(HttpException.class, () -> fetch.check(url, to));
  }

  @ParameterizedTest
  @ValueSource(strings = {"8.8.8.8", "2001:4860::8888", "64:ff9b::8.8.8.8", "100.128.0.1"})
  void aRedirectFromTheInternetReachesTheInternet(String global) throws Exception {
    HttpFetch fetch = new HttpFetch(CONFIG, 1000);
    TrackerUrl url = TrackerUrl.parse("http://t.example/x");
    fetch.check(url, InetAddress.getByName("8.8.8.8"));
    InetAddress to = InetAddress.getByName(global);
    assertDoesNotThrow(() -> fetch.check(url, to));
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, /announce, true",
    "127.0.0.1, /announce.php, true",
    "127.0.0.1, /scrape, true",
    "127.0.0.1, /, false",
    "127.0.0.1, /api/shutdown, false",
    "::1, /api/announce, false",
    "64:ff9b::127.0.0.1, /x, false",
    "192.168.1.1, /x, true",
  })
  void aTrackerOnThisMachineLooksLikeOne(String address, String path, boolean allowed)
      throws Exception {
    HttpFetch fetch = new HttpFetch(CONFIG, 1000);
    TrackerUrl url = TrackerUrl.parse("http://t.example" + path);
    InetAddress to = InetAddress.getByName(address);
    if (allowed) {
      assertDoesNotThrow(() -> fetch.check(url, to));
    } else {
      assertThrows(HttpException.class, () -> fetch.check(url, to));
    }
  }

  @Test
  void mixesTheFamiliesAndBoundsTheNumber() throws Exception {
    InetAddress[] all = {
      InetAddress.getByName("2001:db8::1"),
      InetAddress.getByName("2001:db8::2"),
      InetAddress.getByName("0.0.0.0"),
      InetAddress.getByName("10.0.0.1"),
      InetAddress.getByName("10.0.0.2"),
      InetAddress.getByName("10.0.0.3"),
    };
    assertEquals(
        List.of(all[3], all[0], all[4], all[1]), Addresses.order(all, Binding.ANY, "t.example"));
    assertEquals(
        List.of(all[0], all[1]),
        Addresses.order(all, new Binding("b", "", List.of(all[1]), ""), "t.example"));
    InetAddress[] none = {all[2]};
    assertThrows(HttpException.class, () -> Addresses.order(none, Binding.ANY, "t.example"));
  }
}
