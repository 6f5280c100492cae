package io.bitonic.app.e2e;

import java.util.ArrayList;
import java.util.List;

/**
 * A test host: a network namespace with one address.
 *
 * @param namespace its name
 * @param address IPv4
 */
record Host(String namespace, String address) {
  /** The command that runs {@code command} on this host. */
  List<String> on(List<String> command) {
    List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", namespace));
    all.addAll(command);
    return all;
  }
}
