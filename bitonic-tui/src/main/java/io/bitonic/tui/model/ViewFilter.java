package io.bitonic.tui.model;

import io.bitonic.core.api.TorrentSnapshot;
import io.bitonic.core.api.TorrentState;

/**
 * An entry of the views list.
 *
 * @param label the label of a LABEL view, else empty
 */
public record ViewFilter(Kind kind, String label) {
  /** What a view shows. */
  public enum Kind {
    ALL("All"),
    ACTIVE("Active"),
    DOWNLOADING("Downloading"),
    SEEDING("Seeding"),
    QUEUED("Queued"),
    PAUSED("Paused"),
    ERROR("Errors"),
    LABEL("");

    private final String title;

    Kind(String title) {
      this.title = title;
    }
  }

  public static final ViewFilter ALL = new ViewFilter(Kind.ALL, "");

  public String title() {
    return kind != Kind.LABEL ? kind.title : label.isEmpty() ? "(no label)" : label;
  }

  public boolean matches(TorrentSnapshot t) {
    return switch (kind) {
      case ALL -> true;
      case ACTIVE -> t.downRate() > 0 || t.upRate() > 0;
      case DOWNLOADING -> isComing(t.state());
      case SEEDING -> t.state() == TorrentState.SEEDING || t.state() == TorrentState.FINISHED;
      case QUEUED -> t.state() == TorrentState.QUEUED;
      case PAUSED -> t.state() == TorrentState.PAUSED;
      case ERROR -> t.state() == TorrentState.ERROR || !t.waiting().isEmpty();
      case LABEL -> t.label().equals(label);
    };
  }

  private static boolean isComing(TorrentState s) {
    return switch (s) {
      case QUEUED, PREPARING, CHECKING, FETCHING_METADATA, DOWNLOADING -> true;
      case SEEDING, FINISHED, PAUSED, ERROR -> false;
    };
  }
}
