package io.bitonic.core.disk;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSystemSyncTest {
  @TempDir Path folder;

  @BeforeEach
  void onLinux() {
    assumeTrue(FileSystemSync.isPossible(), "syncfs is Linux's");
  }

  @Test
  void forcesTheFileSystemsOfAllFolders() throws Exception {
    Path inner = Files.createDirectories(folder.resolve("ü/x"));
    Files.write(inner.resolve("file"), new byte[100_000]);
    assertDoesNotThrow(() -> FileSystemSync.force(List.of(folder, inner, Path.of("/"))));
  }

  @Test
  void namesTheFolderThatIsNotThere() {
    Path gone = folder.resolve("gone");
    IOException e =
        assertThrows(IOException.class, () -> FileSystemSync.force(List.of(folder, gone)));
    assertTrue(e.getMessage().contains("gone"), e.getMessage());
  }
}
