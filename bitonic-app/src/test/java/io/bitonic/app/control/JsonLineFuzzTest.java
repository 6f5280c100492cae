package io.bitonic.app.control;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.bitonic.app.text.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

class JsonLineFuzzTest {
  /** What is taken can be written and comes back the same. */
  @FuzzTest(maxDuration = "60s")
  void anyText(byte[] data) {
    Map<String, Object> values;
    try {
      values = JsonLine.parse(new String(data, StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      return;
    }
    Json again = new Json();
    values.forEach(
        (key, value) -> {
          if (value instanceof List<?> list) {
            again.put(key, list);
          } else {
            again.put(key, (String) value);
          }
        });
    String line = again.toString();
    if (line.length() <= JsonLine.MAX) {
      assertEquals(values, JsonLine.parse(line));
    }
  }
}
