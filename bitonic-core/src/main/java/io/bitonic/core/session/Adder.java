package io.bitonic.core.session;

import io.bitonic.core.api.AddTorrent;
import io.bitonic.core.api.EngineEvent;
import io.bitonic.core.api.EngineException;
import io.bitonic.core.api.TorrentHandle;
import io.bitonic.core.bus.EventBus;
import io.bitonic.core.config.Label;
import io.bitonic.core.config.Settings;
import io.bitonic.core.metainfo.InfoHash;
import io.bitonic.core.metainfo.Magnet;
import io.bitonic.core.metainfo.MagnetParser;
import io.bitonic.core.metainfo.Metainfo;
import io.bitonic.core.metainfo.MetainfoException;
import io.bitonic.core.metainfo.MetainfoParser;
import io.bitonic.core.metainfo.MetainfoWriter;
import io.bitonic.core.metainfo.TorrentNodes;
import io.bitonic.core.resume.PieceJournal;
import io.bitonic.core.resume.ResumeException;
import io.bitonic.core.resume.ResumePlan;
import io.bitonic.core.resume.ResumeState;
import io.bitonic.core.resume.ResumeStore;
import io.bitonic.core.swarm.MagnetTorrent;
import io.bitonic.core.swarm.PeerSource;
import io.bitonic.core.swarm.Torrent;
import io.bitonic.core.swarm.TorrentOptions;
import io.bitonic.core.util.FileStamp;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.tinylog.Logger;

/**
 * Turns a request into a running torrent: parses it, weighs saved state against the disk, picks a
 * loop. The blocking part runs on a virtual thread, the rest on the torrent's loop.
 */
final class Adder {
  private final Shared shared;
  private final SavedStates states;
  private final EventBus bus;
  private final Map<String, TorrentUnit> torrents;
  private final TorrentBuilder builder;
  private final LocalNetwork lan;
  private final QueueKeeper queue;
  private final AtomicInteger next = new AtomicInteger();

  Adder(
      Shared shared,
      EventBus bus,
      Map<String, TorrentUnit> torrents,
      LocalNetwork lan,
      QueueKeeper queue) {
    this.queue = queue;
    this.lan = lan;
    this.shared = shared;
    this.states = new SavedStates(shared.store());
    this.bus = bus;
    this.torrents = torrents;
    this.builder = new TorrentBuilder(shared);
  }

  CompletableFuture<TorrentHandle> add(AddTorrent request) {
    return inBackground(
        result -> {
          Magnet magnet = request.magnet().isEmpty() ? null : parse(request.magnet());
          Metainfo meta = magnet == null ? parse(request.torrentFile()) : null;
          open(new Wanted(magnet, meta, request.torrentFile(), request, null), result);
          dhtNodes(meta, request.torrentFile());
        });
  }

  /** Brings a torrent of an earlier session back as it was, at a place in the queue. */
  CompletableFuture<TorrentHandle> restore(SessionList.Entry entry, int position) {
    return inBackground(
        result -> {
          String id = entry.stateId();
          byte[] torrent = shared.store().loadTorrent(id);
          ResumeState state = shared.store().load(id);
          if (state == null || torrent == null && state.magnet().isEmpty()) {
            throw new EngineException(
                EngineException.Kind.STORAGE,
                "the saved state of torrent " + id + " is incomplete");
          }
          ResumeState saved =
              state.inSession(position, entry.activeSeconds(), entry.seedingSeconds());
          Magnet magnet = saved.magnet().isEmpty() ? null : parse(saved.magnet());
          Metainfo meta = torrent == null ? null : knownAs(parse(torrent), saved.id());
          open(new Wanted(magnet, meta, null, null, saved), result);
          dhtNodes(meta, torrent);
        });
  }

  /** The DHT nodes in a torrent file (BEP 5) are a way into the DHT. */
  private void dhtNodes(Metainfo meta, byte[] torrentFile) {
    if (shared.dht() != null && meta != null && !meta.privateTorrent()) {
      shared.dht().nodes(TorrentNodes.read(torrentFile));
    }
  }

