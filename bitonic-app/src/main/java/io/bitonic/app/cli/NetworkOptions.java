package io.bitonic.app.cli;

import io.bitonic.app.AppException;
import io.bitonic.app.ExitCode;
import io.bitonic.core.config.Settings;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Option;

/** How others are reached: options of everything that starts an engine. */
final class NetworkOptions {
  @Option(
      names = "--ip-filter",
      paramLabel = "FILE",
      order = 50,
      description = "Never talk to the addresses in FILE (CIDR, P2P or DAT). Repeatable.")
  List<Path> ipFilters = new ArrayList<>();

  /** Which transports peers are reached over. */
  enum Utp {
    ON(Settings.Transport.BOTH),
    OFF(Settings.Transport.TCP),
    ONLY(Settings.Transport.UTP);

    private final Settings.Transport transport;

    Utp(Settings.Transport transport) {
      this.transport = transport;
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Option(
      names = "--utp",
      paramLabel = "WHEN",
      order = 52,
      description =
          "Reach peers over µTP too (on), not (off), or over nothing else (only). Default: on.")
  Utp utp;

  @Option(
      names = "--interface",
      paramLabel = "NAME|ADDRESS",
      order = 51,
      description =
          "The only interface (as tun0) or local address to use. While it is gone, all traffic"
              + " stops.")
  String bound;

  @Option(
      names = "--encryption",
      paramLabel = "MODE",
      order = 52,
      converter = Quantities.Encryption.class,
      description =
          "off, allowed (plain first), preferred (RC4 first) or required (default: allowed).")
  Settings.Encryption encryption;

  @Option(
      names = "--no-port-map",
      order = 53,
      description = "Don't ask the router for the port (PCP, NAT-PMP, UPnP).")
  boolean noPortMap;

  @Option(
      names = "--proxy",
      paramLabel = "URL",
      order = 57,
      description =
          "socks5://user:password@host:port or http://...; the password may be in"
              + " BITONIC_PROXY_PASSWORD instead.")
  String proxy;

  @Option(
      names = "--proxy-for",
      paramLabel = "LIST",
      order = 58,
      split = ",",
      description = "What goes through it: peers, trackers, web-seeds (default: all).")
  List<String> proxyFor = new ArrayList<>();

  @Option(
      names = "--no-dht",
      order = 54,
      description = "Don't look for peers in the distributed hash table.")
  boolean noDht;

  @Option(names = "--no-pex", order = 55, description = "Don't exchange addresses with peers.")
  boolean noPex;

  @Option(
      names = "--no-lsd",
      order = 56,
      description = "Don't look for peers in the local network.")
  boolean noLsd;

  @Option(
      names = "--no-web-seeds",
      order = 56,
      description = "Don't download from web servers that a torrent names.")
  boolean noWebSeeds;

  /**
   * @param environment for the proxy's password
   */
  Settings apply(Settings s, Map<String, String> environment) {
    Settings.Discovery d = s.discovery();
    Settings out = bound == null ? s : s.with(bind(s.network()));
    out =
        out.with(
            new Settings.Discovery(
                d.dht() && !noDht,
                d.dhtBootstrap(),
                d.pex() && !noPex,
                d.lsd() && !noLsd,
                d.portMapping() && !noPortMap,
                d.webSeeds() && !noWebSeeds,
                d.localWebSeeds()));
    if (encryption != null) {
      out = out.with(new Settings.Security(encryption, out.security().ipFilters()));
    }
    if (utp != null) {
      out = out.with(out.network().with(n -> n.transport = utp.transport));
    }
    if (!ipFilters.isEmpty()) {
      out = out.with(new Settings.Security(out.security().encryption(), List.copyOf(ipFilters)));
    }
    if (proxy == null && !proxyFor.isEmpty()) {
      throw new AppException(ExitCode.USAGE, "--proxy-for needs --proxy");
    }
    return proxy == null ? out : out.with(ProxyOption.parse(proxy, proxyFor, environment));
  }

  private Settings.Network bind(Settings.Network n) {
    if (bound.isBlank()) {
      throw new AppException(ExitCode.USAGE, "--interface needs a name or an address, as tun0");
    }
    try {
      return n.with(d -> d.bind = List.of(InetAddress.ofLiteral(bound)));
    } catch (IllegalArgumentException e) {
      return n.with(d -> d.interfaceName = bound);
    }
  }
}
