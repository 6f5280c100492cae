package io.bitonic.app.demo;

import io.bitonic.app.AppException;
import io.bitonic.app.ExitCode;
import io.bitonic.core.api.AddTorrent;
import io.bitonic.core.api.Engine;
import io.bitonic.core.api.EngineCommand;
import io.bitonic.core.api.EngineException;
import io.bitonic.core.api.FilePriority;
import io.bitonic.core.api.TorrentHandle;
import io.bitonic.core.api.TorrentState;
import io.bitonic.core.config.NetworkDraft;
import io.bitonic.core.config.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntPredicate;
import org.tinylog.Logger;

/**
 * The swarm behind {@code bitonic demo}: a tracker, seven peers that come, go and change their
 * rates, and the torrents of the dashboard's engine in every state there is. All of it in this
 * process and on loopback.
 *
 * <p>Threads: {@link #play} starts one that sets the scene and then directs it, a look a second;
 * the peers belong to it. {@link #close} may be called by any thread, more than once.
 */
public final class LiveSwarm implements AutoCloseable {
  private static final long K = 1024;
  private static final int WAVER_SECONDS = 3;
  private static final int CHECK_SECONDS = 60;

  /** When the dead tracker is asked again, so that its alert need not be waited for. */
  private static final Set<Integer> ASK_AGAIN = Set.of(4, 12);

  private static final int JOIN_SECONDS = 3;

  private final Function<Settings, Engine> engines;
  private final Path folder;
  private final DemoTracker tracker;
  private final DemoCatalogue all;
  private final List<DemoPeer> peers = new ArrayList<>();
  private final SplittableRandom random = new SplittableRandom(7);
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile Thread director;

  /**
   * @param engines starts an engine
   * @param folder for everything, removed by the caller
   * @throws AppException when loopback can't be used
   */
  public LiveSwarm(Function<Settings, Engine> engines, Path folder) {
    this.engines = engines;
    this.folder = folder;
    try {
      tracker = new DemoTracker();
    } catch (IOException e) {
      throw new AppException(
          ExitCode.NETWORK, "the demo can't listen on 127.0.0.1: " + e.getMessage(), e);
    }
    all = new DemoCatalogue(tracker.url());
  }

  /** Of the engine that the dashboard shows. */
  public Settings settings() {
    return settings("state", 32);
  }

  /** Where its torrents are. */
  public Path downloads() {
    return folder.resolve("downloads");
  }

  private Settings settings(String state, long bufferMiB) {
    Settings s = Settings.defaults(folder.resolve(state));
    Settings.Network n = s.network();
    return s.with(n.with(NetworkDraft::loopback))
        .with(
            new Settings.Disk(
                1, bufferMiB << 20, 20, Settings.Preallocation.SPARSE, Settings.Reads.POSITIONAL))
        .with(new Settings.Hash(1))
        .with(Settings.Discovery.off());
  }

  /** Sets the scene on an engine started with {@link #settings}, and keeps it moving. */
  public void play(Engine engine) {
    Thread thread =
        Thread.ofPlatform().daemon().name("demo-director").unstarted(() -> direct(engine));
    director = thread;
    if (!closed.get()) {
      thread.start();
    }
  }

  private void direct(Engine engine) {
    try {
      setScene(engine);
      for (int second = 1; !closed.get(); second++) {
        TimeUnit.SECONDS.sleep(1);
        step(engine, second);
      }
    } catch (InterruptedException | ClosedByInterruptException e) {
      Thread.currentThread().interrupt();
    } catch (IOException | UncheckedIOException | InvalidPathException e) {
      Logger.error(e, "the demo's files can't be made");
    } catch (EngineException | CompletionException e) {
      // Also what a call meets whose engine was closed by the end of the demo.
      Logger.warn(e, "the demo's swarm came to a halt");
    }
  }

  private void setScene(Engine e) throws IOException {
    add(e, all.ubuntu, "linux", 0.4, 0.12, 0.02);
    add(e, all.sintel, "film", 0.57, 0.3, 0.1);
    DemoPeer first = peer().join(all.ubuntu, 1, 0, 300 * K).join(all.sintel, 1, 0, 150 * K);
    add(e, all.album, "music", 1, 2.11, 40);
    add(e, all.arch, "linux", 1, 6.5, 20);
    addSequential(e);
    addFresh(e, all.audioBook, "audio");
    first.join(all.cosmos, 1, 0, 40 * K).join(all.audioBook, 1, 0, 1500 * K);
    DemoPeer leecher =
        peer()
            .joinAgainAndAgain(all.album, 0, 300 * K, 20 * K)
            .joinAgainAndAgain(all.arch, 0, 400 * K, 20 * K);
    addMissing(e);
    addPaused(e);
    addFresh(e, all.lost, "");
    addChosen(e);
    add(e, all.debian, "linux", 1, 1.27, 70);
    add(e, all.wikipedia, "", 1, 0.4, 9);
    peer().join(all.ubuntu, 1, 0, 250 * K).join(all.sintel, 1, 0, 120 * K);
    peer().join(all.ubuntu, 0.62, 15 * K, 60 * K).join(all.sintel, 0.8, 15 * K, 50 * K);
    peer().join(all.audioBook, 1, 0, 900 * K).join(all.ubuntu, 1, 0, 200 * K);
    peer().join(all.cosmos, 0.5, 8 * K, 30 * K).join(all.ubuntu, 0.3, 15 * K, 40 * K);
    peer()
        .joinAgainAndAgain(all.arch, 0.2, 150 * K, 20 * K)
        .joinAgainAndAgain(all.album, 0.7, 90 * K, 20 * K);
    leecher.waver(random);
  }