  /**
   * What is to be opened.
   *
   * @param magnet null when it came by a file
   * @param meta null while only the link is known
   * @param torrentFile to be kept, or null
   * @param request what a user asked for, or null when the torrent comes back
   * @param restored its state when it comes back, else null
   */
  private record Wanted(
      Magnet magnet, Metainfo meta, byte[] torrentFile, AddTorrent request, ResumeState restored) {
    String id() {
      return meta != null ? meta.infoHash().id() : magnet.infoHash().id();
    }

    String name() {
      return meta != null ? meta.name() : magnet.title();
    }

    Path folder() {
      Path p = restored != null ? restored.savePath() : request.savePath();
      return p.toAbsolutePath().normalize();
    }

    Wanted withMeta(Metainfo m) {
      return new Wanted(magnet, m, torrentFile, request, restored);
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

  private void open(Wanted asked, CompletableFuture<TorrentHandle> result) throws ResumeException {
    requireDownloadable(asked.meta);
    String id = asked.id();
    if (torrents.containsKey(id)) {
      throw alreadyAdded(asked.name());
    }
    ResumeStore store = shared.store();
    Path folder = asked.folder();
    String stateId = states.lock(id, asked.name(), folder);
    boolean started = false;
    try {
      ResumeState saved = asked.restored != null ? asked.restored : states.load(stateId, folder);
      // The files of a link may be known from another time.
      Wanted wanted = asked.meta != null ? asked : asked.withMeta(stored(stateId, asked.magnet));
      if (asked.torrentFile != null) {
        store.saveTorrent(stateId, asked.torrentFile);
      }
      PieceJournal journal = store.journal(stateId);
      LoopUnit unit = shared.loops().get(next.getAndIncrement() % shared.loops().size());
      int position = asked.restored != null ? saved.queuePosition() : queue.nextPlace();
      TorrentUnit t =
          new TorrentUnit(
              id,
              stateId,
              folder,
              unit,
              store,
              journal,
              shared.stateWriter(),
              bus,
              position,
              queue.turnsAtOnce(),
              shared.totals(),
              new Host(journal));
      TorrentOptions options =
          new TorrentOptions(wanted.magnet, wanted.request, saved, unit.loop.clock().wallMillis());
      labelTrackers(wanted, options);
      Runnable start = prepare(wanted, options, saved, journal, t, result);
      if (torrents.putIfAbsent(id, t) != null) {
        throw alreadyAdded(wanted.name());
      }
      shared.torrentKeys().add(HexFormat.of().parseHex(id));
      started = true;
      unit.loop.execute(start);
    } finally {
      if (!started) {
        states.unlock(stateId, folder);
      }
    }
  }

  /** Private torrents are told to nobody but their own trackers; of a link that is not known. */
  private void labelTrackers(Wanted wanted, TorrentOptions options) {
    Label label =
        wanted.request == null ? null : shared.settings().labels().get(wanted.request.label());
    if (label != null && wanted.meta != null && !wanted.meta.privateTorrent()) {
      options.moreTrackers(label.trackers());
    }
  }

  /** Makes the torrent, as far as it is known; what is returned starts it on its loop. */
  private Runnable prepare(
      Wanted wanted,
      TorrentOptions options,
      ResumeState saved,
      PieceJournal journal,
      TorrentUnit t,
      CompletableFuture<TorrentHandle> result) {
    if (wanted.meta == null) {
      MagnetTorrent magnet = builder.magnet(wanted.magnet, options, t.unit(), t);
      return () -> {
        t.attach(magnet);
        added(t, wanted.name());
        if (wanted.restored == null) {
          t.changed(magnet);
        }
        magnet.start();
        seekPeers(t, wanted.magnet);
        result.complete(t);
      };
    }
    if (wanted.magnet != null) {
      options.metadataKnown();
    }
    Torrent torrent = builder.torrent(wanted.meta, options, journal, t.unit(), t);
    return () -> {
      t.attach(torrent, saved != null);
      added(t, wanted.name());
      boolean asSaved = wanted.restored != null && wanted.magnet == null;
      start(torrent, t, saved, asSaved, journal);
      if (wanted.magnet != null) {
        seekPeers(t, wanted.magnet);
      }
      result.complete(t);
    };
  }

  private void added(TorrentUnit t, String name) {
    bus.publish(new EngineEvent.TorrentAdded(t.unit().loop.clock().wallMillis(), t.id, name));
  }

  /** The link's own peers (BEP 9 {@code x.pe}), names among them looked up. */
  private void seekPeers(TorrentUnit t, Magnet magnet) {
    Settings.Proxy proxy = shared.settings().proxy();
    boolean hidden = proxy.kind() != Settings.ProxyKind.NONE && proxy.peers();
    if (!magnet.peers().isEmpty()) {
      Thread.ofVirtual()
          .name("bitonic-magnet-peers")
          .start(() -> t.addPeers(HostNames.resolve(magnet.peers(), !hidden), PeerSource.MAGNET));
    }
  }

  private final class Host implements TorrentUnit.Host {
    private final PieceJournal journal;

    Host(PieceJournal journal) {
      this.journal = journal;
    }

    @Override
    public void metadata(TorrentUnit t, byte[] info) {
      Adder.this.metadata(t, info, journal);
    }

    @Override
    public void wishes(TorrentUnit t) {
      queue.wake();
    }

    @Override
    public void local(TorrentUnit t, boolean on) {
      lan.seek(t.id, on);
    }
  }

  // ---- metadata
  // ---------------------------------------------------------------------------------------------------

  /** On the loop: a link's metadata is there. What blocks is done elsewhere. */
  private void metadata(TorrentUnit t, byte[] info, PieceJournal journal) {
    MagnetTorrent magnet = t.magnet();
    Thread.ofVirtual()
        .name("bitonic-metadata")
        .start(
            () -> {
              try {
                Magnet link = magnet.magnet();
                Metainfo meta =
                    knownAs(MetainfoParser.parseInfo(info, link.tiers(), link.webSeeds()), t.id);
                requireDownloadable(meta);
                shared.store().saveTorrent(t.stateId, MetainfoWriter.torrent(meta));
                TorrentBuilder.Becoming becoming =
                    builder.becoming(meta, magnet.options(), journal, t.unit());
                t.unit().loop.execute(() -> become(t, becoming, journal));
              } catch (MetainfoException | ResumeException | EngineException e) {
                t.unit().loop.execute(() -> magnet.fail(e.getMessage()));
              } catch (RuntimeException e) {
                Logger.error(e, "{}: the metadata could not be used", t.id);
                t.unit()
                    .loop
                    .execute(() -> magnet.fail("the metadata could not be used: see the log"));
              }
            });
  }

  private void become(TorrentUnit t, TorrentBuilder.Becoming becoming, PieceJournal journal) {
    if (t.isClosing()) {
      return;
    }
    Torrent torrent = becoming.become(t.magnet(), t);
    t.attach(torrent, false);
    start(torrent, t, null, false, journal);
  }

  /** The metadata that was kept when the link was opened before, or null. */
  private Metainfo stored(String stateId, Magnet magnet) {
    try {
      byte[] bytes = shared.store().loadTorrent(stateId);
      if (bytes == null) {
        return null;
      }
      Metainfo m = knownAs(MetainfoParser.parse(bytes), magnet.infoHash().id());
      return m.infoHash().id().equals(magnet.infoHash().id()) ? m : null;
    } catch (ResumeException | MetainfoException e) {
      Logger.debug("{}: the metadata is fetched again: {}", stateId, e.getMessage());
      return null;
    }
  }

  /**
   * A hybrid torrent that is known by its v2 hash alone, as a link may name it, keeps to that: its
   * id and its swarm stay the same.
   */
  private static Metainfo knownAs(Metainfo meta, String id) {
    InfoHash hash = meta.infoHash();
    boolean byV2 = hash.hasV1() && hash.hasV2() && !hash.id().equals(id);
    return byV2 && hash.v2Hex().startsWith(id)
        ? meta.withInfoHash(new InfoHash(null, HexFormat.of().parseHex(hash.v2Hex())))
        : meta;
  }

  private static void requireDownloadable(Metainfo meta) {
    if (meta != null && meta.pieceHashes().length == 0 && meta.layout().pieces() > 0) {
      throw new EngineException(
          EngineException.Kind.BAD_TORRENT,
          "'"
              + meta.name()
              + "' is a v2-only torrent: it can be shown and verified, but not yet downloaded;"
              + " ask its maker for a hybrid one");
    }
  }

  private static EngineException alreadyAdded(String name) {
    return new EngineException(
        EngineException.Kind.ALREADY_ADDED, "'" + name + "' is in the list already");
  }

  private static Magnet parse(String link) {
    try {
      return MagnetParser.parse(link);
    } catch (MetainfoException e) {
      throw new EngineException(EngineException.Kind.BAD_TORRENT, e.getMessage(), e);
    }
  }

  private static Metainfo parse(byte[] torrent) {
    try {
      return MetainfoParser.parse(torrent);
    } catch (MetainfoException e) {
      throw new EngineException(EngineException.Kind.BAD_TORRENT, e.getMessage(), e);
    }
  }

  /**
   * @param asSaved whether the torrent's options are those of its saved state
   */
  private void start(
      Torrent torrent, TorrentUnit t, ResumeState saved, boolean asSaved, PieceJournal journal) {
    torrent
        .storage()
        .stamps(
            stamps ->
                shared
                    .stateWriter()
                    .execute(
                        () -> {
                          ResumePlan plan =
                              states.begin(t.stateId, saved, stamps, journal, torrent.meta());
                          t.unit().loop.execute(() -> start(torrent, t, plan, stamps, asSaved));
                        }));
  }

  /**
   * @param plan null when nothing is known of what is on the disk
   */
  private static void start(
      Torrent torrent, TorrentUnit t, ResumePlan plan, List<FileStamp> stamps, boolean asSaved) {
    if (asSaved && plan != null) {
      t.saver().restored(plan.trusted().count(), stamps);
    } else {
      t.changed(torrent);
    }
    ResumePlan p = plan != null ? plan : ResumePlan.withoutState(stamps, torrent.meta());
    torrent.life().start(p.trusted(), p.check());
  }
}
