package io.bitonic.core.config;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Every setting there is, in the order of the configuration file, and how the {@link Settings} of
 * an engine are made of them.
 */
public final class SettingTable {
  private static final String LABELS = "labels.";
  private static final Map<String, Setting<?>> BY_KEY = new LinkedHashMap<>();
  private static final Map<String, String> SECTIONS = new LinkedHashMap<>();
  private static final Pattern TRACED =
      Pattern.compile(
          "[0-9a-f]{8,40}|[0-9.]{7,15}(:\\d{1,5})?|[0-9a-fA-F:.]{2,45}"
              + "|\\[[0-9a-fA-F:.]{2,45}](:\\d{1,5})?");
  private static final Pattern HOST_PORT =
      Pattern.compile("[^\\s:]+:\\d{1,5}|\\[[^\\s\\]]+]:\\d{1,5}");

  // ---- network
  // ---------------------------------------------------------------------------------------------------

  private static final Setting<Integer> LISTEN_PORT =
      live(
          "network.listen_port",
          Type.integer(0, 65535),
          6881,
          "TCP and UDP port that peers connect to; 0 takes any free one.",
          s -> s.network().listenPort());
  private static final Setting<Integer> LISTEN_PORT_TRIES =
      live(
          "network.listen_port_tries",
          Type.integer(1, 1000),
          100,
          "Ports tried from listen_port on when it is taken.",
          s -> s.network().listenPortTries());
  private static final Setting<List<InetAddress>> BIND =
      live(
          "network.bind",
          Type.list(Type.address()),
          List.of(),
          "Addresses to listen on and connect from; none: all.",
          s -> s.network().bind());
  private static final Setting<String> INTERFACE =
      live(
          "network.interface",
          Type.text("the name of a network interface", Pattern.compile("[\\w.:-]{0,64}")),
          "",
          "The only network interface that may be used, such as tun0; when it is gone, all traffic"
              + " stops.",
          s -> s.network().interfaceName());
  private static final Setting<Settings.Transport> TRANSPORT =
      live(
          "network.transport",
          Type.choice(Settings.Transport.class),
          Settings.Transport.BOTH,
          "What peers are reached over; connections that are there stay.",
          s -> s.network().transport());
  private static final Setting<Integer> LOOPS =
      atStart(
          "network.loops",
          Type.integer(1, 64),
          1,
          "Event loops (threads); each torrent is on one.",
          s -> s.network().loops());
  private static final Setting<Integer> MAX_PEERS =
      live(
          "network.max_peers",
          Type.integer(1, 10_000),
          200,
          "Connections in all.",
          s -> s.network().maxPeers());
  private static final Setting<Integer> MAX_PEERS_PER_TORRENT =
      live(
          "network.max_peers_per_torrent",
          Type.integer(1, 10_000),
          100,
          "Connections of one torrent.",
          s -> s.network().maxPeersPerTorrent());
  private static final Setting<Integer> HALF_OPEN =
      live(
          "network.half_open",
          Type.integer(1, 1000),
          50,
          "Connection attempts under way at most.",
          s -> s.network().halfOpen());
  private static final Setting<Integer> CONNECTS_PER_SECOND =
      live(
          "network.connects_per_second",
          Type.integer(1, 1000),
          30,
          "Connection attempts begun in a second at most.",
          s -> s.network().connectsPerSecond());
  private static final Setting<Long> RECEIVE_BUFFER =
      live(
          "network.receive_buffer",
          Type.size(0, 64L << 20),
          0L,
          "Receive buffer of a connection in bytes; 0 leaves it to the system.",
          s -> (long) s.network().receiveBuffer());
  private static final Setting<Long> SEND_BUFFER =
      live(
          "network.send_buffer",
          Type.size(0, 64L << 20),
          0L,
          "Send buffer of a connection in bytes; 0 leaves it to the system.",
          s -> (long) s.network().sendBuffer());

  // ---- disk, hash
  // ------------------------------------------------------------------------------------------------

