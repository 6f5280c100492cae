package io.bitonic.core.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.core.api.AddTorrent;
import io.bitonic.core.api.EngineCommand;
import io.bitonic.core.api.TorrentHandle;
import io.bitonic.core.api.TorrentState;
import io.bitonic.core.config.Settings;
import io.bitonic.core.proxy.FakeProxy;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole engines whose UDP goes through a SOCKS5 proxy. */
class ProxyUdpTest {
  @TempDir Path dir;
  private EngineLab lab;
  private FakeProxy proxy;

  @BeforeEach
  void open() throws Exception {
    lab = new EngineLab(dir);
    proxy = new FakeProxy(true, null);
  }

  @AfterEach
  void close() throws Exception {
    lab.close();
    proxy.close();
  }

  private EngineLab.Node node(String name, String host, boolean proxied, String... bootstrap) {
    Settings s = lab.settings(name, 1);
    Settings.Proxy p =
        proxied
            ? new Settings.Proxy(
                Settings.ProxyKind.SOCKS5, "127.0.0.1", proxy.port(), "", "", true, true, true)
            : Settings.Proxy.none();
    return lab.node(
        name,
        s.with(
                s.network()
                    .with(
                        n -> {
                          n.bind = List.of(InetAddress.ofLiteral(host));
                          n.transport = Settings.Transport.UTP;
                        }))
            .with(
                new Settings.Discovery(true, List.of(bootstrap), false, false, false, false, false))
            .with(p));
  }

  /** The proxy looks names up, nodes are asked through it, and peers are reached over µTP. */
  @Test
  void peersAreFoundAndReachedByUdpThroughTheProxyAlone() throws Exception {
    EngineLab.Node router = node("router", "127.0.0.1", false);
    EngineLab.Node seed = node("seed", "127.0.3.2", false, "127.0.0.1:" + router.port());
    byte[] t = lab.payload("seed", "t", 1_000_000);
    TorrentHandle s = seed.add(AddTorrent.of(t, seed.folder()).forSeeding());
    EngineLab.await("seeding", () -> s.snapshot().state() == TorrentState.SEEDING);
    EngineLab.await("nodes", () -> router.engine.snapshot().dhtNodes() == 1);
    String name = "router.example:" + router.port();
    EngineLab.Node leecher = node("leecher", "127.0.0.1", true, name);
    assertEquals(0, leecher.port(), "nobody comes past the proxy");
    TorrentHandle h = leecher.add(AddTorrent.of(t, leecher.folder()));
    EngineLab.await("the download", () -> h.snapshot().state() == TorrentState.SEEDING);
    lab.assertSame("seed", "leecher", "t/f0");
    assertTrue(proxy.sentTo.contains(name), "asked by its name");
    assertTrue(proxy.sentTo.contains("127.0.3.2:" + seed.port()));
    assertEquals(1, router.engine.snapshot().dhtNodes(), "who can't be asked is no node");
  }

  @Test
  void withoutTheProxysUdpNothingIsSent() throws Exception {
    proxy.udp = false;
    EngineLab.Node seed = node("seed", "127.0.3.2", false);
    byte[] t = lab.payload("seed", "t", 100_000);
    TorrentHandle s = seed.add(AddTorrent.of(t, seed.folder()).forSeeding());
    EngineLab.await("seeding", () -> s.snapshot().state() == TorrentState.SEEDING);
    EngineLab.Node leecher = node("leecher", "127.0.0.1", true, "127.0.3.2:" + seed.port());
    TorrentHandle h = leecher.add(AddTorrent.of(t, leecher.folder()));
    leecher.submit(new EngineCommand.AddPeer(h.id(), "127.0.3.2:" + seed.port()));
    EngineLab.await("the attempt", () -> h.snapshot().knownPeers() == 1);
    EngineLab.await("its end", () -> leecher.engine.snapshot().halfOpen() == 0);
    assertEquals(0, seed.engine.snapshot().peers());
    assertEquals(0, seed.engine.snapshot().dhtNodes());
    assertEquals(0, h.snapshot().downloaded());
  }
}
