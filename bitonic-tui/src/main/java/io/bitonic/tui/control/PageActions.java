package io.bitonic.tui.control;

import io.bitonic.tui.model.Alerts;
import io.bitonic.tui.model.Effect;
import io.bitonic.tui.model.Overlay;
import io.bitonic.tui.model.SystemState;
import io.bitonic.tui.model.UiState;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Pages over the panes: help, menus, alerts, questions. */
final class PageActions {
  private PageActions() {}

  static List<Action> list() {
    List<Action> list = new ArrayList<>(pages());
    list.addAll(alerts());
    list.addAll(questions());
    return list;
  }

  private static List<Action> pages() {
    return List.of(
        Action.of("help", "Help", Scope.MAIN, "? F1", (s, o) -> s.open(new Overlay.Help()))
            .in(Scope.SYSTEM)
            .hint("Help"),
        Action.of("close", "Close", Scope.LIST, "Esc q", (s, o) -> close(s)).hint("Close"),
        Action.of("menu-choose", "Choose", Scope.MENU, "Enter Space", PageActions::choose)
            .hint("Choose"),
        Action.of("alerts", "Alerts", Scope.MAIN, "!", (s, o) -> s.open(alerts(s)))
            .hint("Alerts")
            .in(Scope.SYSTEM),
        Action.of(
            "system",
            "How engine and process are doing",
            Scope.MAIN,
            "8",
            (s, o) -> s.open(new Overlay.SystemPage(new SystemState()))),
        Action.of(
                "system-close", "Back to the torrents", Scope.SYSTEM, "Esc q 8", (s, o) -> close(s))
            .hint("Close"));
  }

  private static List<Action> alerts() {
    return List.of(
        Action.of("alert-ack", "Acknowledge", Scope.ALERTS, "Space", (s, o) -> acknowledge(s))
            .hint("Acknowledge")
            .unless(PageActions::noAlert),
        Action.of(
                "alert-ack-all",
                "Acknowledge all",
                Scope.ALERTS,
                "A",
                (s, o) -> s.alerts().acknowledgeAll())
            .hint("All")
            .unless(PageActions::noAlert),
        Action.of("alert-clear", "Drop what is acknowledged", Scope.ALERTS, "x", (s, o) -> clear(s))
            .hint("Clear")
            .unless(PageActions::noAlert),
        Action.of("alert-go", "Go to its torrent", Scope.ALERTS, "Enter", (s, o) -> goTo(s))
            .hint("Go to")
            .unless(PageActions::noAlert));
  }

  private static List<Action> questions() {
    return List.of(
        Action.of("confirm", "Do it", Scope.CONFIRM, "Enter", PageActions::confirm)
            .hint("Do it")
            .unless(
                s ->
                    s.overlay() instanceof Overlay.Confirm c && !c.matches()
                        ? "type " + c.word() + " first"
                        : ""),
        Action.of("confirm-no", "Don't", Scope.CONFIRM, "Esc", (s, o) -> s.close()).hint("Cancel"),
        Action.of("dialog-ok", "Accept", Scope.DIALOG, "Enter", PageActions::accept).hint("OK"),
        Action.of("dialog-complete", "Complete", Scope.DIALOG, "Tab", PageActions::complete)
            .hint("Complete")
            .unless(
                s ->
                    s.overlay() instanceof Overlay.Dialog d
                            && d.complete() == Overlay.Dialog.Complete.NOTHING
                        ? "nothing to complete here"
                        : ""),
        Action.of("dialog-cancel", "Cancel", Scope.DIALOG, "Esc", (s, o) -> s.close())
            .hint("Cancel"));
  }

  private static Overlay.AlertList alerts(UiState s) {
    Overlay.AlertList page = new Overlay.AlertList();
    page.cursor().bounds(s.alerts().list().size(), s.height());
    return page;
  }

  private static void close(UiState s) {
    s.close();
  }

  private static void choose(UiState s, Consumer<Effect> out) {
    Overlay.Menu m = (Overlay.Menu) s.overlay();
    s.close();
    if (!m.items().isEmpty()) {
      m.items().get(m.cursor().index()).run().accept(out);
    }
  }

  private static String noAlert(UiState s) {
    return s.alerts().list().isEmpty() ? "there is no alert" : "";
  }

  private static Alerts.Alert chosen(UiState s) {
    Overlay.AlertList page = (Overlay.AlertList) s.overlay();
    List<Alerts.Alert> list = s.alerts().list();
    return list.get(Math.min(page.cursor().index(), list.size() - 1));
  }

  private static void acknowledge(UiState s) {
    s.alerts().acknowledge(chosen(s));
    ((Overlay.AlertList) s.overlay()).cursor().by(1);
  }

  private static void clear(UiState s) {
    s.alerts().clear();
    Overlay.AlertList page = (Overlay.AlertList) s.overlay();
    page.cursor().bounds(s.alerts().list().size(), s.height());
  }

  private static void goTo(UiState s) {
    String id = chosen(s).entry().id();
    s.close();
    if (s.torrents().find(id) == null) {
      s.say("This torrent is not in the list any more");
    } else {
      s.torrents().reveal(id);
    }
  }

  private static void confirm(UiState s, Consumer<Effect> out) {
    Overlay.Confirm c = (Overlay.Confirm) s.overlay();
    s.close();
    c.yes().accept(out);
  }

  private static void accept(UiState s, Consumer<Effect> out) {
    Overlay.Dialog d = (Overlay.Dialog) s.overlay();
    String wrong = d.submit().accept(d.edit().text(), out);
    d.error(wrong);
    if (wrong.isEmpty()) {
      s.overlays().remove(d);
    }
  }

  private static void complete(UiState s, Consumer<Effect> out) {
    Overlay.Dialog d = (Overlay.Dialog) s.overlay();
    if (d.complete() == Overlay.Dialog.Complete.FOLDER) {
      d.token(s.token());
      out.accept(new Effect.Complete(d.edit().text(), d.token()));
      return;
    }
    Completion.Result r = Completion.complete(d.edit().text(), d.words());
    d.edit().set(r.text());
    d.candidates(r.candidates());
  }
}
