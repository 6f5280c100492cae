package io.bitonic.core.config;

import io.bitonic.core.api.ShareGoal;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Every setting there is, in the order of the configuration file, and how the {@link Settings} of
 * an engine are made of them.
 */
public final class SettingTable {
  private static final Map<String, Setting<?>> BY_KEY = new LinkedHashMap<>();
  private static final Map<String, String> SECTIONS = new LinkedHashMap<>();
  private static final Pattern HOST_PORT =
      Pattern.compile("[^\\s:]+:\\d{1,5}|\\[[^\\s\\]]+]:\\d{1,5}");

  // ---- network
  // ---------------------------------------------------------------------------------------------------

  private static final Setting<Integer> LISTEN_PORT =
      add(
          "network.listen_port",
          Type.integer(0, 65535),
          6881,
          "TCP and UDP port that peers connect to; 0 takes any free one.");
  private static final Setting<Integer> LISTEN_PORT_TRIES =
      add(
          "network.listen_port_tries",
          Type.integer(1, 1000),
          100,
          "Ports tried from listen_port on when it is taken.");
  private static final Setting<List<InetAddress>> BIND =
      add(
          "network.bind",
          Type.list(Type.address()),
          List.of(),
          "Addresses to listen on and connect from; none: all.");
  private static final Setting<String> INTERFACE =
      add(
          "network.interface",
          Type.text("the name of a network interface", Pattern.compile("[\\w.:-]{0,64}")),
          "",
          "The only network interface that may be used, such as tun0; when it is gone, all traffic"
              + " stops.");
  private static final Setting<Settings.Transport> TRANSPORT =
      add(
          "network.transport",
          Type.choice(Settings.Transport.class),
          Settings.Transport.BOTH,
          "What peers are reached over.");
  private static final Setting<Integer> LOOPS =
      add(
          "network.loops",
          Type.integer(1, 64),
          1,
          "Event loops (threads); each torrent is on one.");
  private static final Setting<Integer> MAX_PEERS =
      add("network.max_peers", Type.integer(1, 10_000), 200, "Connections in all.");
  private static final Setting<Integer> MAX_PEERS_PER_TORRENT =
      add(
          "network.max_peers_per_torrent",
          Type.integer(1, 10_000),
          100,
          "Connections of one torrent.");
  private static final Setting<Integer> HALF_OPEN =
      add("network.half_open", Type.integer(1, 1000), 50, "Connection attempts under way at most.");
  private static final Setting<Integer> CONNECTS_PER_SECOND =
      add(
          "network.connects_per_second",
          Type.integer(1, 1000),
          30,
          "Connection attempts begun in a second at most.");
  private static final Setting<Long> RECEIVE_BUFFER =
      add(
          "network.receive_buffer",
          Type.size(0, 64L << 20),
          0L,
          "Receive buffer of a connection in bytes; 0 leaves it to the system.");
  private static final Setting<Long> SEND_BUFFER =
      add(
          "network.send_buffer",
          Type.size(0, 64L << 20),
          0L,
          "Send buffer of a connection in bytes; 0 leaves it to the system.");

  // ---- disk, hash
  // ------------------------------------------------------------------------------------------------

  private static final Setting<Integer> DISK_WORKERS =
      add("disk.workers", Type.integer(1, 64), 2, "Threads that read and write files.");
  private static final Setting<Long> DISK_BUFFER =
      add(
          "disk.buffer",
          Type.size(4L << 20, 64L << 30),
          64L << 20,
          "Memory for pieces that are not on the disk yet; when it is full, peers wait.");
  private static final Setting<Integer> OPEN_FILES =
      add("disk.open_files", Type.integer(4, 100_000), 40, "Files held open at most.");
  private static final Setting<Settings.Preallocation> PREALLOCATION =
      add(
          "disk.preallocation",
          Type.choice(Settings.Preallocation.class),
          Settings.Preallocation.SPARSE,
          "How space is taken before a download: none, sparse (the size is set) or full (blocks are"
              + " reserved).");
  private static final Setting<Integer> HASH_WORKERS =
      add("hash.workers", Type.integer(0, 256), 0, "Threads that hash; 0 is one per processor.");

  // ---- strategy, limits
  // ------------------------------------------------------------------------------------------

  private static final Setting<Settings.PieceOrder> ORDER =
      add(
          "strategy.order",
          Type.choice(Settings.PieceOrder.class),
          Settings.PieceOrder.RAREST_FIRST,
          "In which order pieces of new torrents are asked for.");
  private static final Setting<Integer> MAX_REQUESTS =
      add(
          "strategy.max_requests",
          Type.integer(16, 2000),
          500,
          "Outstanding requests to one peer at most; what the rate asks for is less as a rule.");
  private static final Setting<Long> DOWN =
      add("limits.down", Type.rate(), 0L, "Download rate over all torrents; 0 is no limit.");
  private static final Setting<Long> UP =
      add("limits.up", Type.rate(), 0L, "Upload rate over all torrents; 0 is no limit.");
  private static final Setting<Integer> UPLOAD_SLOTS =
      add(
          "limits.upload_slots",
          Type.integer(1, 1000),
          8,
          "Peers of one torrent that are uploaded to at a time.");

