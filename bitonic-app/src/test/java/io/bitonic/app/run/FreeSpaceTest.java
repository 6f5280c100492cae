package io.bitonic.app.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.app.AppException;
import io.bitonic.app.ExitCode;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FreeSpaceTest {
  @TempDir Path dir;

  @Test
  void whatDoesNotFitIsRefusedWithTheCure() throws IOException {
    FreeSpace.require("this", 1, dir, "another folder");
    AppException e =
        assertThrows(
            AppException.class,
            () -> FreeSpace.require("the test", Long.MAX_VALUE, dir, "another folder"));
    assertEquals(ExitCode.STORAGE, e.exitCode());
    String message = e.getMessage();
    assertTrue(message.startsWith("the test needs "), message);
    assertTrue(message.contains(" in '" + dir + "', which has "), message);
    assertTrue(message.endsWith(" free; choose another folder"), message);
  }
}
