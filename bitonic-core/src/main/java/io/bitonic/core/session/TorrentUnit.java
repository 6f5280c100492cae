package io.bitonic.core.session;

import io.bitonic.core.api.ContentReader;
import io.bitonic.core.api.DetailPart;
import io.bitonic.core.api.EngineEvent;
import io.bitonic.core.api.EngineException;
import io.bitonic.core.api.TorrentDetail;
import io.bitonic.core.api.TorrentHandle;
import io.bitonic.core.api.TorrentRules;
import io.bitonic.core.api.TorrentSnapshot;
import io.bitonic.core.bus.EventBus;
import io.bitonic.core.metainfo.Metainfo;
import io.bitonic.core.metainfo.MetainfoWriter;
import io.bitonic.core.queue.Activity;
import io.bitonic.core.queue.Wish;
import io.bitonic.core.resume.PieceJournal;
import io.bitonic.core.resume.ResumeStore;
import io.bitonic.core.swarm.FileStream;
import io.bitonic.core.swarm.MagnetTorrent;
import io.bitonic.core.swarm.PeerSource;
import io.bitonic.core.swarm.Torrent;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * A torrent in its session: what front ends hold.
 *
 * <p>Concurrency: the metadata, snapshots and the watched parts cross threads by atomic references;
 * everything else belongs to the torrent's loop.
 */
final class TorrentUnit implements TorrentHandle, Torrent.Owner, MagnetTorrent.Owner {
  /** What the session does for it, on the torrent's loop. */
  interface Host {
    /** A link's metadata is there; {@link #attach(Torrent, boolean)} follows. */
    void metadata(TorrentUnit t, byte[] info);

    /** What it wants of the queue has changed, or what it has to give. */
    void wishes(TorrentUnit t);

    /** Whether it is to be found in the local network. */
    void local(TorrentUnit t, boolean on);
  }

  private static final long SEEN_NANOS = Duration.ofSeconds(1).toNanos();

  final String id;

  /** Names the saved state in the store. */
  final String stateId;

  /** The save path when it was added: what its lock is named after. */
  final Path folder;

  private final LoopUnit unit;
  private final EventBus bus;
  private final Published published;
  private volatile int queuePosition;
  private volatile Wish wish = Wish.NONE;
  private volatile boolean urgent;
  private volatile TorrentRules rules = TorrentRules.NONE;
  private volatile boolean turn;
  private volatile boolean ending;

  /** The queue's. */
  final Activity activity = new Activity();

  private volatile Metainfo meta;
  private final Totals.Share share;

  private Torrent torrent;

  /** What it is before its files are known; null before and after that. */
  private MagnetTorrent magnet;

  private final Host host;
  private boolean local;
  private final StateSaver saver;
  private final TorrentEnd end;
  private boolean closing;

  TorrentUnit(
      String id,
      String stateId,
      Path folder,
      LoopUnit unit,
      ResumeStore store,
      PieceJournal journal,
      Executor writer,
      EventBus bus,
      int queuePosition,
      boolean turn,
      Totals totals,
      Host host) {
    this.id = id;
    this.stateId = stateId;
    this.folder = folder;
    this.unit = unit;
    this.bus = bus;
    this.published = new Published(unit.loop.clock());
    this.queuePosition = queuePosition;
    this.turn = turn;
    this.share = totals.share(this);
    this.host = host;
    this.saver =
        new StateSaver(id, stateId, unit, store, journal, writer, () -> this.queuePosition);
    this.end = new TorrentEnd(id, stateId, unit, store, journal, writer, bus, saver, share);
  }

  /**
   * Loop thread, once, before {@link io.bitonic.core.swarm.TorrentLife#start}.
   *
   * @param known whether there is a state file for it
   */
  void attach(Torrent t, boolean known) {
    this.torrent = t;
    this.magnet = null;
    this.meta = t.meta();
    t.life().turn(turn);
    saver.of(t, known);
    publish(t);
  }

