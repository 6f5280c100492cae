package io.bitonic.tui.app;

import io.bitonic.tui.model.AddService;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;

/**
 * What the application tells the dashboard.
 *
 * @param label name@host in the header
 * @param configDir folder of {@code dashboard.toml} and {@code themes/}; need not exist
 * @param downloads folder of new torrents
 * @param home what {@code ~} stands for
 * @param sources to add at the start: one opens the page with it, several are added as they are
 * @param addService reads sources
 * @param theme empty: the remembered one, or what fits the terminal
 * @param fps frames a second at most, 1–30; 0: the remembered number
 * @param demo say in the header that nothing here is real
 * @param zone of the clock
 * @param environment for {@code TERM}, {@code COLORTERM}, {@code NO_COLOR}
 */
public record DashboardOptions(
    String label,
    Path configDir,
    Path downloads,
    Path home,
    List<String> sources,
    AddService addService,
    String theme,
    int fps,
    boolean demo,
    ZoneId zone,
    Map<String, String> environment) {

  /** The usual options, for this user and process. */
  public static DashboardOptions of(
      String label, Path configDir, Path downloads, AddService addService) {
    return new DashboardOptions(
        label,
        configDir,
        downloads,
        Path.of(System.getProperty("user.home", "/")),
        List.of(),
        addService,
        "",
        0,
        false,
        ZoneId.systemDefault(),
        System.getenv());
  }

  public DashboardOptions withSources(List<String> list) {
    return new DashboardOptions(
        label,
        configDir,
        downloads,
        home,
        List.copyOf(list),
        addService,
        theme,
        fps,
        demo,
        zone,
        environment);
  }

  public DashboardOptions withTheme(String name) {
    return new DashboardOptions(
        label, configDir, downloads, home, sources, addService, name, fps, demo, zone, environment);
  }

  public DashboardOptions withFps(int n) {
    return new DashboardOptions(
        label, configDir, downloads, home, sources, addService, theme, n, demo, zone, environment);
  }

  public DashboardOptions asDemo() {
    return new DashboardOptions(
        label,
        configDir,
        downloads,
        home,
        sources,
        addService,
        theme,
        fps,
        true,
        zone,
        environment);
  }
}
