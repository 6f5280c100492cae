package io.bitonic.core.session;

import io.bitonic.core.api.EngineEvent;
import io.bitonic.core.api.EngineException;
import io.bitonic.core.bus.EventBus;
import io.bitonic.core.disk.Storage;
import io.bitonic.core.disk.StorageException;
import io.bitonic.core.resume.PieceJournal;
import io.bitonic.core.resume.ResumeException;
import io.bitonic.core.resume.ResumeStore;
import io.bitonic.core.swarm.MagnetTorrent;
import io.bitonic.core.swarm.Torrent;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.tinylog.Logger;

/**
 * How a torrent leaves its session: with its state saved, or for good. Loop thread; callbacks come
 * on the loop, too.
 */
final class TorrentEnd {
  private static final long POLL_NANOS = 5_000_000L;

  private final String id;
  private final String stateId;
  private final LoopUnit unit;
  private final ResumeStore store;
  private final PieceJournal journal;
  private final Executor writer;
  private final EventBus bus;
  private final StateSaver saver;
  private final Totals.Share share;

  TorrentEnd(
      String id,
      String stateId,
      LoopUnit unit,
      ResumeStore store,
      PieceJournal journal,
      Executor writer,
      EventBus bus,
      StateSaver saver,
      Totals.Share share) {
    this.id = id;
    this.stateId = stateId;
    this.unit = unit;
    this.store = store;
    this.journal = journal;
    this.writer = writer;
    this.bus = bus;
    this.saver = saver;
    this.share = share;
  }

  /**
   * Stops the torrent, saves what has changed and closes its files.
   *
   * @param seconds whether it is to be saved for its active time alone
   */
  void close(Torrent t, boolean seconds, Runnable closed, Runnable trackersTold) {
    t.life()
        .close(
            () ->
                saver.saveChanges(seconds, () -> t.storage().close(error -> closeJournal(closed))),
            trackersTold);
  }

  void close(MagnetTorrent m, boolean seconds, Runnable closed, Runnable trackersTold) {
    m.close(trackersTold);
    saver.saveChanges(seconds, () -> closeJournal(closed));
  }

  private void closeJournal(Runnable closed) {
    journal.close();
    closed.run();
  }

  /**
   * Stops the torrent and forgets its state; {@code done} hears null or why its data is still
   * there.
   */
  void remove(Torrent t, boolean deleteData, Consumer<EngineException> done) {
    t.life().close(() -> whenSaved(() -> removeFiles(t, deleteData, done)), () -> {});
  }

  void remove(MagnetTorrent m, Consumer<EngineException> done) {
    m.close(() -> {});
    whenSaved(() -> forget(m.magnet().title(), null, done));
  }

  private void whenSaved(Runnable then) {
    if (saver.isSaving()) {
      unit.loop.schedule(POLL_NANOS, () -> whenSaved(then));
    } else {
      then.run();
    }
  }

  private void removeFiles(Torrent t, boolean deleteData, Consumer<EngineException> done) {
    Storage storage = t.storage();
    String name = t.meta().name();
    if (deleteData) {
      storage.delete(error -> storage.close(e -> forget(name, error, done)));
    } else {
      storage.close(e -> forget(name, null, done));
    }
  }

  private void forget(String name, StorageException error, Consumer<EngineException> done) {
    share.leave();
    journal.close();
    writer.execute(
        () -> {
          try {
            store.delete(stateId);
          } catch (ResumeException e) {
            Logger.warn("{}: state not deleted: {}", id, e.getMessage());
          }
          unit.loop.execute(
              () -> {
                bus.publish(
                    new EngineEvent.TorrentRemoved(unit.loop.clock().wallMillis(), id, name));
                done.accept(
                    error == null
                        ? null
                        : new EngineException(
                            EngineException.Kind.STORAGE, error.getMessage(), error));
              });
        });
  }
}
