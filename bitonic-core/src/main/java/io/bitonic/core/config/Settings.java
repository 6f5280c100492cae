package io.bitonic.core.config;

import io.bitonic.core.api.ShareGoal;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * All settings of an engine: one immutable value, replaced as a whole. Defaults from {@link
 * #defaults}.
 */
public record Settings(
    Network network,
    Disk disk,
    Hash hash,
    Limits limits,
    Strategy strategy,
    Queue queue,
    Watch watch,
    Commands commands,
    Discovery discovery,
    Security security,
    Proxy proxy,
    Observability observability,
    Log log,
    Ui ui,
    Map<String, Label> labels,
    Path stateDir) {

  public Settings {
    labels = Map.copyOf(labels);
  }

  /** One group of settings. */
  public sealed interface Section {}

  /**
   * @param bind addresses to listen on and connect from; empty: all, IPv4 and IPv6
   * @param listenPort TCP port, 0: any free one
   * @param listenPortTries ports tried from {@code listenPort} on when it is taken; 1: only that
   *     one
   * @param loops event loops, 1–64
   * @param maxPeers connections in all
   * @param maxPeersPerTorrent connections of one torrent
   * @param halfOpen connection attempts under way at most
   * @param connectsPerSecond connection attempts a second at most
   * @param receiveBuffer SO_RCVBUF in bytes, 0: the system's choice
   * @param sendBuffer SO_SNDBUF in bytes, 0: the system's choice
   * @param interfaceName the only network interface that traffic may use; empty: any. When it is
   *     gone, all traffic stops
   * @param transport what peers are reached over
   */
  public record Network(
      List<InetAddress> bind,
      int listenPort,
      int listenPortTries,
      int loops,
      int maxPeers,
      int maxPeersPerTorrent,
      int halfOpen,
      int connectsPerSecond,
      int receiveBuffer,
      int sendBuffer,
      String interfaceName,
      Transport transport)
      implements Section {

    /** A copy with some of it changed: {@code network.with(n -> n.listenPort = 0)}. */
    public Network with(Consumer<NetworkDraft> change) {
      NetworkDraft draft = new NetworkDraft(this);
      change.accept(draft);
      return draft.done();
    }
  }

  /** What peer connections run over (BEP 3, BEP 29). */
  public enum Transport {
    TCP,
    UTP,
    BOTH
  }

  /**
   * Where peers are sought besides trackers. Private torrents use none of it (BEP 27).
   *
   * @param dht BEP 5
   * @param dhtBootstrap {@code host:port} of nodes that are asked when none is known
   * @param pex peer exchange, BEP 11, and holepunch, BEP 55
   * @param lsd local service discovery, BEP 14
   * @param portMapping ask the router for the listen port by PCP, NAT-PMP or UPnP
   * @param webSeeds download from web servers that a torrent names, BEP 19; private ones too
   * @param localWebSeeds also from those on this machine and in the local network
   */
  public record Discovery(
      boolean dht,
      List<String> dhtBootstrap,
      boolean pex,
      boolean lsd,
      boolean portMapping,
      boolean webSeeds,
      boolean localWebSeeds)
      implements Section {

    /** Trackers only. */
    public static Discovery off() {
      return new Discovery(false, List.of(), false, false, false, false, false);
    }
  }

  /** Message stream encryption of peer connections (MSE/PE). */
  public enum Encryption {
    /** Neither offered nor accepted. */
    OFF,
    /** Plain first, encrypted for peers that want it; accepted. The fastest that reaches all. */
    ALLOWED,
    /** RC4 first, plain for peers that can't; both are accepted. */
    PREFERRED,
    /** RC4 or nothing, in both directions. */
    REQUIRED
  }

  /**
   * @param ipFilters lists of addresses that are never talked to: CIDR, P2P or DAT
   */
  public record Security(Encryption encryption, List<Path> ipFilters) implements Section {}

  /** How a proxy is spoken to. */
  public enum ProxyKind {
    NONE,
    SOCKS5,
    HTTP
  }

  /**
   * @param user empty: no authentication
   * @param peers whether peer connections go through it (with SOCKS5: UDP too)
   */
  public record Proxy(
      ProxyKind kind,
      String host,
      int port,
      String user,
      String password,
      boolean peers,
      boolean trackers,
      boolean webSeeds)
      implements Section {

    public static Proxy none() {
      return new Proxy(ProxyKind.NONE, "", 0, "", "", false, false, false);
    }
  }

  /**
   * @param metrics whether an HTTP server gives the metrics
   * @param metricsAddress what it listens on
   * @param metricsPort 1–65535
   * @param metricsPerTorrent series of each torrent as well
   */
  public record Observability(
      boolean metrics, InetAddress metricsAddress, int metricsPort, boolean metricsPerTorrent)
      implements Section {}

  /** What gets into the log, the most first. */
  public enum LogLevel {
    TRACE,
    DEBUG,
    INFO,
    WARN,
    ERROR,
    OFF
  }

  /** How the log is written. */
  public enum LogFormat {
    /** Lines for people. */
    TEXT,
    /** A JSON object a line. */
    JSON
  }

  /**
   * @param level of what is not in {@code levels}
   * @param levels {@code component=level}; a component is a package, such as swarm
   * @param fileBytes size at which the next file is begun
   * @param files that are kept beside the one in use
   * @param trace info-hashes and addresses of what is traced message by message
   */
  public record Log(
      LogLevel level,
      List<String> levels,
      LogFormat format,
      long fileBytes,
      int files,
      List<String> trace)
      implements Section {}

  /**
   * The dashboard.
   *
   * @param theme name; empty: the usual one
   * @param fps frames a second at most, 1–30
   * @param mouse whether clicks and the wheel are the dashboard's
   * @param bell whether alerts may ring the terminal's bell
   */
  public record Ui(String theme, int fps, boolean mouse, boolean bell) implements Section {
    /** As a new user has it. */
    public static Ui usual() {
      return new Ui("", 30, true, true);
    }
  }

  /**
   * How space is taken before a download. Sparse files are made with their size, but those no
   * longer than a piece only when they are written.
   */
  public enum Preallocation {
    NONE,
    SPARSE,
    FULL
  }

  /**
   * @param workers disk threads
   * @param bufferBytes bytes of piece buffers at most; reading from sockets stops there
   * @param openFiles files held open at most
   */
  public record Disk(
      int workers, long bufferBytes, int openFiles, Preallocation preallocation, Reads reads)
      implements Section {}

  /** How files are read for checks and for what can't be sent straight from a file. */
  public enum Reads {
    /** By calls that copy out of the system's cache. */
    POSITIONAL,
    /** Through a mapping. */
    MAPPED,
    /** From the device, past the system's cache; uploads too. */
    DIRECT
  }

  /**
   * @param workers hash threads
   */
  public record Hash(int workers) implements Section {}

  /**
   * @param downBytesPerSecond 0: no limit
   * @param upBytesPerSecond 0: no limit
   * @param uploadSlots unchoked peers of one torrent
   * @param peerDown of each peer, 0: no limit
   * @param peerUp of each peer, 0: no limit
   * @param alternative when the alternative limits are in force
   * @param alternativeDown in the place of {@code downBytesPerSecond}
   * @param alternativeUp in the place of {@code upBytesPerSecond}
   * @param schedule when they are by schedule; local time
   * @param localExempt whether peers in the local network are not limited
   */
  public record Limits(
      long downBytesPerSecond,
      long upBytesPerSecond,
      int uploadSlots,
      long peerDown,
      long peerUp,
      Alternative alternative,
      long alternativeDown,
      long alternativeUp,
      List<WeekSpan> schedule,
      boolean localExempt)
      implements Section {

    /** Other rates of the alternative mode. */
    public Limits withAlternative(long down, long up) {
      return new Limits(
          downBytesPerSecond,
          upBytesPerSecond,
          uploadSlots,
          peerDown,
          peerUp,
          alternative,
          down,
          up,
          schedule,
          localExempt);
    }

    /** Other rates over all torrents. */
    public Limits withRates(long down, long up) {
      return new Limits(
          down,
          up,
          uploadSlots,
          peerDown,
          peerUp,
          alternative,
          alternativeDown,
          alternativeUp,
          schedule,
          localExempt);
    }
  }

  /** When the alternative rate limits are in force. */
  public enum Alternative {
    SCHEDULE,
    ON,
    OFF
  }

  /** In which order pieces are asked for. */
  public enum PieceOrder {
    RAREST_FIRST,
    SEQUENTIAL,
    ROUND_ROBIN
  }

  /**
   * @param order default order of new torrents
   * @param maxRequests outstanding requests per peer at most
   */
  public record Strategy(PieceOrder order, int maxRequests) implements Section {}

  /**
   * Who runs, and until when.
   *
   * @param downloads torrents that download at a time, 0: all
   * @param seeds torrents that seed at a time, 0: all
   * @param countStalled whether those that move next to nothing hold a slot too
   * @param stalledSeconds over which a torrent is looked at
   * @param stalledRate bytes a second below which it is stalled
   * @param goal of all torrents that have none of their own
   * @param completedFolder where finished torrents of a session are moved to; empty: they stay
   */
  public record Queue(
      int downloads,
      int seeds,
      boolean countStalled,
      int stalledSeconds,
      long stalledRate,
      ShareGoal goal,
      Path completedFolder)
      implements Section {
    /** Whether finished torrents are moved. */
    public boolean movesCompleted() {
      return !completedFolder.toString().isEmpty();
    }
  }

  /**
   * Torrents that come by themselves.
   *
   * @param pollSeconds between looks into folders that tell of no changes
   */
  public record Watch(List<WatchFolder> folders, int pollSeconds) implements Section {}

  /**
   * Programs with their arguments, run without a shell; an empty list is none.
   *
   * @param timeoutSeconds after which one is ended
   */
  public record Commands(
      List<String> added, List<String> completed, List<String> error, int timeoutSeconds)
      implements Section {}

  /** Which parts of a goal are needed. */
  public enum GoalNeeds {
    ANY,
    ALL
  }

  /** The defaults, with state under {@code stateDir}. */
  public static Settings defaults(Path stateDir) {
    return SettingTable.settings(new Values(), stateDir);
  }

  /** A copy with this section in the place of the one of its kind. */
  public Settings with(Section section) {
    return new Settings(
        section instanceof Network n ? n : network,
        section instanceof Disk d ? d : disk,
        section instanceof Hash h ? h : hash,
        section instanceof Limits l ? l : limits,
        section instanceof Strategy s ? s : strategy,
        section instanceof Queue q ? q : queue,
        section instanceof Watch w ? w : watch,
        section instanceof Commands c ? c : commands,
        section instanceof Discovery d ? d : discovery,
        section instanceof Security s ? s : security,
        section instanceof Proxy p ? p : proxy,
        section instanceof Observability o ? o : observability,
        section instanceof Log l ? l : log,
        section instanceof Ui u ? u : ui,
        labels,
        stateDir);
  }

  /** A copy with these labels. */
  public Settings withLabels(Map<String, Label> other) {
    return new Settings(
        network,
        disk,
        hash,
        limits,
        strategy,
        queue,
        watch,
        commands,
        discovery,
        security,
        proxy,
        observability,
        log,
        ui,
        other,
        stateDir);
  }
}
