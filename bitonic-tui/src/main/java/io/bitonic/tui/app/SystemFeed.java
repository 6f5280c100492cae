package io.bitonic.tui.app;

import io.bitonic.core.api.Engine;
import io.bitonic.core.api.EngineStats;
import io.bitonic.tui.model.Overlay;
import io.bitonic.tui.model.ProcessLook;
import io.bitonic.tui.model.SystemState;
import io.bitonic.tui.model.UiState;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.tinylog.Logger;

/**
 * Brings the system page its numbers, once a second and only while it is open: nobody else has the
 * engine count its peers. Called by the UI thread; looks are taken on a thread of {@link
 * Background}.
 */
final class SystemFeed {
  private static final long PERIOD_NANOS = 1_000_000_000L;
  private static final long WAIT_SECONDS = 5;

  private final Engine engine;
  private final UiState state;
  private final Background background;
  private final Supplier<ProcessLook> probe;
  private SystemState page;
  private boolean asking;
  private long last;

  SystemFeed(Engine engine, UiState state, Background background, Supplier<ProcessLook> probe) {
    this.engine = engine;
    this.state = state;
    this.background = background;
    this.probe = probe;
  }

  /** Takes a look when the page is open and the last one is a second old. */
  void tick(long nanos) {
    SystemState open = open();
    boolean fresh = open != page;
    page = open;
    if (page != null && !asking && (fresh || nanos - last >= PERIOD_NANOS)) {
      last = nanos;
      asking = true;
      background.start("system-page", () -> look(open));
    }
  }

  /** The open page's, or null. */
  private SystemState open() {
    for (Overlay o : state.overlays()) {
      if (o instanceof Overlay.SystemPage p) {
        return p.state();
      }
    }
    return null;
  }

  private void look(SystemState to) {
    try {
      EngineStats s = engine.stats().get(WAIT_SECONDS, TimeUnit.SECONDS);
      ProcessLook p = probe.get();
      long now = System.nanoTime();
      background.post(
          () -> {
            asking = false;
            to.take(engine.snapshot(), s, p, now);
          });
    } catch (ExecutionException | TimeoutException e) {
      Logger.debug("no look for the system page: {}", e.getMessage());
      background.post(() -> asking = false);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
