package io.bitonic.tui.app;

import io.bitonic.core.api.EngineException;
import io.bitonic.core.api.TorrentHandle;
import io.bitonic.core.config.Settings;
import io.bitonic.core.config.UserFolders;
import io.bitonic.tui.model.AddService;
import io.bitonic.tui.model.SettingsService;
import io.bitonic.tui.model.StreamService;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What the application tells the dashboard.
 *
 * @param label name@host in the header
 * @param configDir folder of {@code dashboard.toml} and {@code themes/}; need not exist
 * @param downloads folder of new torrents
 * @param home what {@code ~} stands for
 * @param sources to add at the start: one opens the page with it, several are added as they are
 * @param addService reads sources
 * @param streams serves files to players
 * @param settings those in force, and their file
 * @param theme for this run; empty: that of the settings
 * @param fps frames a second at most, 1–30, for this run; 0: that of the settings
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
    StreamService streams,
    SettingsService settings,
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
        UserFolders.system().home(),
        List.of(),
        addService,
        DashboardOptions::noStreams,
        SettingsService.fixed(Settings.defaults(configDir)),
        "",
        0,
        false,
        ZoneId.systemDefault(),
        System.getenv());
  }

  public DashboardOptions withSources(List<String> list) {
    return with(d -> d.sources = List.copyOf(list));
  }

  public DashboardOptions withTheme(String name) {
    return with(d -> d.theme = name);
  }

  public DashboardOptions withFps(int n) {
    return with(d -> d.fps = n);
  }

  public DashboardOptions asDemo() {
    return with(d -> d.demo = true);
  }

  /** With players served by {@code service}. */
  public DashboardOptions withStreams(StreamService service) {
    return with(d -> d.streams = service);
  }

  /** With these settings, and their file. */
  public DashboardOptions withSettings(SettingsService service) {
    return with(d -> d.settings = service);
  }

  private DashboardOptions with(Consumer<Draft> change) {
    Draft draft = new Draft();
    change.accept(draft);
    return new DashboardOptions(
        label,
        configDir,
        downloads,
        home,
        draft.sources,
        addService,
        draft.streams,
        draft.settings,
        draft.theme,
        draft.fps,
        draft.demo,
        zone,
        environment);
  }

  /** What can be changed, while it is. */
  private final class Draft {
    List<String> sources = DashboardOptions.this.sources;
    StreamService streams = DashboardOptions.this.streams;
    SettingsService settings = DashboardOptions.this.settings;
    String theme = DashboardOptions.this.theme;
    int fps = DashboardOptions.this.fps;
    boolean demo = DashboardOptions.this.demo;
  }

  private static String noStreams(TorrentHandle torrent, int file) {
    throw new EngineException(
        EngineException.Kind.BAD_ARGUMENT, "there is no streaming here: use btbt stream");
  }
}
