package io.bitonic.core.swarm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is limited moves at its limit: no faster, and when more would come, no slower. */
class SwarmLimitTest {
  private static final long LIMIT = 500_000;

  /** Reads that bring less than they might are the rule on a real network. */
  private static SimWorld world() {
    SimWorld w = new SimWorld(21, 16 << 20);
    w.net.cuts = RandomGeneratorFactory.of("L64X128MixRandom").create(5);
    return w;
  }

  private static long limit(boolean on) {
    return on ? LIMIT : 0;
  }

  @ParameterizedTest(name = "{0} peers, of the torrent: {1}")
  @CsvSource({"1,true", "1,false", "4,true", "4,false"})
  void aDownloadKeepsToItsLimit(int peers, boolean ofTorrent) {
    SimWorld w = world();
    for (int i = 0; i < peers; i++) {
      w.seed("seed" + i);
    }
    SimNode n =
        w.node(
            "leecher",
            c -> {
              c.downLimit = limit(ofTorrent);
              c.down.limit(limit(!ofTorrent));
            });
    w.run(Duration.ofSeconds(3));
    long before = n.swarm().downloaded();
    w.run(Duration.ofSeconds(10));
    assertEquals(LIMIT, (n.swarm().downloaded() - before) / 10.0, LIMIT * 0.05);
  }

  @ParameterizedTest(name = "{0} peers, of the torrent: {1}")
  @CsvSource({"1,true", "1,false", "4,true", "4,false"})
  void anUploadKeepsToItsLimit(int peers, boolean ofTorrent) {
    SimWorld w = world();
    SimNode seed =
        w.node(
            "seed",
            c -> {
              c.complete = true;
              c.upBytesPerSecond = 4 << 20;
              c.upLimit = limit(ofTorrent);
              c.up.limit(limit(!ofTorrent));
            });
    for (int i = 0; i < peers; i++) {
      w.node("leecher" + i, c -> c.upBytesPerSecond = 1000);
    }
    w.run(Duration.ofSeconds(3));
    long before = seed.swarm().uploaded();
    w.run(Duration.ofSeconds(10));
    assertEquals(LIMIT, (seed.swarm().uploaded() - before) / 10.0, LIMIT * 0.05);
  }
}
