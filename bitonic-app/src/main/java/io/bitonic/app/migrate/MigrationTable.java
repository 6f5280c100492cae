package io.bitonic.app.migrate;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/** Which key of another program is which setting here, and how its value is written here. */
final class MigrationTable {
  /**
   * A key.
   *
   * @param to the setting
   * @param convert the value and all values of the file to a text, or null when it says nothing
   */
  record Row(String to, BiFunction<String, Map<String, String>, String> convert) {}

  private final Map<String, Row> rows = new HashMap<>();

  private MigrationTable() {}

  static Map<String, Row> of(ForeignFile.Format format) {
    MigrationTable t = new MigrationTable();
    switch (format) {
      case DASHBOARD -> t.dashboard();
      case CCBT -> t.ccbt();
      case TRANSMISSION -> t.transmission();
      case QBITTORRENT -> t.qbittorrent();
    }
    return t.rows;
  }

  private void same(String from, String to) {
    rows.put(from, new Row(to, (v, all) -> v));
  }

  private void as(String from, String to, UnaryOperator<String> convert) {
    rows.put(from, new Row(to, (v, all) -> convert.apply(v)));
  }

  /** Counts only while the switch {@code on} of the file is true. */
  private void when(String on, String from, String to, UnaryOperator<String> convert) {
    rows.put(
        from,
        new Row(to, (v, all) -> isTrue(all.getOrDefault(on, "false")) ? convert.apply(v) : null));
  }

  private static boolean isTrue(String text) {
    return text.equalsIgnoreCase("true") || text.equals("1");
  }

  /** KiB a second; 0 and less are no limit. */
  private static String kib(String v) {
    return v.matches("-?\\d{1,12}") ? Math.max(0, Long.parseLong(v)) * 1024 + "" : v;
  }

  /** Thousands of bytes a second. */
  private static String kb(String v) {
    return v.matches("-?\\d{1,12}") ? Math.max(0, Long.parseLong(v)) * 1000 + "" : v;
  }

  /** A count where 0 and less mean no bound, which there is none of here. */
  private static String count(String v) {
    return v.startsWith("-") || v.equals("0") ? null : v;
  }

  private static String none(String v) {
    return v.isBlank() ? null : v;
  }

  private static String number(String v) {
    try {
      BigDecimal n = new BigDecimal(v);
      return n.signum() < 0 ? null : n.stripTrailingZeros().toPlainString();
    } catch (NumberFormatException e) {
      return v;
    }
  }

  private static UnaryOperator<String> choice(String... pairs) {
    return v -> {
      for (int i = 0; i < pairs.length; i += 2) {
        if (pairs[i].equalsIgnoreCase(v)) {
          return pairs[i + 1];
        }
      }
      return v;
    };
  }

  private void dashboard() {
    as("theme", "ui.theme", MigrationTable::none);
    same("fps", "ui.fps");
    same("mouse", "ui.mouse");
  }

  private void ccbt() {
    same("network.listen_port", "network.listen_port");
    same("network.listen_port_tcp", "network.listen_port");
    as("network.max_global_peers", "network.max_peers", MigrationTable::count);
    as("network.max_peers_per_torrent", "network.max_peers_per_torrent", MigrationTable::count);
    as("network.max_upload_slots", "limits.upload_slots", MigrationTable::count);
    for (String section : new String[] {"network.", "limits."}) {
      as(section + "global_down_kib", "limits.down", MigrationTable::kib);
      as(section + "global_up_kib", "limits.up", MigrationTable::kib);
      as(section + "per_peer_down_kib", "limits.peer_down", MigrationTable::kib);
      as(section + "per_peer_up_kib", "limits.peer_up", MigrationTable::kib);
    }
    as("disk.preallocate", "disk.preallocation", choice("fallocate", "full"));
    same("disk.hash_workers", "hash.workers");
    as(
        "strategy.piece_selection",
        "strategy.order",
        v -> v.toLowerCase(Locale.ROOT).replace('_', '-'));
    same("discovery.enable_dht", "discovery.dht");
    same("discovery.enable_pex", "discovery.pex");
    as("observability.log_level", "log.level", choice("warning", "warn", "critical", "error"));
    same("observability.enable_metrics", "observability.metrics");
    same("observability.metrics_port", "observability.metrics_port");
  }

