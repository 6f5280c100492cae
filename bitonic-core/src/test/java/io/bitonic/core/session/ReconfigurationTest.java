package io.bitonic.core.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.core.api.EngineCommand;
import io.bitonic.core.api.EngineEvent;
import io.bitonic.core.api.EventSubscription;
import io.bitonic.core.api.TorrentHandle;
import io.bitonic.core.api.TorrentRules;
import io.bitonic.core.api.TorrentState;
import io.bitonic.core.bus.EventBus;
import io.bitonic.core.config.ConfigFile;
import io.bitonic.core.config.Label;
import io.bitonic.core.config.SettingTable;
import io.bitonic.core.config.Settings;
import io.bitonic.core.create.TorrentCreator;
import io.bitonic.core.util.Clock;
import io.bitonic.core.webseed.FileServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Settings that change while everything runs. */
@Timeout(60)
class ReconfigurationTest {
  @TempDir Path dir;
  private EngineLab lab;

  @BeforeEach
  void open() {
    lab = new EngineLab(dir);
  }

  @AfterEach
  void close() {
    lab.close();
  }

  private static List<String> apply(EngineLab.Node n, Settings s) throws Exception {
    return Engines.settings(n.engine).orElseThrow().apply(s).get(10, TimeUnit.SECONDS);
  }

  private static int freePort() throws Exception {
    try (ServerSocket s = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return s.getLocalPort();
    }
  }

  private static Settings network(
      Settings s, Consumer<io.bitonic.core.config.NetworkDraft> change) {
    return s.with(s.network().with(change));
  }

  @Test
  void theListenPortMovesWhileATransferRuns() throws Exception {
    byte[] torrent = lab.payload("seed", "data", 3_000_000);
    EngineLab.Node seed = lab.node("seed", 1);
    TorrentHandle s = seed.add(torrent);
    EngineLab.await("seeding", () -> s.snapshot().state() == TorrentState.SEEDING);
    Settings settings = lab.settings("leecher", 2);
    EngineLab.Node n = lab.node("leecher", settings);
    TorrentHandle t = n.add(torrent);
    n.submit(new EngineCommand.SetTorrentLimits(t.id(), 500_000, 0));
    n.connect(t, seed);
    EngineLab.await("under way", () -> t.snapshot().downloaded() > 0);
    int before = n.port();
    int free = freePort();
    assertEquals(List.of(), apply(n, network(settings, d -> d.listenPort = free)));
    assertEquals(free, n.port());
    assertNotEquals(before, n.port());
    n.awaitEvent(e -> e instanceof EngineEvent.SettingsChanged);
    n.submit(new EngineCommand.SetTorrentLimits(t.id(), 0, 0));
    EngineLab.await("complete", () -> t.snapshot().state() == TorrentState.SEEDING);
    lab.assertSame("seed", "leecher", "data/f0");
    // Others come in by the new port.
    EngineLab.Node third = lab.node("third", 1);
    TorrentHandle u = third.add(torrent);
    third.connect(u, n);
    EngineLab.await("complete", () -> u.snapshot().state() == TorrentState.SEEDING);
  }

  @Test
  void theTransportChangesWhileItRuns() throws Exception {
    byte[] torrent = lab.payload("seed", "data", 300_000);
    Settings both = lab.settings("seed", 1);
    Settings utp = network(both, d -> d.transport = Settings.Transport.UTP);
    Settings tcp = network(both, d -> d.transport = Settings.Transport.TCP);
    EngineLab.Node seed = lab.node("seed", utp);
    TorrentHandle s = seed.add(torrent);
    EngineLab.await("seeding", () -> s.snapshot().state() == TorrentState.SEEDING);
    assertFalse(listens(seed.port()));
    int port = seed.port();
    assertEquals(List.of(), apply(seed, tcp));
    assertEquals(port, seed.port());
    assertTrue(listens(port));
    download("a", Settings.Transport.TCP, seed, torrent);
    assertEquals(List.of(), apply(seed, utp));
    // The loop lets go of a closed channel when it next looks.
    EngineLab.await("the TCP port is closed", () -> !listens(port));
    download("b", Settings.Transport.UTP, seed, torrent);
    assertEquals(List.of(), apply(seed, both));
    assertTrue(listens(port));
    download("c", Settings.Transport.TCP, seed, torrent);
  }