  private static final Setting<Integer> DISK_WORKERS =
      atStart(
          "disk.workers",
          Type.integer(1, 64),
          2,
          "Threads that read and write files.",
          s -> s.disk().workers());
  private static final Setting<Long> DISK_BUFFER =
      live(
          "disk.buffer",
          Type.size(4L << 20, 64L << 30),
          64L << 20,
          "Memory for pieces that are not on the disk yet; when it is full, peers wait.",
          s -> s.disk().bufferBytes());
  private static final Setting<Integer> OPEN_FILES =
      live(
          "disk.open_files",
          Type.integer(4, 100_000),
          40,
          "Files held open at most.",
          s -> s.disk().openFiles());
  private static final Setting<Settings.Preallocation> PREALLOCATION =
      live(
          "disk.preallocation",
          Type.choice(Settings.Preallocation.class),
          Settings.Preallocation.SPARSE,
          "How space is taken before a download: none, sparse (the size is set) or full (blocks are"
              + " reserved).",
          s -> s.disk().preallocation());
  private static final Setting<Settings.Reads> READS =
      live(
          "disk.reads",
          Type.choice(Settings.Reads.class),
          Settings.Reads.POSITIONAL,
          "How files are read: positional (calls that use the system's cache), mapped"
              + " (memory-mapped) or direct (from the device, past the cache: for data that is"
              + " larger than memory).",
          s -> s.disk().reads());
  private static final Setting<Integer> HASH_WORKERS =
      atStart(
          "hash.workers",
          Type.integer(0, 256),
          0,
          "Threads that hash; 0 is one per processor.",
          s -> s.hash().workers());

  // ---- strategy, limits
  // ------------------------------------------------------------------------------------------

  private static final Setting<Settings.PieceOrder> ORDER =
      live(
          "strategy.order",
          Type.choice(Settings.PieceOrder.class),
          Settings.PieceOrder.RAREST_FIRST,
          "In which order pieces of new torrents are asked for.",
          s -> s.strategy().order());
  private static final Setting<Integer> MAX_REQUESTS =
      live(
          "strategy.max_requests",
          Type.integer(16, 2000),
          500,
          "Outstanding requests to one peer at most; what the rate asks for is less as a rule.",
          s -> s.strategy().maxRequests());
  private static final Setting<Long> DOWN =
      live(
          "limits.down",
          Type.rate(),
          0L,
          "Download rate over all torrents; 0 is no limit.",
          s -> s.limits().downBytesPerSecond());
  private static final Setting<Long> UP =
      live(
          "limits.up",
          Type.rate(),
          0L,
          "Upload rate over all torrents; 0 is no limit.",
          s -> s.limits().upBytesPerSecond());
  private static final Setting<Integer> UPLOAD_SLOTS =
      live(
          "limits.upload_slots",
          Type.integer(1, 1000),
          8,
          "Peers of one torrent that are uploaded to at a time.",
          s -> s.limits().uploadSlots());

  private static final Setting<Long> PEER_DOWN =
      live(
          "limits.peer_down",
          Type.rate(),
          0L,
          "Download rate from each single peer; 0 is no limit.",
          s -> s.limits().peerDown());
  private static final Setting<Long> PEER_UP =
      live(
          "limits.peer_up",
          Type.rate(),
          0L,
          "Upload rate to each single peer; 0 is no limit.",
          s -> s.limits().peerUp());
  private static final Setting<Settings.Alternative> ALTERNATIVE =
      live(
          "limits.alternative",
          Type.choice(Settings.Alternative.class),
          Settings.Alternative.SCHEDULE,
          "When the alternative rates are in force: by the schedule, always (on) or never (off).",
          s -> s.limits().alternative());
  private static final Setting<Long> ALTERNATIVE_DOWN =
      live(
          "limits.alternative_down",
          Type.rate(),
          1L << 20,
          "Download rate over all torrents in alternative mode; 0 is no limit.",
          s -> s.limits().alternativeDown());
  private static final Setting<Long> ALTERNATIVE_UP =
      live(
          "limits.alternative_up",
          Type.rate(),
          128L << 10,
          "Upload rate over all torrents in alternative mode; 0 is no limit.",
          s -> s.limits().alternativeUp());
  private static final Setting<List<WeekSpan>> SCHEDULE =
      live(
          "limits.alternative_schedule",
          Type.list(Type.weekSpan()),
          List.of(),
          "When the alternative rates are in force, in local time.",
          s -> s.limits().schedule());
  private static final Setting<Boolean> LOCAL_EXEMPT =
      live(
          "limits.local_exempt",
          Type.bool(),
          false,
          "Peers in the local network are not limited by any rate.",
          s -> s.limits().localExempt());

  static {
    SessionSettings.rows().forEach(SettingTable::add);
  }

  // ---- discovery, security, proxy
  // --------------------------------------------------------------------------------

