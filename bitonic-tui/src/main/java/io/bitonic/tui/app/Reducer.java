package io.bitonic.tui.app;

import io.bitonic.core.api.EngineCommand;
import io.bitonic.core.api.EngineEvent;
import io.bitonic.core.api.EngineSnapshot;
import io.bitonic.core.api.TorrentHandle;
import io.bitonic.tui.control.AddActions;
import io.bitonic.tui.control.Completion;
import io.bitonic.tui.control.Dispatch;
import io.bitonic.tui.control.MouseControl;
import io.bitonic.tui.control.PageSizes;
import io.bitonic.tui.model.AddForm;
import io.bitonic.tui.model.AddService;
import io.bitonic.tui.model.Effect;
import io.bitonic.tui.model.Focus;
import io.bitonic.tui.model.Overlay;
import io.bitonic.tui.model.TorrentColumn;
import io.bitonic.tui.model.TorrentRow;
import io.bitonic.tui.model.UiState;
import io.bitonic.tui.terminal.InputEvent;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/**
 * Everything that happens, as changes of {@link UiState} and as {@link Effect}s for the loop. No
 * I/O and no clock of its own, so that a test can play any sequence. Owned by the UI thread.
 */
final class Reducer {
  private final UiState state;
  private final Consumer<Effect> out;
  private final IntFunction<TorrentColumn> columnAt;
  private long lastSecond;
  private boolean secondPassed;
  private boolean followed;
  private long logVersion = -1;

  /**
   * @param columnAt column of the torrents table by a cell inside its box, or null
   */
  Reducer(UiState state, IntFunction<TorrentColumn> columnAt, Consumer<Effect> out) {
    this.state = state;
    this.columnAt = columnAt;
    this.out = out;
  }

  /** A person or the terminal did something. */
  void input(InputEvent event) {
    switch (event) {
      case InputEvent.Key k -> Dispatch.key(state, k, out);
      case InputEvent.Paste p -> Dispatch.paste(state, p.text(), p.truncated(), out);
      case InputEvent.Mouse m -> MouseControl.event(state, m, columnAt, out);
      case InputEvent.Resize r -> state.size(r.columns(), r.rows());
      case InputEvent.Resumed r -> out.accept(new Effect.Redraw());
      case InputEvent.Closed c -> out.accept(new Effect.Quit());
    }
    follow();
  }

  /** Something happened in the engine. */
  void event(EngineEvent e) {
    state.log().add(e);
    state.alerts().add(e);
    switch (e) {
      case EngineEvent.AlertFired a when a.bell() && state.preferences().bell() ->
          out.accept(new Effect.Bell());
      case EngineEvent.TraceChanged t -> state.traced(t);
      default -> {
        // The log has it.
      }
    }
  }

  /**
   * The engine as it is now.
   *
   * @param millis wall clock
   * @return true when something has moved, so that more is to be expected: not when there are only
   *     other rows in the detail pane, and graphs and times that go on
   */
  boolean tick(EngineSnapshot engine, List<TorrentHandle> torrents, long millis) {
    boolean minute = millis / 60_000 != state.now() / 60_000;
    state.now(millis);
    boolean changed = !engine.equals(state.engine()) || minute;
    state.engine(engine);
    changed |= state.torrents().update(torrents);
    secondPassed = seconds(engine, millis);
    List<EngineCommand> due = state.undo().due(millis);
    if (!due.isEmpty()) {
      out.accept(new Effect.Submit(due, ""));
    }
    if (state.toast() != null && state.toast().until() <= millis) {
      state.clearToast();
      changed = true;
    }
    followed = follow();
    return changed;
  }

  /** Whether at the last {@link #tick} the detail pane has got other rows. */
  boolean hasOtherRows() {
    return followed;
  }

  /** Whether at the last {@link #tick} graphs went on and counted seconds may look different. */
  boolean aSecondHasPassed() {
    return secondPassed;
  }

  private boolean seconds(EngineSnapshot engine, long millis) {
    long second = millis / 1000;
    if (lastSecond == 0) {
      lastSecond = second - 1;
    }
    // a machine that slept has a hole in its history, not an hour of the same rate
    long missed = Math.min(second - lastSecond, 5);
    for (long i = 0; i < missed; i++) {
      state.history().add(engine.downRate(), engine.upRate());
      state.torrents().second();
    }
    lastSecond = second;
    return missed > 0;
  }

  /** The detail pane follows the chosen torrent. */
  private boolean follow() {
    TorrentRow row = state.torrents().selected();
    boolean visible = state.layout().has(Focus.DETAIL);
    boolean map = !state.layout().pieces().isEmpty();
    boolean changed = state.detail().update(row == null ? null : row.handle(), visible, map);
    String id = row == null ? "" : row.id();
    PageSizes.fit(state);
    changed |= logVersion != state.log().version();
    logVersion = state.log().version();
    state.detail().log().update(state.log(), id);
    return changed;
  }

  /** Takes on sources named on the command line. */
  void start(List<String> sources) {
    if (sources.size() == 1) {
      AddActions.open(state, sources.getFirst());
      Dispatch.key(state, InputEvent.Key.ctrl('f'), out);
      return;
    }
    for (String source : sources) {
      out.accept(new Effect.Load(source, 0));
    }
  }

  /** A source was read. */
  void loaded(long token, AddService.Loaded loaded) {
    if (token == 0) {
      AddForm form = new AddForm("", state.place().downloads());
      form.loaded(loaded);
      AddActions.submit(state, form, out);
      return;
    }
    AddForm form = form(token);
    if (form != null && form.loaded(loaded)) {
      AddActions.submit(state, form, out);
    }
  }

  void loadFailed(long token, String source, String why) {
    AddForm form = form(token);
    if (form != null) {
      form.failed(why);
    } else if (token == 0) {
      state.complain(source + ": " + why);
    }
  }

  private AddForm form(long token) {
    for (Overlay o : state.overlays()) {
      if (o instanceof Overlay.Add(AddForm f) && f.token() == token && token != 0) {
        return f;
      }
    }
    return null;
  }

  /** Names in a folder, for a path that is being typed. */
  void completed(long token, Completion.Result r) {
    switch (state.overlay()) {
      case Overlay.Add(AddForm f) when f.completion() == token && f.focus().isText() -> {
        f.edit(f.focus()).set(r.text());
        f.candidates(r.candidates());
        f.completedAs(r.text());
        f.message(r.problem());
      }
      case Overlay.Dialog d when d.token() == token -> {
        d.edit().set(r.text());
        d.candidates(r.candidates());
        d.error(r.problem());
      }
      case null, default -> {}
    }
  }

  /** Commands were carried out, or some were refused. */
  void submitted(String done, int failed, int all, String why) {
    if (failed == 0) {
      if (!done.isEmpty()) {
        state.say(done);
      }
    } else {
      state.nothingAsked();
      state.complain(all == 1 ? why : failed + " of " + all + " failed: " + why);
    }
  }

  /** A file can be played. */
  void streaming(String url) {
    out.accept(new Effect.Copy(url, url));
  }

  void added(String id, String name) {
    state.say("Added " + name);
    state.torrents().reveal(id);
  }
}
