package io.bitonic.core.tracker;

import static io.bitonic.core.tracker.Requests.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.core.config.Settings;
import io.bitonic.core.http.HttpHead;
import io.bitonic.core.http.HttpRoute;
import io.bitonic.core.net.Binding;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** HTTP trackers that are slow, wrong or hostile, over real sockets. */
@Timeout(30)
class HttpTrackersTest {
  private static final int LONG = 20_000;

  private final ThreadLoop loop = new ThreadLoop();
  private final HttpTrackers trackers =
      new HttpTrackers(
          loop,
          new HttpFetch.Config(
              "test",
              new HttpRoute.Config(
                  () -> Binding.ANY, Settings.Proxy.none(), null, null, 5_000, 5_000)));

  @AfterEach
  void close() {
    loop.close();
  }

  private CompletableFuture<String> start(String url, int totalMillis) {
    CompletableFuture<String> out = new CompletableFuture<>();
    Answer<String> answer =
        new Answer<>() {
          @Override
          public void ok(String value) {
            assertTrue(loop.inLoop());
            out.complete(value);
          }

          @Override
          public void failed(TrackerException reason) {
            assertTrue(loop.inLoop());
            out.complete("failed: " + reason.getMessage());
          }
        };
    loop.execute(
        () -> {
          try {
            trackers.get(
                TrackerUrl.parse(url),
                totalMillis,
                false,
                b -> new String(b, StandardCharsets.ISO_8859_1),
                answer);
          } catch (TrackerException e) {
            out.completeExceptionally(e);
          }
        });
    return out;
  }

  private String get(String url, int totalMillis) throws Exception {
    return start(url, totalMillis).get(20, TimeUnit.SECONDS);
  }

  private String get(byte[] answer) throws Exception {
    try (TestServer s = TestServer.of(answer)) {
      return get(s.url("/announce"), LONG);
    }
  }

  private void fails(byte[] answer, String why) throws Exception {
    String got = get(answer);
    assertTrue(got.startsWith("failed: ") && got.contains(why), got);
  }

