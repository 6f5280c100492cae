package io.bitonic.core.util;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.bitonic.core.util.AtomicFile.Sync;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AtomicFileTest {
  private static final byte[] NEW = "new".getBytes(UTF_8);

  @TempDir Path dir;
  private Path file;
  private Path temporary;

  @BeforeEach
  void names() {
    file = dir.resolve("file");
    temporary = dir.resolve("file.tmp");
  }

  private List<Path> left() throws IOException {
    try (Stream<Path> all = Files.list(dir)) {
      return all.sorted().toList();
    }
  }

  @ParameterizedTest
  @EnumSource(Sync.class)
  void aFileIsMadeAndReplaced(Sync sync) throws IOException {
    byte[] large = new byte[300_000];
    Arrays.fill(large, (byte) 'x');
    AtomicFile.replace(file, temporary, large, sync);
    assertEquals(300_000, Files.size(file));
    AtomicFile.replace(file, temporary, NEW, sync);
    assertEquals("new", Files.readString(file));
    assertEquals(List.of(file), left());
  }

  @Test
  void whatACrashLeftIsWrittenOver() throws IOException {
    // Killed between the writing and the renaming: the old file, and a longer part of a new one.
    Files.writeString(file, "old");
    Files.writeString(temporary, "half of something longer");
    AtomicFile.replace(file, temporary, NEW, Sync.CONTENT);
    assertEquals("new", Files.readString(file));
    assertEquals(List.of(file), left());
  }

  @Test
  void aReaderKeepsTheContentThatItOpened() throws IOException {
    Files.writeString(file, "old");
    try (var reader = Files.newBufferedReader(file)) {
      AtomicFile.replace(file, temporary, NEW, Sync.NONE);
      assertEquals("old", reader.readLine());
    }
    assertEquals("new", Files.readString(file));
  }

  @ParameterizedTest
  @EnumSource(Sync.class)
  void aFailedRenameLeavesNoTemporary(Sync sync) throws IOException {
    Files.createDirectory(file);
    Files.createFile(file.resolve("x"));
    assertThrows(IOException.class, () -> AtomicFile.replace(file, temporary, NEW, sync));
    assertTrue(Files.exists(file.resolve("x")));
    assertEquals(List.of(file), left());
  }

  @Test
  void aTemporaryThatCannotBeWrittenKeepsTheOldContent() throws IOException {
    Files.writeString(file, "old");
    // A folder in its way stops every user, also root.
    Files.createDirectory(temporary);
    Files.createFile(temporary.resolve("x"));
    assertThrows(IOException.class, () -> AtomicFile.replace(file, temporary, NEW, Sync.CONTENT));
    assertEquals("old", Files.readString(file));
    assertTrue(Files.exists(temporary.resolve("x")));
  }

  @Test
  void aMissingFolderIsNotMade() {
    Path none = dir.resolve("none");
    assertThrows(
        IOException.class,
        () -> AtomicFile.replace(none.resolve("a"), none.resolve("b"), NEW, Sync.NONE));
    assertFalse(Files.exists(none));
  }

  @Test
  void theModeIsTheOneAskedForElseThatOfTheTemporary() throws IOException {
    assumeTrue(
        dir.getFileSystem().supportedFileAttributeViews().contains("posix"), "no modes here");
    Set<PosixFilePermission> asked = PosixFilePermissions.fromString("r--r-----");
    AtomicFile.replace(file, temporary, NEW, Sync.CONTENT, asked);
    assertEquals(asked, Files.getPosixFilePermissions(file));
    Path secret = Files.createTempFile(dir, "secret", "");
    AtomicFile.replace(file, secret, NEW, Sync.CONTENT);
    assertEquals(PosixFilePermissions.fromString("rw-------"), Files.getPosixFilePermissions(file));
    assertEquals(List.of(file), left());
  }
}
