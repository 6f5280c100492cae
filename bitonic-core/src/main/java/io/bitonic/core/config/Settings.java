package io.bitonic.core.config;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * All settings of an engine: one immutable value, replaced as a whole. Defaults from {@link
 * #defaults}.
 */
public record Settings(
    Network network, Disk disk, Hash hash, Limits limits, Strategy strategy, Path stateDir) {

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
      int sendBuffer) {}

  /** How space is taken before a download. */
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
  public record Disk(int workers, long bufferBytes, int openFiles, Preallocation preallocation) {}

  /**
   * @param workers hash threads
   */
  public record Hash(int workers) {}

  /**
   * @param downBytesPerSecond 0: no limit
   * @param upBytesPerSecond 0: no limit
   * @param uploadSlots unchoked peers of one torrent
   */
  public record Limits(long downBytesPerSecond, long upBytesPerSecond, int uploadSlots) {}

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
  public record Strategy(PieceOrder order, int maxRequests) {}

  /** The defaults, with state under {@code stateDir}. */
  public static Settings defaults(Path stateDir) {
    int cores = Runtime.getRuntime().availableProcessors();
    return new Settings(
        new Network(List.of(), 6881, 100, 1, 200, 100, 50, 30, 0, 0),
        new Disk(2, 64L << 20, 40, Preallocation.SPARSE),
        new Hash(Math.max(1, cores)),
        new Limits(0, 0, 8),
        new Strategy(PieceOrder.RAREST_FIRST, 500),
        stateDir);
  }

  /**
   * The state folder by the XDG rules: {@code $XDG_STATE_HOME/bitonic}, else {@code
   * ~/.local/state/bitonic}.
   */
  public static Path defaultStateDir() {
    return Optional.ofNullable(System.getenv("XDG_STATE_HOME"))
        .filter(s -> s.startsWith("/"))
        .map(Path::of)
        .orElseGet(() -> Path.of(System.getProperty("user.home"), ".local", "state"))
        .resolve("bitonic");
  }

  public Settings withNetwork(Network n) {
    return new Settings(n, disk, hash, limits, strategy, stateDir);
  }

  public Settings withDisk(Disk d) {
    return new Settings(network, d, hash, limits, strategy, stateDir);
  }

  public Settings withLimits(Limits l) {
    return new Settings(network, disk, hash, l, strategy, stateDir);
  }

  public Settings withStrategy(Strategy s) {
    return new Settings(network, disk, hash, limits, s, stateDir);
  }
}
