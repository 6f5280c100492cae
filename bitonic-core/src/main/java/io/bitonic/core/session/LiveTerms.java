package io.bitonic.core.session;

import io.bitonic.core.api.TorrentRules;
import io.bitonic.core.config.Label;
import io.bitonic.core.config.Settings;
import io.bitonic.core.swarm.Discoverable;
import io.bitonic.core.swarm.Terms;
import io.bitonic.core.swarm.TraceSink;
import java.net.InetSocketAddress;

/** The settings in force, as a torrent sees them. */
record LiveTerms(Shared shared, String id, boolean privateTorrent) implements Terms {
  @Override
  public Discoverable discoverable() {
    return Discoverable.of(shared.settings().discovery(), privateTorrent);
  }

  @Override
  public int listenPort() {
    return shared.listenPort();
  }

  @Override
  public int maxPeers() {
    return shared.settings().network().maxPeersPerTorrent();
  }

  @Override
  public int uploadSlots() {
    return shared.settings().limits().uploadSlots();
  }

  @Override
  public int maxRequests() {
    return shared.settings().strategy().maxRequests();
  }

  @Override
  public long peerDown() {
    return shared.settings().limits().peerDown();
  }

  @Override
  public long peerUp() {
    return shared.settings().limits().peerUp();
  }

  @Override
  public TraceSink trace(InetSocketAddress peer) {
    return shared.traces().sink(id, peer);
  }

  @Override
  public boolean webSeeds() {
    return shared.settings().discovery().webSeeds();
  }

  @Override
  public boolean localExempt() {
    return shared.settings().limits().localExempt();
  }

  @Override
  public Settings.PieceOrder order() {
    return shared.settings().strategy().order();
  }

  @Override
  public TorrentRules label(String name) {
    Label label = shared.settings().labels().get(name);
    return label == null ? TorrentRules.NONE : label.rules();
  }
}
