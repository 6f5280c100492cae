package io.bitonic.core.session;

import io.bitonic.core.api.EngineCommand;
import io.bitonic.core.api.EngineEvent;
import io.bitonic.core.api.EngineException;
import io.bitonic.core.api.TorrentRules;
import io.bitonic.core.api.TorrentSnapshot;
import io.bitonic.core.disk.StorageException;
import io.bitonic.core.swarm.MagnetTorrent;
import io.bitonic.core.swarm.Torrent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.tinylog.Logger;

/** Carries commands to the torrents' loops. */
final class Commands {
  /** Takes a torrent out of the session. */
  interface Remover {
    CompletableFuture<Void> remove(String id, boolean deleteData);
  }

  private final Shared shared;
  private final Map<String, TorrentUnit> torrents;
  private final Remover remover;
  private final Reconfiguration settings;
  private final AlternativeSpeed speed;

  Commands(
      Shared shared,
      Map<String, TorrentUnit> torrents,
      Remover remover,
      Reconfiguration settings,
      AlternativeSpeed speed) {
    this.settings = settings;
    this.speed = speed;
    this.shared = shared;
    this.torrents = torrents;
    this.remover = remover;
  }

  static EngineException notFound(String id) {
    return new EngineException(EngineException.Kind.NOT_FOUND, "there is no torrent " + id);
  }