  /** Loop thread, once, before {@link MagnetTorrent#start}. */
  void attach(MagnetTorrent m) {
    this.magnet = m;
    saver.of(m);
    publish(m);
  }

  /** When its state is saved; loop thread. */
  StateSaver saver() {
    return saver;
  }

  LoopUnit unit() {
    return unit;
  }

  /** Loop thread. */
  Torrent torrent() {
    return torrent;
  }

  /** Loop thread; null unless the metadata is being sought. */
  MagnetTorrent magnet() {
    return magnet;
  }

  /** Loop thread. */
  boolean isClosing() {
    return closing;
  }

  /** Does something to the torrent on its loop, once there is one; any thread. */
  void onLoop(Consumer<Torrent> action, Consumer<MagnetTorrent> orMagnet) {
    unit.loop.execute(
        () -> {
          if (torrent != null) {
            action.accept(torrent);
          } else if (magnet != null) {
            orMagnet.accept(magnet);
          }
        });
  }

  /** Peers for it from anywhere, when it may use that source; any thread. */
  void addPeers(List<InetSocketAddress> peers, PeerSource source) {
    onLoop(t -> t.addPeers(peers, source), m -> m.addPeers(peers, source));
  }

  /** Payload bytes of this session; any thread. */
  long sessionDownloaded() {
    return share.downloaded();
  }

  long sessionUploaded() {
    return share.uploaded();
  }

  int queuePosition() {
    return queuePosition;
  }

  void queuePosition(int position) {
    queuePosition = position;
    share.listed();
  }

  // ---- queue, any thread
  // ------------------------------------------------------------------------------------------

  Wish wish() {
    return wish;
  }

  /** Its own rules, with those of its label behind them. */
  TorrentRules rules() {
    return rules;
  }

  /** As {@link Published#seedingSeconds}. */
  long seedingSeconds(TorrentSnapshot s) {
    return published.seedingSeconds(s);
  }

  /** Whether it runs beside the queue. */
  boolean isUrgent() {
    return urgent;
  }

  boolean hasTurn() {
    return turn;
  }

  /** The queue's word on whether it runs. */
  void turn(boolean on) {
    if (turn != on) {
      turn = on;
      onLoop(t -> t.life().turn(turn), m -> {});
    }
  }

  /** Whether it is being removed because it has given enough. */
  boolean isEnding() {
    return ending;
  }

  void ending() {
    ending = true;
  }

  // ---- TorrentHandle, any thread
  // ----------------------------------------------------------------------------------

  @Override
  public String id() {
    return id;
  }

  @Override
  public CompletableFuture<TorrentDetail> ask(Set<DetailPart> parts) {
    CompletableFuture<TorrentDetail> answer = new CompletableFuture<>();
    unit.loop.execute(
        () -> {
          if (torrent == null && magnet == null) {
            answer.completeExceptionally(Commands.notFound(id));
          } else {
            answer.complete(torrent != null ? torrent.detail(parts) : magnet.detail(parts));
          }
        });
    return answer;
  }

  @Override
  public byte[] torrentFile() {
    Metainfo known = meta;
    return known == null ? null : MetainfoWriter.torrent(known);
  }

  @Override
  public CompletableFuture<ContentReader> read(int file) {
    CompletableFuture<ContentReader> answer = new CompletableFuture<>();
    unit.loop.execute(
        () -> {
          try {
            if (torrent == null) {
              throw new EngineException(
                  EngineException.Kind.NOT_FOUND, "the files of this torrent are not known yet");
            }
            FileStream stream = torrent.streams().open(file);
            publish(torrent);
            answer.complete(new StreamReader(unit.loop, stream));
          } catch (EngineException e) {
            answer.completeExceptionally(e);
          }
        });
    return answer;
  }

  @Override
  public TorrentSnapshot snapshot() {
    return published.snapshot();
  }

  @Override
  public void watch(Set<DetailPart> parts) {
    published.watch(parts);
    if (!parts.isEmpty()) {
      onLoop(
          t -> {
            t.wake();
            publish(t);
          },
          this::publish);
    }
  }

