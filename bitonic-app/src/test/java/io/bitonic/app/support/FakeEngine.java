package io.bitonic.app.support;

import io.bitonic.core.api.AddTorrent;
import io.bitonic.core.api.ContentReader;
import io.bitonic.core.api.DetailPart;
import io.bitonic.core.api.Engine;
import io.bitonic.core.api.EngineCommand;
import io.bitonic.core.api.EngineEvent;
import io.bitonic.core.api.EngineException;
import io.bitonic.core.api.EngineSnapshot;
import io.bitonic.core.api.EngineStats;
import io.bitonic.core.api.EventSubscription;
import io.bitonic.core.api.FilePriority;
import io.bitonic.core.api.NetworkState;
import io.bitonic.core.api.TorrentDetail;
import io.bitonic.core.api.TorrentHandle;
import io.bitonic.core.api.TorrentSnapshot;
import io.bitonic.core.api.TorrentState;
import io.bitonic.core.config.Settings;
import io.bitonic.core.metainfo.Metainfo;
import io.bitonic.core.metainfo.MetainfoException;
import io.bitonic.core.metainfo.MetainfoParser;
import io.bitonic.core.metainfo.TorrentFile;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** An engine whose torrents move on by a tenth with each {@link #step}; single-threaded. */
public final class FakeEngine implements Engine {
  public final List<AddTorrent> added = new ArrayList<>();
  public final List<EngineCommand> submitted = new ArrayList<>();
  public final List<Fake> fakes = new ArrayList<>();
  public final ArrayDeque<EngineEvent> events = new ArrayDeque<>();

  /** Told of each torrent that is added. */
  public Consumer<AddTorrent> onAdd = r -> {};

  public Settings settings;
  public EngineException refuseStart;
  public EngineException refuseAdd;
  public Duration closedAfter;

  /** What {@link #stats} gives. */
  public EngineStats stats;

  /** What {@link #snapshot} gives, null for one of an engine that does nothing. */
  public EngineSnapshot snapshot;

  /** What {@link #publish} was given. */
  public final List<EngineEvent> published = new ArrayList<>();

  /** Whether {@link #stats} is refused. */
  public boolean closed;

  /** State in which torrents arrive after they are checked. */
  public TorrentState afterCheck = TorrentState.DOWNLOADING;

  /** Tenths at which a torrent fails, -1 never. */
  public int failAt = -1;

  /** Tenths that are there from the start. */
  public int startAt;

  /** A torrent of the fake. */
  public static final class Fake implements TorrentHandle {
    final Metainfo m;
    final AddTorrent request;
    final int before;
    TorrentState state = TorrentState.CHECKING;
    int tenths;
    int seedSteps;
    String error = "";

    Fake(Metainfo m, AddTorrent request, int tenths) {
      this.m = m;
      this.request = request;
      this.tenths = tenths;
      this.before = tenths;
    }

    @Override
    public String id() {
      return m.infoHash().id();
    }

    @Override
    public TorrentSnapshot snapshot() {
      long size =
          m.files().stream()
              .filter(TorrentFile::isStored)
              .filter(f -> request.filePriorities().get(f.index()) != FilePriority.SKIP)
              .mapToLong(TorrentFile::length)
              .sum();
      return Snaps.of(m.name(), state)
          .id(id())
          .size(size, size * tenths / 10)
          .pieces(m.layout().pieces(), m.layout().pieces() * tenths / 10)
          .rates(state == TorrentState.DOWNLOADING ? size / 10 : 0, 0)
          .transferred(size * (tenths - before) / 10, size * seedSteps / 10)
          .eta(state == TorrentState.DOWNLOADING ? 10 - tenths : -1)
          .error(error)
          .savePath(request.savePath())
          .build();
    }

    @Override
    public void watch(Set<DetailPart> parts) {}

    @Override
    public TorrentDetail detail() {
      return null;
    }

    @Override
    public CompletableFuture<ContentReader> read(int file) {
      return CompletableFuture.completedFuture(new NothingYet(m.files().get(file)));
    }
  }

  /** Moves everything on. */
  public void step() {
    for (Fake f : fakes) {
      switch (f.state) {
        case CHECKING -> f.state = f.tenths == 10 ? TorrentState.SEEDING : afterCheck;
        case DOWNLOADING -> {
          f.tenths++;
          if (f.tenths == failAt) {
            f.state = TorrentState.ERROR;
            f.error = "the disk is full; make room";
          } else if (f.tenths == 10) {
            f.state = TorrentState.SEEDING;
          }
        }
        case SEEDING -> f.seedSteps++;
        default -> {}
      }
    }
  }

  @Override
  public CompletableFuture<TorrentHandle> add(AddTorrent request) {
    if (refuseAdd != null) {
      return CompletableFuture.failedFuture(refuseAdd);
    }
    try {
      added.add(request);
      Fake f = new Fake(MetainfoParser.parse(request.torrentFile()), request, startAt);
      fakes.add(f);
      onAdd.accept(request);
      return CompletableFuture.completedFuture(f);
    } catch (MetainfoException e) {
      return CompletableFuture.failedFuture(
          new EngineException(EngineException.Kind.BAD_TORRENT, e.getMessage()));
    }
  }

  @Override
  public CompletableFuture<Void> submit(EngineCommand command) {
    submitted.add(command);
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public List<TorrentHandle> torrents() {
    return List.copyOf(fakes);
  }

  @Override
  public Optional<TorrentHandle> torrent(String id) {
    return fakes.stream().filter(f -> f.id().equals(id)).<TorrentHandle>map(f -> f).findFirst();
  }

  @Override
  public EngineSnapshot snapshot() {
    return snapshot != null
        ? snapshot
        : new EngineSnapshot(
            0, 0, 0, 0, fakes.size(), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, false, NetworkState.PLAIN, -1);
  }

  @Override
  public CompletableFuture<EngineStats> stats() {
    return closed
        ? CompletableFuture.failedFuture(
            new EngineException(EngineException.Kind.CLOSED, "the engine has been closed"))
        : CompletableFuture.completedFuture(stats);
  }

  @Override
  public EventSubscription subscribe(int capacity) {
    return new EventSubscription() {
      @Override
      public EngineEvent poll(Duration timeout) {
        return events.poll();
      }

      @Override
      public EngineEvent poll() {
        return events.poll();
      }

      @Override
      public long dropped() {
        return 0;
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public void publish(EngineEvent event) {
    published.add(event);
  }

  @Override
  public void close(Duration timeout) {
    closedAfter = timeout;
  }

  /** Knows a file's name and length, and never has a byte of it. */
  private record NothingYet(TorrentFile file) implements ContentReader {
    @Override
    public String path() {
      return file.displayPath();
    }

    @Override
    public long length() {
      return file.length();
    }

    @Override
    public CompletableFuture<Integer> read(long position, ByteBuffer dst) {
      return new CompletableFuture<>();
    }

    @Override
    public void close() {}
  }
}
