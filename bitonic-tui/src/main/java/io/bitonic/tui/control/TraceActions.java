package io.bitonic.tui.control;

import io.bitonic.core.api.EngineCommand;
import io.bitonic.core.api.PeerRow;
import io.bitonic.tui.model.Effect;
import io.bitonic.tui.model.UiState;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Writing down what is said with peers. */
final class TraceActions {
  private static final String ALL = "all";

  private TraceActions() {}

  static String nothing(UiState s) {
    return s.torrents().selected() == null ? "no torrent is chosen" : "";
  }

  /** Of the chosen peer on the page of peers, else of the torrent. */
  static void toggle(UiState s, Consumer<Effect> out) {
    PeerRow p = Scope.of(s) == Scope.PEERS ? s.detail().peers().selected() : null;
    submit(s, p == null ? "" : p.address(), out);
  }

  /** What the command line may name. */
  static List<String> peers(UiState s) {
    List<String> all = new ArrayList<>(List.of(ALL));
    s.detail().peers().visible().forEach(p -> all.add(p.address()));
    return all;
  }

  static String named(UiState s, String text, Consumer<Effect> out) {
    String address = text.strip();
    if (!address.equals(ALL)
        && !address.matches("\\[?[0-9a-fA-F:.]{2,45}]?|(\\[[0-9a-fA-F:.]+]|[0-9.]+):[0-9]{1,5}")) {
      return "write an address, like 192.0.2.7 or 192.0.2.7:6881, or all";
    }
    submit(s, address.equals(ALL) ? "" : address, out);
    return "";
  }

  private static void submit(UiState s, String address, Consumer<Effect> out) {
    String id = s.torrents().selected().id();
    boolean on = !s.isTraced(id, address);
    // What comes of it, and the file, is told by the engine's event.
    out.accept(new Effect.Submit(List.of(new EngineCommand.Trace(id, address, on)), ""));
  }
}
