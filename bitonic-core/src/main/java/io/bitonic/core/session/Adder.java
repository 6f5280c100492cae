package io.bitonic.core.session;

import io.bitonic.core.api.AddTorrent;
import io.bitonic.core.api.EngineEvent;
import io.bitonic.core.api.EngineException;
import io.bitonic.core.api.TorrentHandle;
import io.bitonic.core.bus.EventBus;
import io.bitonic.core.config.Settings;
import io.bitonic.core.disk.FileStorage;
import io.bitonic.core.disk.Storage;
import io.bitonic.core.disk.StorageException;
import io.bitonic.core.hash.PieceHashes;
import io.bitonic.core.hash.TorrentPieceHashes;
import io.bitonic.core.metainfo.Metainfo;
import io.bitonic.core.metainfo.MetainfoException;
import io.bitonic.core.metainfo.MetainfoParser;
import io.bitonic.core.resume.PieceJournal;
import io.bitonic.core.resume.ResumeException;
import io.bitonic.core.resume.ResumePlan;
import io.bitonic.core.resume.ResumeState;
import io.bitonic.core.resume.ResumeStore;
import io.bitonic.core.swarm.Bandwidth;
import io.bitonic.core.swarm.SwarmContext;
import io.bitonic.core.swarm.Torrent;
import io.bitonic.core.swarm.TorrentOptions;
import io.bitonic.core.util.FileStamp;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.tinylog.Logger;

/**
 * Turns a request into a running torrent: parses it, weighs saved state against the disk, picks a
 * loop. The blocking part runs on a virtual thread, the rest on the torrent's loop.
 */
final class Adder {
  private final Shared shared;
  private final EventBus bus;
  private final Map<String, TorrentUnit> torrents;
  private final int listenPort;
  private final AtomicInteger next = new AtomicInteger();

  Adder(Shared shared, EventBus bus, Map<String, TorrentUnit> torrents, int listenPort) {
    this.shared = shared;
    this.bus = bus;
    this.torrents = torrents;
    this.listenPort = listenPort;
  }

  CompletableFuture<TorrentHandle> add(AddTorrent request) {
    return inBackground(
        result -> {
          Metainfo meta = parse(request.torrentFile());
          open(meta, request.torrentFile(), request, null, result);
        });
  }

  /** Brings a torrent of an earlier session back as it was. */
  CompletableFuture<TorrentHandle> restore(String id) {
    return inBackground(
        result -> {
          byte[] torrent = shared.store().loadTorrent(id);
          ResumeState saved = shared.store().load(id);
          if (torrent == null || saved == null) {
            throw new EngineException(
                EngineException.Kind.STORAGE,
                "the saved state of torrent " + id + " is incomplete");
          }
          open(parse(torrent), torrent, null, saved, result);
        });
  }

  /** What is done on a virtual thread. */
  private interface Opening {
    void run(CompletableFuture<TorrentHandle> result) throws ResumeException;
  }

  private static CompletableFuture<TorrentHandle> inBackground(Opening opening) {
    CompletableFuture<TorrentHandle> result = new CompletableFuture<>();
    Thread.ofVirtual()
        .name("bitonic-add")
        .start(
            () -> {
              try {
                opening.run(result);
              } catch (ResumeException e) {
                result.completeExceptionally(
                    new EngineException(EngineException.Kind.STORAGE, e.getMessage(), e));
              } catch (EngineException e) {
                result.completeExceptionally(e);
              } catch (RuntimeException e) {
                Logger.error(e, "adding a torrent failed");
                result.completeExceptionally(
                    new EngineException(
                        EngineException.Kind.BAD_TORRENT,
                        "the torrent could not be added: see the log",
                        e));
              }
            });
    return result;
  }

