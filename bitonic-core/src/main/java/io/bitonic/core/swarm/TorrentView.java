package io.bitonic.core.swarm;

import io.bitonic.core.api.DetailPart;
import io.bitonic.core.api.FileRow;
import io.bitonic.core.api.PeerRow;
import io.bitonic.core.api.PieceMap;
import io.bitonic.core.api.TorrentDetail;
import io.bitonic.core.api.TorrentSnapshot;
import io.bitonic.core.api.TorrentState;
import io.bitonic.core.metainfo.Metainfo;
import io.bitonic.core.metainfo.TorrentFile;
import io.bitonic.core.net.Link;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Makes the snapshots of a torrent that front ends see. Loop thread only. */
final class TorrentView {
  private TorrentView() {}

  static TorrentSnapshot snapshot(Torrent t, int queuePosition) {
    Swarm swarm = t.swarm();
    TorrentOptions o = t.options();
    Metainfo meta = t.meta();
    long now = swarm.now();
    long done = t.progress().wantedDone();
    long wanted = t.progress().wantedSize();
    long downRate = swarm.downMeter().rate(now);
    long downloaded = o.earlierDownloaded() + swarm.downloaded();
    long uploaded = o.earlierUploaded() + swarm.uploaded();
    long base = Math.max(downloaded, done);
    int seeds = seeds(swarm);
    return new TorrentSnapshot(
        t.id(),
        meta.name(),
        t.life().state(),
        t.life().error(),
        t.life().waiting(),
        t.progress().totalSize(),
        wanted,
        done,
        t.life().checkedFraction(),
        meta.layout().pieces(),
        t.picker().haves().count(),
        meta.layout().pieceLength(),
        t.progress().storedFiles(),
        downRate,
        swarm.upMeter().rate(now),
        downloaded,
        uploaded,
        o.earlierWasted() + swarm.wastedBytes(),
        eta(t.life().state(), wanted - done, downRate),
        base == 0 ? 0 : (double) uploaded / base,
        swarm.peers().connected() + swarm.webSeeds().active(),
        seeds,
        swarm.peers().known().size(),
        t.trackers().swarmSeeds(),
        t.trackers().swarmPeers(),
        t.picker().distributedCopies() - (t.picker().haves().isFull() ? 1 : 0),
        o.addedMillis(),
        o.finishedMillis(),
        o.activeSeconds(),
        o.seedingSeconds(),
        o.downLimit(),
        o.upLimit(),
        o.rules(),
        queuePosition,
        o.sequential(),
        meta.privateTorrent(),
        o.label(),
        o.savePath(),
        t.trackers().workingHost(),
        Diagnosis.of(t, seeds, downRate),
        o.sharing());
  }

  private static int seeds(Swarm swarm) {
    int[] n = {swarm.webSeeds().active()};
    swarm.peers().forEach(s -> n[0] += s.isSeed() ? 1 : 0);
    return n[0];
  }

  private static long eta(TorrentState state, long left, long rate) {
    if (left <= 0) {
      return 0;
    }
    return state == TorrentState.DOWNLOADING && rate > 0 ? left / rate : -1;
  }

  static TorrentDetail detail(Torrent t, Set<DetailPart> parts) {
    Metainfo meta = t.meta();
    return new TorrentDetail(
        t.id(),
        meta.comment(),
        meta.createdBy(),
        meta.creationDate(),
        meta.infoHash().hasV1() ? meta.infoHash().v1Hex() : "",
        meta.infoHash().hasV2() ? meta.infoHash().v2Hex() : "",
        parts.contains(DetailPart.FILES) ? files(t) : List.of(),
        parts.contains(DetailPart.PEERS) ? peers(t) : List.of(),
        parts.contains(DetailPart.TRACKERS) ? t.trackers().rows() : List.of(),
        parts.contains(DetailPart.PIECES) ? pieces(t) : null);
  }

  private static List<FileRow> files(Torrent t) {
    List<FileRow> rows = new ArrayList<>();
    for (TorrentFile f : t.meta().files()) {
      if (f.isStored()) {
        rows.add(
            new FileRow(
                f.index(),
                f.displayPath(),
                f.length(),
                t.progress().done(f.index()),
                t.priorities().of(f.index())));
      }
    }
    return rows;
  }

  private static List<PeerRow> peers(Torrent t) {
    Swarm swarm = t.swarm();
    long now = swarm.now();
    int pieces = Math.max(1, t.meta().layout().pieces());
    List<PeerRow> rows = new ArrayList<>();
    swarm
        .peers()
        .forEach(
            s ->
                rows.add(
                    new PeerRow(
                        Addresses.text(s.address()),
                        s.client(),
                        flags(s),
                        (double) t.picker().peerPieces(s.slot) / pieces,
                        s.down.rate(now),
                        s.up.rate(now),
                        s.downloaded,
                        s.uploaded,
                        s.requests.outstanding(),
                        s.uploads.queued(),
                        s.hashFailures,
                        (now - s.connectedAt) / 1_000_000_000L,
                        s.source().label(),
                        s.score().view(now))));
    swarm
        .webSeeds()
        .forEach(s -> rows.add(webSeed(s, (double) t.picker().peerPieces(s.slot) / pieces, now)));
    return rows;
  }

  private static PeerRow webSeed(WebSeedSession s, double progress, long now) {
    return new PeerRow(
        s.entry.url,
        s.entry.host,
        s.outstanding() > 0 ? "DW" : "W",
        progress,
        s.down.rate(now),
        0,
        s.downloaded(),
        0,
        s.outstanding(),
        0,
        s.hashFailures,
        (now - s.connectedAt) / 1_000_000_000L,
        "web seed",
        s.entry.score.view(now));
  }

  private static String flags(PeerSession s) {
    StringBuilder f = new StringBuilder();
    if (s.amInterested) {
      f.append(s.peerChoking ? 'd' : 'D');
    }
    if (s.peerInterested) {
      f.append(s.uploads.choking() ? 'u' : 'U');
    }
    if (s.optimistic) {
      f.append('O');
    }
    if (s.requests.isSnubbed()) {
      f.append('S');
    }
    return f.append(connectionFlags(s)).toString();
  }

  /** How the connection came about. */
  static String connectionFlags(PeerConnection c) {
    String source =
        switch (c.source()) {
          case TRACKER -> "T";
          case DHT -> "H";
          case PEX -> "X";
          case LSD -> "L";
          case MANUAL, MAGNET, RESUME, INCOMING -> "";
        };
    String cipher =
        switch (c.link.protection()) {
          case RC4 -> "E";
          case HANDSHAKE -> "e";
          case NONE -> "";
        };
    String utp = c.link.kind() == Link.Kind.UTP ? "P" : "";
    return (c.link.outgoing() ? "" : "I") + source + utp + cipher;
  }

  private static PieceMap pieces(Torrent t) {
    int n = t.meta().layout().pieces();
    byte[] state = new byte[n];
    byte[] availability = new byte[n];
    for (int i = 0; i < n; i++) {
      state[i] = t.picker().state(i);
      availability[i] = (byte) Math.min(255, t.picker().availability(i));
    }
    return new PieceMap(state, availability);
  }
}
