package io.bitonic.tui.widget;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.bitonic.tui.terminal.Canvas;
import io.bitonic.tui.terminal.Style;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Compares a canvas with a file under src/test/resources/golden: its text, and if asked for a
 * letter for each cell's style. With {@code -Dgolden.update=true} the file is written instead; look
 * at the difference before committing it.
 */
final class Golden {
  private static final Path FILES = Path.of("src", "test", "resources", "golden");

  private Golden() {}

  static void assertText(String name, Canvas canvas) {
    check(name, canvas.dump());
  }

  static void assertStyled(String name, Canvas canvas) {
    check(name, canvas.dump() + styles(canvas));
  }

  private static String styles(Canvas canvas) {
    Map<Style, Character> letters = new LinkedHashMap<>();
    StringBuilder out = new StringBuilder("--- styles\n");
    for (int y = 0; y < canvas.height(); y++) {
      for (int x = 0; x < canvas.width(); x++) {
        out.append(
            letters.computeIfAbsent(canvas.styleAt(x, y), s -> (char) ('a' + letters.size())));
      }
      out.append('\n');
    }
    letters.forEach((style, letter) -> out.append(letter).append(' ').append(style).append('\n'));
    return out.toString();
  }

  private static void check(String name, String actual) {
    Path file = FILES.resolve(name + ".txt");
    try {
      if (Boolean.getBoolean("golden.update")) {
        Files.createDirectories(FILES);
        Files.writeString(file, actual);
      }
      assertEquals(Files.readString(file), actual, () -> "differs from " + file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
