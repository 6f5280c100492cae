package io.bitonic.core.webseed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.core.disk.TestTorrent;
import io.bitonic.core.disk.TestTorrent.Spec;
import io.bitonic.core.metainfo.Metainfo;
import io.bitonic.core.metainfo.TorrentFile;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebSeedUrlTest {
  private static Metainfo single(String name) {
    Metainfo m = TestTorrent.v1(1, 1000, Spec.file("x", 10)).meta;
    TorrentFile f = m.files().getFirst();
    TorrentFile named =
        new TorrentFile(0, List.of(name), 10, 0, false, false, false, f.symlink(), null);
    return new Metainfo(
        m.infoHash(),
        m.rawInfo(),
        name,
        false,
        List.of(named),
        m.layout(),
        m.pieceHashes(),
        m.pieceLayers(),
        false,
        List.of(),
        List.of(),
        "",
        "",
        0,
        "");
  }

  @ParameterizedTest
  @CsvSource({
    "http://h/a.iso, http://h/a.iso",
    "http://h/a.iso#frag, http://h/a.iso",
    "http://h/folder/, http://h/folder/b%20c%23%3F%25.iso",
    "http://h/get?file=1, http://h/get?file=1"
  })
  void aSingleFilesUrlIsItsOwnOrTheFolders(String base, String url) {
    Metainfo m = single("b c#?%.iso");
    assertEquals(url, WebSeedUrl.ofFile(base, m, m.files().getFirst()));
  }

  @ParameterizedTest
  @CsvSource({
    "http://h/pub/, http://h/pub/torrent/d%20%C3%A4/f+1",
    "http://h/pub, http://h/pub/torrent/d%20%C3%A4/f+1",
    "http://h, http://h/torrent/d%20%C3%A4/f+1"
  })
  void filesOfAFolderAreBelowTheName(String base, String url) {
    Metainfo m = TestTorrent.v1(1, 1000, Spec.file("d ä/f+1", 10), Spec.file("y", 1)).meta;
    assertEquals(url, WebSeedUrl.ofFile(base, m, m.files().getFirst()));
  }

  @Test
  void takesUrlsApart() throws Exception {
    WebSeedUrl u = WebSeedUrl.parse("HTTPS://u:p@Host.example:8443/a b?x=1#y");
    assertEquals(new WebSeedUrl(true, "u:p", "host.example", 8443, "/a%20b", "x=1"), u);
    assertEquals("/a%20b?x=1", u.target());
    assertEquals("host.example:8443", u.hostHeader());
    assertEquals("https://host.example:8443", u.origin());
    assertEquals("[2001:db8::1]", WebSeedUrl.parse("http://[2001:db8::1]/").hostHeader());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ftp://h/a",
        "file:///etc/passwd",
        "http://",
        "http://h:25/a",
        "https://h:1023/a",
        "http://h:0/a",
        "http://h:65536/a",
        "http://h/a\nb",
        "http://a b/",
        "nonsense"
      })
  void refusesWhatIsNoWebServer(String url) {
    WebSeedException e = assertThrows(WebSeedException.class, () -> WebSeedUrl.parse(url));
    assertEquals(WebSeedException.Kind.NEVER, e.kind());
  }

  @ParameterizedTest
  @CsvSource({
    "http://h/a/b, /c, http://h:80 /c",
    "http://h/a/b, c, http://h:80 /a/c",
    "http://h/a/b, ?q, http://h:80 /a/b?q",
    "http://h/a/b, //o/x, http://o:80 /x",
    "http://h/a/b, https://o/x, https://o:443 /x"
  })
  void followsRedirects(String from, String location, String to) throws Exception {
    WebSeedUrl u = WebSeedUrl.parse(from).redirect(location);
    assertEquals(to, u.origin() + " " + u.target());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"http://h/x", "file:///x", "javascript:x", "gopher://h/", "https://h:22/"})
  void refusesRedirectsToOtherThings(String location) throws Exception {
    WebSeedUrl u = WebSeedUrl.parse("https://h/a");
    assertThrows(WebSeedException.class, () -> u.redirect(location));
  }

  @Test
  void loginDoesNotFollowToOtherHosts() throws Exception {
    WebSeedUrl u = WebSeedUrl.parse("http://me:pw@h/a");
    assertEquals("me:pw", u.redirect("/b").userInfo());
    assertTrue(u.redirect("http://o/b").userInfo().isEmpty());
  }
}
