package io.bitonic.app.cli;

import io.bitonic.core.config.Settings;
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
      names = "--encryption",
      paramLabel = "MODE",
      order = 51,
      converter = Quantities.Encryption.class,
      description =
          "off, allowed (plain first), preferred (RC4 first) or required (default: allowed).")
  Settings.Encryption encryption;

  Settings apply(Settings s) {
    Settings out = s;
    if (encryption != null) {
      out = out.withSecurity(new Settings.Security(encryption, out.security().ipFilters()));
    }
    if (!ipFilters.isEmpty()) {
      out =
          out.withSecurity(
              new Settings.Security(out.security().encryption(), List.copyOf(ipFilters)));
    }
    return out;
  }
}
