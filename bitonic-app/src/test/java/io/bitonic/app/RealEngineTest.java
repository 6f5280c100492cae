package io.bitonic.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.app.cli.Cli;
import io.bitonic.app.progress.Screen;
import io.bitonic.app.run.Pulse;
import io.bitonic.app.support.TestTorrent;
import io.bitonic.core.session.Engines;
import io.bitonic.core.util.Clock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Commands on the engine that ships, over loopback. */
@Timeout(60)
class RealEngineTest {
  @TempDir Path dir;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(String... args) {
    Env env =
        new Env(
            "btbt",
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            new Screen(false, true, false, null),
            dir.resolve("state"),
            dir.resolve("config"),
            Map.of("BITONIC_DISCOVERY__DHT", "false"),
            Engines::start,
            QuietPulse::new,
            Clock.SYSTEM);
    return Cli.run(env, args);
  }

  private String text() {
    return out.toString(StandardCharsets.UTF_8);
  }

  /** Waits as told and hears of no signal. */
  private static final class QuietPulse implements Pulse {
    private final CountDownLatch never = new CountDownLatch(1);

    @Override
    public boolean next(Duration wait) {
      try {
        return !never.await(wait.toMillis(), TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }

    @Override
    public int signal() {
      return 0;
    }

    @Override
    public void close() {
      never.countDown();
    }
  }

  @Test
  void theDemoDownloadsAndCompares() throws IOException {
    Path kept = dir.resolve("kept");
    assertEquals(
        0, run("demo", "--fast", "--size", "3MiB", "--keep", kept.toString()), () -> err + text());
    assertTrue(text().contains("All 5 files (3.00 MiB) compared byte by byte"), text());
    String torrent = kept.resolve("demo.torrent").toString();
    Path download = kept.resolve("download");
    assertEquals(0, run("verify", torrent, "-o", download.toString()), this::text);

    // What is there already is found again, and the state is kept.
    String[] again = {
      "download", torrent, "-o", download.toString(), "--listen-port", "0", "--log-level", "off"
    };
    assertEquals(0, run(again), () -> err + text());
    assertTrue(text().contains("3.00 MiB was there already"), text());
    out.reset();
    assertEquals(0, run("checkpoints", "list"));
    assertTrue(text().contains("Bitonic demo"), text());
    assertTrue(text().contains("100 %"), text());
    assertEquals(0, run("checkpoints", "verify"), this::text);
    Path notes = download.resolve("Bitonic demo").resolve("read me.txt");
    Files.delete(notes);
    assertEquals(6, run("checkpoints", "verify"), this::text);
    assertTrue(text().contains("read me.txt: missing"), text());
    String id = text().substring(0, 8);
    assertEquals(2, run("checkpoints", "delete", "zzzz"));
    assertEquals(0, run("checkpoints", "delete", id), err::toString);
    out.reset();
    assertEquals(0, run("checkpoints", "list"));
    assertTrue(text().startsWith("no saved states"), text());
  }

  @Test
  void aTorrentOfEmptyFilesIsCompleteAtOnce() throws IOException {
    Path torrent = new TestTorrent("nothing", 1, 0, 0).save(dir);
    Path folder = dir.resolve("out");
    String[] download = {
      "download",
      torrent.toString(),
      "-o",
      folder.toString(),
      "--listen-port",
      "0",
      "--log-level",
      "off"
    };
    for (int i = 0; i < 2; i++) {
      assertEquals(0, run(download), () -> err + text());
      assertTrue(text().contains("nothing: complete"), text());
      assertEquals(0, Files.size(folder.resolve("nothing").resolve("file-1")));
    }
    assertEquals(0, run("verify", torrent.toString(), "-o", folder.toString()), this::text);
    out.reset();
    assertEquals(0, run("checkpoints", "list"));
    assertTrue(text().contains("100 %"), text());
  }

  @Test
  void checkpointsWithoutStateLeaveNothing() {
    assertEquals(0, run("checkpoints", "clean"));
    assertEquals(2, run("checkpoints", "delete", "abc"));
    assertEquals(2, run("checkpoints", "delete"));
    assertEquals(2, run("checkpoints", "burn"));
    assertFalse(Files.exists(dir.resolve("state")));
  }

  @Test
  void aPortThatIsTakenGivesFive() throws IOException {
    Path torrent = new TestTorrent("t", 1, 1000).save(dir);
    try (ServerSocket taken = new ServerSocket()) {
      taken.bind(new InetSocketAddress(0));
      String port = Integer.toString(taken.getLocalPort());
      assertEquals(
          5,
          run(
              "download",
              torrent.toString(),
              "-o",
              dir.resolve("out").toString(),
              "--listen-port",
              port,
              "--log-level",
              "off"));
      assertTrue(err.toString().contains(port), err.toString());
      assertFalse(Files.exists(dir.resolve("out")));
    }
  }
}
