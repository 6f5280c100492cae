package io.bitonic.tui.model;

import io.bitonic.core.api.PeerRow;
import java.util.Comparator;

/** A column of the peers table. */
public enum PeerColumn {
  FLAGS("Flags", 6, false, 3, Comparator.comparing(PeerRow::flags)),
  CLIENT("Client", 0, false, 0, Comparator.comparing(PeerRow::client)),
  ADDRESS("Address", 22, false, 2, Comparator.comparing(PeerRow::address)),
  DONE("Done", 5, true, 1, Comparator.comparingDouble(PeerRow::progress)),
  DOWN("Down", 5, true, 0, Comparator.comparingLong(PeerRow::downRate)),
  UP("Up", 5, true, 0, Comparator.comparingLong(PeerRow::upRate)),
  DOWNLOADED("Got", 5, true, 7, Comparator.comparingLong(PeerRow::downloaded)),
  UPLOADED("Given", 5, true, 8, Comparator.comparingLong(PeerRow::uploaded)),
  OUTSTANDING("Ask", 4, true, 9, Comparator.comparingInt(PeerRow::outstanding)),
  QUEUED("Owe", 4, true, 10, Comparator.comparingInt(PeerRow::queued)),
  FAILURES("Bad", 4, true, 11, Comparator.comparingInt(PeerRow::hashFailures)),
  HEALTH("Health", 6, true, 4, Comparator.comparingInt(p -> p.health().score())),
  CONNECTED("Age", 6, true, 6, Comparator.comparingLong(PeerRow::connectedSeconds)),
  SOURCE("Via", 8, false, 5, Comparator.comparing(PeerRow::source));

  private final String title;
  private final int width;
  private final boolean right;
  private final int rank;
  private final Comparator<PeerRow> order;

  PeerColumn(String title, int width, boolean right, int rank, Comparator<PeerRow> order) {
    this.title = title;
    this.width = width;
    this.right = right;
    this.rank = rank;
    this.order = order;
  }

  public String title() {
    return title;
  }

  /** Columns on the screen; 0 for the one that takes the rest. */
  public int width() {
    return width;
  }

  public boolean right() {
    return right;
  }

  /** How early it goes when the screen is narrow: the largest first, 0 never. */
  public int rank() {
    return rank;
  }

  public Comparator<PeerRow> order() {
    return order;
  }

  /** The text of a cell; not sanitised, nor cut. */
  public String text(PeerRow p) {
    return switch (this) {
      case FLAGS -> p.flags();
      case CLIENT -> p.client().isEmpty() ? "unknown" : p.client();
      case ADDRESS -> p.address();
      case DONE -> Format.percent(p.progress());
      case DOWN -> Format.rate(p.downRate());
      case UP -> Format.rate(p.upRate());
      case DOWNLOADED -> Format.size(p.downloaded());
      case UPLOADED -> Format.size(p.uploaded());
      case OUTSTANDING -> number(p.outstanding());
      case QUEUED -> number(p.queued());
      case FAILURES -> number(p.hashFailures());
      case HEALTH -> String.valueOf(p.health().score());
      case CONNECTED -> Format.duration(p.connectedSeconds());
      case SOURCE -> p.source();
    };
  }

  private static String number(int n) {
    return n == 0 ? "" : String.valueOf(n);
  }
}
