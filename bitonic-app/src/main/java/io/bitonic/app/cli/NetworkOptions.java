package io.bitonic.app.cli;

import io.bitonic.core.config.Settings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
      order = 51,
      description =
          "Reach peers over µTP too (on), not (off), or over nothing else (only). Default: on.")
  Utp utp;

  Settings apply(Settings s) {
    Settings out = s;
    if (utp != null) {
      out = out.withNetwork(out.network().withTransport(utp.transport));
    }
    if (!ipFilters.isEmpty()) {
      out =
          out.withSecurity(
              new Settings.Security(s.security().encryption(), List.copyOf(ipFilters)));
    }
    return out;
  }
}
