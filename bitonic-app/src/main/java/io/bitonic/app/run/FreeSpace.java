package io.bitonic.app.run;

import io.bitonic.app.AppException;
import io.bitonic.app.ExitCode;
import io.bitonic.app.text.Units;
import io.bitonic.tui.text.Text;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Looks at the room on a disk before it is filled. */
public final class FreeSpace {
  private FreeSpace() {}

  /**
   * Refuses what does not fit.
   *
   * @param who the subject of the message
   * @param bytes that it will write
   * @param folder that exists
   * @param cure what to choose instead
   * @throws AppException when less is free
   */
  public static void require(String who, long bytes, Path folder, String cure) throws IOException {
    long free = Files.getFileStore(folder).getUsableSpace();
    if (free < bytes) {
      throw new AppException(
          ExitCode.STORAGE,
          who
              + " needs "
              + Units.size(bytes)
              + " in '"
              + Text.sanitise(folder.toString())
              + "', which has "
              + Units.size(free)
              + " free; choose "
              + cure);
    }
  }
}
