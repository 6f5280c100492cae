package io.bitonic.core.session;

import io.bitonic.core.lsd.LocalDiscovery;
import io.bitonic.core.net.EventLoop;
import io.bitonic.core.swarm.PeerSource;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Local service discovery for the torrents of a session (BEP 14), or nothing when the settings have
 * it off. Any thread: the discovery itself lives on the first loop.
 */
final class LocalNetwork implements AutoCloseable {
  private final Shared shared;
  private final EventLoop loop;
  private final Map<String, TorrentUnit> torrents;

  // Loop thread.
  private final Set<String> sought = new LinkedHashSet<>();
  private LocalDiscovery discovery;

  LocalNetwork(Shared shared, Map<String, TorrentUnit> torrents) {
    this.shared = shared;
    this.loop = shared.loops().getFirst().loop;
    this.torrents = torrents;
    settingsChanged();
  }

  /** Begins or ends what the settings say. */
  void settingsChanged() {
    boolean on = shared.settings().discovery().lsd();
    loop.execute(() -> turn(on));
  }

  private void turn(boolean on) {
    if (on && discovery == null) {
      discovery =
          new LocalDiscovery(
              loop,
              shared.binding()::current,
              shared::listenPort,
              HexFormat.of().toHexDigits(new SplittableRandom().nextLong()),
              this::found);
      discovery.start();
      sought.forEach(discovery::add);
    } else if (!on && discovery != null) {
      discovery.close();
      discovery = null;
    }
  }

  private void found(String hash, InetSocketAddress peer) {
    TorrentUnit t = torrents.get(hash);
    if (t != null) {
      t.addPeers(List.of(peer), PeerSource.LSD);
    }
  }

  /** A torrent is to be found, or no more. */
  void seek(String id, boolean on) {
    loop.execute(
        () -> {
          boolean changed = on ? sought.add(id) : sought.remove(id);
          if (changed && discovery != null && on) {
            discovery.add(id);
          } else if (changed && discovery != null) {
            discovery.remove(id);
          }
        });
  }

  @Override
  public void close() {
    loop.execute(() -> turn(false));
  }
}
