package io.bitonic.tui.model;

import io.bitonic.core.api.DetailPart;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** A tab of the detail pane, in the order of its key. */
public enum Tab {
  // Comment, maker and hashes come with any part; this is the smallest.
  INFO("Info", Set.of(DetailPart.TRACKERS)),
  FILES("Files", Set.of(DetailPart.FILES)),
  PEERS("Peers", Set.of(DetailPart.PEERS)),
  PIECES("Pieces", Set.of(DetailPart.PIECES)),
  TRACKERS("Trackers", Set.of(DetailPart.TRACKERS)),
  GRAPH("Graph", Set.of()),
  LOG("Log", Set.of());

  /** Titles by their order. */
  public static final List<String> TITLES = Arrays.stream(values()).map(Tab::title).toList();

  private final String title;
  private final Set<DetailPart> parts;

  Tab(String title, Set<DetailPart> parts) {
    this.title = title;
    this.parts = parts;
  }

  public String title() {
    return title;
  }

  /** Rows that the engine has to publish while this tab is seen. */
  public Set<DetailPart> parts() {
    return parts;
  }
}
