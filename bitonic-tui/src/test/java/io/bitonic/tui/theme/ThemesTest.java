package io.bitonic.tui.theme;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.core.config.UserFolders;
import io.bitonic.tui.terminal.ColorDepth;
import io.bitonic.tui.terminal.Style;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

class ThemesTest {
  static final List<String> BUILT_IN = Themes.BUILT_IN;

  /** The files as they lie in the repository; tests run in the module's directory. */
  private static final Path FILES = Path.of("..", "themes");

  @TempDir Path directory;
  private final List<String> problems = new ArrayList<>();

  private Theme builtIn(String name) throws ThemeException {
    return new Themes(FILES).read(name);
  }

  @Test
  void everyFileIsInTheListAndTheOtherWayRound() throws IOException {
    try (Stream<Path> files = Files.list(FILES)) {
      List<String> names =
          files.map(f -> f.getFileName().toString().replace(".toml", "")).sorted().toList();
      assertEquals(Themes.BUILT_IN, names);
    }
    assertEquals(Themes.BUILT_IN, new Themes(directory.resolve("none")).names());
  }

  @ParameterizedTest
  @FieldSource("BUILT_IN")
  void textCanBeRead(String name) throws ThemeException {
    Theme theme = builtIn(name);
    double least = name.equals("high-contrast") ? 7 : 4.0;
    for (Role role : new Role[] {Role.TEXT, Role.HEADER, Role.TITLE, Role.DIALOG, Role.INPUT}) {
      assertContrast(theme, role, theme.get(role), least);
      assertContrast(
          theme, role, theme.get(Role.SELECTED).over(theme.get(Role.TEXT)), Math.min(least, 3.5));
    }
    for (Role role :
        new Role[] {Role.MUTED, Role.ACCENT, Role.GOOD, Role.WARN, Role.BAD, Role.KEY}) {
      assertContrast(theme, role, theme.get(role), name.equals("high-contrast") ? 7 : 2.2);
    }
  }

  @ParameterizedTest
  @FieldSource("BUILT_IN")
  void theChosenRowIsReadable(String name) throws ThemeException {
    Theme theme = builtIn(name);
    for (Role chosen : List.of(Role.SELECTED, Role.SELECTED_IDLE)) {
      Style over = theme.get(chosen);
      assertContrast(theme, chosen, over.over(theme.get(Role.TEXT)), 4.0);
      for (Role bar : List.of(Role.ACCENT, Role.GOOD, Role.BAD, Role.WARN)) {
        assertContrast(theme, bar, over.over(theme.get(bar)), 2.2);
      }
    }
  }

  private static void assertContrast(Theme theme, Role role, Style style, double least) {
    if (style.foreground() != Style.UNSET && style.background() != Style.UNSET) {
      double a = luminance(style.foreground());
      double b = luminance(style.background());
      double contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
      assertTrue(contrast >= least, theme.name() + " " + role + " has " + contrast);
    }
  }

  private static double luminance(int rgb) {
    return 0.2126 * linear(rgb >> 16 & 255)
        + 0.7152 * linear(rgb >> 8 & 255)
        + 0.0722 * linear(rgb & 255);
  }