  // ---- queue
  // -----------------------------------------------------------------------------------------------------

  private static final Setting<Integer> ACTIVE_DOWNLOADS =
      add(
          "queue.active_downloads",
          Type.integer(0, 10_000),
          0,
          "Torrents that download at a time, the first of the queue first; 0 is all.");
  private static final Setting<Integer> ACTIVE_SEEDS =
      add(
          "queue.active_seeds",
          Type.integer(0, 10_000),
          0,
          "Complete torrents that seed at a time; 0 is all.");
  private static final Setting<Boolean> COUNT_STALLED =
      add(
          "queue.count_stalled",
          Type.bool(),
          false,
          "Running torrents that move next to nothing hold a slot too.");
  private static final Setting<Integer> STALLED_AFTER =
      add(
          "queue.stalled_after",
          Type.integer(1, 86_400),
          60,
          "Seconds over which a torrent is looked at to see whether it has stalled.");
  private static final Setting<Long> STALLED_RATE =
      add(
          "queue.stalled_rate",
          Type.rate(),
          1024L,
          "A torrent that moves less than this has stalled; 0: none ever has.");
  private static final Setting<Double> SEED_RATIO =
      add(
          "queue.seed_ratio",
          Type.number(0, 10_000),
          0.0,
          "Ratio of uploaded to downloaded at which a torrent has given enough; 0: none.");
  private static final Setting<Integer> SEED_TIME =
      add(
          "queue.seed_time",
          Type.integer(0, 10_000_000),
          0,
          "Minutes of seeding after which a torrent has given enough; 0: none.");
  private static final Setting<Settings.GoalNeeds> GOAL_NEEDS =
      add(
          "queue.goal_needs",
          Type.choice(Settings.GoalNeeds.class),
          Settings.GoalNeeds.ANY,
          "Whether any of ratio and time is enough, or all that are set.");
  private static final Setting<ShareGoal.Action> GOAL_ACTION =
      add(
          "queue.goal_action",
          Type.choice(ShareGoal.Action.class),
          ShareGoal.Action.STOP,
          "What happens then: stop seeding, pause, remove from the list, or remove with its data.");
  private static final Setting<Path> COMPLETED_FOLDER =
      add(
          "queue.completed_folder",
          Type.pathOrNone(),
          Path.of(""),
          "Folder that torrents of the dashboard are moved to when they are finished; empty: they"
              + " stay.");

  // ---- discovery, security, proxy
  // --------------------------------------------------------------------------------

  private static final Setting<Boolean> DHT =
      add(
          "discovery.dht",
          Type.bool(),
          true,
          "Find peers without a tracker in the distributed hash table (public torrents only).");
  private static final Setting<List<String>> DHT_BOOTSTRAP =
      add(
          "discovery.dht_bootstrap",
          Type.list(Type.text("host:port", HOST_PORT)),
          List.of(
              "dht.libtorrent.org:25401",
              "router.bittorrent.com:6881",
              "dht.transmissionbt.com:6881",
              "router.utorrent.com:6881"),
          "Nodes that are asked when no other is known.");
  private static final Setting<Boolean> PEX =
      add(
          "discovery.pex",
          Type.bool(),
          true,
          "Exchange addresses with connected peers (public torrents only).");
  private static final Setting<Boolean> LSD =
      add(
          "discovery.lsd",
          Type.bool(),
          true,
          "Find peers on the local network by multicast (public torrents only).");
  private static final Setting<Boolean> PORT_MAPPING =
      add(
          "discovery.port_mapping",
          Type.bool(),
          true,
          "Ask the router for the listen port by PCP, NAT-PMP or UPnP.");
  private static final Setting<Settings.Encryption> ENCRYPTION =
      add(
          "security.encryption",
          Type.choice(Settings.Encryption.class),
          Settings.Encryption.ALLOWED,
          "Encryption of peer connections: allowed tries plain first, preferred RC4 first.");
  private static final Setting<List<Path>> IP_FILTERS =
      add(
          "security.ip_filters",
          Type.list(Type.path()),
          List.of(),
          "Lists of addresses that are never talked to: CIDR, P2P or DAT files.");
  private static final Setting<Settings.ProxyKind> PROXY_KIND =
      add(
          "proxy.kind",
          Type.choice(Settings.ProxyKind.class),
          Settings.ProxyKind.NONE,
          "How the proxy is spoken to.");
  private static final Setting<String> PROXY_HOST =
      add("proxy.host", Type.text("a host name or address"), "", "The proxy's host.");
  private static final Setting<Integer> PROXY_PORT =
      add("proxy.port", Type.integer(0, 65535), 0, "The proxy's port.");
  private static final Setting<String> PROXY_USER =
      add("proxy.user", Type.text(""), "", "Name at the proxy; empty: none is asked for.");
  private static final Setting<String> PROXY_PASSWORD =
      add("proxy.password", Type.text(""), "", "Password at the proxy.");
  private static final Setting<Boolean> PROXY_PEERS =
      add("proxy.peers", Type.bool(), true, "Peer connections go through the proxy.");
  private static final Setting<Boolean> PROXY_TRACKERS =
      add("proxy.trackers", Type.bool(), true, "Trackers are asked through the proxy.");
  private static final Setting<Boolean> METRICS =
      add(
          "observability.metrics",
          Type.bool(),
          false,
          "Give metrics for Prometheus over HTTP, at /metrics.");
  private static final Setting<InetAddress> METRICS_ADDRESS =
      add(
          "observability.metrics_address",
          Type.address(),
          InetAddress.ofLiteral("127.0.0.1"),
          "Address that metrics are asked for at; whoever reaches it may read them.");
  private static final Setting<Integer> METRICS_PORT =
      add(
          "observability.metrics_port",
          Type.integer(1, 65535),
          9799,
          "Port that metrics are asked for at.");
  private static final Setting<Boolean> METRICS_PER_TORRENT =
      add(
          "observability.metrics_per_torrent",
          Type.bool(),
          false,
          "Also give series for each torrent, with its name: of the first 500.");

