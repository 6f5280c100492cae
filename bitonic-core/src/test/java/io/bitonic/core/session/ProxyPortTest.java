package io.bitonic.core.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.bitonic.core.api.AddTorrent;
import io.bitonic.core.api.EngineCommand;
import io.bitonic.core.api.EngineEvent;
import io.bitonic.core.api.TorrentHandle;
import io.bitonic.core.api.TorrentState;
import io.bitonic.core.config.Settings;
import io.bitonic.core.metainfo.Magnet;
import io.bitonic.core.metainfo.MetainfoParser;
import io.bitonic.core.proxy.FakeProxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which ports peers are told of: none behind a proxy, where nobody can call. */
@Timeout(60)
class ProxyPortTest {
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

  private EngineLab.Node node(String name, Settings.Proxy through) {
    Settings s = lab.settings(name, 1);
    return lab.node(
        name,
        s.with(s.network().with(n -> n.transport = Settings.Transport.TCP))
            .with(new Settings.Discovery(true, List.of(), true, false, false, false, false))
            .with(through));
  }

  /** The listen port (BEP 10, {@code p}) and that of the DHT node (BEP 5, PORT). */
  @ParameterizedTest
  @CsvSource({"false, false", "false, true", "true, false", "true, true"})
  void peersAreToldOfPortsThatCanBeCalled(boolean proxied, boolean link) throws Exception {
    EngineLab.Node seed = node("seed", Settings.Proxy.none());
    byte[] torrent = lab.payload("seed", "t", 100_000);
    TorrentHandle s = seed.add(AddTorrent.of(torrent, seed.folder()).forSeeding());
    EngineLab.await("seeding", () -> s.snapshot().state() == TorrentState.SEEDING);
    seed.submit(new EngineCommand.Trace(s.id(), "", true));
    EngineEvent.TraceChanged trace =
        (EngineEvent.TraceChanged) seed.awaitEvent(e -> e instanceof EngineEvent.TraceChanged);
    EngineLab.Node leecher =
        node(
            "leecher",
            proxied
                ? new Settings.Proxy(
                    Settings.ProxyKind.SOCKS5, "127.0.0.1", proxy.port(), "", "", true, true, true)
                : Settings.Proxy.none());
    TorrentHandle h =
        leecher.add(
            link
                ? AddTorrent.ofMagnet(
                    Magnet.of(MetainfoParser.parse(torrent)).uri(), leecher.folder())
                : AddTorrent.of(torrent, leecher.folder()));
    leecher.connect(h, seed);
    EngineLab.await("the download", () -> h.snapshot().state() == TorrentState.SEEDING);
    leecher.close();
    Path file = Path.of(trace.file());
    // A link connects anew when it has the metadata.
    int connections = link ? 2 : 1;
    EngineLab.await("all that was said", () -> lines(file, " --  ended").size() == connections);
    List<String> hellos = lines(file, " in  extended handshake ");
    assertEquals(connections, hellos.size());
    for (String hello : hellos) {
      assertEquals(!proxied, hello.contains("1:pi" + leecher.port() + "e"), hello);
      assertEquals(!proxied, hello.contains("1:pi"), hello);
    }
    assertEquals(proxied ? 0 : connections, lines(file, " in  port ").size());
    assertEquals(proxied, proxy.asked.contains("127.0.0.1:" + seed.port()));
  }

  private static List<String> lines(Path file, String with) {
    try {
      return Files.readAllLines(file).stream().filter(l -> l.contains(with)).toList();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
