package io.bitonic.core.session;

import io.bitonic.core.lsd.LocalDiscovery;
import io.bitonic.core.net.EventLoop;
import io.bitonic.core.swarm.PeerSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Local service discovery for the torrents of a session (BEP 14), or nothing when the settings have
 * it off. Any thread: the discovery itself lives on the first loop.
 */
final class LocalNetwork implements AutoCloseable {
  private final EventLoop loop;
  private final LocalDiscovery discovery;

  LocalNetwork(Shared shared, Map<String, TorrentUnit> torrents, int listenPort) {
    loop = shared.loops().getFirst().loop;
    String cookie = HexFormat.of().toHexDigits(new SplittableRandom().nextLong());
    discovery =
        shared.settings().discovery().lsd()
            ? new LocalDiscovery(
                loop,
                shared.binding()::current,
                listenPort,
                cookie,
                (hash, peer) -> {
                  TorrentUnit t = torrents.get(hash);
                  if (t != null) {
                    t.addPeers(List.of(peer), PeerSource.LSD);
                  }
                })
            : null;
    if (discovery != null) {
      loop.execute(discovery::start);
    }
  }

  /** A torrent is to be found, or no more. */
  void seek(String id, boolean on) {
    if (discovery != null) {
      loop.execute(
          () -> {
            if (on) {
              discovery.add(id);
            } else {
              discovery.remove(id);
            }
          });
    }
  }

  @Override
  public void close() {
    if (discovery != null) {
      loop.execute(discovery::close);
    }
  }
}
