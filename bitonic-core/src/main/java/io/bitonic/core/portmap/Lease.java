package io.bitonic.core.portmap;

import java.net.InetAddress;

/**
 * A mapping that the router made.
 *
 * @param externalPort 1–65535
 * @param external the router's outer address, or null: unknown
 * @param seconds until it ends, 0: never
 */
record Lease(int externalPort, InetAddress external, long seconds) {}
