package io.bitonic.tui.fake;

import io.bitonic.core.api.DetailPart;
import io.bitonic.core.api.EngineCommand;
import io.bitonic.core.api.EngineEvent;
import io.bitonic.core.api.EngineException;
import io.bitonic.core.api.FilePriority;
import io.bitonic.core.api.FileRow;
import io.bitonic.core.api.PieceMap;
import io.bitonic.core.api.Sharing;
import io.bitonic.core.api.TorrentDetail;
import io.bitonic.core.api.TorrentHandle;
import io.bitonic.core.api.TorrentRules;
import io.bitonic.core.api.TorrentSnapshot;
import io.bitonic.core.api.TorrentState;
import io.bitonic.core.api.TrackerHealth;
import io.bitonic.core.api.TrackerRow;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** A torrent that plays its part. Guarded by its engine's monitor. */
public final class FakeTorrent implements TorrentHandle {
  FakeEngine engine;
  private final String id;
  private String name;
  private final Random random;
  int queue;
  public boolean paused;

  /** Whether the queue lets it wait. */
  public boolean waits;

  public String label = "";
  public Sharing sharing = Sharing.DEFAULT;
  public Path savePath = Path.of("/srv/torrents");
  public long size = 1 << 30;
  public long done;
  public int pieces = 1024;
  public int files = 1;
  public int peers;
  public int seeds;
  public long speed;
  public long upSpeed;
  public String error = "";
  public String waiting = "";
  public String diagnosis = "";
  public String tracker = "tracker.example.org";
  public double checking = -1;
  public long uploaded;
  public long wasted;
  public boolean sequential;
  public long addedMillis = FakeEngine.START;
  private long downloaded;
  private long finished;
  private long downLimit;
  private long upLimit;
  private double wave;
  private long age;
  private final List<TrackerRow> trackers = new ArrayList<>();
  private final Map<Integer, FilePriority> priorities = new HashMap<>();
  private final Map<Integer, String> renamed = new HashMap<>();
  private final Set<String> banned = new java.util.HashSet<>();
  private String[] paths;
  private volatile Set<DetailPart> watched = Set.of();
  private volatile TorrentSnapshot snapshot;
  private volatile TorrentDetail detail;

  private FakeTorrent(FakeEngine engine, String name) {
    this.engine = engine;
    this.name = name;
    this.random = new Random(engine.random.nextLong());
    StringBuilder b = new StringBuilder();
    for (int i = 0; i < 40; i++) {
      b.append(Character.forDigit(random.nextInt(16), 16));
    }
    id = b.toString();
    wave = random.nextDouble() * 6;
    trackers.add(
        new TrackerRow(
            "https://tracker.example.org:443/announce",
            0,
            "working",
            "",
            120,
            44,
            9_120,
            1_260,
            0,
            50,
            new TrackerHealth(98, 31, 1, 84)));
    trackers.add(
        new TrackerRow(
            "udp://open.example.net:1337/announce",
            1,
            "failing",
            "connection timed out",
            -1,
            -1,
            -1,
            95,
            3,
            0,
            new TrackerHealth(22, 0, 3, -1)));
  }