  private DemoPeer peer() throws IOException {
    if (closed.get()) {
      throw new ClosedByInterruptException();
    }
    String name = "peer-" + (peers.size() + 1);
    DemoPeer peer = new DemoPeer(engines, settings(name + "-state", 8), folder.resolve(name));
    peers.add(peer);
    return peer;
  }

  private void add(
      Engine engine, SparseTorrent t, String label, double share, double ratio, double days)
      throws IOException {
    put(t, DemoPeer.some(share, 1), ratio, days);
    add(engine, t, label, Map.of(), false, false, false);
  }

  private void addFresh(Engine engine, SparseTorrent t, String label) {
    add(engine, t, label, Map.of(), false, false, false);
  }

  private void addSequential(Engine engine) throws IOException {
    int there = all.cosmos.pieces() / 12;
    put(all.cosmos, p -> p < there, 0, 0.01);
    add(engine, all.cosmos, "film", Map.of(), false, false, true);
  }

  private void addPaused(Engine engine) throws IOException {
    put(all.book, DemoPeer.some(0.5, 3), 0.1, 3);
    add(engine, all.book, "books", Map.of(), true, false, false);
  }

  /** Two of its films were chosen, and are there. */
  private void addChosen(Engine engine) throws IOException {
    Map<Integer, FilePriority> skip = new HashMap<>();
    for (int i = 2; i < DemoCatalogue.SHORT_FILMS; i++) {
      skip.put(i, FilePriority.SKIP);
    }
    int there = 2 * DemoCatalogue.SHORT_FILM_PIECES;
    put(all.shortFilms, p -> p < there, 0.8, 12);
    add(engine, all.shortFilms, "film", skip, false, false, false);
  }

  /** To be seeded, but its data is not there: an error. */
  private void addMissing(Engine engine) {
    add(engine, all.bunny, "film", Map.of(), false, true, false);
  }

  private void put(SparseTorrent t, IntPredicate have, double ratio, double days)
      throws IOException {
    DemoData.put(t, downloads(), settings().stateDir(), have, ratio, days);
  }

  private void add(
      Engine engine,
      SparseTorrent t,
      String label,
      Map<Integer, FilePriority> priorities,
      boolean paused,
      boolean seedMode,
      boolean sequential) {
    engine
        .add(
            new AddTorrent(
                t.bytes(),
                downloads(),
                paused,
                seedMode,
                priorities,
                FilePriority.NORMAL,
                sequential,
                label,
                0,
                0,
                0))
        .join();
  }

  private void step(Engine engine, int second) {
    if (second % WAVER_SECONDS == 0) {
      peers.forEach(p -> p.waver(random));
      peers.forEach(DemoPeer::startOver);
    }
    comeAndGo(peers.get(4), second, 50, 35);
    comeAndGo(peers.get(5), second, 70, 50);
    comeAndGo(peers.get(6), second, 90, 75);
    if (ASK_AGAIN.contains(second)) {
      forTorrent(engine, all.lost, t -> engine.submit(new EngineCommand.Reannounce(t.id())));
    }
    if (second % CHECK_SECONDS == 0) {
      forTorrent(
          engine,
          all.wikipedia,
          t -> {
            if (t.snapshot().state() == TorrentState.SEEDING) {
              engine.submit(new EngineCommand.Verify(t.id()));
            }
          });
    }
  }

  /** Does nothing when the user has removed it. */
  private static void forTorrent(
      Engine engine, SparseTorrent torrent, Consumer<TorrentHandle> action) {
    engine.torrents().stream()
        .filter(t -> t.snapshot().name().equals(torrent.name()))
        .forEach(action);
  }

  private static void comeAndGo(DemoPeer peer, int second, int period, int leaves) {
    if (second % period == leaves) {
      peer.leave();
    } else if (second > period && second % period == 0) {
      peer.comeBack();
    }
  }

  /** Ends the peers and the tracker. */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    Thread thread = director;
    if (thread != null) {
      thread.interrupt();
      try {
        thread.join(TimeUnit.SECONDS.toMillis(JOIN_SECONDS));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    try (ExecutorService closing = Executors.newVirtualThreadPerTaskExecutor()) {
      peers.forEach(p -> closing.execute(p::close));
    }
    tracker.close();
  }
}
