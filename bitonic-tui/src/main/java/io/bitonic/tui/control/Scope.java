package io.bitonic.tui.control;

import io.bitonic.tui.model.AddForm;
import io.bitonic.tui.model.Focus;
import io.bitonic.tui.model.Overlay;
import io.bitonic.tui.model.UiState;
import java.util.List;

/** Where a key means something. Keys are looked up in a scope and then in the wider ones. */
public enum Scope {
  GLOBAL("Everywhere"),
  MAIN("Main screen", GLOBAL),
  VIEWS("Views", MAIN, GLOBAL),
  TORRENTS("Torrents", MAIN, GLOBAL),
  INFO("Info", MAIN, GLOBAL),
  FILES("Files", MAIN, GLOBAL),
  PEERS("Peers", MAIN, GLOBAL),
  PIECES("Pieces", MAIN, GLOBAL),
  TRACKERS("Trackers", MAIN, GLOBAL),
  GRAPH("Graph", MAIN, GLOBAL),
  LOG("Log", MAIN, GLOBAL),
  /** Any page with a list in it. */
  LIST("Lists", GLOBAL),
  HELP("Help", LIST, GLOBAL),
  MENU("Menu", LIST, GLOBAL),
  COLUMNS("Columns", LIST, GLOBAL),
  ALERTS("Alerts", LIST, GLOBAL),
  SETTINGS("Settings", LIST, GLOBAL),
  SYSTEM("System", GLOBAL),
  ADD("Add: a line", GLOBAL),
  ADD_SWITCH("Add: a switch", ADD, GLOBAL),
  ADD_FILES("Add: files", LIST, GLOBAL),
  PROMPT("Prompt", GLOBAL),
  PALETTE("Palette", GLOBAL),
  DIALOG("Question", GLOBAL),
  CONFIRM("Confirmation", GLOBAL);

  private final String title;
  private final List<Scope> wider;

  Scope(String title, Scope... wider) {
    this.title = title;
    this.wider = List.of(wider);
  }

  public String title() {
    return title;
  }

  /** Scopes asked after this one, in order. */
  public List<Scope> wider() {
    return wider;
  }

  /** Where keys go now. */
  public static Scope of(UiState state) {
    return switch (state.overlay()) {
      case null -> ofPane(state);
      case Overlay.Help o -> HELP;
      case Overlay.Prompt o -> PROMPT;
      case Overlay.Palette o -> PALETTE;
      case Overlay.Menu o -> MENU;
      case Overlay.Dialog o -> DIALOG;
      case Overlay.Confirm o -> CONFIRM;
      case Overlay.Columns o -> COLUMNS;
      case Overlay.AlertList o -> ALERTS;
      case Overlay.Settings o -> SETTINGS;
      case Overlay.SystemPage o -> SYSTEM;
      case Overlay.Add o ->
          o.form().focus() == AddForm.Field.FILES
              ? ADD_FILES
              : o.form().focus().isText() ? ADD : ADD_SWITCH;
    };
  }

  private static Scope ofPane(UiState state) {
    if (state.focus() == Focus.DETAIL) {
      return switch (state.detail().tab()) {
        case INFO -> INFO;
        case FILES -> FILES;
        case PEERS -> PEERS;
        case PIECES -> PIECES;
        case TRACKERS -> TRACKERS;
        case GRAPH -> GRAPH;
        case LOG -> LOG;
      };
    }
    return state.focus() == Focus.VIEWS ? VIEWS : TORRENTS;
  }
}
