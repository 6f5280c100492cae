package io.bitonic.app.cli;

import io.bitonic.app.AppException;
import io.bitonic.app.ExitCode;
import io.bitonic.core.config.Settings;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** How others are reached: options of everything that starts an engine. */
final class NetworkOptions {
  @Option(
      names = "--ip-filter",
      paramLabel = "FILE",
      order = 50,
      description = "Never talk to the addresses in FILE (CIDR, P2P or DAT). Repeatable.")
  List<Path> ipFilters = new ArrayList<>();

  @Option(
      names = "--interface",
      paramLabel = "NAME|ADDRESS",
      order = 51,
      description =
          "The only interface (as tun0) or local address to use. While it is gone, all traffic"
              + " stops.")
  String bound;

  @Option(
      names = "--no-dht",
      order = 52,
      description = "Don't look for peers in the distributed hash table.")
  boolean noDht;

  @Option(names = "--no-pex", order = 53, description = "Don't exchange addresses with peers.")
  boolean noPex;

  @Option(
      names = "--no-lsd",
      order = 54,
      description = "Don't look for peers in the local network.")
  boolean noLsd;

  Settings apply(Settings s) {
    Settings.Discovery d = s.discovery();
    Settings bindOnly = bound == null ? s : s.withNetwork(bind(s.network()));
    Settings out =
        bindOnly.withDiscovery(
            new Settings.Discovery(
                d.dht() && !noDht,
                d.dhtBootstrap(),
                d.pex() && !noPex,
                d.lsd() && !noLsd,
                d.portMapping()));
    if (!ipFilters.isEmpty()) {
      out =
          out.withSecurity(
              new Settings.Security(s.security().encryption(), List.copyOf(ipFilters)));
    }
    return out;
  }

  private Settings.Network bind(Settings.Network n) {
    if (bound.isBlank()) {
      throw new AppException(ExitCode.USAGE, "--interface needs a name or an address, as tun0");
    }
    try {
      return n.withBind(List.of(InetAddress.ofLiteral(bound)));
    } catch (IllegalArgumentException e) {
      return n.withInterface(bound);
    }
  }
}