  public static FakeTorrent create(FakeEngine engine, String name) {
    return new FakeTorrent(engine, name);
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public TorrentSnapshot snapshot() {
    return snapshot;
  }

  @Override
  public void watch(Set<DetailPart> parts) {
    synchronized (engine) {
      watched = Set.copyOf(parts);
      publish();
    }
  }

  public Set<DetailPart> watched() {
    return watched;
  }

  @Override
  public TorrentDetail detail() {
    return detail;
  }

  private TorrentState state() {
    if (!error.isEmpty()) {
      return TorrentState.ERROR;
    }
    if (waits && !sharing.forced()) {
      return TorrentState.QUEUED;
    }
    if (paused) {
      return TorrentState.PAUSED;
    }
    if (checking >= 0) {
      return TorrentState.CHECKING;
    }
    return done >= size ? TorrentState.SEEDING : TorrentState.DOWNLOADING;
  }

  void advance(long ms) {
    TorrentState before = state();
    age += ms;
    wave += ms / 7_000.0;
    if (checking >= 0) {
      checking += ms / 60_000.0;
      if (checking >= 1) {
        checking = -1;
      }
    }
    long down = before == TorrentState.DOWNLOADING ? rate(speed, downLimit) : 0;
    long got = Math.min(size - done, down * ms / 1000);
    done += got;
    downloaded += got;
    uploaded += upRate() * ms / 1000;
    TorrentState after = state();
    if (before != after) {
      engine.emit(new EngineEvent.StateChanged(engine.millis(), id, name, before, after));
      if (after == TorrentState.SEEDING && before == TorrentState.DOWNLOADING) {
        finished = engine.millis();
        engine.emit(new EngineEvent.TorrentFinished(engine.millis(), id, name));
      }
    }
    publish();
  }

  private long rate(long base, long limit) {
    long r = (long) (base * (0.72 + 0.22 * Math.sin(wave) + 0.06 * Math.sin(wave * 5.3)));
    return limit > 0 ? Math.min(r, limit) : r;
  }

  private long upRate() {
    return state() == TorrentState.DOWNLOADING || state() == TorrentState.SEEDING
        ? rate(upSpeed, upLimit)
        : 0;
  }

  void apply(EngineCommand command) {
    switch (command) {
      case EngineCommand.Pause c -> paused = true;
      case EngineCommand.Resume c -> {
        paused = false;
        error = "";
      }
      case EngineCommand.Verify c -> checking = 0;
      case EngineCommand.Reannounce c ->
          engine.emit(
              new EngineEvent.TrackerWorking(
                  engine.millis(), id, name, trackers.getFirst().url(), 50));
      case EngineCommand.Move c -> {
        if (!c.newSavePath().isAbsolute()) {
          throw new EngineException(
              EngineException.Kind.BAD_ARGUMENT, c.newSavePath() + " is not an absolute path");
        }
        savePath = c.newSavePath();
      }
      case EngineCommand.RenameFile c -> {
        renamed.put(c.file(), c.newPath());
        paths = null;
      }
      case EngineCommand.SetFilePriorities c -> priorities.putAll(c.priorities());
      case EngineCommand.SetTorrentLimits c -> {
        downLimit = c.down();
        upLimit = c.up();
      }
      case EngineCommand.SetSequential c -> sequential = c.on();
      case EngineCommand.SetForced c -> sharing = sharing.withForced(c.on());
      case EngineCommand.SetShareGoal c -> sharing = sharing.withGoal(c.goal());
      case EngineCommand.SetRules c -> sequential = c.rules().isSequential();
      case EngineCommand.SetLabel c -> label = c.label();
      case EngineCommand.AddTracker c ->
          trackers.add(
              new TrackerRow(
                  c.url(), c.tier(), "idle", "", -1, -1, -1, 3, 0, 0, TrackerHealth.UNKNOWN));
      case EngineCommand.RemoveTracker c -> trackers.removeIf(t -> t.url().equals(c.url()));
      case EngineCommand.BanPeer c -> {
        banned.add(c.address());
        engine.emit(
            new EngineEvent.PeerBanned(engine.millis(), id, name, c.address(), "banned by you"));
      }
      case EngineCommand.Trace c ->
          engine.emit(
              new EngineEvent.TraceChanged(
                  engine.millis(), id, name, c.address(), c.on(), "/state/trace/x.log"));
      default -> {}
    }
    publish();
  }

  void publish() {
    TorrentState s = state();
    boolean live = s == TorrentState.DOWNLOADING || s == TorrentState.SEEDING;
    long down = s == TorrentState.DOWNLOADING ? rate(speed, downLimit) : 0;
    long most = Math.max(downloaded, done);
    snapshot =
        new TorrentSnapshot(
            id,
            name,
            s,
            error,
            waiting,
            size,
            size,
            done,
            Math.max(0, checking),
            pieces,
            have(),
            (int) Math.max(1, Math.min(16 << 20, size / Math.max(1, pieces))),
            files,
            down,
            upRate(),
            downloaded,
            uploaded,
            wasted,
            down > 0 ? (size - done) / down : -1,
            most == 0 ? 0 : uploaded / (double) most,
            live ? peers : 0,
            live ? seeds : 0,
            peers * 4,
            tracker.isEmpty() ? -1 : seeds * 3,
            tracker.isEmpty() ? -1 : peers * 2,
            live ? seeds + 0.7 : 0,
            addedMillis,
            finished,
            age / 1000,
            s == TorrentState.SEEDING ? age / 1000 : 0,
            downLimit,
            upLimit,
            TorrentRules.NONE.withLimits(downLimit, upLimit),
            queue,
            sequential,
            false,
            label,
            savePath,
            tracker,
            diagnosis,
            sharing);
    Set<DetailPart> w = watched;
    detail =
        new TorrentDetail(
            id,
            "A comment from the torrent",
            "mktorrent 1.1",
            FakeEngine.START / 1000 - 864_000,
            id,
            "",
            w.contains(DetailPart.FILES) ? fileRows() : List.of(),
            w.contains(DetailPart.PEERS) ? FakePeers.rows(this, random, banned) : List.of(),
            w.contains(DetailPart.TRACKERS) ? List.copyOf(trackers) : List.of(),
            w.contains(DetailPart.PIECES) ? pieceMap() : null);
  }

  private int have() {
    return size == 0 ? pieces : (int) (pieces * (done / (double) size));
  }

  private List<FileRow> fileRows() {
    if (paths == null) {
      paths = FakePaths.of(name, files);
      renamed.forEach((i, p) -> paths[i] = p);
    }
    List<FileRow> rows = new ArrayList<>(files);
    long each = size / Math.max(1, files);
    long left = done;
    for (int i = 0; i < files; i++) {
      long length = i == files - 1 ? size - each * (files - 1) : each;
      long d = Math.min(length, left);
      left -= d;
      rows.add(
          new FileRow(i, paths[i], length, d, priorities.getOrDefault(i, FilePriority.NORMAL)));
    }
    return rows;
  }

  private PieceMap pieceMap() {
    byte[] state = new byte[pieces];
    byte[] availability = new byte[pieces];
    int have = have();
    boolean moving = state() == TorrentState.DOWNLOADING;
    for (int i = 0; i < pieces; i++) {
      int h = (i * 0x9E3779B1 >>> 8) & 0xFFFF;
      boolean got = sequential ? i < have : h % 1000 < 1000L * have / Math.max(1, pieces);
      state[i] = got || done >= size ? PieceMap.HAVE : PieceMap.MISSING;
      if (state[i] == PieceMap.MISSING && moving && h % 61 == 0) {
        state[i] = PieceMap.IN_FLIGHT;
      }
      availability[i] = (byte) Math.min(255, seeds + h % Math.max(1, peers / 2 + 1));
    }
    return new PieceMap(state, availability);
  }

  TorrentSnapshot now() {
    return snapshot;
  }
}
