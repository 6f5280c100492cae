package io.bitonic.app.alert;

import io.bitonic.app.text.Json;
import io.bitonic.core.alert.AlertEvent;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * An alert's beginning or end, as it leaves the program.
 *
 * @param value with its unit
 */
record Notice(AlertEvent event, String value) {

  private Map<String, String> fields() {
    Map<String, String> f = new LinkedHashMap<>();
    f.put("rule", event.rule());
    f.put("state", event.fired() ? "fired" : "cleared");
    f.put("severity", event.severity().name().toLowerCase(Locale.ROOT));
    f.put("message", event.message());
    f.put("subject", event.name().isEmpty() ? event.subject() : event.name());
    f.put("id", event.subject());
    f.put("value", value);
    f.put("time", Instant.ofEpochMilli(event.millis()).toString());
    return f;
  }

  /** Arguments with the placeholders filled; each stays one argument. */
  List<String> fill(List<String> arguments) {
    Map<String, String> f = fields();
    return arguments.stream().map(a -> fill(a, f)).toList();
  }

  /** What a value brings along is not looked at again. */
  private static String fill(String text, Map<String, String> fields) {
    StringBuilder b = new StringBuilder();
    int at = 0;
    while (at < text.length()) {
      int end = text.charAt(at) == '{' ? text.indexOf('}', at) : -1;
      String value = end < 0 ? null : fields.get(text.substring(at + 1, end));
      if (value == null) {
        b.append(text.charAt(at++));
      } else {
        // No argument can have a NUL in it.
        b.append(value.replace('\0', '?'));
        at = end + 1;
      }
    }
    return b.toString();
  }

  /** As variables of a process. */
  Map<String, String> variables() {
    Map<String, String> all = new LinkedHashMap<>();
    fields()
        .forEach(
            (k, v) -> all.put("BITONIC_ALERT_" + k.toUpperCase(Locale.ROOT), v.replace('\0', '?')));
    return all;
  }

  /** As a JSON object. */
  String json(String host) {
    Json j = new Json().put("program", "bitonic").put("host", host);
    fields().forEach(j::put);
    j.number("number", event.value());
    return j.toString();
  }
}
