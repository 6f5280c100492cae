package io.bitonic.app.auto;

import io.bitonic.core.api.Engine;
import io.bitonic.core.config.Settings;
import io.bitonic.core.util.Clock;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.tinylog.Logger;

/** What a session does by itself: watched folders, moves of what is finished, programs. */
public final class Automation implements AutoCloseable {
  private final WatchFolders watch;
  private final Reactions reactions;

  private Automation(WatchFolders watch, Reactions reactions) {
    this.watch = watch;
    this.reactions = reactions;
  }

  /**
   * Begins with it.
   *
   * @param settings those in force now, read again whenever they are needed
   * @param downloads where the data of watched torrents goes when nothing else is said
   */
  public static Automation open(Engine engine, Supplier<Settings> settings, Path downloads) {
    Reactions reactions = new Reactions(engine, settings, Clock.SYSTEM, Reactions.system());
    reactions.start();
    WatchFolders watch = null;
    try {
      watch = new WatchFolders(engine, settings, downloads, Clock.SYSTEM);
      watch.start();
    } catch (IOException e) {
      Logger.warn("no folder is watched: {}", e.getMessage());
    }
    return new Automation(watch, reactions);
  }

  @Override
  public void close() {
    if (watch != null) {
      watch.close();
    }
    reactions.close();
  }
}