  @Override
  public TorrentDetail detail() {
    return published.detail();
  }

  // ---- Torrent.Owner, loop thread
  // ---------------------------------------------------------------------------------

  @Override
  public void event(EngineEvent event) {
    bus.publish(event);
  }

  /** A command was carried out: what is watched is to show it at once. */
  void publishAll() {
    published.detailIsStale();
    publish(torrent);
  }

  @Override
  public void publish(Torrent t) {
    published.begin();
    TorrentSnapshot s = t.snapshot(queuePosition);
    share.now(s, t.downloadedNow(), t.uploadedNow());
    TorrentSnapshot before = publish(s);
    local(t.isLocal());
    wishes(t, before == null || !before.sharing().equals(s.sharing()));
    published.putDetail(t::detail);
    look();
  }

  @Override
  public void publish(MagnetTorrent m) {
    TorrentSnapshot s = m.snapshot(queuePosition);
    share.now(s, 0, 0);
    publish(s);
    local(m.isLocal());
    published.putDetail(m::detail);
    look();
  }

  private TorrentSnapshot publish(TorrentSnapshot s) {
    TorrentSnapshot before = published.put(s);
    if (before == null) {
      share.listed();
    }
    return before;
  }

  private void wishes(Torrent t, boolean others) {
    Wish now = t.life().wish();
    boolean urgentNow = t.life().isUrgent();
    TorrentRules rulesNow = t.options().effective();
    if (others || wish != now || urgent != urgentNow || !rules.equals(rulesNow)) {
      wish = now;
      urgent = urgentNow;
      rules = rulesNow;
      host.wishes(this);
    }
  }

  private void look() {
    if (!closing) {
      saver.look();
    }
  }

  private void local(boolean on) {
    if (local != on) {
      local = on;
      host.local(this, on);
    }
  }

  /** What only counts seconds is published now and then, or when watched. */
  @Override
  public long idle(Torrent t) {
    if (published.isIdleDue()) {
      publish(t);
    } else {
      look();
    }
    return published.isWatched() ? SEEN_NANOS : saver.nanosToNextLook();
  }

  @Override
  public void changed(Torrent t) {
    saver.changed();
  }

  @Override
  public void changed(MagnetTorrent m) {
    saver.changed();
  }

  @Override
  public void metadata(MagnetTorrent m, byte[] info) {
    host.metadata(this, info);
  }

  // ---- end
  // ----------------------------------------------------------------------------------------------------------

  /**
   * Stops the torrent, saves what has changed and closes its files. Loop thread; both callbacks
   * come on the loop.
   *
   * @param seconds whether it is to be saved for its active time alone
   */
  void close(boolean seconds, Runnable closed, Runnable trackersTold) {
    closing = true;
    Runnable last = () -> showLast(closed);
    if (magnet != null) {
      end.close(magnet, seconds, last, trackersTold);
    } else if (torrent != null) {
      end.close(torrent, seconds, last, trackersTold);
    } else {
      closed.run();
      trackersTold.run();
    }
  }

  private void showLast(Runnable closed) {
    published.put(
        torrent != null ? torrent.snapshot(queuePosition) : magnet.snapshot(queuePosition));
    closed.run();
  }

  /**
   * Stops the torrent and forgets its state; {@code done} hears null or why its data is still
   * there. Loop thread.
   */
  void remove(boolean deleteData, Consumer<EngineException> done) {
    closing = true;
    local(false);
    if (magnet != null) {
      end.remove(magnet, done);
    } else {
      end.remove(torrent, deleteData, done);
    }
  }

  /** By queue position. */
  static List<TorrentUnit> sorted(List<TorrentUnit> units) {
    // Places may change meanwhile, which a sort does not bear.
    record Placed(int place, TorrentUnit unit) {}
    return units.stream()
        .map(t -> new Placed(t.queuePosition, t))
        .sorted(Comparator.comparingInt(Placed::place))
        .map(Placed::unit)
        .toList();
  }
}
