package io.bitonic.tui.control;

import io.bitonic.core.api.EngineCommand;
import io.bitonic.core.api.PeerRow;
import io.bitonic.core.api.TrackerRow;
import io.bitonic.tui.model.DetailState;
import io.bitonic.tui.model.Effect;
import io.bitonic.tui.model.Overlay;
import io.bitonic.tui.model.PeerColumn;
import io.bitonic.tui.model.UiState;
import io.bitonic.tui.text.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Keys of the tabs that are not files. */
final class DetailActions {
  private DetailActions() {}

  static List<Action> list() {
    List<Action> list = new ArrayList<>(PieceActions.list());
    list.addAll(peers());
    list.addAll(trackers());
    list.addAll(graphAndLog());
    return list;
  }

  private static List<Action> peers() {
    return List.of(
        Action.of("peer-sort", "Order of the peers", Scope.PEERS, "s", (s, o) -> sortMenu(s))
            .hint("Sort"),
        Action.of(
            "peer-reverse",
            "Reverse the order of the peers",
            Scope.PEERS,
            "o",
            (s, o) ->
                s.detail()
                    .peers()
                    .sort(s.detail().peers().sort(), !s.detail().peers().descending())),
        Action.of("ban", "Ban the peer", Scope.PEERS, "b", DetailActions::ban)
            .hint("Ban")
            .unless(s -> s.detail().peers().selected() == null ? "no peer is chosen" : ""),
        Action.of(
                "peer-health",
                "What the peer's health is made of",
                Scope.PEERS,
                "h",
                (s, o) -> s.open(HealthPages.of(s.detail().peers().selected())))
            .hint("Health")
            .unless(s -> s.detail().peers().selected() == null ? "no peer is chosen" : ""),
        Action.of(
                "trace",
                "Write all messages of the peer, or of the torrent's peers, to a file; or stop",
                Scope.PEERS,
                "",
                TraceActions::toggle)
            .with("PEER|all", TraceActions::peers, TraceActions::named)
            .unless(TraceActions::nothing),
        Action.of("peer-add", "Connect to a peer", Scope.PEERS, "+", (s, o) -> addPeer(s))
            .hint("Add peer")
            .unless(TorrentActions::nothing));
  }

  private static void sortMenu(UiState s) {
    DetailState d = s.detail();
    List<Overlay.Item> items = new ArrayList<>();
    for (PeerColumn c : PeerColumn.values()) {
      boolean now = c == d.peers().sort();
      items.add(
          new Overlay.Item(
              c.title(),
              now ? d.peers().descending() ? "▼ now" : "▲ now" : "",
              o -> d.peers().sort(c, now ? !d.peers().descending() : c.right())));
    }
    s.open(new Overlay.Menu("Order of the peers", items, d.peers().sort().ordinal()));
  }

  private static void ban(UiState s, Consumer<Effect> out) {
    PeerRow p = s.detail().peers().selected();
    String id = s.torrents().selected().id();
    String ip = withoutPort(p.address());
    s.open(
        new Overlay.Menu(
            "Ban " + Text.sanitise(p.address(), 60) + "?",
            List.of(
                new Overlay.Item("No", "", o -> {}),
                new Overlay.Item(
                    "Ban this peer",
                    Text.sanitise(p.address(), 60),
                    o -> submitBan(o, id, p.address())),
                new Overlay.Item(
                    "Ban the whole address", Text.sanitise(ip, 60), o -> submitBan(o, id, ip))),
            1));
  }

  private static void submitBan(Consumer<Effect> out, String id, String address) {
    out.accept(
        new Effect.Submit(
            List.of(new EngineCommand.BanPeer(id, address)),
            "Banned " + Text.sanitise(address, 60)));
  }

  /** {@code [::1]:5} → {@code ::1}, {@code 1.2.3.4:5} → {@code 1.2.3.4}. */
  static String withoutPort(String address) {
    int colon = address.lastIndexOf(':');
    String host = colon < 0 ? address : address.substring(0, colon);
    return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
  }

  private static void addPeer(UiState s) {
    String id = s.torrents().selected().id();
    s.open(
        new Overlay.Dialog(
            "Connect to a peer",
            "ip:port, like 192.0.2.7:6881 or [2001:db8::7]:6881",
            "",
            Overlay.Dialog.Complete.NOTHING,
            List.of(),
            (text, out) -> {
              String address = text.strip();
              if (!address.matches("(\\[[0-9a-fA-F:.]{2,45}]|[0-9.]{7,15}):[0-9]{1,5}")) {
                return "write an address and a port, like 192.0.2.7:6881";
              }
              out.accept(
                  new Effect.Submit(
                      List.of(new EngineCommand.AddPeer(id, address)), "Trying " + address));
              return "";
            }));
  }

