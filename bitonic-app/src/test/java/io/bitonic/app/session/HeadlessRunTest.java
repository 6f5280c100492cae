package io.bitonic.app.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.app.Env;
import io.bitonic.app.cli.Cli;
import io.bitonic.app.progress.Screen;
import io.bitonic.app.run.Pulse;
import io.bitonic.app.support.Desk;
import io.bitonic.app.support.TestTorrent;
import io.bitonic.core.session.Engines;
import io.bitonic.core.util.Clock;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A session without a screen, and the commands that look after it. */
@Timeout(60)
class HeadlessRunTest {
  private static final String OFFLINE =
      """
      [network]
      listen_port = 0
      bind = ["127.0.0.1"]
      [discovery]
      dht = false
      lsd = false
      port_mapping = false
      """;

  @TempDir Path dir;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private CountDownLatch stop = new CountDownLatch(1);

  private Env env() {
    return new Env(
        "bitonic",
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8),
        new Screen(false, true, false, null),
        dir.resolve("state"),
        dir.resolve("config"),
        Map.of(),
        Engines::startSession,
        Stop::new,
        Clock.SYSTEM);
  }

  /** Lasts until the test counts {@link #stop} down, as SIGTERM would. */
  private final class Stop implements Pulse {
    @Override
    public boolean next(Duration wait) {
      try {
        return !stop.await(10, TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }

    @Override
    public int signal() {
      return 15;
    }

    @Override
    public void close() {}
  }

  private CompletableFuture<Integer> start(String... more) throws Exception {
    Files.createDirectories(dir.resolve("config"));
    Files.writeString(dir.resolve("config/bitonic.toml"), OFFLINE);
    stop = new CountDownLatch(1);
    String[] args = new String[more.length + 5];
    System.arraycopy(more, 0, args, 0, more.length);
    args[more.length] = "--headless";
    args[more.length + 1] = "--log-level";
    args[more.length + 2] = "off";
    args[more.length + 3] = "--output";
    args[more.length + 4] = dir.resolve("data").toString();
    CompletableFuture<Integer> code = new CompletableFuture<>();
    Thread.ofPlatform().start(() -> code.complete(Cli.dashboard(env(), args)));
    await(() -> code.isDone() || out.toString(StandardCharsets.UTF_8).contains("without a screen"));
    assertFalse(code.isDone(), () -> err.toString(StandardCharsets.UTF_8));
    return code;
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + 20_000_000_000L;
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < deadline, "it did not come in time");
      LockSupport.parkNanos(2_000_000);
    }
  }

  private int end(CompletableFuture<Integer> run) throws Exception {
    stop.countDown();
    return run.get(20, TimeUnit.SECONDS);
  }

  private String btbt(int code, String... args) {
    Desk desk = new Desk(dir.resolve("state"));
    assertEquals(code, desk.run(args), desk.err());
    return code == 0 ? desk.out() : desk.err();
  }

  @Test
  void othersAddAndChangeItsTorrentsAndTheyComeBack() throws Exception {
    TestTorrent album = new TestTorrent("album", 1, 40_000, 10, 70_000);
    String file = album.save(dir).toString();
    String song = new TestTorrent("song", 2, 40_000).save(dir).toString();
    assertTrue(btbt(1, "torrent", "add", file).contains("no Bitonic runs"));
    CompletableFuture<Integer> run = start(song);
    await(() -> btbt(0, "torrent", "list").contains("song"));
    Path to = dir.resolve("music");
    String added = btbt(0, "torrent", "add", file, "-o", to.toString(), "--label", "l", "--paused");
    assertTrue(added.startsWith("added "), added);
    assertTrue(btbt(2, "torrent", "add", file).contains("album"));
    assertTrue(btbt(3, "torrent", "add", dir + "/none.torrent").contains("does not exist"));
    awaitShown("state: paused");
    String shown = btbt(0, "torrent", "show", "album");
    assertTrue(shown.contains("save_path: " + to), shown);
    assertTrue(shown.contains("label: l"), shown);
    assertTrue(shown.contains("queue: 2"), shown);
    btbt(0, "torrent", "set", "album", "queue", "top");
    btbt(0, "torrent", "set", "album", "goal", "2 60 all pause");
    btbt(0, "torrent", "set", "album", "forced", "on");
    assertTrue(btbt(2, "torrent", "set", "album", "goal", "much").contains("write a goal"));
    assertTrue(btbt(2, "torrent", "set", "album", "queue", "0").contains("from 1"));
    assertTrue(btbt(2, "torrent", "set", "album", "gaol", "1 1").contains("mean goal?"));
    awaitShown("queue: 1");
    awaitShown("goal: \"2 60 all pause\"");
    awaitShown("forced: true");
    btbt(0, "torrent", "resume", "all");
    await(() -> !btbt(0, "torrent", "show", "album").contains("state: paused"));
    btbt(0, "torrent", "remove", "song");
    assertEquals(0, end(run));
    assertTrue(out.toString(StandardCharsets.UTF_8).contains("album: added"));
    assertTrue(btbt(2, "torrent", "pause", "album").contains("no Bitonic works on"));

    run = start();
    await(() -> btbt(0, "torrent", "list").contains("album"));
    awaitShown("goal: \"2 60 all pause\"");
    assertFalse(btbt(0, "torrent", "list", "--json").contains("\"state\":\"paused\""));
    assertEquals(0, end(run));
  }

  /** What is shown is a moment old. */
  private void awaitShown(String text) {
    await(() -> btbt(0, "torrent", "show", "album").contains(text));
  }

  @Test
  void aSecondOneIsRefusedAndTheFirstRunsOn() throws Exception {
    CompletableFuture<Integer> run = start();
    assertEquals(4, Cli.dashboard(env(), "--headless", "--log-level", "off"));
    assertTrue(err.toString(StandardCharsets.UTF_8).contains("runs already on"));
    assertEquals("", btbt(0, "torrent", "list"));
    assertEquals(0, end(run));
  }

  @Test
  void aSourceThatIsNoneIsToldAndTheRestComes() throws Exception {
    String file = new TestTorrent("album", 1, 40_000).save(dir).toString();
    CompletableFuture<Integer> run = start(dir + "/none.torrent", file);
    await(() -> btbt(0, "torrent", "list").contains("album"));
    assertTrue(err.toString(StandardCharsets.UTF_8).contains("does not exist"));
    assertEquals(0, end(run));
  }
}