  static {
    SECTIONS.put("network", "Sockets and connections.");
    SECTIONS.put("disk", "Files and the memory in front of them.");
    SECTIONS.put("hash", "Checking pieces.");
    SECTIONS.put("strategy", "What is asked for, and in which order.");
    SECTIONS.put("limits", "Rates and slots.");
    SECTIONS.put("queue", "Who runs, until when, and where finished torrents go.");
    SECTIONS.put("discovery", "Where peers are sought besides trackers.");
    SECTIONS.put("security", "Who is talked to, and how.");
    SECTIONS.put("proxy", "A proxy between us and the network; nothing goes around it.");
    SECTIONS.put("observability", "What others can see of the engine.");
  }

  private SettingTable() {}

  private static <T> Setting<T> add(String key, Type<T> type, T fallback, String text) {
    Setting<T> s = new Setting<>(key, type, fallback, text);
    if (BY_KEY.put(key, s) != null) {
      throw new IllegalStateException(key + " twice");
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
    String best = null;
    int least = Math.max(2, key.length() / 3) + 1;
    for (String name : names) {
      int d = distance(key, name);
      String own = name.substring(name.indexOf('.') + 1);
      if (key.substring(key.indexOf('.') + 1).equals(own)) {
        d = Math.min(d, 1);
      }
      if (d < least) {
        least = d;
        best = name;
      }
    }
    return best;
  }

  /** Levenshtein's. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int up = row[j];
        int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(change, Math.min(up, row[j - 1]) + 1);
        diagonal = up;
      }
    }
    return row[b.length()];
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
            v.get(DISK_WORKERS), v.get(DISK_BUFFER), v.get(OPEN_FILES), v.get(PREALLOCATION)),
        new Settings.Hash(hashers == 0 ? cores : hashers),
        new Settings.Limits(v.get(DOWN), v.get(UP), v.get(UPLOAD_SLOTS)),
        new Settings.Strategy(v.get(ORDER), v.get(MAX_REQUESTS)),
        new Settings.Queue(
            v.get(ACTIVE_DOWNLOADS),
            v.get(ACTIVE_SEEDS),
            v.get(COUNT_STALLED),
            v.get(STALLED_AFTER),
            v.get(STALLED_RATE),
            new ShareGoal(
                v.get(SEED_RATIO),
                v.get(SEED_TIME),
                v.get(GOAL_NEEDS) == Settings.GoalNeeds.ALL,
                v.get(GOAL_ACTION)),
            v.get(COMPLETED_FOLDER)),
        new Settings.Discovery(
            v.get(DHT), v.get(DHT_BOOTSTRAP), v.get(PEX), v.get(LSD), v.get(PORT_MAPPING)),
        new Settings.Security(v.get(ENCRYPTION), v.get(IP_FILTERS)),
        new Settings.Proxy(
            v.get(PROXY_KIND),
            v.get(PROXY_HOST),
            v.get(PROXY_PORT),
            v.get(PROXY_USER),
            v.get(PROXY_PASSWORD),
            v.get(PROXY_PEERS),
            v.get(PROXY_TRACKERS)),
        new Settings.Observability(
            v.get(METRICS),
            v.get(METRICS_ADDRESS),
            v.get(METRICS_PORT),
            v.get(METRICS_PER_TORRENT)),
        stateDir);
  }
}