  private void transmission() {
    same("peer-port", "network.listen_port");
    as("peer-limit-global", "network.max_peers", MigrationTable::count);
    as("peer-limit-per-torrent", "network.max_peers_per_torrent", MigrationTable::count);
    as("upload-slots-per-torrent", "limits.upload_slots", MigrationTable::count);
    when("speed-limit-down-enabled", "speed-limit-down", "limits.down", MigrationTable::kb);
    when("speed-limit-up-enabled", "speed-limit-up", "limits.up", MigrationTable::kb);
    as("alt-speed-down", "limits.alternative_down", MigrationTable::kb);
    as("alt-speed-up", "limits.alternative_up", MigrationTable::kb);
    rows.put(
        "alt-speed-time-begin", new Row("limits.alternative_schedule", MigrationTable::schedule));
    same("dht-enabled", "discovery.dht");
    same("pex-enabled", "discovery.pex");
    same("lpd-enabled", "discovery.lsd");
    same("port-forwarding-enabled", "discovery.port_mapping");
    as("utp-enabled", "network.transport", choice("true", "both", "false", "tcp"));
    as(
        "encryption",
        "security.encryption",
        choice("0", "allowed", "1", "preferred", "2", "required"));
    as("preallocation", "disk.preallocation", choice("0", "none", "1", "sparse", "2", "full"));
    when("ratio-limit-enabled", "ratio-limit", "queue.seed_ratio", MigrationTable::number);
    when(
        "download-queue-enabled",
        "download-queue-size",
        "queue.active_downloads",
        UnaryOperator.identity());
    when("seed-queue-enabled", "seed-queue-size", "queue.active_seeds", UnaryOperator.identity());
    when("watch-dir-enabled", "watch-dir", "watch.folders", MigrationTable::none);
    when(
        "script-torrent-done-enabled",
        "script-torrent-done-filename",
        "commands.completed",
        MigrationTable::none);
    as("bind-address-ipv4", "network.bind", v -> v.equals("0.0.0.0") ? null : none(v));
  }

  private static String schedule(String begin, Map<String, String> all) {
    if (!isTrue(all.getOrDefault("alt-speed-time-enabled", "false"))) {
      return null;
    }
    try {
      int days = Integer.parseInt(all.getOrDefault("alt-speed-time-day", "127"));
      StringBuilder b = new StringBuilder();
      String[] names = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
      for (int i = 0; i < names.length; i++) {
        b.append((days & 1 << i) == 0 ? "" : names[i] + " ");
      }
      return b + clock(begin) + "-" + clock(all.getOrDefault("alt-speed-time-end", begin));
    } catch (NumberFormatException e) {
      return begin;
    }
  }

  private static String clock(String minutes) {
    int m = Integer.parseInt(minutes);
    return String.format(Locale.ROOT, "%02d:%02d", m / 60 % 24, m % 60);
  }

  private void qbittorrent() {
    String s = "BitTorrent.Session\\";
    same(s + "Port", "network.listen_port");
    as(s + "MaxConnections", "network.max_peers", MigrationTable::count);
    as(s + "MaxConnectionsPerTorrent", "network.max_peers_per_torrent", MigrationTable::count);
    as(s + "MaxUploadsPerTorrent", "limits.upload_slots", MigrationTable::count);
    as(s + "GlobalDLSpeedLimit", "limits.down", MigrationTable::kib);
    as(s + "GlobalUPSpeedLimit", "limits.up", MigrationTable::kib);
    as(s + "AlternativeGlobalDLSpeedLimit", "limits.alternative_down", MigrationTable::kib);
    as(s + "AlternativeGlobalUPSpeedLimit", "limits.alternative_up", MigrationTable::kib);
    as(s + "IgnoreLimitsOnLAN", "limits.local_exempt", UnaryOperator.identity());
    same(s + "DHTEnabled", "discovery.dht");
    same(s + "PeXEnabled", "discovery.pex");
    same(s + "LSDEnabled", "discovery.lsd");
    as(s + "BTProtocol", "network.transport", choice("Both", "both", "TCP", "tcp", "UTP", "utp"));
    as(
        s + "Encryption",
        "security.encryption",
        choice("0", "allowed", "1", "required", "2", "off"));
    as(s + "Preallocation", "disk.preallocation", choice("true", "full", "false", "sparse"));
    as(s + "Interface", "network.interface", MigrationTable::none);
    as(s + "GlobalMaxRatio", "queue.seed_ratio", MigrationTable::number);
    as(s + "GlobalMaxSeedingMinutes", "queue.seed_time", MigrationTable::number);
    when(
        s + "QueueingSystemEnabled",
        s + "MaxActiveDownloads",
        "queue.active_downloads",
        MigrationTable::count);
    when(
        s + "QueueingSystemEnabled",
        s + "MaxActiveUploads",
        "queue.active_seeds",
        MigrationTable::count);
    when(s + "IPFilteringEnabled", s + "IPFilter", "security.ip_filters", MigrationTable::none);
    same("Network.PortForwardingEnabled", "discovery.port_mapping");
  }
}
