package io.bitonic.app.stream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.app.AppException;
import io.bitonic.core.api.ContentReader;
import io.bitonic.core.api.EngineException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The server on a real socket, with a file whose end is not there yet. */
@Timeout(30)
class StreamServerTest {
  private static final int SIZE = 1_000_000;
  private static final int THERE = 600_000;

  private final byte[] content = new byte[SIZE];
  private final AtomicInteger opened = new AtomicInteger();
  private final AtomicInteger closed = new AtomicInteger();
  private final CompletableFuture<Void> arrived = new CompletableFuture<>();
  private final CompletableFuture<Void> firstClosed = new CompletableFuture<>();
  private StreamServer server;
  private URI url;

  /** Gives at most 50 000 bytes at once. */
  private final class Reader implements ContentReader {
    @Override
    public String path() {
      return "a/film 1.mkv";
    }

    @Override
    public long length() {
      return SIZE;
    }

    @Override
    public CompletableFuture<Integer> read(long position, ByteBuffer dst) {
      return (position < THERE ? CompletableFuture.<Void>completedFuture(null) : arrived)
          .thenApply(
              v -> {
                int n = Math.min(dst.remaining(), 50_000);
                dst.put(content, (int) position, n);
                return n;
              });
    }

    @Override
    public void close() {
      closed.incrementAndGet();
      firstClosed.complete(null);
    }
  }

  private record Answer(String head, byte[] body) {
    String status() {
      return head.substring(9, 12);
    }
  }

  @BeforeEach
  void start() {
    new Random(5).nextBytes(content);
    server = new StreamServer(0);
    url = share("film 1.mkv");
  }