  private static final Setting<Boolean> DHT =
      live(
          "discovery.dht",
          Type.bool(),
          true,
          "Find peers without a tracker in the distributed hash table (public torrents only).",
          s -> s.discovery().dht());
  private static final Setting<List<String>> DHT_BOOTSTRAP =
      atStart(
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
      live(
          "discovery.pex",
          Type.bool(),
          true,
          "Exchange addresses with connected peers (public torrents only).",
          s -> s.discovery().pex());
  private static final Setting<Boolean> LSD =
      live(
          "discovery.lsd",
          Type.bool(),
          true,
          "Find peers on the local network by multicast (public torrents only).",
          s -> s.discovery().lsd());
  private static final Setting<Boolean> PORT_MAPPING =
      live(
          "discovery.port_mapping",
          Type.bool(),
          true,
          "Ask the router for the listen port by PCP, NAT-PMP or UPnP.",
          s -> s.discovery().portMapping());
  private static final Setting<Boolean> WEB_SEEDS =
      live(
          "discovery.web_seeds",
          Type.bool(),
          true,
          "Download from web servers that a torrent names (private torrents too).",
          s -> s.discovery().webSeeds());
  private static final Setting<Boolean> LOCAL_WEB_SEEDS =
      live(
          "discovery.local_web_seeds",
          Type.bool(),
          false,
          "Also from web servers on this machine and in the local network.",
          s -> s.discovery().localWebSeeds());
  private static final Setting<Settings.Encryption> ENCRYPTION =
      live(
          "security.encryption",
          Type.choice(Settings.Encryption.class),
          Settings.Encryption.ALLOWED,
          "Encryption of peer connections: allowed tries plain first, preferred RC4 first.",
          s -> s.security().encryption());
  private static final Setting<List<Path>> IP_FILTERS =
      live(
          "security.ip_filters",
          Type.list(Type.path()),
          List.of(),
          "Lists of addresses that are never talked to: CIDR, P2P or DAT files.",
          s -> s.security().ipFilters());
  private static final Setting<Settings.ProxyKind> PROXY_KIND =
      atStart(
          "proxy.kind",
          Type.choice(Settings.ProxyKind.class),
          Settings.ProxyKind.NONE,
          "How the proxy is spoken to.",
          s -> s.proxy().kind());
  private static final Setting<String> PROXY_HOST =
      atStart(
          "proxy.host",
          Type.text("a host name or address"),
          "",
          "The proxy's host.",
          s -> s.proxy().host());
  private static final Setting<Integer> PROXY_PORT =
      atStart("proxy.port", Type.integer(0, 65535), 0, "The proxy's port.", s -> s.proxy().port());
  private static final Setting<String> PROXY_USER =
      atStart(
          "proxy.user",
          Type.text(""),
          "",
          "Name at the proxy; empty: none is asked for.",
          s -> s.proxy().user());
  private static final Setting<String> PROXY_PASSWORD =
      atStart(
          "proxy.password", Type.text(""), "", "Password at the proxy.", s -> s.proxy().password());
  private static final Setting<Boolean> PROXY_PEERS =
      atStart(
          "proxy.peers",
          Type.bool(),
          true,
          "Peer connections go through the proxy.",
          s -> s.proxy().peers());
  private static final Setting<Boolean> PROXY_TRACKERS =
      atStart(
          "proxy.trackers",
          Type.bool(),
          true,
          "Trackers are asked through the proxy.",
          s -> s.proxy().trackers());
  private static final Setting<Boolean> PROXY_WEB_SEEDS =
      atStart(
          "proxy.web_seeds",
          Type.bool(),
          true,
          "Web seeds are asked through the proxy.",
          s -> s.proxy().webSeeds());
  private static final Setting<Boolean> METRICS =
      live(
          "observability.metrics",
          Type.bool(),
          false,
          "Give metrics for Prometheus over HTTP, at /metrics.",
          s -> s.observability().metrics());
  private static final Setting<InetAddress> METRICS_ADDRESS =
      live(
          "observability.metrics_address",
          Type.address(),
          InetAddress.ofLiteral("127.0.0.1"),
          "Address that metrics are asked for at; whoever reaches it may read them.",
          s -> s.observability().metricsAddress());
  private static final Setting<Integer> METRICS_PORT =
      live(
          "observability.metrics_port",
          Type.integer(1, 65535),
          9799,
          "Port that metrics are asked for at.",
          s -> s.observability().metricsPort());
  private static final Setting<Boolean> METRICS_PER_TORRENT =
      live(
          "observability.metrics_per_torrent",
          Type.bool(),
          false,
          "Also give series for each torrent, with its name: of the first 500.",
          s -> s.observability().metricsPerTorrent());

  private static final Setting<Settings.LogLevel> LOG_LEVEL =
      live(
          "log.level",
          Type.choice(Settings.LogLevel.class),
          Settings.LogLevel.INFO,
          "What gets into the log.",
          s -> s.log().level());
  private static final Setting<List<String>> LOG_LEVELS =
      live(
          "log.levels",
          Type.list(Type.text("component=level, as swarm=debug", LogComponents.PATTERN)),
          List.of(),
          "Levels of single components.",
          s -> s.log().levels());
  private static final Setting<Settings.LogFormat> LOG_FORMAT =
      atStart(
          "log.format",
          Type.choice(Settings.LogFormat.class),
          Settings.LogFormat.TEXT,
          "Lines for people, or a JSON object a line.",
          s -> s.log().format());
  private static final Setting<Long> LOG_SIZE =
      atStart(
          "log.size",
          Type.size(64L << 10, 1L << 30),
          5L << 20,
          "Size at which the next log file is begun.",
          s -> s.log().fileBytes());
  private static final Setting<Integer> LOG_FILES =
      atStart(
          "log.files",
          Type.integer(0, 100),
          3,
          "Older log files that are kept.",
          s -> s.log().files());
  private static final Setting<List<String>> LOG_TRACE =
      live(
          "log.trace",
          Type.list(Type.text("an info-hash, an address, or address:port", TRACED)),
          List.of(),
          "Torrents and peers whose every message is written to a file of its own.",
          s -> s.log().trace());

  static {
    SECTIONS.put("network", "Sockets and connections.");
    SECTIONS.put("disk", "Files and the memory in front of them.");
    SECTIONS.put("hash", "Checking pieces.");
    SECTIONS.put("strategy", "What is asked for, and in which order.");
    SECTIONS.put("limits", "Rates and slots.");
    SECTIONS.put("queue", "Who runs, until when, and where finished torrents go.");
    SECTIONS.put("watch", "Folders from which the session adds torrents by itself.");
    SECTIONS.put("commands", "Programs that the session runs when something happens to a torrent.");
    SECTIONS.put("discovery", "Where peers are sought besides trackers.");
    SECTIONS.put("security", "Who is talked to, and how.");
    SECTIONS.put("proxy", "A proxy between us and the network; nothing goes around it.");
    SECTIONS.put("observability", "What others can see of the engine.");
    SECTIONS.put("log", "What is written down of what happens.");
    SECTIONS.put("ui", "The dashboard. It remembers columns, order and history by itself.");
    UiSettings.rows().forEach(SettingTable::add);
  }

  private SettingTable() {}

  /** A change takes effect while everything runs. */
  private static <T> Setting<T> live(
      String key, Type<T> type, T fallback, String text, Function<Settings, T> value) {
    return add(new Setting<>(key, type, fallback, text, true, value));
  }

  /** A change takes effect at the next start. */
  private static <T> Setting<T> atStart(
      String key, Type<T> type, T fallback, String text, Function<Settings, T> value) {
    return add(new Setting<>(key, type, fallback, text, false, value));
  }

  private static <T> Setting<T> add(Setting<T> s) {
    if (BY_KEY.put(s.key(), s) != null) {
      throw new IllegalStateException(s.key() + " twice");
    }
    return s;
  }

  /** All settings, section by section. */
  public static List<Setting<?>> all() {
    return List.copyOf(BY_KEY.values());
  }

  /** Section names with a line on each, in order. */
  public static Map<String, String> sections() {
    return java.util.Collections.unmodifiableMap(SECTIONS);
  }

  /** The setting of that key, null when there is none. */
  public static Setting<?> find(String key) {
    return BY_KEY.get(key);
  }

  /** The key or section nearest to a mistyped one, or null when none is near. */
  public static String nearest(String key) {
    List<String> names = new ArrayList<>(BY_KEY.keySet());
    names.addAll(SECTIONS.keySet());
    return Nearest.of(key, names);
  }

  /**
   * The values that settings have, none of them a default.
   *
   * @param origin said of each
   */
  public static Values values(Settings settings, Values.Origin origin) {
    Values v = new Values();
    for (Setting<?> s : all()) {
      v.put(s, s.value().apply(settings), origin);
    }
    v.labels().putAll(settings.labels());
    return v;
  }

  /**
   * Keys of those that two settings differ in, in the order of the file; {@code labels.NAME} for a
   * label.
   */
  public static List<String> changes(Settings from, Settings to) {
    List<String> keys = new ArrayList<>();
    for (Setting<?> s : all()) {
      if (!s.value().apply(from).equals(s.value().apply(to))) {
        keys.add(s.key());
      }
    }
    TreeSet<String> names = new TreeSet<>(from.labels().keySet());
    names.addAll(to.labels().keySet());
    for (String name : names) {
      if (!Objects.equals(from.labels().get(name), to.labels().get(name))) {
        keys.add(LABELS + name);
      }
    }
    return keys;
  }

  /**
   * Settings with some values of others.
   *
   * @param keys as of {@link #changes}
   */
  public static Settings merge(Settings base, Settings other, Collection<String> keys) {
    Values v = values(base, Values.Origin.FILE);
    for (String key : keys) {
      Setting<?> s = find(key);
      if (s != null) {
        v.put(s, s.value().apply(other), Values.Origin.FILE);
      } else if (key.startsWith(LABELS)) {
        String name = key.substring(LABELS.length());
        if (other.labels().containsKey(name)) {
          v.labels().put(name, other.labels().get(name));
        } else {
          v.labels().remove(name);
        }
      }
    }
    return settings(v, base.stateDir());
  }

  /** The engine's settings with state under {@code stateDir}. */
  public static Settings settings(Values v, Path stateDir) {
    int cores = Runtime.getRuntime().availableProcessors();
    int hashers = v.get(HASH_WORKERS);
    return new Settings(
        new Settings.Network(
            v.get(BIND),
            v.get(LISTEN_PORT),
            v.get(LISTEN_PORT_TRIES),
            v.get(LOOPS),
            v.get(MAX_PEERS),
            v.get(MAX_PEERS_PER_TORRENT),
            v.get(HALF_OPEN),
            v.get(CONNECTS_PER_SECOND),
            v.get(RECEIVE_BUFFER).intValue(),
            v.get(SEND_BUFFER).intValue(),
            v.get(INTERFACE),
            v.get(TRANSPORT)),
        new Settings.Disk(
            v.get(DISK_WORKERS),
            v.get(DISK_BUFFER),
            v.get(OPEN_FILES),
            v.get(PREALLOCATION),
            v.get(READS)),
        new Settings.Hash(hashers == 0 ? cores : hashers),
        new Settings.Limits(
            v.get(DOWN),
            v.get(UP),
            v.get(UPLOAD_SLOTS),
            v.get(PEER_DOWN),
            v.get(PEER_UP),
            v.get(ALTERNATIVE),
            v.get(ALTERNATIVE_DOWN),
            v.get(ALTERNATIVE_UP),
            v.get(SCHEDULE),
            v.get(LOCAL_EXEMPT)),
        new Settings.Strategy(v.get(ORDER), v.get(MAX_REQUESTS)),
        SessionSettings.queue(v),
        SessionSettings.watch(v),
        SessionSettings.commands(v),
        new Settings.Discovery(
            v.get(DHT),
            v.get(DHT_BOOTSTRAP),
            v.get(PEX),
            v.get(LSD),
            v.get(PORT_MAPPING),
            v.get(WEB_SEEDS),
            v.get(LOCAL_WEB_SEEDS)),
        new Settings.Security(v.get(ENCRYPTION), v.get(IP_FILTERS)),
        new Settings.Proxy(
            v.get(PROXY_KIND),
            v.get(PROXY_HOST),
            v.get(PROXY_PORT),
            v.get(PROXY_USER),
            v.get(PROXY_PASSWORD),
            v.get(PROXY_PEERS),
            v.get(PROXY_TRACKERS),
            v.get(PROXY_WEB_SEEDS)),
        new Settings.Observability(
            v.get(METRICS),
            v.get(METRICS_ADDRESS),
            v.get(METRICS_PORT),
            v.get(METRICS_PER_TORRENT)),
        new Settings.Log(
            v.get(LOG_LEVEL),
            v.get(LOG_LEVELS),
            v.get(LOG_FORMAT),
            v.get(LOG_SIZE),
            v.get(LOG_FILES),
            v.get(LOG_TRACE)),
        UiSettings.ui(v),
        v.labels(),
        stateDir);
  }
}
