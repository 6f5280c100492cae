package io.bitonic.core.swarm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.bitonic.core.api.EngineEvent;
import io.bitonic.core.net.Loop;
import io.bitonic.core.net.SimLoop;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class PeerSourcesTest {
  private static final InetSocketAddress PEER =
      new InetSocketAddress(InetAddress.ofLiteral("20.1.2.3"), 6881);

  private final SimLoop loop = new SimLoop();
  private final List<String> calls = new ArrayList<>();
  private final List<PeerSource> found = new ArrayList<>();
  private Consumer<List<InetSocketAddress>> dhtFound;
  private long left = 1;

  private final class FakeDht implements DhtPeers {
    @Override
    public int port() {
      return 6881;
    }

    @Override
    public void seek(
        byte[] infoHash, boolean seed, Loop on, Consumer<List<InetSocketAddress>> answer) {
      calls.add(seed ? "seed" : "seek");
      dhtFound = answer;
    }

    @Override
    public void leave(byte[] infoHash) {
      calls.add("leave");
    }

    @Override
    public void node(InetSocketAddress address) {
      throw new AssertionError(address);
    }
  }

  private final class FakeOwner implements PeerSources.Owner {
    @Override
    public long uploaded() {
      return 0;
    }

    @Override
    public long downloaded() {
      return 0;
    }

    @Override
    public long left() {
      return left;
    }

    @Override
    public void peers(List<InetSocketAddress> peers, PeerSource source) {
      found.add(source);
    }

    @Override
    public void external(InetSocketAddress ours) {
      throw new AssertionError(ours);
    }

    @Override
    public void event(EngineEvent event) {
      throw new AssertionError(event);
    }
  }

  private PeerSources sources(DhtPeers dht) {
    // Nothing else is used of it.
    SwarmContext context =
        new SwarmContext(
            loop,
            new SplittableRandom(1),
            null,
            null,
            null,
            null,
            Terms.of(new Discoverable(true, false, false), 6881, 10, 4, 100),
            a -> false,
            null,
            null,
            dht,
            null,
            null,
            null,
            new byte[20],
            new byte[20],
            null,
            null);
    PeerSources s = new PeerSources(context, "id", "name", null, List.of());
    s.handTo(new FakeOwner(), "name", dht);
    return s;
  }

  @Test
  void seeksWhileItRunsAndSaysWhenItIsComplete() {
    PeerSources s = sources(new FakeDht());
    s.start();
    dhtFound.accept(List.of(PEER));
    left = 0;
    s.complete();
    s.stop(() -> calls.add("told"));
    loop.run();
    dhtFound.accept(List.of(PEER));
    assertEquals(List.of("seek", "seed", "leave", "told"), calls);
    assertEquals(List.of(PeerSource.DHT), found, "peers that come late are not taken");
  }

  @Test
  void leavesTheDhtWhenALinkTurnsOutToBePrivate() {
    PeerSources s = sources(new FakeDht());
    s.start();
    s.handTo(new FakeOwner(), "real name", DhtPeers.NONE);
    s.complete();
    assertEquals(List.of("seek", "leave"), calls);
  }
}