  private static boolean listens(int port) {
    try (Socket s = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return s.isConnected();
    } catch (ConnectException e) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void webSeedsAreUsedAndLeftWhileATorrentRuns() throws Exception {
    byte[] film = new byte[3_000_000];
    new Random(5).nextBytes(film);
    Path original = Files.write(dir.resolve("film"), film);
    try (FileServer web = new FileServer()) {
      web.files.put("/film", film);
      byte[] torrent =
          new TorrentCreator(original)
              .pieceLength(EngineLab.PIECE)
              .webSeeds(List.of(web.url("/film")))
              .create((done, total) -> {}, () -> false);
      Settings off = lab.settings("n", 1);
      Settings on =
          off.with(new Settings.Discovery(false, List.of(), false, false, false, true, true));
      EngineLab.Node n = lab.node("n", off);
      TorrentHandle t = n.add(torrent);
      n.submit(new EngineCommand.SetTorrentLimits(t.id(), 400_000, 0));
      EngineLab.await("time to ask", () -> t.snapshot().activeSeconds() >= 1);
      assertEquals(List.of(), web.requests);

      assertEquals(List.of(), apply(n, on));
      EngineLab.await("data of the web", () -> t.snapshot().downloaded() > 0);
      assertEquals(1, t.snapshot().seeds());

      assertEquals(List.of(), apply(n, off));
      EngineLab.await("the web seed is left", () -> t.snapshot().seeds() == 0);
      int asked = web.requests.size();
      long until = t.snapshot().activeSeconds() + 2;
      EngineLab.await("time to ask", () -> t.snapshot().activeSeconds() >= until);
      assertEquals(asked, web.requests.size(), () -> "asked all the same: " + web.requests);
      assertFalse(t.snapshot().isComplete());

      assertEquals(List.of(), apply(n, on));
      n.submit(new EngineCommand.SetTorrentLimits(t.id(), 0, 0));
      EngineLab.await("complete", () -> t.snapshot().state() == TorrentState.SEEDING);
      assertEquals(-1, Files.mismatch(original, n.folder().resolve("film")));
    }
  }

  /** Downloads from the seed, which takes calls over this transport. */
  private void download(
      String name, Settings.Transport transport, EngineLab.Node seed, byte[] torrent)
      throws Exception {
    Settings one = network(lab.settings(name, 1), d -> d.transport = transport);
    EngineLab.Node n = lab.node(name, one);
    TorrentHandle t = n.add(torrent);
    n.connect(t, seed);
    EngineLab.await(name, () -> t.snapshot().state() == TorrentState.SEEDING);
    n.close();
  }

  @Test
  void aPortThatIsTakenLeavesAllAsItWas() throws Exception {
    Settings settings = lab.settings("n", 1);
    EngineLab.Node n = lab.node("n", settings);
    int before = n.port();
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Settings next =
          network(settings, d -> d.listenPort = taken.getLocalPort())
              .with(settings.limits().withRates(1000, 1000));
      ExecutionException e = assertThrows(ExecutionException.class, () -> apply(n, next));
      assertTrue(e.getCause().getMessage().contains("can't listen"), e.getMessage());
      assertEquals(before, n.port());
      assertEquals(0, n.engine.snapshot().downLimit());
      n.awaitEvent(x -> x instanceof EngineEvent.SettingsRefused);
    }
    byte[] torrent = lab.payload("n", "data", 100_000);
    TorrentHandle t = n.add(torrent);
    EngineLab.Node other = lab.node("other", 1);
    TorrentHandle u = other.add(torrent);
    EngineLab.await("seeding", () -> t.snapshot().state() == TorrentState.SEEDING);
    other.connect(u, n);
    EngineLab.await("complete", () -> u.snapshot().state() == TorrentState.SEEDING);
  }

