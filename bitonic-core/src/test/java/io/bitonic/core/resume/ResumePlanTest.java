package io.bitonic.core.resume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.core.disk.TestTorrent;
import io.bitonic.core.disk.TestTorrent.Spec;
import io.bitonic.core.util.Bits;
import io.bitonic.core.util.FileStamp;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResumePlanTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long SAVED = 1000 * SECOND;

  /** Pieces of 10: a = 0–2 (half), padding, b = 3–4, c = 5; piece 2 is a and padding. */
  private final TestTorrent t =
      TestTorrent.v1(
          1, 10, Spec.file("a", 25), Spec.padding(5), Spec.file("b", 20), Spec.file("c", 10));

  private final List<FileStamp> stamps =
      Arrays.asList(
          new FileStamp(25, SAVED), null, new FileStamp(20, SAVED), new FileStamp(10, SAVED));

  private static Bits bits(int... set) {
    Bits b = new Bits(6);
    Arrays.stream(set).forEach(b::set);
    return b;
  }

  private String plan(
      Bits have, FileStamp a, FileStamp b, FileStamp c, Bits noted, long notedNanos) {
    return plan(have, stamps, Arrays.asList(a, null, b, c), noted, notedNanos);
  }

  private String plan(
      Bits have, List<FileStamp> before, List<FileStamp> after, Bits noted, long notedNanos) {
    ResumeState s = ResumeStoreTest.state(ResumeStoreTest.ID, Path.of("/d"), have, before);
    ResumePlan p = ResumePlan.of(s, after, noted, notedNanos, t.meta);
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < 6; i++) {
      assertFalse(p.trusted().get(i) && p.check().get(i));
      out.append(p.trusted().get(i) ? 'T' : p.check().get(i) ? 'c' : '.');
    }
    return out.toString();
  }

  private FileStamp a() {
    return stamps.get(0);
  }

  private FileStamp b() {
    return stamps.get(2);
  }

  private FileStamp c() {
    return stamps.get(3);
  }

  @Test
  void untouchedFilesAreBelieved() {
    assertEquals("T.T.T.", plan(bits(0, 2, 4), a(), b(), c(), bits(), 0));
  }

  @Test
  void notedPiecesAreHashedAndOnlyThose() {
    assertEquals("Tc..Tc", plan(bits(0, 4), a(), b(), c(), bits(1, 4, 5), SAVED));
  }

  @Test
  void aFileThatWeWroteAfterTheSaveStaysBelieved() {
    FileStamp later = new FileStamp(25, SAVED + 60 * SECOND);
    assertEquals("Tc..T.", plan(bits(0, 4), later, b(), c(), bits(1), SAVED + 59 * SECOND));
  }

  @Test
  void aFileThatChangedAfterOurLastNoteIsHashed() {
    FileStamp later = new FileStamp(25, SAVED + 60 * SECOND);
    assertEquals("ccc.T.", plan(bits(0, 4), later, b(), c(), bits(1), SAVED + 57 * SECOND));
  }

  @Test
  void aFileThatTheJournalDoesNotNameIsHashedWhenItChanged() {
    FileStamp later = new FileStamp(20, SAVED + SECOND);
    assertEquals("Tc.cc.", plan(bits(0, 4), a(), later, c(), bits(1), SAVED + 5 * SECOND));
  }

  @Test
  void anOlderTimeIsAChange() {
    FileStamp earlier = new FileStamp(20, SAVED - 1);
    assertEquals("T..cc.", plan(bits(0, 4), a(), earlier, c(), bits(), SAVED));
  }

  @Test
  void aMissingFileGivesItsPiecesUpAndKeepsTheOthers() {
    assertEquals("TTT..T", plan(bits(0, 1, 2, 3, 4, 5), a(), new FileStamp(-1, 0), c(), bits(), 0));
  }

  @Test
  void aShorterFileIsHashedUpToItsEnd() {
    FileStamp cut = new FileStamp(19, SAVED + 1);
    assertEquals("TTTc.T", plan(bits(0, 1, 2, 3, 4, 5), a(), cut, c(), bits(3), SAVED));
  }

  @Test
  void aFileLongerThanTheTorrentSaysIsHashed() {
    FileStamp more = new FileStamp(11, SAVED + 1);
    assertEquals("T....c", plan(bits(0, 5), a(), b(), more, bits(5), SAVED));
  }

  @Test
  void aFileCreatedByUsAfterTheSaveIsHashedWhereNoted() {
    List<FileStamp> before =
        Arrays.asList(
            new FileStamp(25, SAVED), null, new FileStamp(-1, 0), new FileStamp(10, SAVED));
    List<FileStamp> after =
        Arrays.asList(
            new FileStamp(25, SAVED),
            null,
            new FileStamp(20, SAVED + SECOND),
            new FileStamp(10, SAVED));
    assertEquals("T...c.", plan(bits(0), before, after, bits(4), SAVED + SECOND));
  }

  @Test
  void aStateThatDoesNotFitIsNotBelievedAtAll() {
    assertEquals("cccccc", plan(new Bits(5), stamps, stamps, bits(), 0));
    assertEquals("cccccc", plan(bits(1), stamps.subList(0, 3), stamps, bits(), 0));
  }

  @Test
  void aForeignChangeIsNotForgottenByASecondCrash(@TempDir Path dir) throws Exception {
    List<FileStamp> foreign = Arrays.asList(new FileStamp(25, SAVED + 11 * SECOND), null, b(), c());
    try (ResumeStore store = new ResumeStore(dir)) {
      store.save(
          ResumeStoreTest.ID, ResumeStoreTest.state(ResumeStoreTest.ID, dir, bits(0, 4), stamps));
      Path file = dir.resolve("torrents").resolve(ResumeStoreTest.ID + ".journal");
      try (PieceJournal journal = store.journal(ResumeStoreTest.ID)) {
        journal.append(1);
        Files.setLastModifiedTime(file, FileTime.from(SAVED + SECOND, TimeUnit.NANOSECONDS));
        ResumePlan first =
            store.begin(
                ResumeStoreTest.ID, store.load(ResumeStoreTest.ID), foreign, journal, t.meta);
        assertFalse(first.trusted().get(0));
        assertTrue(first.check().get(0));
        // The session writes on and dies in the middle of its check.
        journal.append(1);
        Files.setLastModifiedTime(file, FileTime.from(SAVED + 60 * SECOND, TimeUnit.NANOSECONDS));
        ResumePlan second =
            store.begin(
                ResumeStoreTest.ID, store.load(ResumeStoreTest.ID), foreign, journal, t.meta);
        assertFalse(second.trusted().get(0), "replaced by somebody else");
        assertTrue(second.check().get(0), "still worth hashing");
        assertTrue(second.trusted().get(4));
      }
    }
  }
}
