package io.bitonic.core.swarm;

import io.bitonic.core.api.DetailPart;
import io.bitonic.core.api.PeerRow;
import io.bitonic.core.api.TorrentDetail;
import io.bitonic.core.api.TorrentSnapshot;
import io.bitonic.core.api.TorrentState;
import io.bitonic.core.metainfo.InfoHash;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Makes the snapshots of a torrent whose metadata is sought. Loop thread only. */
final class MagnetView {
  private MagnetView() {}

  static TorrentSnapshot snapshot(MagnetTorrent t, int queuePosition) {
    TorrentOptions o = t.options();
    return new TorrentSnapshot(
        t.id(),
        t.magnet().title(),
        t.state(),
        t.error(),
        "",
        0,
        0,
        0,
        t.fetch().fraction(),
        0,
        0,
        0,
        0,
        0,
        0,
        o.earlierDownloaded(),
        o.earlierUploaded(),
        o.earlierWasted(),
        -1,
        0,
        t.peers().connected(),
        0,
        t.peers().known().size(),
        t.trackers().swarmSeeds(),
        t.trackers().swarmPeers(),
        0,
        o.addedMillis(),
        0,
        o.activeSeconds(),
        0,
        o.downLimit(),
        o.upLimit(),
        o.rules(),
        queuePosition,
        o.sequential(),
        false,
        o.label(),
        o.savePath(),
        t.trackers().workingHost(),
        diagnosis(t),
        o.sharing());
  }

  private static String diagnosis(MagnetTorrent t) {
    if (t.state() != TorrentState.FETCHING_METADATA) {
      return t.error();
    }
    if (t.peers().connected() == 0) {
      return Diagnosis.noPeers(t.trackers(), t.peers().known());
    }
    boolean[] offered = new boolean[1];
    t.peers().forEach(s -> offered[0] |= s.part() != null);
    return offered[0] ? "" : "none of " + t.peers().connected() + " peers offers the metadata";
  }

  static TorrentDetail detail(MagnetTorrent t, Set<DetailPart> parts) {
    InfoHash hash = t.magnet().infoHash();
    return new TorrentDetail(
        t.id(),
        "",
        "",
        0,
        hash.hasV1() ? hash.v1Hex() : "",
        hash.hasV2() ? hash.v2Hex() : "",
        List.of(),
        parts.contains(DetailPart.PEERS) ? peers(t) : List.of(),
        parts.contains(DetailPart.TRACKERS) ? t.trackers().rows() : List.of(),
        null);
  }

  private static List<PeerRow> peers(MagnetTorrent t) {
    List<PeerRow> rows = new ArrayList<>();
    t.peers()
        .forEach(
            s ->
                rows.add(
                    new PeerRow(
                        Addresses.text(s.address()),
                        s.client(),
                        TorrentView.connectionFlags(s),
                        0,
                        0,
                        0,
                        s.downloaded,
                        0,
                        0,
                        0,
                        0,
                        (s.connections.now() - s.connectedAt) / 1_000_000_000L,
                        s.source().label(),
                        s.score().view(s.connections.now()))));
    return rows;
  }
}
