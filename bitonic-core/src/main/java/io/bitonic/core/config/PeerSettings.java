package io.bitonic.core.config;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The rows of {@link SettingTable} about where peers are found, who is talked to, and through which
 * proxy.
 */
final class PeerSettings {
  static final SettingRows ROWS = new SettingRows();

  private static final Pattern HOST_PORT =
      Pattern.compile("[^\\s:]+:\\d{1,5}|\\[[^\\s\\]]+]:\\d{1,5}");

  private static final Setting<Boolean> DHT =
      ROWS.live(
          "discovery.dht",
          Type.bool(),
          true,
          "Find peers without a tracker in the distributed hash table (public torrents only).",
          s -> s.discovery().dht());
  private static final Setting<List<String>> DHT_BOOTSTRAP =
      ROWS.atStart(
          "discovery.dht_bootstrap",
          Type.list(Type.text("host:port", HOST_PORT)),
          List.of(
              "dht.libtorrent.org:25401",
              "router.bittorrent.com:6881",
              "dht.transmissionbt.com:6881",
              "router.utorrent.com:6881"),
          "Nodes that are asked when no other is known.",
          s -> s.discovery().dhtBootstrap());
  private static final Setting<Boolean> PEX =
      ROWS.live(
          "discovery.pex",
          Type.bool(),
          true,
          "Exchange addresses with connected peers (public torrents only).",
          s -> s.discovery().pex());
  private static final Setting<Boolean> LSD =
      ROWS.live(
          "discovery.lsd",
          Type.bool(),
          true,
          "Find peers on the local network by multicast (public torrents only).",
          s -> s.discovery().lsd());
  private static final Setting<Boolean> PORT_MAPPING =
      ROWS.live(
          "discovery.port_mapping",
          Type.bool(),
          true,
          "Ask the router for the listen port by PCP, NAT-PMP or UPnP.",
          s -> s.discovery().portMapping());
  private static final Setting<Boolean> WEB_SEEDS =
      ROWS.live(
          "discovery.web_seeds",
          Type.bool(),
          true,
          "Download from web servers that a torrent names (private torrents too).",
          s -> s.discovery().webSeeds());
  private static final Setting<Boolean> LOCAL_WEB_SEEDS =
      ROWS.live(
          "discovery.local_web_seeds",
          Type.bool(),
          false,
          "Also from web servers on this machine and in the local network.",
          s -> s.discovery().localWebSeeds());
  private static final Setting<Settings.Encryption> ENCRYPTION =
      ROWS.live(
          "security.encryption",
          Type.choice(Settings.Encryption.class),
          Settings.Encryption.ALLOWED,
          "Encryption of peer connections: allowed tries plain first, preferred RC4 first.",
          s -> s.security().encryption());
  private static final Setting<List<Path>> IP_FILTERS =
      ROWS.live(
          "security.ip_filters",
          Type.list(Type.path()),
          List.of(),
          "Lists of addresses that are never talked to: CIDR, P2P or DAT files.",
          s -> s.security().ipFilters());
  private static final Setting<Settings.ProxyKind> PROXY_KIND =
      ROWS.atStart(
          "proxy.kind",
          Type.choice(Settings.ProxyKind.class),
          Settings.ProxyKind.NONE,
          "How the proxy is spoken to.",
          s -> s.proxy().kind());
  private static final Setting<String> PROXY_HOST =
      ROWS.atStart(
          "proxy.host",
          Type.text("a host name or address"),
          "",
          "The proxy's host.",
          s -> s.proxy().host());
  private static final Setting<Integer> PROXY_PORT =
      ROWS.atStart(
          "proxy.port", Type.integer(0, 65535), 0, "The proxy's port.", s -> s.proxy().port());
  private static final Setting<String> PROXY_USER =
      ROWS.atStart(
          "proxy.user",
          Type.text(""),
          "",
          "Name at the proxy; empty: none is asked for.",
          s -> s.proxy().user());
  private static final Setting<String> PROXY_PASSWORD =
      ROWS.atStart(
          "proxy.password", Type.text(""), "", "Password at the proxy.", s -> s.proxy().password());
  private static final Setting<Boolean> PROXY_PEERS =
      ROWS.atStart(
          "proxy.peers",
          Type.bool(),
          true,
          "Peer connections go through the proxy.",
          s -> s.proxy().peers());
  private static final Setting<Boolean> PROXY_TRACKERS =
      ROWS.atStart(
          "proxy.trackers",
          Type.bool(),
          true,
          "Trackers are asked through the proxy.",
          s -> s.proxy().trackers());
  private static final Setting<Boolean> PROXY_WEB_SEEDS =
      ROWS.atStart(
          "proxy.web_seeds",
          Type.bool(),
          true,
          "Web seeds are asked through the proxy.",
          s -> s.proxy().webSeeds());

  private PeerSettings() {}

  static Settings.Discovery discovery(Values v) {
    return new Settings.Discovery(
        v.get(DHT),
        v.get(DHT_BOOTSTRAP),
        v.get(PEX),
        v.get(LSD),
        v.get(PORT_MAPPING),
        v.get(WEB_SEEDS),
        v.get(LOCAL_WEB_SEEDS));
  }

  static Settings.Security security(Values v) {
    return new Settings.Security(v.get(ENCRYPTION), v.get(IP_FILTERS));
  }

  static Settings.Proxy proxy(Values v) {
    return new Settings.Proxy(
        v.get(PROXY_KIND),
        v.get(PROXY_HOST),
        v.get(PROXY_PORT),
        v.get(PROXY_USER),
        v.get(PROXY_PASSWORD),
        v.get(PROXY_PEERS),
        v.get(PROXY_TRACKERS),
        v.get(PROXY_WEB_SEEDS));
  }
}
