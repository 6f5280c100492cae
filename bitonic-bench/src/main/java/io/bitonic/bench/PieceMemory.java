package io.bitonic.bench;

import io.bitonic.core.swarm.Torrent;
import io.bitonic.core.util.Bits;
import io.bitonic.core.util.PieceLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Heap that a torrent takes for each of its pieces, without their hashes, which are as long as the
 * torrent file has them: {@code PieceMemory [PIECES]}, by default 1,000,000. Several torrents are
 * made and what the heap has more of after a collection is divided.
 */
public final class PieceMemory {
  private static final int TORRENTS = 8;

  private PieceMemory() {}

  public static void main(String[] args) {
    int pieces = args.length > 0 ? Integer.parseInt(args[0]) : 1_000_000;
    for (int i = 0; i < 2; i++) {
      print("seeding", pieces, 1, i > 0);
      print("half there", pieces, 2, i > 0);
      print("nothing there", pieces, Integer.MAX_VALUE, i > 0);
    }
  }

  /**
   * @param each every so many pieces one is there; 1: all
   */
  private static void print(String what, int pieces, int each, boolean aloud) {
    PieceLayout layout = PieceLayout.contiguous((long) pieces << 18, 1 << 18);
    List<Torrent> torrents = new ArrayList<>();
    long before = used();
    for (int i = 0; i < TORRENTS; i++) {
      BenchTorrent t = new BenchTorrent(new BenchLoop(), layout);
      Bits have = new Bits(pieces);
      for (int p = 0; p < pieces; p++) {
        if (each == 1 || p % each == 1) {
          have.set(p);
        }
      }
      t.start(have);
      torrents.add(t.torrent);
    }
    double bytes = (double) (used() - before) / TORRENTS;
    if (aloud) {
      System.out.printf(
          Locale.ROOT,
          "%-14s %d pieces: %.1f bytes a piece, %.1f MiB a torrent%n",
          what,
          torrents.getFirst().snapshot(0).pieces(),
          bytes / pieces,
          bytes / (1 << 20));
    }
  }

  private static long used() {
    Runtime r = Runtime.getRuntime();
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 4; i++) {
      System.gc();
      least = Math.min(least, r.totalMemory() - r.freeMemory());
    }
    return least;
  }
}
