package io.bitonic.core.session;

import io.bitonic.core.api.EngineException;
import io.bitonic.core.disk.FileStorage;
import io.bitonic.core.disk.Storage;
import io.bitonic.core.disk.StorageException;
import io.bitonic.core.hash.PieceHashes;
import io.bitonic.core.hash.TorrentPieceHashes;
import io.bitonic.core.metainfo.InfoHash;
import io.bitonic.core.metainfo.Magnet;
import io.bitonic.core.metainfo.Metainfo;
import io.bitonic.core.resume.PieceJournal;
import io.bitonic.core.swarm.Bandwidth;
import io.bitonic.core.swarm.Hashing;
import io.bitonic.core.swarm.MagnetTorrent;
import io.bitonic.core.swarm.SwarmContext;
import io.bitonic.core.swarm.Torrent;
import io.bitonic.core.swarm.TorrentOptions;
import java.util.SplittableRandom;

/** Puts together what torrents need of the engine. Any thread; blocks on the disk. */
final class TorrentBuilder {
  /** A storage with the hashes that its pieces are held against. */
  private record Store(Storage storage, PieceHashes hashes) {}

  private final Shared shared;

  TorrentBuilder(Shared shared) {
    this.shared = shared;
  }

  Torrent torrent(
      Metainfo meta, TorrentOptions options, PieceJournal journal, LoopUnit unit, TorrentUnit t) {
    Store store = store(meta, options, journal, unit);
    return new Torrent(context(meta, store, unit), meta, store.storage, unit.trackers, options, t);
  }

  MagnetTorrent magnet(Magnet magnet, TorrentOptions options, LoopUnit unit, TorrentUnit t) {
    SwarmContext context = context(magnet.infoHash(), false, null, null, unit);
    return new MagnetTorrent(context, magnet, unit.trackers, options, t);
  }

  /** What makes a torrent of a magnet link whose metadata is there; to be run on its loop. */
  interface Becoming {
    Torrent become(MagnetTorrent magnet, TorrentUnit owner);
  }

  Becoming becoming(Metainfo meta, TorrentOptions options, PieceJournal journal, LoopUnit unit) {
    Store store = store(meta, options, journal, unit);
    SwarmContext context = context(meta, store, unit);
    return (magnet, owner) -> magnet.become(context, meta, store.storage, owner);
  }

  private Store store(Metainfo meta, TorrentOptions options, PieceJournal journal, LoopUnit unit) {
    PieceHashes hashes = TorrentPieceHashes.of(meta);
    try {
      FileStorage storage =
          new FileStorage(
              meta,
              options.savePath(),
              shared.settings().disk().preallocation(),
              unit.loop,
              shared.disk(),
              shared.hashes(),
              hashes,
              shared.pool(),
              shared.files(),
              options.renames(),
              journal::append);
      return new Store(storage, hashes);
    } catch (StorageException e) {
      throw new EngineException(EngineException.Kind.STORAGE, e.getMessage(), e);
    }
  }

  private SwarmContext context(Metainfo meta, Store store, LoopUnit unit) {
    Hashing hashing =
        (buffer, done) -> shared.hashes().submit(buffer, store.hashes, done, unit.loop);
    return context(meta.infoHash(), meta.privateTorrent(), hashing, store.storage, unit);
  }

  private SwarmContext context(
      InfoHash hash, boolean privateTorrent, Hashing hashing, Storage storage, LoopUnit unit) {
    return new SwarmContext(
        unit.loop,
        new SplittableRandom(),
        shared.pool(),
        hashing,
        storage,
        unit.dialer,
        new LiveTerms(shared, hash.id(), privateTorrent),
        shared.filter(),
        shared.mse(),
        shared.budget(),
        shared.dhtFor(privateTorrent),
        shared.webSeeds(),
        new Bandwidth(shared.down()),
        new Bandwidth(shared.up()),
        hash.wire(),
        shared.peerId(),
        unit.discard,
        unit.pickScratch);
  }
}
