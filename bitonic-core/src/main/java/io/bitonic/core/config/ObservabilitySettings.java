package io.bitonic.core.config;

import java.net.InetAddress;
import java.util.List;
import java.util.regex.Pattern;

/** The rows of {@link SettingTable} about metrics and the log. */
final class ObservabilitySettings {
  static final SettingRows ROWS = new SettingRows();

  private static final Pattern TRACED =
      Pattern.compile(
          "[0-9a-f]{8,40}|[0-9.]{7,15}(:\\d{1,5})?|[0-9a-fA-F:.]{2,45}"
              + "|\\[[0-9a-fA-F:.]{2,45}](:\\d{1,5})?");

  private static final Setting<Boolean> METRICS =
      ROWS.live(
          "observability.metrics",
          Type.bool(),
          false,
          "Give metrics for Prometheus over HTTP, at /metrics.",
          s -> s.observability().metrics());
  private static final Setting<InetAddress> METRICS_ADDRESS =
      ROWS.live(
          "observability.metrics_address",
          Type.address(),
          InetAddress.ofLiteral("127.0.0.1"),
          "Address that metrics are asked for at; whoever reaches it may read them.",
          s -> s.observability().metricsAddress());
  private static final Setting<Integer> METRICS_PORT =
      ROWS.live(
          "observability.metrics_port",
          Type.integer(1, 65535),
          9799,
          "Port that metrics are asked for at.",
          s -> s.observability().metricsPort());
  private static final Setting<Boolean> METRICS_PER_TORRENT =
      ROWS.live(
          "observability.metrics_per_torrent",
          Type.bool(),
          false,
          "Also give series for each torrent, with its name: of the first 500.",
          s -> s.observability().metricsPerTorrent());
  private static final Setting<Settings.LogLevel> LOG_LEVEL =
      ROWS.live(
          "log.level",
          Type.choice(Settings.LogLevel.class),
          Settings.LogLevel.INFO,
          "What gets into the log.",
          s -> s.log().level());
  private static final Setting<List<String>> LOG_LEVELS =
      ROWS.live(
          "log.levels",
          Type.list(Type.text("component=level, as swarm=debug", LogComponents.PATTERN)),
          List.of(),
          "Levels of single components.",
          s -> s.log().levels());
  private static final Setting<Settings.LogFormat> LOG_FORMAT =
      ROWS.atStart(
          "log.format",
          Type.choice(Settings.LogFormat.class),
          Settings.LogFormat.TEXT,
          "Lines for people, or a JSON object a line.",
          s -> s.log().format());
  private static final Setting<Long> LOG_SIZE =
      ROWS.atStart(
          "log.size",
          Type.size(64L << 10, 1L << 30),
          5L << 20,
          "Size at which the next log file is begun.",
          s -> s.log().fileBytes());
  private static final Setting<Integer> LOG_FILES =
      ROWS.atStart(
          "log.files",
          Type.integer(0, 100),
          3,
          "Older log files that are kept.",
          s -> s.log().files());
  private static final Setting<List<String>> LOG_TRACE =
      ROWS.live(
          "log.trace",
          Type.list(Type.text("an info-hash, an address, or address:port", TRACED)),
          List.of(),
          "Torrents and peers whose every message is written to a file of its own.",
          s -> s.log().trace());

  private ObservabilitySettings() {}

  static Settings.Observability observability(Values v) {
    return new Settings.Observability(
        v.get(METRICS), v.get(METRICS_ADDRESS), v.get(METRICS_PORT), v.get(METRICS_PER_TORRENT));
  }

  static Settings.Log log(Values v) {
    return new Settings.Log(
        v.get(LOG_LEVEL),
        v.get(LOG_LEVELS),
        v.get(LOG_FORMAT),
        v.get(LOG_SIZE),
        v.get(LOG_FILES),
        v.get(LOG_TRACE));
  }
}