  private static List<Action> trackers() {
    return List.of(
        Action.of("tracker-add", "Add a tracker", Scope.TRACKERS, "+ =", (s, o) -> addTracker(s))
            .hint("Add")
            .unless(TorrentActions::nothing),
        Action.of(
                "tracker-remove",
                "Remove the tracker",
                Scope.TRACKERS,
                "-",
                (s, o) -> removeTracker(s, o))
            .hint("Remove tracker")
            .unless(s -> s.detail().tracker() == null ? "no tracker is chosen" : ""),
        Action.of(
                "tracker-health",
                "What the tracker's health is made of",
                Scope.TRACKERS,
                "h",
                (s, o) -> s.open(HealthPages.of(s.detail().tracker())))
            .hint("Health")
            .unless(s -> s.detail().tracker() == null ? "no tracker is chosen" : ""),
        Action.of(
                "tracker-yank",
                "Copy the tracker's address",
                Scope.TRACKERS,
                "Y",
                (s, o) -> o.accept(new Effect.Copy(s.detail().tracker().url(), "Tracker")))
            .unless(s -> s.detail().tracker() == null ? "no tracker is chosen" : ""));
  }

  private static void addTracker(UiState s) {
    String id = s.torrents().selected().id();
    TrackerRow at = s.detail().tracker();
    int tier = at == null ? 0 : at.tier();
    s.open(
        new Overlay.Dialog(
            "Add a tracker to tier " + tier,
            "http://, https:// or udp:// address of its announce",
            "",
            Overlay.Dialog.Complete.NOTHING,
            List.of(),
            (text, out) -> {
              String url = text.strip();
              if (!url.matches("(?i)(https?|udp)://[^\\s/]+.*")) {
                return "a tracker's address begins with http://, https:// or udp://";
              }
              s.undo().add("new tracker", List.of(new EngineCommand.RemoveTracker(id, url)));
              out.accept(
                  new Effect.Submit(
                      List.of(new EngineCommand.AddTracker(id, url, tier)),
                      "Added " + Text.sanitise(url, 60)));
              return "";
            }));
  }

  private static void removeTracker(UiState s, Consumer<Effect> out) {
    String id = s.torrents().selected().id();
    TrackerRow t = s.detail().tracker();
    s.undo()
        .add(
            "removal of the tracker", List.of(new EngineCommand.AddTracker(id, t.url(), t.tier())));
    out.accept(
        new Effect.Submit(
            List.of(new EngineCommand.RemoveTracker(id, t.url())),
            "Removed " + Text.sanitise(t.url(), 60) + "; u undoes"));
  }

  private static List<Action> graphAndLog() {
    return List.of(
        Action.of(
            "zoom-in",
            "A shorter time in the graph",
            Scope.MAIN,
            "[",
            (s, o) -> s.detail().zoom(s.detail().zoom() - 1)),
        Action.of(
            "zoom-out",
            "A longer time in the graph",
            Scope.MAIN,
            "]",
            (s, o) -> s.detail().zoom(s.detail().zoom() + 1)),
        Action.of(
                "graph-all",
                "This torrent or all together",
                Scope.GRAPH,
                "e",
                (s, o) -> s.detail().wholeEngine(!s.detail().wholeEngine()))
            .hint("All/this"),
        Action.of(
                "log-all",
                "Lines of this torrent or of all",
                Scope.LOG,
                "e",
                (s, o) -> s.detail().log().everything(!s.detail().log().everything()))
            .hint("All/this"),
        Action.of(
                "log-less",
                "Only worse lines",
                Scope.LOG,
                "+ =",
                (s, o) -> s.detail().log().level(1))
            .hint("Level"),
        Action.of(
            "log-more", "Also better lines", Scope.LOG, "-", (s, o) -> s.detail().log().level(-1)),
        Action.of("log-next", "Next line that matches", Scope.LOG, "n", (s, o) -> find(s, 1))
            .unless(DetailActions::noSearch),
        Action.of(
                "log-previous", "Previous line that matches", Scope.LOG, "N", (s, o) -> find(s, -1))
            .unless(DetailActions::noSearch));
  }

  private static String noSearch(UiState s) {
    return s.detail().log().search().isEmpty() ? "search first: /" : "";
  }

  private static void find(UiState s, int step) {
    if (!s.detail().log().find(step)) {
      s.say("No line has " + s.detail().log().search());
    }
  }
}
