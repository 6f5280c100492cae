package io.bitonic.core.hash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MeasuredSpeedsTest {
  private static final MeasuredSpeeds.Speeds FAST = new MeasuredSpeeds.Speeds("OpenSSL", 2e9, 4e9);

  @TempDir Path dir;

  @AfterEach
  void forget() {
    MeasuredSpeeds.keepIn(null, "");
  }

  private Path file() {
    return dir.resolve("cache").resolve("hashing");
  }

  @Test
  void theNextRunKnowsWhatThisOneMeasured() throws IOException {
    MeasuredSpeeds.keepIn(file(), "1");
    assertNull(MeasuredSpeeds.recall(HashAlgorithm.SHA1, "OpenSSL"));
    MeasuredSpeeds.note(HashAlgorithm.SHA1, FAST);
    MeasuredSpeeds.note(HashAlgorithm.SHA256, new MeasuredSpeeds.Speeds("JDK", 3e8, 0));
    MeasuredSpeeds.keepIn(file(), "1");
    assertEquals(FAST, MeasuredSpeeds.recall(HashAlgorithm.SHA1, "OpenSSL"));
    assertNull(MeasuredSpeeds.recall(HashAlgorithm.SHA1, "JDK"), "another way is not measured");
    assertEquals(3e8, MeasuredSpeeds.recall(HashAlgorithm.SHA256, "JDK").single());
    try (var left = Files.list(file().getParent())) {
      assertEquals(1, left.count());
    }
  }

  @Test
  void anotherVersionMeasuresAnew() {
    MeasuredSpeeds.keepIn(file(), "1");
    MeasuredSpeeds.note(HashAlgorithm.SHA1, FAST);
    MeasuredSpeeds.keepIn(file(), "2");
    assertNull(MeasuredSpeeds.recall(HashAlgorithm.SHA1, "OpenSSL"));
  }

  @Test
  void aDamagedFileCountsForNothing() throws IOException {
    MeasuredSpeeds.keepIn(file(), "1");
    MeasuredSpeeds.note(HashAlgorithm.SHA1, FAST);
    String key = Files.readAllLines(file()).getFirst();
    for (String bad :
        new String[] {
          "SHA-1\tOpenSSL\tNaN\t1", "SHA-1\tOpenSSL\t-5\t1e9", "SHA-1\tOpenSSL", "SHA-1"
        }) {
      Files.writeString(file(), key + "\n" + bad + "\n");
      MeasuredSpeeds.keepIn(file(), "1");
      assertNull(MeasuredSpeeds.recall(HashAlgorithm.SHA1, "OpenSSL"), bad);
    }
  }

  @Test
  void aFolderThatCannotBeWrittenDoesNoHarm() throws IOException {
    Path plain = Files.createFile(dir.resolve("file"));
    MeasuredSpeeds.keepIn(plain.resolve("hashing"), "1");
    MeasuredSpeeds.note(HashAlgorithm.SHA1, FAST);
    assertEquals(FAST, MeasuredSpeeds.recall(HashAlgorithm.SHA1, "OpenSSL"));
  }

  @Test
  void vectorCodeMustBeFasterByMoreThanNoise() {
    assertTrue(FAST.isVectorFaster());
    assertFalse(new MeasuredSpeeds.Speeds("OpenSSL", 2e9, 2.2e9).isVectorFaster());
    assertEquals(9, HashChoice.crossover(2e9, 4e9, 16));
    assertEquals(16, HashChoice.crossover(2e9, 2e9, 16));
    assertEquals(1, HashChoice.crossover(1e8, 4e9, 16));
  }
}
