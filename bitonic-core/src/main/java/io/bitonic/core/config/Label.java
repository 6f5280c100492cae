package io.bitonic.core.config;

import io.bitonic.core.api.TorrentRules;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tomlj.TomlTable;

/**
 * What is set for all torrents of a label: {@code [labels.NAME]} in the file.
 *
 * @param down bytes a second of all its torrents together, 0: no limit
 * @param up bytes a second of all its torrents together, 0: no limit
 * @param rules of each of its torrents that has none of its own
 * @param savePath folder of new torrents that are given none
 * @param trackers that new public torrents are announced to as well
 */
public record Label(
    long down, long up, TorrentRules rules, Optional<Path> savePath, List<String> trackers) {
  /** Nothing is set. */
  public static final Label NONE = new Label(0, 0, TorrentRules.NONE, Optional.empty(), List.of());

  private static final int MAX_NAME = 100;
  private static final String EACH = "torrent_";
  private static final Map<String, Type<?>> OWN = new LinkedHashMap<>();

  static {
    OWN.put("down", Type.rate());
    OWN.put("up", Type.rate());
    OWN.put("save_path", Type.path());
    OWN.put("trackers", Type.list(Type.text("an http, https or udp URL")));
  }

  public Label {
    trackers = List.copyOf(trackers);
  }

  /**
   * Reads the table of a label.
   *
   * @param problem hears what is wrong with which key
   */
  static Label read(TomlTable table, Problems problem) {
    Map<String, Object> rules = new HashMap<>();
    Map<String, Object> own = new HashMap<>();
    for (String key : table.keySet()) {
      boolean rate = key.equals(EACH + "down") || key.equals(EACH + "up");
      String ruleName = rate ? key.substring(EACH.length()) : key;
      RuleTable.Rule<?> rule = RuleTable.find(ruleName);
      Type<?> type = OWN.get(key);
      if (type == null && rule == null) {
        String near = Nearest.of(key, keys());
        problem.at(
            key,
            "a label has no "
                + key
                + (near == null
                    ? "; it has " + String.join(", ", keys())
                    : "; do you mean " + near + "?"));
        continue;
      }
      try {
        Object value = (type != null ? type : rule.type()).fromToml(table.get(List.of(key)));
        (type != null ? own : rules).put(type != null ? key : ruleName, value);
      } catch (IllegalArgumentException e) {
        problem.at(key, e.getMessage());
      }
    }
    @SuppressWarnings("unchecked")
    List<String> trackers = (List<String>) own.getOrDefault("trackers", List.of());
    return new Label(
        (Long) own.getOrDefault("down", 0L),
        (Long) own.getOrDefault("up", 0L),
        RuleTable.rules(rules),
        Optional.ofNullable((Path) own.get("save_path")),
        trackers);
  }

  /** Whether it can be the name of a label. */
  static boolean isName(String name) {
    return !name.isBlank() && name.length() <= MAX_NAME;
  }

  /** Where to tell what is wrong. */
  interface Problems {
    void at(String key, String message);
  }

  /** What may stand in the table of a label. */
  static List<String> keys() {
    List<String> keys = new java.util.ArrayList<>(OWN.keySet());
    for (String name : RuleTable.names()) {
      keys.add(OWN.containsKey(name) ? EACH + name : name);
    }
    return keys;
  }

  /** The keys and what they mean, as a table for people. */
  static String markdown() {
    StringBuilder b = new StringBuilder("| key | values | meaning |\n|---|---|---|\n");
    row(b, "down", OWN.get("down"), "Download rate of all its torrents together.");
    row(b, "up", OWN.get("up"), "Upload rate of all its torrents together.");
    row(b, "save_path", OWN.get("save_path"), "Folder of new torrents that are given none.");
    row(b, "trackers", OWN.get("trackers"), "Trackers that new public torrents have as well.");
    for (RuleTable.Rule<?> r : RuleTable.all()) {
      row(b, OWN.containsKey(r.name()) ? EACH + r.name() : r.name(), r.type(), r.text());
    }
    return b.toString();
  }

  private static void row(StringBuilder b, String key, Type<?> type, String text) {
    b.append("| `").append(key).append("` | ").append(type.name());
    b.append(type.range().isEmpty() ? "" : ": " + type.range());
    b.append(" | ").append(text).append(" |\n");
  }
}