  @Test
  void theBindingMovesAndComesBack() throws Exception {
    byte[] torrent = lab.payload("seed", "data", 400_000);
    EngineLab.Node seed = lab.node("seed", 1);
    TorrentHandle s = seed.add(torrent);
    EngineLab.await("seeding", () -> s.snapshot().state() == TorrentState.SEEDING);
    Settings settings = lab.settings("n", 1);
    EngineLab.Node n = lab.node("n", settings);
    TorrentHandle t = n.add(torrent);
    n.submit(new EngineCommand.SetTorrentLimits(t.id(), 20_000, 0));
    n.connect(t, seed);
    EngineLab.await("connected", () -> n.engine.snapshot().peers() == 1);
    int port = n.port();
    apply(
        n,
        network(
            settings,
            d -> {
              d.bind = List.of();
              d.interfaceName = "nosuchif0";
            }));
    assertFalse(n.engine.snapshot().network().online());
    EngineLab.await("alone", () -> n.engine.snapshot().peers() == 0);
    apply(n, network(settings, d -> d.bind = List.of(InetAddress.ofLiteral("127.0.0.2"))));
    assertTrue(n.engine.snapshot().network().online());
    assertEquals("127.0.0.2", n.engine.snapshot().network().bound());
    assertEquals(port, n.port());
    n.submit(new EngineCommand.SetTorrentLimits(t.id(), 0, 0));
    seed.submit(new EngineCommand.AddPeer(s.id(), "127.0.0.2:" + port));
    EngineLab.await("complete", () -> t.snapshot().state() == TorrentState.SEEDING);
  }

  @Test
  void whatACommandSetStaysUnlessItIsAmongTheChanges() throws Exception {
    Settings settings = lab.settings("n", 1);
    EngineLab.Node n = lab.node("n", settings);
    n.submit(new EngineCommand.SetGlobalLimits(111_000, 222_000));
    Settings next = network(settings, d -> d.maxPeers = 7);
    apply(n, next);
    assertEquals(111_000, n.engine.snapshot().downLimit());
    assertEquals(7, Engines.settings(n.engine).orElseThrow().inForce().network().maxPeers());
    apply(n, next.with(next.limits().withRates(5_000, 0)));
    assertEquals(5_000, n.engine.snapshot().downLimit());
    assertEquals(222_000, n.engine.snapshot().upLimit());
  }

  @Test
  void whatWaitsForTheNextStartIsNamedAndNotInForce() throws Exception {
    Settings settings = lab.settings("n", 1);
    EngineLab.Node n = lab.node("n", settings);
    Settings next = network(settings, d -> d.loops = 3).with(new Settings.Hash(7));
    assertEquals(List.of("network.loops", "hash.workers"), apply(n, next));
    assertEquals(1, Engines.settings(n.engine).orElseThrow().inForce().network().loops());
    n.awaitEvent(
        e ->
            e instanceof EngineEvent.SettingsChanged c
                && c.changed().isEmpty()
                && c.atStart().equals(List.of("network.loops", "hash.workers")));
  }

  @Test
  void aLabelLimitsItsTorrentsTogetherAndGivesThemRules() throws Exception {
    byte[] one = lab.payload("seed", "one", 4_000_000);
    byte[] two = lab.payload("seed", "two", 4_000_000);
    EngineLab.Node seed = lab.node("seed", 1);
    TorrentHandle s1 = seed.add(one);
    TorrentHandle s2 = seed.add(two);
    EngineLab.await("seeding", () -> s1.snapshot().state() == TorrentState.SEEDING);
    EngineLab.await("seeding", () -> s2.snapshot().state() == TorrentState.SEEDING);
    TorrentRules rules = TorrentRules.NONE.withOrder(TorrentRules.Order.SEQUENTIAL);
    Label films = new Label(400_000, 0, rules, Optional.empty(), List.of());
    Settings settings = lab.settings("n", 2).withLabels(Map.of("films", films));
    EngineLab.Node n = lab.node("n", settings);
    TorrentHandle a = n.add(one);
    TorrentHandle b = n.add(two);
    n.submit(new EngineCommand.SetLabel(a.id(), "films"));
    n.submit(new EngineCommand.SetLabel(b.id(), "films"));
    EngineLab.await("sequential", () -> a.snapshot().sequential() && b.snapshot().sequential());
    n.connect(a, seed);
    n.connect(b, seed);
    EngineLab.await("both", () -> n.engine.snapshot().downloaded() > 400_000);
    long before = n.engine.snapshot().downloaded();
    long start = System.nanoTime();
    EngineLab.await("some", () -> n.engine.snapshot().downloaded() > before + 1_600_000);
    double seconds = (System.nanoTime() - start) / 1e9;
    assertTrue(seconds > 3, seconds + " s for what takes four");
    assertTrue(a.snapshot().downloaded() > 300_000 && b.snapshot().downloaded() > 300_000);
    apply(n, settings.withLabels(Map.of()));
    EngineLab.await("complete", () -> a.snapshot().state() == TorrentState.SEEDING);
    EngineLab.await("complete", () -> b.snapshot().state() == TorrentState.SEEDING);
    assertFalse(a.snapshot().sequential());
  }

