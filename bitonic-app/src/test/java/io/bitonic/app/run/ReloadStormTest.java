package io.bitonic.app.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.app.AppException;
import io.bitonic.core.api.AddTorrent;
import io.bitonic.core.api.Engine;
import io.bitonic.core.api.EngineCommand;
import io.bitonic.core.api.EngineEvent;
import io.bitonic.core.api.EventSubscription;
import io.bitonic.core.api.TorrentHandle;
import io.bitonic.core.api.TorrentState;
import io.bitonic.core.config.ConfigFile;
import io.bitonic.core.config.SettingTable;
import io.bitonic.core.config.Settings;
import io.bitonic.core.config.Values;
import io.bitonic.core.create.TorrentCreator;
import io.bitonic.core.session.Engines;
import io.bitonic.core.session.SettingsControl;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The settings file is saved again and again while data moves. Alone in its JVM's time: threads and
 * open files are counted.
 */
@Isolated
@Timeout(120)
class ReloadStormTest {
  private static final int SAVES = 200;
  private static final ConfigWatch.Pace QUICK =
      new ConfigWatch.Pace(
          Duration.ofMillis(5),
          Duration.ofMillis(10),
          Duration.ofMillis(50),
          Duration.ofMillis(60));

  /** How editors save. */
  enum Way {
    IN_PLACE,
    RENAME,
    LINK
  }

  @TempDir Path dir;
  private Path file;
  private int links;

  @BeforeEach
  void place() {
    file = dir.resolve("bitonic.toml");
  }