  private static byte[] gzip(byte[] plain) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (OutputStream g = new GZIPOutputStream(out)) {
      g.write(plain);
    }
    return out.toByteArray();
  }

  @Test
  void readsBodiesOfEveryForm() throws Exception {
    assertEquals("hello", get(TestServer.ok(bytes("hello"))));
    assertEquals("hello", get(bytes("HTTP/1.0 200\n\nhello")));
    assertEquals("hello", get(bytes("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\nhello")));
    assertEquals(
        "hello",
        get(
            bytes(
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + "3;x=y\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n")));
    assertEquals("hello", get(TestServer.ok(gzip(bytes("hello")), "Content-Encoding: gzip")));
  }

  @Test
  void sendsOneWellFormedRequest() throws Exception {
    try (TestServer s = TestServer.of(TestServer.ok(bytes("x")))) {
      String url = "http://me:p%40ss@127.0.0.1:" + s.port() + "/announce?a=b";
      assertEquals("x", get(url, LONG));
      assertEquals(
          List.of(
              "GET /announce?a=b HTTP/1.1",
              "Host: 127.0.0.1:" + s.port(),
              "User-Agent: test",
              "Accept-Encoding: gzip",
              "Connection: close",
              "Authorization: Basic bWU6cEBzcw=="),
          s.requests.getFirst());
    }
  }

  @Test
  void rejectsGarbage() throws Exception {
    fails(bytes("SSH-2.0-OpenSSH\r\n"), "not HTTP");
    fails(bytes("HTTP/1.1 000 x\r\n\r\n"), "not HTTP");
    fails(new byte[0], "connection closed");
    fails(bytes("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort"), "connection closed");
    fails(bytes("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n"), "malformed length");
    fails(bytes("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"), "malformed length");
    fails(bytes("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n"), "not supported");
    fails(bytes("HTTP/1.1 200 OK\r\nContent-Encoding: br\r\n\r\nx"), "not supported");
    fails(TestServer.ok(bytes("nope"), "Content-Encoding: gzip"), "malformed gzip");
    fails(bytes("HTTP/1.1 100 x\r\n\r\n".repeat(50)), "too many interim");
    fails(bytes("HTTP/1.1 503 x\r\n\r\nsorry"), "HTTP status 503");
  }

  @Test
  void boundsEveryLength() throws Exception {
    byte[] huge = new byte[HttpReply.MAX_BODY + 1];
    fails(TestServer.ok(huge), "more than 1048576 bytes");
    fails(TestServer.ok(gzip(huge), "Content-Encoding: gzip"), "more than 1048576 bytes");
    fails(bytes("HTTP/1.1 200 OK\r\nContent-Length: 999999999999999\r\n\r\n"), "more than");
    fails(bytes("HTTP/1.1 200 OK\r\nX: " + "y".repeat(HttpHead.MAX_BYTES)), "headers of more");
    byte[] most = Arrays.copyOf(huge, HttpReply.MAX_BODY);
    assertEquals(HttpReply.MAX_BODY, get(TestServer.ok(most)).length());
  }

  @Test
  void stopsReadingAnEndlessBody() throws Exception {
    CountDownLatch hungUp = new CountDownLatch(1);
    try (TestServer s =
        new TestServer(
            null,
            (_, out) -> {
              out.write(bytes("HTTP/1.1 200 OK\r\n\r\n"));
              byte[] part = new byte[65536];
              try {
                while (true) {
                  out.write(part);
                }
              } catch (IOException e) {
                hungUp.countDown();
              }
            })) {
      assertTrue(get(s.url("/announce"), LONG).contains("more than 1048576 bytes"));
      assertTrue(hungUp.await(10, TimeUnit.SECONDS));
    }
  }

  @Test
  void followsRedirects() throws Exception {
    try (TestServer s =
        new TestServer(
            null,
            (target, out) -> {
              int n = Integer.parseInt(target.substring("/announce".length()));
              out.write(
                  n < HttpFetch.MAX_REDIRECTS
                      ? TestServer.redirect("announce" + (n + 1))
                      : TestServer.ok(bytes("there")));
            })) {
      assertEquals("there", get(s.url("/announce0"), LONG));
      assertEquals(HttpFetch.MAX_REDIRECTS + 1, s.requests.size());
    }
  }

  @Test
  void leavesRedirectCircles() throws Exception {
    try (TestServer s = TestServer.of(TestServer.redirect("/announce"))) {
      assertTrue(get(s.url("/announce"), LONG).contains("more than 5 times"));
      assertEquals(HttpFetch.MAX_REDIRECTS + 1, s.requests.size());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"file:///etc/passwd", "file:/etc/passwd", "udp://127.0.0.1:1/"})
  void refusesRedirectsToOtherSchemes(String to) throws Exception {
    assertTrue(get(TestServer.redirect(to)).startsWith("failed: t"));
  }

  @Test
  void asksThisMachineForAnnouncesOnly() throws Exception {
    try (TestServer s = TestServer.of(TestServer.redirect("/admin"))) {
      assertTrue(get(s.url("/admin"), LONG).contains("/announce"));
      assertEquals(0, s.requests.size());
      assertTrue(get(s.url("/announce"), LONG).contains("must have the path /announce"));
      assertEquals(1, s.requests.size());
    }
  }

  @Test
  void endsASlowLoris() throws Exception {
    CountDownLatch hungUp = new CountDownLatch(1);
    try (TestServer s =
        new TestServer(
            null,
            (_, out) -> {
              try {
                out.write(bytes("HTTP/1.1 200 OK\r\nX: "));
                while (!hungUp.await(10, TimeUnit.MILLISECONDS)) {
                  out.write('x');
                  out.flush();
                }
              } catch (IOException e) {
                hungUp.countDown();
              }
            })) {
      assertTrue(get(s.url("/announce"), 300).contains("no complete answer"));
      assertTrue(hungUp.await(10, TimeUnit.SECONDS));
      assertEquals(0, loop.pending());
    }
  }

  @Test
  void endsASilentOne() throws Exception {
    try (ServerSocket s = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String got = get("http://127.0.0.1:" + s.getLocalPort() + "/announce", 200);
      assertTrue(got.contains("no complete answer"), got);
    }
  }

  @Test
  void namesARefusedConnectionAndAnUnknownHost() throws Exception {
    int port;
    try (ServerSocket s = new ServerSocket(0)) {
      port = s.getLocalPort();
    }
    String refused = get("http://127.0.0.1:" + port + "/announce", LONG);
    assertTrue(refused.contains("127.0.0.1:" + port + ": cannot connect"), refused);
    assertTrue(get("http://256.256.256.256/announce", LONG).contains("host not found"));
  }

  @Test
  void runsABoundedNumberAtOnce() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    try (TestServer s =
        new TestServer(
            null,
            (_, out) -> {
              release.await();
              out.write(TestServer.ok(bytes("x")));
            })) {
      List<CompletableFuture<String>> all =
          IntStream.range(0, HttpTrackers.MAX_CALLS + 20)
              .mapToObj(_ -> start(s.url("/announce"), LONG))
              .toList();
      assertEquals(HttpTrackers.MAX_CALLS, (int) loop.call(loop::pending));
      release.countDown();
      for (CompletableFuture<String> f : all) {
        assertEquals("x", f.get(20, TimeUnit.SECONDS));
      }
      assertEquals(HttpTrackers.MAX_CALLS + 20, s.requests.size());
    }
  }

  @Test
  void closingEndsCallsSilently() throws Exception {
    CountDownLatch arrived = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    try (TestServer s =
        new TestServer(
            null,
            (_, _) -> {
              arrived.countDown();
              never.await();
            })) {
      CompletableFuture<String> call = start(s.url("/announce"), LONG);
      assertTrue(arrived.await(10, TimeUnit.SECONDS));
      loop.call(
          () -> {
            trackers.close();
            return null;
          });
      assertEquals(0, loop.pending());
      assertEquals(false, call.isDone());
      never.countDown();
    }
  }
}
