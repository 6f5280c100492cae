package io.bitonic.core.tracker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.core.http.UrlParts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrackerUrlTest {
  @ParameterizedTest
  @CsvSource({
    "http://t.example/announce, HTTP, t.example, 80, /announce, ''",
    "HTTPS://T.Example/a?x=1, HTTPS, t.example, 443, /a, x=1",
    "http://t.example, HTTP, t.example, 80, /, ''",
    "http://t.example?x, HTTP, t.example, 80, /, x",
    "udp://t.example:1337, UDP, t.example, 1337, '', ''",
    "udp://[2001:db8::1]:80/announce, UDP, 2001:db8::1, 80, /announce, ''",
    "http://u_v.example:8080/a b#frag, HTTP, u_v.example, 8080, /a%20b, ''",
    "http://user:pw@t.example/, HTTP, t.example, 80, /, ''",
    "http://bücher.example/ä, HTTP, xn--bcher-kva.example, 80, /%C3%A4, ''",
  })
  void parsesUrls(String s, TrackerUrl.Scheme scheme, String host, int port, String path, String q)
      throws TrackerException {
    TrackerUrl u = TrackerUrl.parse(s);
    assertEquals(scheme, u.scheme());
    assertEquals(host, u.host());
    assertEquals(port, u.port());
    assertEquals(path, u.path());
    assertEquals(q, u.query());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "t.example/announce",
        "wss://t.example/",
        "file:///etc/passwd",
        "http:///announce",
        "http://t.example:0/",
        "http://t.example:65536/",
        "http://t.example:+80/",
        "udp://t.example/announce",
        "http://[::1/announce",
        "http://[fe80::1%25eth0]/announce",
        "http://t.example/a\r\nX: y",
        "http://t.exa mple/",
        "http://t.example\\@evil.example:x/",
      })
  void rejectsOthers(String s) {
    assertThrows(TrackerException.class, () -> TrackerUrl.parse(s));
  }

  @Test
  void rejectsAnEndlessUrl() {
    String s = "http://t.example/" + "a".repeat(UrlParts.MAX_LENGTH);
    assertThrows(TrackerException.class, () -> TrackerUrl.parse(s));
  }

  @Test
  void namesAnUnknownSchemeWithoutItsEscapes() {
    TrackerException e =
        assertThrows(TrackerException.class, () -> TrackerUrl.parse("w\u202ess://t/"));
    assertTrue(e.getMessage().contains("w ss"), e.getMessage());
  }

  // The examples of BEP 48.
  @ParameterizedTest
  @CsvSource({
    "http://example.com/announce, /scrape",
    "http://example.com/x/announce, /x/scrape",
    "http://example.com/announce.php, /scrape.php",
    "http://example.com/announce?x2%0644, /scrape?x2%0644",
    "http://example.com/announce?x=2/4, /scrape?x=2/4",
    "http://example.com/a,",
    "http://example.com/x%064announce,",
  })
  void findsTheScrapeUrl(String announce, String target) throws TrackerException {
    TrackerUrl u = TrackerUrl.parse(announce).scrape();
    if (target == null) {
      assertNull(u);
    } else {
      assertEquals(target, u.target());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/b, http://t.example:8080/b",
    "b?c=d, http://t.example:8080/x/b?c=d",
    "?c=d, http://t.example:8080/x/announce?c=d",
    "//o.example/b, http://o.example:80/b",
    "https://o.example/b, https://o.example:443/b",
  })
  void resolvesRedirects(String location, String expected) throws TrackerException {
    TrackerUrl u = TrackerUrl.parse("http://t.example:8080/x/announce?q=1").redirect(location);
    String got = u.scheme().name().toLowerCase() + "://" + u.hostAndPort() + u.target();
    assertEquals(expected, got);
  }

  @ParameterizedTest
  @ValueSource(strings = {"file:///etc/passwd", "file:/etc/passwd", "udp://t:1/", "ftp://t/"})
  void refusesRedirectsToOtherSchemes(String location) throws TrackerException {
    TrackerUrl u = TrackerUrl.parse("http://t.example/announce");
    assertThrows(TrackerException.class, () -> u.redirect(location));
  }

  @Test
  void refusesToLeaveTls() throws TrackerException {
    TrackerUrl u = TrackerUrl.parse("https://t.example/announce");
    assertThrows(TrackerException.class, () -> u.redirect("http://t.example/announce"));
  }
}
