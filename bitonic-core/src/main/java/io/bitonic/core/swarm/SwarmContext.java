package io.bitonic.core.swarm;

import io.bitonic.core.disk.Storage;
import io.bitonic.core.net.Loop;
import io.bitonic.core.net.MseOptions;
import io.bitonic.core.util.BlockPool;
import io.bitonic.core.webseed.WebSeedConnector;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * What a swarm needs from outside, all of its loop.
 *
 * @param dht {@link DhtPeers#NONE} for private torrents (BEP 27)
 * @param hashing null while the metadata is sought
 * @param storage null while the metadata is sought
 * @param terms what the settings say
 * @param blocked addresses that are never talked to; may change at any time
 * @param webSeeds null: none are used
 * @param discard a buffer for unwanted bytes, shared by the loop
 * @param pickScratch shared by the loop
 */
public record SwarmContext(
    Loop loop,
    RandomGenerator random,
    BlockPool pool,
    Hashing hashing,
    Storage storage,
    Dialer dialer,
    Terms terms,
    Predicate<InetAddress> blocked,
    MseOptions mse,
    ConnectionBudget budget,
    DhtPeers dht,
    WebSeedConnector webSeeds,
    Bandwidth down,
    Bandwidth up,
    byte[] infoHash,
    byte[] peerId,
    ByteBuffer discard,
    long[] pickScratch) {

  Discoverable discoverable() {
    return terms.discoverable();
  }

  int listenPort() {
    return terms.listenPort();
  }

  int callablePort() {
    return terms.callablePort();
  }
}