  /**
   * @param request what a user asked for, or null when the torrent comes back
   * @param restored its state when it comes back, else null
   */
  private void open(
      Metainfo meta,
      byte[] torrentFile,
      AddTorrent request,
      ResumeState restored,
      CompletableFuture<TorrentHandle> result)
      throws ResumeException {
    if (!meta.infoHash().hasV1()) {
      throw new EngineException(
          EngineException.Kind.BAD_TORRENT,
          "'"
              + meta.name()
              + "' is a v2-only torrent: it can be shown and verified, but not yet downloaded;"
              + " ask its maker for a hybrid one");
    }
    String id = meta.infoHash().id();
    if (torrents.containsKey(id)) {
      throw alreadyAdded(meta);
    }
    ResumeStore store = shared.store();
    if (!store.lockTorrent(id)) {
      throw new EngineException(
          EngineException.Kind.ALREADY_ADDED,
          "another Bitonic process works on '" + meta.name() + "': stop it first");
    }
    boolean started = false;
    try {
      ResumeState saved = restored != null ? restored : load(request, id);
      if (restored == null) {
        store.saveTorrent(id, torrentFile);
      }
      PieceJournal journal = store.journal(id);
      LoopUnit unit = shared.loops().get(next.getAndIncrement() % shared.loops().size());
      int position = restored != null ? restored.queuePosition() : torrents.size();
      TorrentUnit t = new TorrentUnit(id, unit, store, journal, shared.writer(), bus, position);
      Torrent torrent = build(request, meta, saved, journal, unit, t);
      if (torrents.putIfAbsent(id, t) != null) {
        throw alreadyAdded(meta);
      }
      started = true;
      unit.loop.execute(() -> start(torrent, t, saved, journal, result));
    } finally {
      if (!started) {
        store.unlockTorrent(id);
      }
    }
  }

  private static EngineException alreadyAdded(Metainfo meta) {
    return new EngineException(
        EngineException.Kind.ALREADY_ADDED, "'" + meta.name() + "' is in the list already");
  }

  private static Metainfo parse(byte[] torrent) {
    try {
      return MetainfoParser.parse(torrent);
    } catch (MetainfoException e) {
      throw new EngineException(EngineException.Kind.BAD_TORRENT, e.getMessage(), e);
    }
  }

  /** Saved state for the same folder; state of another folder says nothing about this one. */
  private ResumeState load(AddTorrent request, String id) {
    try {
      ResumeState saved = shared.store().load(id);
      return saved != null
              && saved.savePath().equals(request.savePath().toAbsolutePath().normalize())
          ? saved
          : null;
    } catch (ResumeException e) {
      Logger.warn("{}: saved state is of no use, the data will be hashed: {}", id, e.getMessage());
      return null;
    }
  }

  private Torrent build(
      AddTorrent request,
      Metainfo meta,
      ResumeState saved,
      PieceJournal journal,
      LoopUnit unit,
      TorrentUnit owner) {
    Settings settings = shared.settings();
    TorrentOptions options =
        new TorrentOptions(
            request, saved, settings.strategy().order(), unit.loop.clock().wallMillis());
    PieceHashes hashes = TorrentPieceHashes.of(meta);
    Storage storage;
    try {
      storage =
          new FileStorage(
              meta,
              options.savePath(),
              settings.disk().preallocation(),
              unit.loop,
              shared.disk(),
              shared.hashes(),
              hashes,
              shared.pool(),
              shared.files(),
              options.renames(),
              journal::append);
    } catch (StorageException e) {
      throw new EngineException(EngineException.Kind.STORAGE, e.getMessage(), e);
    }
    SwarmContext context =
        new SwarmContext(
            unit.loop,
            new SplittableRandom(),
            shared.pool(),
            (buffer, done) -> shared.hashes().submit(buffer, hashes, done, unit.loop),
            storage,
            unit.dialer,
            shared.budget(),
            new Bandwidth(shared.down()),
            new Bandwidth(shared.up()),
            meta.infoHash().wire(),
            shared.peerId(),
            listenPort,
            options.maxPeers() > 0 ? options.maxPeers() : settings.network().maxPeersPerTorrent(),
            settings.limits().uploadSlots(),
            settings.strategy().maxRequests(),
            unit.discard,
            unit.pickScratch);
    return new Torrent(context, meta, storage, unit.trackers, options, owner);
  }

  private void start(
      Torrent torrent,
      TorrentUnit t,
      ResumeState saved,
      PieceJournal journal,
      CompletableFuture<TorrentHandle> result) {
    t.attach(torrent);
    bus.publish(
        new EngineEvent.TorrentAdded(
            t.unit().loop.clock().wallMillis(), t.id, torrent.meta().name()));
    torrent
        .storage()
        .stamps(
            stamps ->
                shared
                    .writer()
                    .execute(
                        () -> {
                          ResumePlan plan = plan(saved, stamps, journal, torrent.meta());
                          t.unit().loop.execute(() -> torrent.start(plan.trusted(), plan.check()));
                        }));
    result.complete(t);
  }

  /** What is believed is durable before anything is written. */
  private ResumePlan plan(
      ResumeState saved, List<FileStamp> stamps, PieceJournal journal, Metainfo meta) {
    if (saved != null) {
      try {
        return shared.store().begin(saved, stamps, journal, meta);
      } catch (ResumeException e) {
        Logger.warn("{}: all data will be hashed: {}", saved.id(), e.getMessage());
      }
    }
    return ResumePlan.withoutState(stamps, meta);
  }
}