  @Test
  void rulesComeBackWithTheSession() throws Exception {
    byte[] torrent = lab.payload("n", "data", 100_000);
    TorrentRules rules =
        new TorrentRules(
            1000,
            2000,
            3000,
            4000,
            5,
            6,
            TorrentRules.Order.ROUND_ROBIN,
            TorrentRules.Priority.LOW,
            1.25,
            30);
    EngineLab.Node n = lab.session("n");
    TorrentHandle t = n.add(torrent);
    n.submit(new EngineCommand.SetRules(t.id(), rules));
    assertEquals(rules, t.snapshot().rules());
    n.close();
    EngineLab.Node again = lab.session("n");
    EngineLab.await("back", () -> again.engine.torrent(t.id()).isPresent());
    assertEquals(rules, again.engine.torrent(t.id()).orElseThrow().snapshot().rules());
  }

  @Test
  void alternativeSpeedIsTurnedOnAndOff() throws Exception {
    Settings settings = lab.settings("n", 1);
    settings = settings.with(settings.limits().withRates(10, 20).withAlternative(1000, 2000));
    EngineLab.Node n = lab.node("n", settings);
    assertEquals(10, n.engine.snapshot().downLimit());
    n.submit(new EngineCommand.SetAlternativeSpeed(true));
    assertTrue(n.engine.snapshot().alternative());
    assertEquals(1000, n.engine.snapshot().downLimit());
    n.submit(new EngineCommand.SetGlobalLimits(3000, 4000));
    assertEquals(3000, n.engine.snapshot().downLimit());
    n.submit(new EngineCommand.SetAlternativeSpeed(false));
    assertEquals(20, n.engine.snapshot().upLimit());
    assertEquals(
        3000, Engines.settings(n.engine).orElseThrow().inForce().limits().alternativeDown());
    n.awaitEvent(e -> e instanceof EngineEvent.AlternativeSpeed a && a.on() && !a.bySchedule());
  }

  /** A wall clock that a test sets. */
  private static final class WallClock implements Clock {
    private volatile long millis;

    @Override
    public long nanos() {
      return System.nanoTime();
    }

    @Override
    public long wallMillis() {
      return millis;
    }
  }

  @Test
  void theScheduleChangesTheModeAndEndsAUsersWord() {
    WallClock clock = new WallClock();
    ConfigFile.Result file =
        ConfigFile.parse(
            "f",
            """
            [limits]
            down = 10
            alternative_down = 20
            alternative_schedule = ["Fri 08:00-18:00"]
            """);
    Settings settings = SettingTable.settings(file.values(), dir.resolve("alone"));
    clock.millis = Instant.parse("2026-11-20T07:59:59Z").toEpochMilli();
    Shared shared = new Shared(settings.with(Settings.Discovery.off()), clock);
    EventBus bus = new EventBus();
    try (EventSubscription events = bus.subscribe(10);
        AlternativeSpeed speed = new AlternativeSpeed(shared, bus, clock, () -> ZoneOffset.UTC)) {
      assertEquals(10, shared.down().limit());
      clock.millis += 1000;
      speed.check();
      assertEquals(20, shared.down().limit());
      speed.set(false);
      speed.check();
      assertEquals(10, shared.down().limit());
      clock.millis = Instant.parse("2026-11-20T18:00:00Z").toEpochMilli();
      speed.check();
      assertFalse(speed.isOn());
      speed.set(true);
      clock.millis = Instant.parse("2026-11-27T09:00:00Z").toEpochMilli();
      speed.check();
      assertTrue(speed.isOn());
      clock.millis = Instant.parse("2026-11-27T20:00:00Z").toEpochMilli();
      speed.check();
      assertFalse(speed.isOn());
      assertTrue(((EngineEvent.AlternativeSpeed) events.poll()).bySchedule());
      assertFalse(((EngineEvent.AlternativeSpeed) events.poll()).bySchedule());
    } finally {
      shared.close();
    }
  }
}
