package io.bitonic.core.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.core.api.EngineCommand;
import io.bitonic.core.api.EngineException;
import io.bitonic.core.api.TorrentHandle;
import io.bitonic.core.api.TorrentState;
import io.bitonic.core.config.Settings;
import io.bitonic.core.config.Settings.ProxyKind;
import io.bitonic.core.proxy.FakeProxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Engines behind proxies, filters and bindings. */
@Timeout(60)
class ReachTest {
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

  @ParameterizedTest
  @EnumSource(names = {"SOCKS5", "HTTP"})
  void peersAreReachedThroughTheProxyOnly(ProxyKind kind) throws Exception {
    byte[] torrent = lab.payload("seed", "data", 300_000);
    EngineLab.Node seed = lab.node("seed", 1);
    TorrentHandle s = seed.add(torrent);
    EngineLab.await(() -> "seeding", () -> s.snapshot().state() == TorrentState.SEEDING);
    FakeProxy proxy = new FakeProxy(kind == ProxyKind.SOCKS5, "me:secret");
    try (proxy) {
      Settings.Proxy p =
          new Settings.Proxy(kind, "127.0.0.1", proxy.port(), "me", "secret", true, true, true);
      EngineLab.Node n = lab.node("leecher", lab.settings("leecher", 1).with(p));
      assertEquals(0, n.port(), "nobody comes past the proxy");
      assertTrue(n.engine.snapshot().network().proxy().endsWith("127.0.0.1:" + proxy.port()));
      assertFalse(n.engine.snapshot().network().toString().contains("secret"));
      TorrentHandle t = n.add(torrent);
      n.submit(new EngineCommand.AddPeer(t.id(), "127.0.0.1:" + seed.port()));
      EngineLab.await(() -> "complete", () -> t.snapshot().state() == TorrentState.SEEDING);
      assertEquals("127.0.0.1:" + seed.port(), proxy.asked.take());
    }
    EngineLab.Node alone =
        lab.node(
            "alone",
            lab.settings("alone", 1)
                .with(
                    new Settings.Proxy(kind, "127.0.0.1", proxy.port(), "", "", true, true, true)));
    TorrentHandle t = alone.add(torrent);
    int before = seed.engine.snapshot().peers();
    alone.submit(new EngineCommand.AddPeer(t.id(), "127.0.0.1:" + seed.port()));
    EngineLab.await(() -> "tried", () -> alone.engine.snapshot().halfOpen() == 0);
    assertEquals(0, t.snapshot().downloaded());
    assertTrue(seed.engine.snapshot().peers() <= before, "the proxy is down: nothing goes direct");
  }

  @Test
  void aFilterThatIsSetDropsPeersAndABrokenOneChangesNothing() throws Exception {
    byte[] torrent = lab.payload("seed", "data", 3_000_000);
    EngineLab.Node seed = lab.node("seed", 1);
    TorrentHandle s = seed.add(torrent);
    EngineLab.await(() -> "seeding", () -> s.snapshot().state() == TorrentState.SEEDING);
    EngineLab.Node n = lab.node("leecher", 1);
    TorrentHandle t = n.add(torrent);
    n.submit(new EngineCommand.SetTorrentLimits(t.id(), 100_000, 0));
    n.connect(t, seed);
    EngineLab.await(() -> "connected", () -> n.engine.snapshot().peers() == 1);
    Path bad = Files.writeString(dir.resolve("bad"), "nothing\n");
    assertThrows(
        EngineException.class, () -> n.submit(new EngineCommand.SetIpFilters(List.of(bad))));
    assertEquals(0, n.engine.snapshot().network().blockedRanges());
    Path list = Files.writeString(dir.resolve("list"), "127.0.0.0/8\n");
    n.submit(new EngineCommand.SetIpFilters(List.of(list)));
    EngineLab.await(() -> "dropped", () -> n.engine.snapshot().peers() == 0);
    assertEquals(1, n.engine.snapshot().network().blockedRanges());
    seed.submit(new EngineCommand.AddPeer(s.id(), "127.0.0.1:" + n.port()));
    n.submit(new EngineCommand.SetIpFilters(List.of()));
    n.connect(t, seed);
    EngineLab.await(() -> "connected again", () -> n.engine.snapshot().peers() == 1);
  }

  @Test
  void anEngineOnAnInterfaceThatIsNotThereIsOffline() {
    Settings s = lab.settings("lost", 1);
    EngineLab.Node n =
        lab.node(
            "lost",
            s.with(
                s.network()
                    .with(
                        d -> {
                          d.bind = List.of();
                          d.interfaceName = "nosuchif0";
                        })));
    assertFalse(n.engine.snapshot().network().online());
    assertEquals("nosuchif0", n.engine.snapshot().network().bound());
    assertEquals("there is no such interface", n.engine.snapshot().network().offlineReason());
  }
}