  private void save(Way way, String text) throws IOException {
    switch (way) {
      case IN_PLACE -> {
        if (Files.isSymbolicLink(file)) {
          Files.delete(file);
        }
        Files.writeString(file, text);
      }
      case RENAME -> {
        Path next = Files.writeString(dir.resolve("bitonic.toml~"), text);
        Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
      }
      case LINK -> {
        Path target = Files.writeString(dir.resolve("version" + links++), text);
        Path link = Files.createSymbolicLink(dir.resolve("link"), target);
        Files.move(link, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
      }
    }
  }

  /** As at a start: the file below what the command line says. */
  private Settings read() {
    ConfigFile.Result r = ConfigFile.load(file, false, Map.of());
    if (!r.problems().isEmpty()) {
      throw new AppException(2, r.problems().toString());
    }
    return commandLine(SettingTable.settings(r.values(), dir.resolve("state")));
  }

  private static Settings commandLine(Settings s) {
    return s.with(
            s.network()
                .with(
                    n -> {
                      n.bind = List.of(InetAddress.getLoopbackAddress());
                      n.listenPortTries = 1;
                    }))
        .with(Settings.Discovery.off())
        .with(s.limits().withRates(s.limits().downBytesPerSecond(), 77_000_000));
  }

  private static void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + 20_000_000_000L;
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < deadline, what + " did not come in time");
      LockSupport.parkNanos(1_000_000);
    }
  }

  private static long openFiles() throws IOException {
    try (Stream<Path> s = Files.list(Path.of("/proc/self/fd"))) {
      return s.count();
    }
  }

  /** Those that run as long as their engine; pools that grow on demand are left out. */
  private static List<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(n -> n.startsWith("bitonic") || n.startsWith("config"))
        .filter(n -> !n.matches("bitonic-(state|writer|mse|hash|disk).*"))
        .sorted()
        .toList();
  }

  /** Those of a test before may end meanwhile, which is nothing of ours. */
  private static boolean isNoneMore(List<String> before) {
    List<String> now = new ArrayList<>(threads());
    before.forEach(now::remove);
    return now.isEmpty();
  }

  private static int freePort() throws IOException {
    try (ServerSocket s = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return s.getLocalPort();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aSaveIsInForceWithinTwoSeconds(Way way) throws Exception {
    save(way, "[network]\nlisten_port = 0\n");
    Settings first = read();
    try (Engine engine = Engines.start(first);
        LiveSettings live =
            LiveSettings.open(engine, first, new LiveSettings.Source(file, this::read))) {
      long start = System.nanoTime();
      save(way, "[network]\nlisten_port = 0\n[limits]\ndown = \"3M\"\nup = 1\n");
      await("the limit", () -> engine.snapshot().downLimit() == 3 << 20);
      assertTrue(System.nanoTime() - start < 2_000_000_000L);
      assertEquals(77_000_000, engine.snapshot().upLimit(), "the command line is stronger");
    }
  }

  @Test
  void whatIsWrongIsToldAndChangesNothing() throws Exception {
    save(Way.IN_PLACE, "[network]\nlisten_port = 0\n[limits]\ndown = \"5M\"\n");
    Settings first = read();
    try (Engine engine = Engines.start(first);
        EventSubscription events = engine.subscribe(100);
        LiveSettings live =
            LiveSettings.open(engine, first, new LiveSettings.Source(file, this::read))) {
      save(Way.RENAME, "[network]\nlisten_port = 0\n[limits]\ndwn = \"1M\"\ndown = \"2M\"\n");
      EngineEvent.SettingsRefused e = refused(events);
      assertTrue(e.message().contains("limits.dwn"), e.message());
      assertEquals(5 << 20, engine.snapshot().downLimit());
      save(Way.RENAME, "[network]\nlisten_port = 0\n[limits]\ndown = \"5M\"\n");
      EngineEvent next = events.poll(Duration.ofSeconds(10));
      assertEquals(List.of(), ((EngineEvent.SettingsChanged) next).changed());
    }
  }

  private static EngineEvent.SettingsRefused refused(EventSubscription events) throws Exception {
    for (EngineEvent e = events.poll(Duration.ofSeconds(10));
        e != null;
        e = events.poll(Duration.ofSeconds(10))) {
      if (e instanceof EngineEvent.SettingsRefused r) {
        return r;
      }
    }
    throw new AssertionError("nobody said that the settings are wrong");
  }

  @Test
  void aStormOfSavesLosesNothing() throws Exception {
    byte[] data = new byte[24 << 20];
    new Random(1).nextBytes(data);
    Path payload = Files.createDirectories(dir.resolve("seed")).resolve("data");
    Files.write(payload, data);
    byte[] torrent =
        new TorrentCreator(payload)
            .pieceLength(64 << 10)
            .creationDate(0)
            .create((done, total) -> {}, () -> false);
    save(Way.IN_PLACE, "[network]\nlisten_port = 0\n[limits]\ndown = \"1M\"\n");
    Settings first = read();
    Settings other =
        commandLine(SettingTable.settings(new Values(), dir.resolve("state2")))
            .with(first.network());
    try (Engine seed = Engines.start(other);
        Engine engine = Engines.start(first)) {
      TorrentHandle s =
          seed.add(AddTorrent.of(torrent, dir.resolve("seed")).forSeeding())
              .get(10, TimeUnit.SECONDS);
      await("seeding", () -> s.snapshot().state() == TorrentState.SEEDING);
      TorrentHandle t =
          engine.add(AddTorrent.of(torrent, dir.resolve("got"))).get(10, TimeUnit.SECONDS);
      String address = "127.0.0.1:" + seed.snapshot().listenPort();
      engine.submit(new EngineCommand.AddPeer(t.id(), address)).get(10, TimeUnit.SECONDS);
      await("data", () -> t.snapshot().downloaded() > 0);
      List<String> threads = threads();
      long files = openFiles();
      SettingsControl control = Engines.settings(engine).orElseThrow();
      int port;
      try (EventSubscription events = engine.subscribe(1000);
          ConfigWatch watch =
              new ConfigWatch(file, this::read, control::apply, control::refused, QUICK)) {
        port = storm(engine, control, events);
      }
      assertEquals(port, engine.snapshot().listenPort());
      await("complete", () -> t.snapshot().state() == TorrentState.SEEDING);
      await("an end of " + threads() + " as of " + threads, () -> isNoneMore(threads));
      assertTrue(openFiles() <= files + 4, files + " files were open, now " + openFiles());
      assertEquals(-1, Files.mismatch(payload, dir.resolve("got/data")));
    }
  }

  /** Each valid state comes into force, and the last one stays; gives its port. */
  private int storm(Engine engine, SettingsControl control, EventSubscription events)
      throws Exception {
    Random random = new Random(2);
    int port = 0;
    for (int i = 0; i < SAVES; i++) {
      if (i % 20 == 19) {
        port = freePort();
      }
      Way way = Way.values()[i % 3];
      long rate = i == SAVES - 1 ? 64_000_000 : 900_000 + random.nextInt(100_000);
      int slots = 1 + random.nextInt(20);
      String text =
          "[network]\nlisten_port = "
              + port
              + "\n[limits]\ndown = "
              + rate
              + "\nupload_slots = "
              + slots
              + "\n[labels.x]\ndown = "
              + i
              + "\n";
      if (i % 7 == 3) {
        save(way, text + "[nonsense]\n");
        assertFalse(refused(events).message().isEmpty());
      }
      save(way, text);
      await(
          "save " + i,
          () ->
              control.inForce().limits().downBytesPerSecond() == rate
                  && control.inForce().limits().uploadSlots() == slots
                  && engine.snapshot().downLimit() == rate);
      assertEquals(77_000_000, engine.snapshot().upLimit());
    }
    return port;
  }
}
