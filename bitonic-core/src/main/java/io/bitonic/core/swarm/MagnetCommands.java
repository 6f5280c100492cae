package io.bitonic.core.swarm;

import io.bitonic.core.api.EngineCommand;
import io.bitonic.core.api.EngineException;

/**
 * What a user may ask of a torrent whose files are not known yet. Loop thread only.
 *
 * <p>What can't be done is refused by an {@link EngineException} fit for a user.
 */
final class MagnetCommands {
  private final MagnetTorrent torrent;
  private final PeerCommands peers;

  MagnetCommands(MagnetTorrent torrent, PeerCommands peers) {
    this.torrent = torrent;
    this.peers = peers;
  }

  void apply(EngineCommand command) {
    TorrentOptions o = torrent.options();
    switch (command) {
      case EngineCommand.Pause _ -> torrent.pause();
      case EngineCommand.Resume _ -> torrent.resume();
      case EngineCommand.Reannounce _ -> peers.reannounce();
      case EngineCommand.AddTracker c -> peers.addTracker(c.url(), c.tier());
      case EngineCommand.RemoveTracker c -> peers.removeTracker(c.url());
      case EngineCommand.BanPeer c -> peers.ban(c.address());
      case EngineCommand.AddPeer c -> peers.addPeer(c.address());
      case EngineCommand.SetTorrentLimits c -> o.rules(o.rules().withLimits(c.down(), c.up()));
      case EngineCommand.SetSequential c ->
          o.rules(o.rules().withOrder(TorrentCommands.order(c.on())));
      case EngineCommand.SetRules c -> o.rules(c.rules());
      case EngineCommand.SetForced c -> o.sharing(o.sharing().withForced(c.on()));
      case EngineCommand.SetShareGoal c -> o.sharing(o.sharing().withGoal(c.goal()));
      case EngineCommand.SetLabel c -> o.label(c.label());
      case EngineCommand.Verify _ -> {
        // There is nothing on the disk.
      }
      default ->
          throw new EngineException(
              EngineException.Kind.BAD_ARGUMENT,
              "the files of '"
                  + torrent.magnet().title()
                  + "' are not known yet: wait until a peer has sent the metadata");
    }
    torrent.settingsChanged();
    torrent.changed();
  }
}
