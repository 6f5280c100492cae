package io.bitonic.core.portmap;

import java.io.IOException;

/** A way to ask the router for a port; calls block a virtual thread. */
interface MappingProtocol {
  String name();

  /**
   * Makes or renews a mapping.
   *
   * @param wanted outer port to ask for
   */
  Lease map(boolean tcp, int port, int wanted, int seconds) throws IOException;

  /** Ends a mapping. */
  void unmap(boolean tcp, int port, int external) throws IOException;
}
