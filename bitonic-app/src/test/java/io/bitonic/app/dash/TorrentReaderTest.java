package io.bitonic.app.dash;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.bitonic.app.support.TestTorrent;
import io.bitonic.core.api.EngineException;
import io.bitonic.core.api.EngineException.Kind;
import io.bitonic.tui.model.AddService.Loaded;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TorrentReaderTest {
  @TempDir Path dir;

  private final TestTorrent torrent = new TestTorrent("album", 1, 20_000, 30_000);
  private TorrentReader reader;
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    reader = new TorrentReader(dir);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/good", e -> answer(e, 200, torrent.bytes()));
    server.createContext("/page", e -> answer(e, 200, "<html>".getBytes(StandardCharsets.UTF_8)));
    server.createContext("/moved", e -> redirect(e, "/good"));
    server.createContext("/loop", e -> redirect(e, "/loop"));
    server.createContext("/away", e -> redirect(e, "ftp://127.0.0.1/x"));
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private static void answer(HttpExchange e, int status, byte[] body) throws IOException {
    try (e) {
      e.sendResponseHeaders(status, body.length);
      e.getResponseBody().write(body);
    }
  }

  private static void redirect(HttpExchange e, String to) throws IOException {
    e.getResponseHeaders().set("Location", to);
    answer(e, 302, new byte[] {1});
  }

  private String url(String path) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + path;
  }

  private String refused(Kind kind, String source) {
    EngineException e = assertThrows(EngineException.class, () -> reader.load(source));
    assertEquals(kind, e.kind(), e.getMessage());
    return e.getMessage();
  }

  @Test
  void readsAPathAndOneInTheHomeFolderAndAFileAddress() throws Exception {
    Path file = torrent.save(dir);
    for (String source :
        new String[] {
          " " + file + " ", "~/" + file.getFileName(), file.toUri().toString(),
        }) {
      Loaded l = reader.load(source);
      assertEquals("album", l.name());
      assertEquals(2, l.files().size());
      assertEquals(20_000, l.files().getFirst().length());
      assertArrayEquals(torrent.bytes(), l.torrentFile());
    }
  }

  @Test
  void readsAnAddressAndFollowsRedirects() throws Exception {
    assertEquals("album", reader.load(url("/good")).name());
    assertEquals("album", reader.load(url("/moved")).name());
  }

  @Test
  void saysWhatIsWrongWithAnAddress() {
    assertTrue(refused(Kind.NETWORK, url("/loop")).contains("more than 5 redirects"));
    assertTrue(refused(Kind.NETWORK, url("/none")).contains("answers 404"));
    assertTrue(refused(Kind.BAD_ARGUMENT, url("/away")).contains("not a usable"));
    assertTrue(refused(Kind.BAD_ARGUMENT, "http://").contains("not a usable"));
    refused(Kind.BAD_TORRENT, url("/page"));
  }

  @Test
  void aMagnetLinkIsTakenByItsName() throws InterruptedException {
    String hash = "0123456789abcdef0123456789abcdef01234567";
    Loaded l = reader.load(" magnet:?xt=urn:btih:" + hash + "&dn=A+film ");
    assertTrue(l.isMagnet());
    assertEquals("A film", l.name());
    assertEquals(0, l.files().size());
    assertTrue(refused(Kind.BAD_TORRENT, "magnet:?xt=urn:btih:00").contains("40 hex digits"));
    assertTrue(refused(Kind.BAD_TORRENT, "MAGNET:nonsense").contains("magnet:?"));
  }

  @Test
  void saysWhatIsWrongWithAPath() throws IOException {
    assertTrue(refused(Kind.BAD_TORRENT, dir + "/none.torrent").contains("does not exist"));
    assertTrue(refused(Kind.BAD_TORRENT, dir.toString()).contains("is a folder"));
    assertTrue(refused(Kind.BAD_TORRENT, "/dev/zero").contains("device"));
    refused(Kind.BAD_TORRENT, Files.writeString(dir.resolve("x.torrent"), "hello").toString());
    refused(Kind.BAD_ARGUMENT, "");
  }
}
