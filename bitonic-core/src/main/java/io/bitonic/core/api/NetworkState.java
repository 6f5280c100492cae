package io.bitonic.core.api;

/**
 * How the engine reaches others.
 *
 * @param bound interface or addresses that all traffic is bound to; empty: any
 * @param online false: what it is bound to is not there, and all traffic is stopped
 * @param offlineReason why, or empty
 * @param portMap whether the router forwards the listen port
 * @param portMapDetail protocol and outer port, or why there is no mapping, or empty
 * @param proxy {@code scheme://host:port} without credentials, or empty
 * @param blockedRanges ranges of the IP filter, 0 without one
 */
public record NetworkState(
    String bound,
    boolean online,
    String offlineReason,
    PortMap portMap,
    String portMapDetail,
    String proxy,
    int blockedRanges) {
  /** State of the port mapping. */
  public enum PortMap {
    OFF,
    TRYING,
    MAPPED,
    FAILED
  }

  /** Bound to nothing, without mapping, proxy and filter. */
  public static final NetworkState PLAIN = new NetworkState("", true, "", PortMap.OFF, "", "", 0);
}
