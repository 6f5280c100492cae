package io.bitonic.app.auto;

import io.bitonic.core.api.TorrentSnapshot;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A program that is run for a torrent: its arguments with what is known filled in. What comes from
 * a torrent stays within its argument; the program itself is as it was written. Pure.
 *
 * @param variables for its environment
 */
record EventCommand(List<String> command, Map<String, String> variables) {
  private static final Pattern PLACE = Pattern.compile("\\{([a-z]+)}");

  /**
   * @param template program and arguments, not empty
   * @param event what has happened: added, completed or error
   */
  static EventCommand of(List<String> template, String event, TorrentSnapshot t) {
    Map<String, String> values = new LinkedHashMap<>();
    values.put("event", event);
    values.put("name", t.name());
    values.put("path", t.savePath().resolve(t.name()).toString());
    values.put("folder", t.savePath().toString());
    values.put("hash", t.id());
    values.put("label", t.label());
    values.put("size", String.valueOf(t.totalSize()));
    values.put("error", t.error());
    List<String> command = new ArrayList<>();
    command.add(template.getFirst());
    template.stream().skip(1).forEach(a -> command.add(fill(a, values)));
    Map<String, String> variables = new LinkedHashMap<>();
    values.forEach((k, v) -> variables.put("TORRENT_" + k.toUpperCase(java.util.Locale.ROOT), v));
    return new EventCommand(command, variables);
  }

  /** In one pass: a placeholder in a name is a part of the name. */
  private static String fill(String argument, Map<String, String> values) {
    return PLACE
        .matcher(argument)
        .replaceAll(m -> Matcher.quoteReplacement(values.getOrDefault(m.group(1), m.group())));
  }
}
