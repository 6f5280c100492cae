package io.bitonic.tui.control;

import io.bitonic.core.config.ConfigFile;
import io.bitonic.core.config.Setting;
import io.bitonic.core.config.SettingTable;
import io.bitonic.core.config.Values;
import io.bitonic.tui.model.Effect;
import io.bitonic.tui.model.Overlay;
import io.bitonic.tui.model.UiState;
import io.bitonic.tui.text.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Every setting of the file, looked at and changed from the dashboard. */
final class SettingActions {
  private static final int SHOWN = 40;

  private SettingActions() {}

  /** {@code :set KEY VALUE}; alone it opens the list. */
  static Action set() {
    return Action.of(
            "set", "All settings of bitonic.toml", Scope.MAIN, "", (s, o) -> SettingActions.open(s))
        .with("KEY VALUE", s -> words(), SettingActions::set);
  }

  /** Keys, and for those with few values the values. */
  private static List<String> words() {
    List<String> words = new ArrayList<>();
    for (Setting<?> s : SettingTable.all()) {
      words.add(s.key());
      values(s).forEach(v -> words.add(s.key() + " " + v));
    }
    return words;
  }

  private static List<String> values(Setting<?> s) {
    return switch (s.type().name()) {
      case "choice" -> List.of(s.type().range().split(", "));
      case "boolean" -> List.of("true", "false");
      default -> List.of();
    };
  }

  private static String set(UiState s, String text, Consumer<Effect> out) {
    String[] words = text.strip().split("\\s+", 2);
    Setting<?> setting = SettingTable.find(words[0]);
    if (setting == null) {
      String near = SettingTable.nearest(words[0]);
      return "there is no setting "
          + Text.sanitise(words[0], 60)
          + (near == null ? "; Tab lists them" : "; do you mean " + near + "?");
    }
    if (words.length < 2) {
      ask(s, setting);
      return "";
    }
    return keep(s, setting, words[1], out);
  }

  private static String keep(UiState s, Setting<?> setting, String text, Consumer<Effect> out) {
    ConfigFile.Result r = ConfigFile.readPairs(List.of(setting.key() + "=" + text));
    if (!r.problems().isEmpty()) {
      return Text.sanitise(r.problems().getFirst().message(), 200);
    }
    out.accept(new Effect.Keep(setting.key(), text));
    s.say(setting.key() + ": " + shown(setting, r.values()) + when(setting));
    return "";
  }

  private static String when(Setting<?> setting) {
    return setting.live() ? "" : ", from the next start on";
  }

  /** Opens the list. */
  static void open(UiState s) {
    if (s.settings() == null) {
      s.complain("the settings are not known here");
      return;
    }
    Values values = SettingTable.values(s.settings(), Values.Origin.FILE);
    List<Overlay.Item> items = new ArrayList<>();
    for (Setting<?> setting : SettingTable.all()) {
      items.add(
          new Overlay.Item(
              setting.key(), Text.cut(shown(setting, values), SHOWN), o -> ask(s, setting)));
    }
    s.open(new Overlay.Menu("Settings in force", items, 0));
  }

  private static String shown(Setting<?> setting, Values values) {
    String toml = values.toml(setting);
    return setting.key().endsWith("password") && toml.length() > 2 ? "***" : toml;
  }

  private static void ask(UiState s, Setting<?> setting) {
    s.open(
        new Overlay.Dialog(
            setting.key(),
            setting.text() + when(setting),
            s.settings() == null ? "" : plain(setting, s),
            values(setting).isEmpty()
                ? Overlay.Dialog.Complete.NOTHING
                : Overlay.Dialog.Complete.WORDS,
            values(setting),
            (text, out) -> keep(s, setting, text, out)));
  }

  /** As it is typed: without quotes; lists by commas. */
  private static String plain(Setting<?> setting, UiState s) {
    return setting.key().endsWith("password")
        ? ""
        : SettingTable.values(s.settings(), Values.Origin.FILE).text(setting);
  }
}
