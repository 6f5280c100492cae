package io.bitonic.tui.theme;

import io.bitonic.tui.terminal.ColorDepth;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * The themes there are: those of the program, and files {@code NAME.toml} in the user's directory,
 * which win over a built-in of the same name.
 */
public final class Themes {
  public static final String DEFAULT = "bitonic-dark";

  /** Names of the themes in the program, without their ending. */
  public static final List<String> BUILT_IN =
      List.of(
          "bitonic-dark",
          "bitonic-light",
          "catppuccin-latte",
          "catppuccin-mocha",
          "dracula",
          "gruvbox-dark",
          "gruvbox-light",
          "high-contrast",
          "monochrome",
          "nord",
          "solarized-dark",
          "solarized-light",
          "tokyo-night");

  private static final String SUFFIX = ".toml";
  private static final int MAX_USER_THEMES = 256;

  private final Path userDirectory;

  /**
   * @param userDirectory where the user's own themes are; need not exist
   */
  public Themes(Path userDirectory) {
    this.userDirectory = userDirectory;
  }

  /** Themes with the user's in {@code themes/} of this configuration folder. */
  public static Themes of(Path configDir) {
    return new Themes(configDir.resolve("themes"));
  }

  /** All names in alphabetical order. */
  public List<String> names() {
    TreeSet<String> names = new TreeSet<>(BUILT_IN);
    try (DirectoryStream<Path> files = Files.newDirectoryStream(userDirectory, "*" + SUFFIX)) {
      for (Path file : files) {
        if (names.size() >= BUILT_IN.size() + MAX_USER_THEMES) {
          break;
        }
        String name = file.getFileName().toString();
        names.add(name.substring(0, name.length() - SUFFIX.length()));
      }
    } catch (IOException e) {
      // The directory is optional.
      return List.copyOf(names);
    }
    return List.copyOf(names);
  }

  /**
   * The theme of this name, made for this many colours. When it can't be read, {@code problems} is
   * given one line that says why, and the default theme is returned.
   */
  public Theme load(String name, ColorDepth depth, Consumer<String> problems) {
    try {
      return read(name).forDepth(depth);
    } catch (ThemeException e) {
      problems.accept(e.getMessage() + "; using " + DEFAULT);
    }
    try {
      return readBuiltIn(DEFAULT).forDepth(depth);
    } catch (ThemeException e) {
      problems.accept(e.getMessage());
      return new Theme(DEFAULT, false, Map.of()).forDepth(ColorDepth.MONO);
    }
  }

  /** The theme of this name as its file says. */
  public Theme read(String name) throws ThemeException {
    Path file = name.matches("[\\w .+-]{1,100}") ? userDirectory.resolve(name + SUFFIX) : null;
    if (file != null && Files.isRegularFile(file)) {
      try (InputStream in = Files.newInputStream(file)) {
        return ThemeParser.parse(name, file.toString(), text(in));
      } catch (IOException e) {
        throw new ThemeException(file + ": can't be read: " + e.getMessage());
      }
    }
    if (!BUILT_IN.contains(name)) {
      throw new ThemeException(
          "no theme \""
              + name
              + "\"; there are "
              + String.join(", ", names())
              + ", or put NAME.toml into "
              + userDirectory);
    }
    return readBuiltIn(name);
  }

  private static Theme readBuiltIn(String name) throws ThemeException {
    String resource = "/themes/" + name + SUFFIX;
    try (InputStream in = Themes.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new ThemeException(resource + " is missing from the program");
      }
      return ThemeParser.parse(name, resource, text(in));
    } catch (IOException e) {
      throw new ThemeException(resource + ": can't be read: " + e.getMessage());
    }
  }

  private static String text(InputStream in) throws IOException {
    return new String(in.readNBytes(ThemeParser.MAX_CHARS + 1), StandardCharsets.UTF_8);
  }
}
