package io.bitonic.core.webseed;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.bitonic.core.disk.TestTorrent;
import io.bitonic.core.disk.TestTorrent.Spec;
import io.bitonic.core.metainfo.Metainfo;
import io.bitonic.core.util.PieceLayout;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FilePartTest {
  private static List<String> parts(Metainfo m, long start, long end) {
    return FilePart.of(m, start, end).stream()
        .map(p -> p.file().index() + ":" + p.offset() + "+" + p.length())
        .toList();
  }

  @Test
  void aRunIsCutAtFiles() {
    Metainfo m =
        TestTorrent.v1(
                1,
                100,
                Spec.file("a", 150),
                Spec.file("empty", 0),
                Spec.file("b", 30),
                Spec.padding(20),
                Spec.file("c", 500))
            .meta;
    assertEquals(List.of("0:0+100"), parts(m, 0, 100));
    assertEquals(List.of("0:100+50", "2:0+30", "3:0+20"), parts(m, 100, 200));
    assertEquals(List.of("2:10+20", "3:0+20", "4:0+500"), parts(m, 160, 700));
    assertEquals(List.of("4:400+100"), parts(m, 600, 700));
    assertEquals(List.of(), parts(m, 700, 800));
  }

  /** Whatever the files are, the parts of a run hold its bytes, whole and in order. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void partsHoldTheBytesOfTheRun(long seed) {
    Random random = new Random(seed);
    TestTorrent t = TestTorrent.random(random);
    PieceLayout layout = t.meta.layout();
    for (int i = 0; i < 20; i++) {
      int piece = random.nextInt(layout.pieces());
      int block = random.nextInt(layout.blocks(piece));
      ByteArrayOutputStream expected = new ByteArrayOutputStream();
      int blocks = 0;
      int first = block;
      for (int p = piece; p < layout.pieces() && p < piece + 3; p++, first = 0) {
        byte[] all = t.piece(p);
        expected.write(all, first * PieceLayout.BLOCK, all.length - first * PieceLayout.BLOCK);
        blocks += layout.blocks(p) - first;
      }
      WebSeedRun run = new WebSeedRun(layout, piece, block, blocks);
      ByteArrayOutputStream got = new ByteArrayOutputStream();
      for (FilePart part : FilePart.of(t.meta, run.start(), run.end())) {
        got.write(t.contents.get(part.file().index()), (int) part.offset(), (int) part.length());
      }
      assertArrayEquals(expected.toByteArray(), got.toByteArray());
    }
  }
}
