package io.bitonic.core.resume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.core.util.Bits;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PieceJournalTest {
  @TempDir Path dir;
  private Path file;

  @BeforeEach
  void name() {
    file = dir.resolve("x.journal");
  }

  private static String set(Bits b) {
    StringBuilder out = new StringBuilder();
    for (int i = b.nextSet(0); i >= 0; i = b.nextSet(i + 1)) {
      out.append(i).append(' ');
    }
    return out.toString().strip();
  }

  @Test
  void notesSurviveReopeningAndDuplicatesCountOnce() throws Exception {
    try (PieceJournal j = new PieceJournal(file)) {
      j.append(3);
      j.append(0);
      j.append(3);
      assertEquals("0 3", set(j.pieces(10)));
    }
    try (PieceJournal j = new PieceJournal(file)) {
      j.append(9);
      assertEquals("0 3 9", set(j.pieces(10)));
      assertTrue(j.lastModifiedNanos() > 0);
      j.retain(bits(10, 0, 3, 9));
      assertEquals("", set(j.pieces(10)));
    }
    assertEquals(0, Files.size(file));
  }

  @Test
  void retainKeepsWhatIsNotClaimed() throws Exception {
    try (PieceJournal j = new PieceJournal(file)) {
      j.append(1);
      j.append(2);
      j.append(5);
      j.retain(bits(10, 1, 4));
      assertEquals("2 5", set(j.pieces(10)));
      j.append(6);
      assertEquals("2 5 6", set(j.pieces(10)));
    }
  }

  private static Bits bits(int size, int... set) {
    Bits b = new Bits(size);
    for (int i : set) {
      b.set(i);
    }
    return b;
  }

  @Test
  void aTornRecordIsPassedOverAndOverwritten() throws Exception {
    try (PieceJournal j = new PieceJournal(file)) {
      j.append(1);
      j.append(2);
    }
    byte[] whole = Files.readAllBytes(file);
    for (int cut = 0; cut <= whole.length; cut++) {
      Files.write(file, Arrays.copyOf(whole, cut));
      try (PieceJournal j = new PieceJournal(file)) {
        assertEquals(cut < 8 ? "" : cut < 16 ? "1" : "1 2", set(j.pieces(10)));
        j.append(7);
        assertEquals(cut < 8 ? "7" : cut < 16 ? "1 7" : "1 2 7", set(j.pieces(10)));
      }
    }
  }

  @Test
  void garbageZerosAndOtherTorrentsPiecesAreNoNotes() throws Exception {
    byte[] garbage = new byte[200_000];
    new Random(1).nextBytes(garbage);
    Files.write(file, garbage);
    Files.write(file, new byte[4096], StandardOpenOption.APPEND);
    try (PieceJournal j = new PieceJournal(file)) {
      j.append(4);
      j.append(1_000_000);
      j.append(-5);
      assertEquals("4", set(j.pieces(10)));
    }
  }
}
