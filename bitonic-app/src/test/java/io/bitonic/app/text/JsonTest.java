package io.bitonic.app.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.bitonic.app.support.MiniJson;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonTest {
  @Test
  void everyValueComesBack() {
    String nasty = "q\" b\\ n\n e\u001b u2028\u2028 lone\uD800 ok😀 音";
    String line =
        new Json()
            .put("s", nasty)
            .put("n", 5)
            .put("b", true)
            .put("d", 0.125, 2)
            .put("nothing", (String) null)
            .put("nan", Double.NaN, 1)
            .put("l", List.of(List.of("a", "b"), List.of(new Json().put("k", "v"))))
            .toString();
    Map<String, Object> m = MiniJson.object(line);
    assertEquals(nasty, m.get("s"));
    assertEquals(5.0, m.get("n"));
    assertEquals(true, m.get("b"));
    assertEquals(0.13, m.get("d"));
    assertEquals(null, m.get("nothing"));
    assertEquals(null, m.get("nan"));
    assertEquals(List.of(List.of("a", "b"), List.of(Map.of("k", "v"))), m.get("l"));
    assertFalse(line.chars().anyMatch(c -> c < ' ' || c == 0x2028));
  }

  @Test
  void anEmptyObjectIsValid() {
    assertEquals(Map.of(), MiniJson.object(new Json().toString()));
  }
}