  CompletableFuture<Void> submit(EngineCommand command) {
    try {
      return start(command);
    } catch (EngineException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private CompletableFuture<Void> start(EngineCommand command) {
    return switch (command) {
      case EngineCommand.Pause c -> on(c, c.id(), t -> t.life().pause());
      case EngineCommand.Resume c -> on(c, c.id(), t -> t.life().resume());
      case EngineCommand.Remove c -> remover.remove(c.id(), c.deleteData());
      case EngineCommand.Verify c -> on(c, c.id(), t -> t.life().verify());
      case EngineCommand.Reannounce c -> on(c, c.id(), t -> t.peerCommands().reannounce());
      case EngineCommand.Move c -> move(c);
      case EngineCommand.RenameFile c ->
          async(
              c,
              c.id(),
              (t, done) -> t.commands().rename(c.file(), c.newPath(), e -> settle(done, e)));
      case EngineCommand.SetFilePriorities c ->
          on(c, c.id(), t -> t.commands().setPriorities(c.priorities()));
      case EngineCommand.SetTorrentLimits c ->
          on(c, c.id(), t -> t.commands().setLimits(limit(c.down()), limit(c.up())));
      case EngineCommand.SetRules c ->
          on(c, c.id(), t -> t.commands().setRules(checked(c.rules())));
      case EngineCommand.SetSequential c -> on(c, c.id(), t -> t.commands().setSequential(c.on()));
      case EngineCommand.SetLabel c -> on(c, c.id(), t -> t.commands().setLabel(c.label()));
      case EngineCommand.SetQueuePosition c -> reorder(c.id(), c.position());
      case EngineCommand.AddTracker c ->
          on(c, c.id(), t -> t.peerCommands().addTracker(c.url(), c.tier()));
      case EngineCommand.RemoveTracker c ->
          on(c, c.id(), t -> t.peerCommands().removeTracker(c.url()));
      case EngineCommand.BanPeer c -> on(c, c.id(), t -> t.peerCommands().ban(c.address()));
      case EngineCommand.AddPeer c -> on(c, c.id(), t -> t.peerCommands().addPeer(c.address()));
      case EngineCommand.Trace c -> trace(c);
      case EngineCommand.SetIpFilters c -> filters(c.files());
      case EngineCommand.SetAlternativeSpeed c -> {
        speed.set(c.on());
        yield CompletableFuture.completedFuture(null);
      }
      case EngineCommand.SetGlobalLimits c -> {
        globalLimits(limit(c.down()), limit(c.up()));
        yield CompletableFuture.completedFuture(null);
      }
    };
  }

  private void globalLimits(long down, long up) {
    settings.edit(
        s ->
            s.with(
                speed.isOn()
                    ? s.limits().withAlternative(down, up)
                    : s.limits().withRates(down, up)));
  }

  private static TorrentRules checked(TorrentRules r) {
    limit(r.down());
    limit(r.up());
    limit(r.peerDown());
    limit(r.peerUp());
    if (r.maxPeers() < 0 || r.uploadSlots() < 0) {
      throw new EngineException(
          EngineException.Kind.BAD_ARGUMENT, "a torrent can't have fewer than no peers");
    }
    return r;
  }

  private CompletableFuture<Void> filters(List<Path> files) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    Thread.ofVirtual()
        .name("bitonic-filter")
        .start(
            () -> {
              try {
                shared.filter().reload(files);
                torrents
                    .values()
                    .forEach(t -> t.onLoop(Torrent::filterChanged, MagnetTorrent::filterChanged));
                done.complete(null);
              } catch (RuntimeException e) {
                done.completeExceptionally(e);
              }
            });
    return done;
  }

  private CompletableFuture<Void> trace(EngineCommand.Trace c) {
    TorrentUnit t = torrents.get(c.id());
    if (t == null) {
      return CompletableFuture.failedFuture(notFound(c.id()));
    }
    Path file = shared.traces().set(c.id(), c.address(), c.on());
    t.onLoop(Torrent::settingsChanged, MagnetTorrent::settingsChanged);
    TorrentSnapshot s = t.snapshot();
    t.event(
        new EngineEvent.TraceChanged(
            t.unit().loop.clock().wallMillis(),
            c.id(),
            s == null ? "" : s.name(),
            c.address(),
            c.on(),
            file.toString()));
    return CompletableFuture.completedFuture(null);
  }

  private static long limit(long bytes) {
    if (bytes < 0) {
      throw new EngineException(
          EngineException.Kind.BAD_ARGUMENT,
          "a limit of " + bytes + " bytes a second: use 0 for none");
    }
    return bytes;
  }

  /** What is done to a torrent on its loop. */
  private interface Action {
    void on(Torrent t);
  }

  private CompletableFuture<Void> on(EngineCommand command, String id, Action action) {
    return async(command, id, (t, done) -> action.on(t), true);
  }

  private CompletableFuture<Void> async(
      EngineCommand command, String id, BiConsumer<Torrent, CompletableFuture<Void>> action) {
    return async(command, id, action, false);
  }

  /**
   * A torrent whose files are not known yet takes the command as it is.
   *
   * @param atOnce whether it is done when {@code action} returns; what it did can be seen then
   */
  private CompletableFuture<Void> async(
      EngineCommand command,
      String id,
      BiConsumer<Torrent, CompletableFuture<Void>> action,
      boolean atOnce) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    TorrentUnit t = torrents.get(id);
    if (t == null) {
      done.completeExceptionally(notFound(id));
      return done;
    }
    t.unit()
        .loop
        .execute(
            () -> {
              try {
                if (t.magnet() != null) {
                  t.magnet().apply(command);
                  done.complete(null);
                } else {
                  action.accept(t.torrent(), done);
                  t.publishAll();
                  if (atOnce) {
                    done.complete(null);
                  }
                }
              } catch (EngineException e) {
                done.completeExceptionally(e);
              } catch (RuntimeException e) {
                Logger.error(e, "command failed");
                done.completeExceptionally(
                    new EngineException(
                        EngineException.Kind.BAD_ARGUMENT, "the command failed: see the log", e));
              }
            });
    return done;
  }

  private CompletableFuture<Void> move(EngineCommand.Move c) {
    Path to = c.newSavePath().toAbsolutePath().normalize();
    return async(c, c.id(), (t, done) -> t.commands().move(to, e -> settle(done, e)));
  }

  private static void settle(CompletableFuture<Void> done, StorageException e) {
    if (e == null) {
      done.complete(null);
    } else {
      done.completeExceptionally(
          new EngineException(EngineException.Kind.STORAGE, e.getMessage(), e));
    }
  }

  private CompletableFuture<Void> reorder(String id, int position) {
    TorrentUnit moved = torrents.get(id);
    if (moved == null) {
      return CompletableFuture.failedFuture(notFound(id));
    }
    synchronized (this) {
      List<TorrentUnit> order = new ArrayList<>(torrents.values());
      order.sort(Comparator.comparingInt(TorrentUnit::queuePosition));
      order.remove(moved);
      order.add(Math.clamp(position, 0, order.size()), moved);
      for (int i = 0; i < order.size(); i++) {
        order.get(i).queuePosition(i);
      }
    }
    return CompletableFuture.completedFuture(null);
  }
}