  private URI share(String name) {
    return URI.create(
        server.share(
            new StreamServer.Shared(
                name,
                SIZE,
                () -> {
                  opened.incrementAndGet();
                  return CompletableFuture.completedFuture(new Reader());
                })));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Socket connect() throws IOException {
    return new Socket("127.0.0.1", server.port());
  }

  private void ask(Socket s, String method, String... headers) throws IOException {
    StringBuilder b = new StringBuilder(method + " " + url.getRawPath() + " HTTP/1.1\r\n");
    for (String h : headers) {
      b.append(h).append("\r\n");
    }
    s.getOutputStream().write(b.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
  }

  private String host() {
    return "Host: 127.0.0.1:" + server.port();
  }

  private static Answer answer(Socket s, boolean hasBody) throws IOException {
    InputStream in = s.getInputStream();
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
      int b = in.read();
      if (b < 0) {
        throw new IOException("no answer after " + head);
      }
      head.write(b);
    }
    String text = head.toString(StandardCharsets.ISO_8859_1);
    int at = text.indexOf("Content-Length: ") + 16;
    int n = Integer.parseInt(text.substring(at, text.indexOf('\r', at)));
    return new Answer(text, hasBody ? in.readNBytes(n) : new byte[0]);
  }

  private Answer one(String method, String... headers) throws IOException {
    try (Socket s = connect()) {
      ask(s, method, headers);
      return answer(s, !method.equals("HEAD"));
    }
  }

  @Test
  void rangesAndWholeFilesOverOneConnection() throws Exception {
    try (Socket s = connect()) {
      ask(s, "HEAD", host());
      Answer head = answer(s, false);
      assertEquals("200", head.status());
      assertTrue(head.head().contains("Content-Length: 1000000\r\n"), head.head());
      assertTrue(head.head().contains("Content-Type: video/x-matroska\r\n"), head.head());
      assertTrue(head.head().contains("Accept-Ranges: bytes\r\n"), head.head());
      ask(s, "GET", host(), "Range: bytes=100-200099");
      Answer part = answer(s, true);
      assertEquals("206", part.status());
      assertTrue(part.head().contains("Content-Range: bytes 100-200099/1000000\r\n"), part.head());
      assertArrayEquals(Arrays.copyOfRange(content, 100, 200_100), part.body());
      ask(s, "GET", host(), "range: bytes=-10");
      arrived.complete(null);
      assertArrayEquals(Arrays.copyOfRange(content, SIZE - 10, SIZE), answer(s, true).body());
      ask(s, "GET", host(), "Connection: close");
      Answer all = answer(s, true);
      assertEquals("200", all.status());
      assertArrayEquals(content, all.body());
      assertEquals(-1, s.getInputStream().read());
    }
    assertEquals(3, opened.get(), "HEAD opens no reader");
  }

  @Test
  void whatIsMissingIsWaitedForWhileOthersAreServed() throws Exception {
    try (Socket slow = connect()) {
      ask(slow, "GET", host(), "Range: bytes=599999-600001");
      answer(slow, false);
      assertEquals(content[599_999], readByte(slow));
      assertEquals("206", one("GET", host(), "Range: bytes=0-9").status());
      arrived.complete(null);
      assertArrayEquals(
          new byte[] {content[600_000], content[600_001]}, slow.getInputStream().readNBytes(2));
    }
  }

  private static byte readByte(Socket s) throws IOException {
    return (byte) s.getInputStream().read();
  }

  @Test
  void aPlayerThatHangsUpWhileItWaitsIsForgotten() throws Exception {
    try (Socket s = connect()) {
      ask(s, "GET", host(), "Range: bytes=700000-");
      assertEquals("206", answer(s, false).status());
    }
    firstClosed.get(10, TimeUnit.SECONDS);
    assertEquals(1, closed.get());
  }

  @Test
  void strangersAreTurnedAway() throws Exception {
    assertEquals("403", one("GET", "Host: evil.example:" + server.port()).status());
    assertEquals("403", one("GET").status());
    assertEquals("400", one("GET", host(), host()).status());
    assertEquals("200", one("HEAD", "Host: localhost:" + server.port()).status());
    assertEquals("405", one("POST", host()).status());
    assertEquals("416", one("GET", host(), "Range: bytes=1000000-").status());
    assertEquals("431", one("GET", host(), "X: " + "x".repeat(9000)).status());
    String path = url.getRawPath();
    url = URI.create("http://127.0.0.1/" + "0".repeat(32) + "/film%201.mkv");
    assertEquals("404", one("GET", host()).status());
    url = URI.create("http://127.0.0.1/");
    assertEquals("404", one("GET", host()).status());
    assertEquals(32, path.indexOf('/', 1) - 1, "128 bits");
    assertNotEquals(path, share("film 1.mkv").getRawPath());
    assertEquals(0, opened.get());
  }

  @Test
  void connectionsAreBounded() throws Exception {
    List<Socket> held = new ArrayList<>();
    for (int i = 0; i < StreamServer.MOST_CONNECTIONS; i++) {
      held.add(connect());
    }
    try (Socket s = connect()) {
      assertEquals("503", answer(s, true).status());
    }
    for (Socket s : held) {
      ask(s, "HEAD", host());
      assertEquals("200", answer(s, false).status());
      s.close();
    }
  }

  @Test
  void whatCanNotBeOpenedIsSaid() throws Exception {
    url =
        URI.create(
            server.share(
                new StreamServer.Shared(
                    "x",
                    5,
                    () ->
                        CompletableFuture.failedFuture(
                            new EngineException(EngineException.Kind.CLOSED, "closed")))));
    assertEquals("503", one("GET", host()).status());
  }

  @Test
  void closingEndsWhatWaits() throws Exception {
    try (Socket s = connect()) {
      ask(s, "GET", host(), "Range: bytes=700000-");
      assertEquals("206", answer(s, false).status());
      server.close();
      firstClosed.get(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void aPortThatIsTakenIsAnError() {
    AppException e = assertThrows(AppException.class, () -> new StreamServer(server.port()));
    assertTrue(e.getMessage().contains("127.0.0.1"), e.getMessage());
  }

  @Test
  void filmsAreTold() {
    assertTrue(MediaTypes.isPlayable("A.MKV"));
    assertTrue(!MediaTypes.isPlayable("a.txt") && !MediaTypes.isPlayable("mkv"));
    assertEquals("application/octet-stream", MediaTypes.of("x.unknown"));
  }
}
