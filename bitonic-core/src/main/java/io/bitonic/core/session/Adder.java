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
import io.bitonic.core.metainfo.TorrentNodes;
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
import java.nio.file.Path;
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
          dhtNodes(meta, request.torrentFile());
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
          Metainfo meta = parse(torrent);
          open(meta, torrent, null, saved, result);
          dhtNodes(meta, torrent);
        });
  }

  /** The DHT nodes in a torrent file (BEP 5) are a way into the DHT. */
  private void dhtNodes(Metainfo meta, byte[] torrentFile) {
    if (shared.dht() != null && !meta.privateTorrent()) {
      shared.dht().nodes(TorrentNodes.read(torrentFile));
    }
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
    Path folder =
        (restored != null ? restored.savePath() : request.savePath()).toAbsolutePath().normalize();
    String stateId = lock(store, meta, folder);
    boolean started = false;
    try {
      ResumeState saved = restored != null ? restored : load(stateId, folder);
      if (restored == null) {
        store.saveTorrent(stateId, torrentFile);
      }
      PieceJournal journal = store.journal(stateId);
      LoopUnit unit = shared.loops().get(next.getAndIncrement() % shared.loops().size());
      int position = restored != null ? restored.queuePosition() : torrents.size();
      TorrentUnit t =
          new TorrentUnit(
              id, stateId, folder, unit, store, journal, shared.writer(), bus, position);
      Torrent torrent = build(request, meta, saved, journal, unit, t);
      if (torrents.putIfAbsent(id, t) != null) {
        throw alreadyAdded(meta);
      }
      shared.torrentKeys().add(meta.infoHash().wire());
      started = true;
      unit.loop.execute(() -> start(torrent, t, saved, journal, result));
    } finally {
      if (!started) {
        unlock(store, stateId, folder);
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

  /**
   * Finds the name under which the state of a torrent in a folder is kept, and takes its lock. The
   * plain id belongs to the folder that came first; another folder has a name of its own, so that
   * two processes can work on one torrent in two folders. The folder's name is locked in any case:
   * no two work in one.
   */
  private static String lock(ResumeStore store, Metainfo meta, Path folder) throws ResumeException {
    String id = meta.infoHash().id();
    String own = ResumeStore.idFor(id, folder);
    if (!store.lockTorrent(own)) {
      throw new EngineException(
          EngineException.Kind.ALREADY_ADDED,
          "another Bitonic process works on '"
              + meta.name()
              + "' in "
              + folder
              + ": stop it first");
    }
    return isFree(store, id, folder) && store.lockTorrent(id) ? id : own;
  }

  /** Whether the plain id stands for this folder or for none. */
  private static boolean isFree(ResumeStore store, String id, Path folder) {
    try {
      ResumeState s = store.load(id);
      return s == null || s.savePath().equals(folder);
    } catch (ResumeException e) {
      return true;
    }
  }

  static void unlock(ResumeStore store, String stateId, Path folder) {
    store.unlockTorrent(stateId);
    store.unlockTorrent(ResumeStore.idFor(stateId.substring(0, 40), folder));
  }

  /** Saved state for this folder, or null. */
  private ResumeState load(String stateId, Path folder) {
    try {
      ResumeState saved = shared.store().load(stateId);
      return saved != null && saved.savePath().equals(folder) ? saved : null;
    } catch (ResumeException e) {
      Logger.warn(
          "{}: saved state is of no use, the data will be hashed: {}", stateId, e.getMessage());
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
            shared.filter(),
            shared.mse(),
            shared.budget(),
            shared.dhtFor(meta.privateTorrent()),
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
                          ResumePlan plan = plan(t.stateId, saved, stamps, journal, torrent.meta());
                          t.unit().loop.execute(() -> torrent.start(plan.trusted(), plan.check()));
                        }));
    result.complete(t);
  }

  /** What is believed is durable before anything is written. */
  private ResumePlan plan(
      String stateId,
      ResumeState saved,
      List<FileStamp> stamps,
      PieceJournal journal,
      Metainfo meta) {
    if (saved != null) {
      try {
        return shared.store().begin(stateId, saved, stamps, journal, meta);
      } catch (ResumeException e) {
        Logger.warn("{}: all data will be hashed: {}", saved.id(), e.getMessage());
      }
    }
    return ResumePlan.withoutState(stamps, meta);
  }
}
