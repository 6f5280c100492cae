package io.bitonic.core.webseed;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.core.config.Settings;
import io.bitonic.core.disk.TestTorrent;
import io.bitonic.core.disk.TestTorrent.Spec;
import io.bitonic.core.http.HttpRoute;
import io.bitonic.core.metainfo.TorrentFile;
import io.bitonic.core.net.Binding;
import io.bitonic.core.tracker.ThreadLoop;
import io.bitonic.core.util.PieceLayout;
import io.bitonic.core.webseed.WebSeedException.Kind;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(30)
class WebSeedClientTest {
  private static final int PIECE = 2 * PieceLayout.BLOCK;

  private final TestTorrent torrent =
      TestTorrent.v1(
          7,
          PIECE,
          Spec.file("a b", 5 * PIECE + 100),
          Spec.padding(PIECE - 100),
          Spec.file("d/small", 300),
          Spec.file("d/last", 4 * PIECE));

  private final ThreadLoop loop = new ThreadLoop();
  private FileServer server;

  /** What one run brought. */
  private static final class Got implements WebSeedFetcher.Listener {
    final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    final BlockingQueue<BlockBatch> kept = new ArrayBlockingQueue<>(100);
    final CompletableFuture<WebSeedException> end = new CompletableFuture<>();
    WebSeedFetcher client;
    boolean keep;
    int received;

    @Override
    public void arrived(BlockBatch b) {
      bytes.write(b.data(), 0, b.filled());
      received += b.received();
      if (keep) {
        kept.add(b);
      } else {
        client.recycle(b);
      }
    }

    @Override
    public void done() {
      end.complete(null);
    }

    @Override
    public void failed(WebSeedException why) {
      end.complete(why);
    }

    WebSeedException await() throws Exception {
      return end.get(20, TimeUnit.SECONDS);
    }
  }

  @BeforeEach
  void open() throws Exception {
    server = new FileServer();
    for (TorrentFile f : torrent.meta.files()) {
      if (!f.padding()) {
        String path = "/pub/" + f.displayPath().replace(" ", "%20");
        server.files.put(path, torrent.contents.get(f.index()));
      }
    }
  }

  @AfterEach
  void close() {
    server.close();
    loop.close();
  }

  private WebSeedNet net(boolean local) {
    HttpRoute.Config route =
        new HttpRoute.Config(() -> Binding.ANY, Settings.Proxy.none(), null, null, 5_000, 5_000);
    return new WebSeedNet(new WebSeedNet.Config("test/1", route, () -> local, a -> false));
  }

  private Got fetch(WebSeedNet net, String url, int piece, int block, int blocks) throws Exception {
    Got got = new Got();
    loop.call(
        () -> {
          got.client = net.open(loop, torrent.meta, url, got);
          got.client.fetch(new WebSeedRun(torrent.meta.layout(), piece, block, blocks));
          return null;
        });
    return got;
  }

  private Got fetch(int piece, int block, int blocks) throws Exception {
    Got got = fetch(net(true), server.url("/pub/"), piece, block, blocks);
    got.await();
    got.client.close();
    return got;
  }

