package io.bitonic.tui.control;

import io.bitonic.tui.model.AddForm;
import io.bitonic.tui.model.Effect;
import io.bitonic.tui.model.LineEdit;
import io.bitonic.tui.model.Overlay;
import io.bitonic.tui.model.UiState;
import io.bitonic.tui.terminal.InputEvent.Key;
import java.util.function.Consumer;

/** From a key to what it does. */
public final class Dispatch {
  private Dispatch() {}

  /** Runs an action, or says why not. */
  public static void run(Action action, UiState s, Consumer<Effect> out) {
    String reason = action.reason().apply(s);
    if (reason.isEmpty()) {
      action.run().accept(s, out);
    } else {
      s.complain(action.title() + ": " + reason);
    }
  }

  /** A key: an action of the table, else text for the line that is open. */
  public static void key(UiState s, Key key, Consumer<Effect> out) {
    Scope scope = Scope.of(s);
    Action action = ActionTable.DASHBOARD.find(scope, Keys.name(key));
    LineEdit line = line(s);
    if (action != null && !(line != null && scope == Scope.CONFIRM && isText(key))) {
      run(action, s, out);
    } else if (line != null && line.key(key)) {
      edited(s);
    }
  }

  private static boolean isText(Key key) {
    return !key.text().isEmpty() && !key.ctrl() && !key.alt();
  }

  /** Pasted text: into the open line, or a source for a new torrent. */
  public static void paste(UiState s, String text, boolean truncated, Consumer<Effect> out) {
    LineEdit line = line(s);
    if (line != null) {
      if (isWholeSource(s, text)) {
        line.set(text.strip());
      } else {
        line.insert(text.strip());
      }
      edited(s);
    } else if (s.overlay() == null && AddActions.looksLikeSource(text)) {
      AddActions.open(s, text.strip());
      AddActions.read(s, out);
    } else if (s.overlay() == null) {
      s.complain(
          truncated
              ? "The pasted text is too long to be a URL or a path"
              : "Pasted text has to be a URL or a path to add a torrent");
    }
  }

  /** Another source, such as after one that was refused: it takes the place of the first. */
  private static boolean isWholeSource(UiState s, String text) {
    String t = text.strip();
    return s.overlay() instanceof Overlay.Add(AddForm form)
        && form.focus() == AddForm.Field.SOURCE
        && AddActions.looksLikeSource(form.source())
        && AddActions.looksLikeSource(t)
        && (t.startsWith("/") || t.startsWith("~") || t.indexOf(':') > 0);
  }

  private static void edited(UiState s) {
    switch (s.overlay()) {
      case Overlay.Prompt p -> {
        p.back(0);
        PromptActions.changed(s);
      }
      case Overlay.Palette p -> PromptActions.changed(s);
      case Overlay.Dialog d -> {
        d.error("");
        d.candidates(java.util.List.of());
      }
      case Overlay.Add a -> {
        a.form().message("");
        a.form().candidates(java.util.List.of());
      }
      case null, default -> {}
    }
  }

  /** The line that text goes to, or null. */
  public static LineEdit line(UiState s) {
    return switch (s.overlay()) {
      case Overlay.Prompt p -> p.edit();
      case Overlay.Palette p -> p.edit();
      case Overlay.Dialog d -> d.edit();
      case Overlay.Confirm c -> c.edit();
      case Overlay.Add a -> a.form().focus().isText() ? a.form().edit(a.form().focus()) : null;
      case null, default -> null;
    };
  }
}