  private static double linear(int channel) {
    double c = channel / 255.0;
    return c <= 0.04045 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4);
  }

  @ParameterizedTest
  @FieldSource("BUILT_IN")
  void everyRoleIsNamedOrHasAParent(String name) throws ThemeException {
    Theme theme = builtIn(name);
    for (Role role : Role.values()) {
      Style mono = theme.forDepth(ColorDepth.MONO).get(role);
      assertEquals(Style.UNSET, mono.foreground());
      assertEquals(Style.UNSET, mono.background());
    }
    Theme sixteen = theme.forDepth(ColorDepth.ANSI16);
    assertNotEquals(sixteen.get(Role.SELECTED), sixteen.get(Role.TEXT));
    assertNotEquals(theme.forDepth(ColorDepth.MONO).get(Role.SELECTED), Style.PLAIN);
  }

  @Test
  void rolesInheritFromTheirParents() throws ThemeException {
    Theme theme =
        ThemeParser.parse(
            "x", "x.toml", "[roles]\ntext = \"#ffffff on #000000\"\naccent = \"#ff0000 bold\"");
    assertEquals(Style.of(0xff0000, 0x000000, Style.BOLD), theme.get(Role.KEY));
    assertEquals(Style.of(0xffffff, 0x000000, 0), theme.get(Role.GRAPH_AXIS));
    assertEquals(Style.PLAIN.with(Style.REVERSE), theme.get(Role.SELECTED_IDLE));
    assertEquals("x", theme.name());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[roles]~~acent = 'red'|t.toml:3: roles.acent: no such role",
        "[roles]~text = 'frost'|t.toml:2: roles.text: unknown colour \"frost\"",
        "[roles]~text = 3|t.toml:2: roles.text: has to be text",
        "[palette]~a = '#12345'|t.toml:2: palette.a: has to be",
        "[palette]~bold = '#123456'|t.toml:2: palette.bold: is a word of its own",
        "colour = 'x'|t.toml:1: colour: unknown; a theme has name, light, palette, roles",
        "light = 'yes'|t.toml:1: light: has to be true or false",
        "name = 1|t.toml:1: name: has to be text",
        "roles = 1|t.toml:1: roles: has to be a table",
        "name = 'a'~[roles|t.toml:2: ",
      })
  void errorsNameFileLineAndKey(String source, String start) {
    ThemeException e =
        assertThrows(
            ThemeException.class,
            () -> ThemeParser.parse("t", "t.toml", source.replace('~', '\n')));
    assertTrue(e.getMessage().startsWith(start), e.getMessage());
    assertEquals(1, e.getMessage().lines().count());
  }

  @Test
  void hugeFilesAreNotRead() {
    assertThrows(ThemeException.class, () -> ThemeParser.parse("t", "t.toml", "#".repeat(70_000)));
  }

  @Test
  void aUsersThemeIsFoundAndWins() throws IOException {
    Files.writeString(directory.resolve("nord.toml"), "name = \"Mine\"");
    Files.writeString(directory.resolve("own.toml"), "[roles]\ntext = \"#010203\"");
    Themes themes = new Themes(directory);
    assertTrue(themes.names().contains("own"));
    assertEquals("Mine", themes.load("nord", ColorDepth.TRUE, problems::add).name());
    assertEquals(
        0x010203, themes.load("own", ColorDepth.TRUE, problems::add).get(Role.TEXT).foreground());
    assertEquals(List.of(), problems);
  }

  @Test
  void aBrokenThemeFallsBackAndSaysWhy() throws IOException {
    Files.copy(FILES.resolve("bitonic-dark.toml"), directory.resolve("bitonic-dark.toml"));
    Files.writeString(directory.resolve("own.toml"), "[roles]\ntext = \"nope\"");
    Themes themes = new Themes(directory);
    themes.load("own", ColorDepth.TRUE, problems::add);
    themes.load("../../etc/passwd", ColorDepth.TRUE, problems::add);
    assertEquals(2, problems.size());
    assertTrue(
        problems.get(0).contains("own.toml:2: roles.text: unknown colour \"nope\""),
        problems.get(0));
    assertTrue(problems.get(0).endsWith("using bitonic-dark"), problems.get(0));
    assertTrue(problems.get(1).startsWith("no theme \"../../etc/passwd\""), problems.get(1));
  }

  private static Themes themesFor(String variable, String value) {
    return Themes.of(UserFolders.of(Map.of(variable, value)).config());
  }

  @Test
  void theDirectoryFollowsXdg() {
    String message =
        assertThrows(ThemeException.class, () -> themesFor("XDG_CONFIG_HOME", "/x/y").read("none"))
            .getMessage();
    assertTrue(message.endsWith("/x/y/bitonic/themes"), message);
    message =
        assertThrows(ThemeException.class, () -> themesFor("HOME", "/h").read("none")).getMessage();
    assertTrue(message.endsWith("/h/.config/bitonic/themes"), message);
  }

  @Test
  void rampsAreSmoothAndKept() throws ThemeException {
    Theme theme = builtIn("nord");
    Style[] ramp = theme.ramp(Role.MUTED, Role.ACCENT, 5);
    assertEquals(theme.get(Role.MUTED).foreground(), ramp[0].foreground());
    assertEquals(theme.get(Role.ACCENT).foreground(), ramp[4].foreground());
    assertTrue(ramp == theme.ramp(Role.MUTED, Role.ACCENT, 5));
    assertEquals(
        0, theme.forDepth(ColorDepth.MONO).ramp(Role.MUTED, Role.ACCENT, 5)[0].foreground() + 1);
  }
}
