package io.bitonic.tui.control;

import io.bitonic.tui.filter.Fields;
import io.bitonic.tui.filter.FilterFields;
import io.bitonic.tui.model.Overlay.Prompt.Kind;
import java.util.List;
import java.util.Locale;

/** Completion inside a filter: names of fields, then their values. */
final class FilterHelp {
  private FilterHelp() {}

  private static Fields<?> fields(Kind kind) {
    return switch (kind) {
      case TORRENTS -> FilterFields.torrents(() -> 0);
      case FILES -> FilterFields.files();
      case PEERS -> FilterFields.peers();
      case LOG, COMMAND -> null;
    };
  }

  /** What the last word may become. */
  static List<String> candidates(Kind kind, String text, int cursor) {
    Fields<?> fields = fields(kind);
    if (fields == null || cursor != text.length()) {
      return List.of();
    }
    String word = text.substring(wordStart(text)).toLowerCase(Locale.ROOT);
    int sign = word.indexOf('=');
    if (sign > 0) {
      String field = word.substring(0, sign).replace("!", "");
      String value = word.substring(sign + 1);
      return fields.values(field).stream()
          .filter(v -> v.startsWith(value) && !v.equals(value))
          .map(v -> word.substring(0, sign + 1) + v)
          .toList();
    }
    return fields.names().stream().filter(n -> n.startsWith(word) && !n.equals(word)).toList();
  }

  static String put(String text, String candidate) {
    return text.substring(0, wordStart(text)) + candidate;
  }

  private static int wordStart(String text) {
    int i = text.length();
    while (i > 0 && " &|(!".indexOf(text.charAt(i - 1)) < 0) {
      i--;
    }
    return i;
  }
}
