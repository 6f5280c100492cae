package io.bitonic.core.metainfo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.core.util.PieceLayout;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What must hold for every torrent that the parser accepts. */
public final class MetainfoChecks {
  private MetainfoChecks() {}

  public static void check(Metainfo m) throws MetainfoException {
    PieceLayout l = m.layout();
    assertTrue(l.pieces() > 0 && l.pieces() <= MetainfoParser.MAX_PIECES);
    assertEquals(m.infoHash().hasV1() ? l.pieces() * 20 : 0, m.pieceHashes().length);
    assertEquals(m.infoHash().hasV2() ? m.files().size() : 0, m.pieceLayers().size());
    Set<List<String>> paths = new HashSet<>();
    long total = 0;
    long end = 0;
    Path root = Path.of("/srv/downloads");
    for (TorrentFile f : m.files()) {
      assertTrue(f.length() >= 0 && f.offset() >= end);
      end = f.offset() + f.length();
      total += f.length();
      if (!f.padding()) {
        assertTrue(paths.add(f.path()));
        SafePath.resolve(root, f.path());
      }
      assertTrue(f.path().size() <= SafePath.MAX_DEPTH);
      assertEquals(m.name(), f.path().getFirst());
      if (f.isSymlink()) {
        SafePath.resolve(root, f.symlink());
      }
      if (m.infoHash().hasV2()) {
        int layer = m.pieceLayers().get(f.index()).length;
        long pieces = (f.length() + l.pieceLength() - 1) / l.pieceLength();
        assertTrue(layer == 0 || layer == pieces * 32);
      }
    }
    assertEquals(l.totalSize(), total);
    assertTrue(end <= (long) l.pieces() * l.pieceLength());
    m.trackers().forEach(tier -> assertFalse(tier.isEmpty()));
  }

  static void checkMessage(MetainfoException e) {
    assertTrue(e.getMessage().length() < 500);
    assertTrue(e.getMessage().chars().noneMatch(Character::isISOControl), e.getMessage());
  }
}
