package io.bitonic.app.demo;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.TimeUnit;
import org.tinylog.Logger;

/** Removes temporary folders of our own making. */
public final class Folders {
  private static final long PATIENCE_NANOS = 2_000_000_000L;
  private static final long PAUSE_MILLIS = 20;

  private Folders() {}

  /**
   * Deletes a folder with all that is in it, links not followed. An engine that was given little
   * time to close may still write there: what it makes meanwhile goes too, for two seconds. A
   * failure is logged.
   */
  public static void delete(Path folder) {
    long start = System.nanoTime();
    IOException problem = pass(folder);
    while (problem != null && System.nanoTime() - start < PATIENCE_NANOS) {
      try {
        TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        break;
      }
      problem = pass(folder);
    }
    if (problem != null) {
      Logger.warn("the folder {} could not be removed: {}", folder, problem.toString());
    }
  }

  /** Deletes what it can; null when the folder is gone, else what was in the way last. */
  private static IOException pass(Path folder) {
    IOException[] problem = new IOException[1];
    try {
      Files.walkFileTree(
          folder,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes a) {
              return remove(file);
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
              problem[0] = e instanceof NoSuchFileException ? problem[0] : e;
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path dir, IOException e) {
              return remove(dir);
            }

            private FileVisitResult remove(Path file) {
              try {
                Files.deleteIfExists(file);
              } catch (IOException e) {
                problem[0] = e;
              }
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      problem[0] = e;
    }
    return problem[0];
  }
}
