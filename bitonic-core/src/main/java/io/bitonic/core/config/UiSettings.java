package io.bitonic.core.config;

import java.util.regex.Pattern;

/** The rows of {@link SettingTable} about the dashboard; all are live. */
final class UiSettings {
  static final SettingRows ROWS = new SettingRows();
  private static final Settings.Ui USUAL = Settings.Ui.usual();

  private static final Setting<String> THEME =
      ROWS.live(
          "ui.theme",
          Type.text("the name of a theme", Pattern.compile("[^/\\p{Cntrl}]{0,64}")),
          USUAL.theme(),
          "Colours of the dashboard: a theme of the program, or themes/NAME.toml beside this file;"
              + " empty: bitonic-dark.",
          s -> s.ui().theme());
  private static final Setting<Integer> FPS =
      ROWS.live(
          "ui.fps",
          Type.integer(1, 30),
          USUAL.fps(),
          "Frames a second at most; 10 suits a slow link.",
          s -> s.ui().fps());
  private static final Setting<Boolean> MOUSE =
      ROWS.live(
          "ui.mouse",
          Type.bool(),
          USUAL.mouse(),
          "Clicks and the wheel are for the dashboard; off leaves selecting text to the terminal.",
          s -> s.ui().mouse());
  private static final Setting<Boolean> BELL =
      ROWS.live(
          "ui.bell",
          Type.bool(),
          USUAL.bell(),
          "Alerts whose rule says so ring the terminal's bell.",
          s -> s.ui().bell());

  private UiSettings() {}

  static Settings.Ui ui(Values v) {
    return new Settings.Ui(v.get(THEME), v.get(FPS), v.get(MOUSE), v.get(BELL));
  }
}
