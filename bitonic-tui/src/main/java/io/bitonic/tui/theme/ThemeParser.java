package io.bitonic.tui.theme;

import io.bitonic.tui.terminal.Style;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.tomlj.Toml;
import org.tomlj.TomlParseError;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;

/**
 * Reads a theme file: {@code name}, {@code light}, a {@code [palette]} of named colours and {@code
 * [roles]} whose values are "[foreground] [on background] [attributes]". A colour is a palette
 * name, {@code #rrggbb} or {@code default}.
 */
final class ThemeParser {
  static final int MAX_CHARS = 64 * 1024;

  private static final List<String> KEYS = List.of("name", "light", "palette", "roles");
  private static final Map<String, Integer> ATTRIBUTES =
      Map.of(
          "bold", Style.BOLD,
          "dim", Style.DIM,
          "italic", Style.ITALIC,
          "underline", Style.UNDERLINE,
          "reverse", Style.REVERSE,
          "strike", Style.STRIKE);
  private static final Map<String, Role> ROLES =
      Arrays.stream(Role.values()).collect(Collectors.toMap(Role::key, r -> r));

  private final String file;
  private final Map<String, Integer> palette = new HashMap<>();

  private ThemeParser(String file) {
    this.file = file;
  }

  /**
   * @param id the theme's name when the file gives none
   * @param file named in error messages
   */
  static Theme parse(String id, String file, String source) throws ThemeException {
    if (source.length() > MAX_CHARS) {
      throw new ThemeException(
          file + ": longer than " + MAX_CHARS / 1024 + " KiB, so it is not read");
    }
    return new ThemeParser(file).read(id, Toml.parse(source));
  }

  private Theme read(String id, TomlParseResult toml) throws ThemeException {
    if (toml.hasErrors()) {
      TomlParseError error = toml.errors().get(0);
      throw problem(error.position(), null, error.getMessage());
    }
    for (String key : toml.keySet()) {
      if (!KEYS.contains(key)) {
        throw problem(position(toml, key), key, "unknown; a theme has " + String.join(", ", KEYS));
      }
    }
    Object name = get(toml, "name");
    if (name != null && !(name instanceof String)) {
      throw problem(position(toml, "name"), "name", "has to be text in quotes");
    }
    Object light = get(toml, "light");
    if (light != null && !(light instanceof Boolean)) {
      throw problem(position(toml, "light"), "light", "has to be true or false");
    }
    readPalette(table(toml, "palette"));
    EnumMap<Role, Style> roles = readRoles(table(toml, "roles"));
    return new Theme(name == null ? id : (String) name, Boolean.TRUE.equals(light), roles);
  }

  private TomlTable table(TomlTable toml, String key) throws ThemeException {
    Object value = get(toml, key);
    if (value != null && !(value instanceof TomlTable)) {
      throw problem(position(toml, key), key, "has to be a table: [" + key + "]");
    }
    return value == null ? Toml.parse("") : (TomlTable) value;
  }

  private void readPalette(TomlTable table) throws ThemeException {
    for (String key : table.keySet()) {
      Object value = get(table, key);
      Integer rgb = value instanceof String text ? literal(text) : null;
      if (rgb == null) {
        throw problem(
            position(table, key), "palette." + key, "has to be \"#rrggbb\" or \"default\"");
      }
      if (ATTRIBUTES.containsKey(key) || key.equals("on") || key.equals("default")) {
        throw problem(
            position(table, key), "palette." + key, "is a word of its own; choose another name");
      }
      palette.put(key, rgb);
    }
  }

  private EnumMap<Role, Style> readRoles(TomlTable table) throws ThemeException {
    EnumMap<Role, Style> roles = new EnumMap<>(Role.class);
    for (String key : table.keySet()) {
      Role role = ROLES.get(key);
      if (role == null) {
        throw problem(
            position(table, key), "roles." + key, "no such role; the roles are " + roleNames());
      }
      Object value = get(table, key);
      if (!(value instanceof String text)) {
        throw problem(
            position(table, key),
            "roles." + key,
            "has to be text like \"accent on background bold\"");
      }
      roles.put(role, style(text, position(table, key), "roles." + key));
    }
    return roles;
  }

  private Style style(String text, TomlPosition position, String key) throws ThemeException {
    int foreground = Style.UNSET;
    int background = Style.UNSET;
    int attributes = 0;
    boolean on = false;
    for (String word : text.strip().split("\\s+")) {
      Integer attribute = ATTRIBUTES.get(word);
      if (attribute != null) {
        attributes |= attribute;
      } else if (word.equals("on")) {
        on = true;
      } else if (!word.isEmpty()) {
        Integer rgb = palette.containsKey(word) ? palette.get(word) : literal(word);
        if (rgb == null) {
          throw problem(
              position,
              key,
              "unknown colour \"" + word + "\"; give a palette name, #rrggbb or default");
        }
        if (on) {
          background = rgb;
        } else {
          foreground = rgb;
        }
      }
    }
    return Style.of(foreground, background, attributes);
  }

  private static Integer literal(String text) {
    if (text.equals("default")) {
      return Style.UNSET;
    }
    return text.matches("#[0-9a-fA-F]{6}") ? Integer.valueOf(text.substring(1), 16) : null;
  }

  private static Object get(TomlTable table, String key) {
    return table.get(List.of(key));
  }

  private static TomlPosition position(TomlTable table, String key) {
    return table.inputPositionOf(List.of(key));
  }

  private ThemeException problem(TomlPosition position, String key, String what) {
    String line = position == null ? "" : ":" + position.line();
    return new ThemeException(file + line + ": " + (key == null ? "" : key + ": ") + what);
  }

  private static String roleNames() {
    return Arrays.stream(Role.values()).map(Role::key).collect(Collectors.joining(", "));
  }
}
