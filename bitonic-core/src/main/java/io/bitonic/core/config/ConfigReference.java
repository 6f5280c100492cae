package io.bitonic.core.config;

/** The settings as a reference for people. */
public final class ConfigReference {
  private ConfigReference() {}

  /** Plain text, a paragraph for each. */
  public static String text() {
    StringBuilder b = new StringBuilder();
    for (Setting<?> s : SettingTable.all()) {
      b.append(s.key()).append(" = ").append(s.fallbackToml()).append('\n');
      b.append("    ").append(s.text()).append('\n');
      b.append("    ").append(ConfigEditor.describe(s)).append('\n');
    }
    return b.toString();
  }

  /** A table per section, as in docs/configuration.md. */
  public static String markdown() {
    StringBuilder b = new StringBuilder();
    SettingTable.sections()
        .forEach(
            (section, line) -> {
              b.append("### [").append(section).append("]\n\n").append(line).append("\n\n");
              b.append("| setting | default | values | change | meaning |\n");
              b.append("|---|---|---|---|---|\n");
              for (Setting<?> s : SettingTable.all()) {
                if (s.section().equals(section)) {
                  row(b, s);
                }
              }
              b.append('\n');
            });
    b.append("### [labels.NAME]\n\nWhat is set for all torrents of a label; changes are live.\n\n");
    return b.append(Label.markdown()).toString();
  }

  private static void row(StringBuilder b, Setting<?> s) {
    b.append("| `").append(s.name()).append("` | `").append(s.fallbackToml()).append("` | ");
    b.append(s.type().name());
    if (!s.type().range().isEmpty()) {
      b.append(": ").append(s.type().range().replace("|", "\\|"));
    }
    b.append(" | ").append(s.live() ? "live" : "at start").append(" | ");
    b.append(s.text()).append(" |\n");
  }
}