  private byte[] pieces(int from, int to) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int p = from; p < to; p++) {
      all.writeBytes(torrent.piece(p));
    }
    return all.toByteArray();
  }

  @Test
  void bringsRunsAcrossFilesAndPaddingOverOneConnection() throws Exception {
    Got got = fetch(0, 0, 21);
    assertNull(got.await());
    assertArrayEquals(pieces(0, 11), got.bytes.toByteArray());
    assertEquals(pieces(0, 11).length - (PIECE - 100), got.received, "padding is not fetched");
    assertEquals(
        List.of(
            "/pub/torrent/a%20b bytes=0-" + (5 * PIECE + 99),
            "/pub/torrent/d/small bytes=0-299",
            "/pub/torrent/d/last bytes=0-" + (4 * PIECE - 1)),
        server.requests);
    assertEquals(1, server.clients.size());
  }

  @Test
  void bringsThePartThatIsAskedFor() throws Exception {
    Got got = fetch(1, 1, 3);
    assertNull(got.await());
    byte[] all = pieces(1, 3);
    byte[] expected = Arrays.copyOfRange(all, PieceLayout.BLOCK, all.length);
    assertArrayEquals(expected, got.bytes.toByteArray());
  }

  @Test
  void aServerWithoutRangesWillDoNearTheStartOfAFile() throws Exception {
    server.ranges = false;
    Got got = fetch(1, 0, 4);
    assertNull(got.await());
    assertArrayEquals(pieces(1, 3), got.bytes.toByteArray());
  }

  @Test
  void anAnswerMayBeShorterThanAsked() throws Exception {
    server.special =
        x -> {
          String range = x.getRequestHeaders().getFirst("Range");
          int from = Integer.parseInt(range.substring(6, range.indexOf('-')));
          byte[] file = server.files.get(x.getRequestURI().getRawPath());
          int n = Math.min(10_000, file.length - from);
          x.getResponseHeaders()
              .set("Content-Range", "bytes " + from + "-" + (from + n - 1) + "/" + file.length);
          x.sendResponseHeaders(206, n);
          x.getResponseBody().write(file, from, n);
          return true;
        };
    Got got = fetch(0, 0, 4);
    assertNull(got.await());
    assertArrayEquals(pieces(0, 2), got.bytes.toByteArray());
    assertEquals(7, server.requests.size());
  }

  @Test
  void followsARedirectOnceForAllPartsOfAFile() throws Exception {
    server.files.put("/moved", torrent.contents.get(0));
    server.special =
        x ->
            x.getRequestURI().getPath().startsWith("/pub/")
                && FileServer.redirect(x, server.url("/moved"));
    Got got = fetch(net(true), server.url("/pub/"), 0, 0, 4);
    assertNull(got.await());
    assertArrayEquals(pieces(0, 2), got.bytes.toByteArray());
    loop.call(
        () -> {
          got.client.fetch(new WebSeedRun(torrent.meta.layout(), 2, 0, 4));
          return null;
        });
    while (got.bytes.size() < 4 * PIECE) {
      loop.call(() -> null);
    }
    got.client.close();
    assertArrayEquals(pieces(0, 4), got.bytes.toByteArray());
    assertEquals(3, server.requests.size(), server.requests::toString);
  }

  @ParameterizedTest
  @CsvSource({
    "404, NO_FILE, 0",
    "410, NO_FILE, 0",
    "416, NO_FILE, 0",
    "403, NEVER, 0",
    "500, LATER, 0",
    "503, LATER, 77",
    "429, LATER, 77"
  })
  void answersOfOtherStatusTellWhatFollows(int status, Kind kind, int retry) throws Exception {
    server.special =
        x -> {
          if (retry > 0) {
            x.getResponseHeaders().set("Retry-After", String.valueOf(retry));
          }
          x.sendResponseHeaders(status, -1);
          return true;
        };
    WebSeedException e = fetch(0, 0, 4).await();
    assertEquals(kind, e.kind(), e.getMessage());
    assertEquals(retry, e.retrySeconds());
    assertEquals(kind == Kind.NO_FILE ? 0 : -1, e.file());
  }

  @Test
  void aFileOfAnotherSizeIsNotTheFile() throws Exception {
    server.files.put("/pub/torrent/a%20b", new byte[5 * PIECE]);
    assertEquals(Kind.NO_FILE, fetch(0, 0, 4).await().kind());
    server.ranges = false;
    assertEquals(Kind.NO_FILE, fetch(0, 0, 4).await().kind());
  }

  @Test
  void anAnswerThatEndsEarlyIsTriedLater() throws Exception {
    server.special =
        x -> {
          byte[] file = server.files.get(x.getRequestURI().getRawPath());
          x.getResponseHeaders().set("Content-Range", "bytes 0-65535/" + file.length);
          x.sendResponseHeaders(206, 65_536);
          OutputStream out = x.getResponseBody();
          out.write(file, 0, 40_000);
          out.flush();
          throw new java.io.IOException("hangs up");
        };
    Got got = fetch(0, 0, 4);
    assertEquals(Kind.LATER, got.await().kind());
    assertEquals(2 * PieceLayout.BLOCK, got.bytes.size(), "whole blocks only");
  }

  @Test
  void wrongPartsAreRefused() throws Exception {
    server.special =
        x -> {
          x.getResponseHeaders().set("Content-Range", "bytes 5-9/" + (5 * PIECE + 100));
          x.sendResponseHeaders(206, 5);
          x.getResponseBody().write(new byte[5]);
          return true;
        };
    assertEquals(Kind.NEVER, fetch(0, 0, 4).await().kind());
  }

  @Test
  void redirectsAreBounded() throws Exception {
    server.special = x -> FileServer.redirect(x, server.url(x.getRequestURI().getPath() + "x"));
    WebSeedException e = fetch(0, 0, 4).await();
    assertEquals(Kind.NEVER, e.kind());
    assertEquals(WebSeedConnection.MAX_REDIRECTS + 1, server.requests.size());
  }

  @Test
  void thisMachineIsNotAskedUnlessPermitted() throws Exception {
    Got got = fetch(net(false), server.url("/pub/"), 0, 0, 4);
    WebSeedException e = got.await();
    got.client.close();
    assertEquals(Kind.NEVER, e.kind());
    assertTrue(e.getMessage().contains("local_web_seeds"), e.getMessage());
    assertTrue(server.requests.isEmpty());
  }

  @Test
  void aRedirectToMetadataOfACloudIsRefused() throws Exception {
    server.special = x -> FileServer.redirect(x, "http://169.254.169.254/latest/meta-data/");
    WebSeedException e = fetch(0, 0, 4).await();
    assertEquals(Kind.NEVER, e.kind());
    assertTrue(e.getMessage().contains("link-local"), e.getMessage());
  }

  @Test
  void whoKeepsTheBuffersIsSentNoMore() throws Exception {
    TestTorrent big = TestTorrent.v1(8, PIECE, Spec.file("big", 50 * PIECE), Spec.file("x", 1));
    server.files.put("/pub/torrent/big", big.contents.getFirst());
    Got got = new Got();
    got.keep = true;
    WebSeedNet net = net(true);
    loop.call(
        () -> {
          got.client = net.open(loop, big.meta, server.url("/pub/"), got);
          got.client.fetch(new WebSeedRun(big.meta.layout(), 0, 0, 100));
          return null;
        });
    List<BlockBatch> kept = new ArrayList<>();
    while (kept.size() < WebSeedClient.BUFFERS) {
      kept.add(got.kept.take());
    }
    assertFalse(got.end.isDone());
    assertTrue(got.bytes.size() < 50 * PIECE);
    loop.call(
        () -> {
          got.keep = false;
          kept.forEach(got.client::recycle);
          return null;
        });
    assertNull(got.await());
    got.client.close();
    assertArrayEquals(big.contents.getFirst(), got.bytes.toByteArray());
  }

  @Test
  void threadsAndConnectionsAreBounded() throws Exception {
    WebSeedNet net = net(true);
    List<WebSeedFetcher> open = new ArrayList<>();
    for (int i = 0; i < WebSeedNet.MOST_PER_HOST; i++) {
      open.add(net.open(loop, torrent.meta, server.url("/pub/"), new Got()));
    }
    assertNull(net.open(loop, torrent.meta, server.url("/other/"), new Got()));
    open.add(net.open(loop, torrent.meta, "http://192.0.2.1/", new Got()));
    open.forEach(WebSeedFetcher::close);
    WebSeedFetcher again = null;
    while (again == null) {
      again = net.open(loop, torrent.meta, server.url("/pub/"), new Got());
    }
    again.close();
  }
}
