package io.bitonic.core.session;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.fail;

import io.bitonic.core.api.AddTorrent;
import io.bitonic.core.api.Engine;
import io.bitonic.core.api.EngineCommand;
import io.bitonic.core.api.EngineEvent;
import io.bitonic.core.api.EngineException;
import io.bitonic.core.api.EventSubscription;
import io.bitonic.core.api.TorrentHandle;
import io.bitonic.core.config.Settings;
import io.bitonic.core.create.TorrentCreator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Real engines on loopback with folders of their own, and the payload they exchange. */
final class EngineLab implements AutoCloseable {
  static final int PIECE = 32 * 1024;
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** An engine and its events. */
  final class Node {
    final String name;
    final Engine engine;
    final EventSubscription subscription;
    final List<EngineEvent> seen = new ArrayList<>();

    Node(String name, Engine engine) {
      this.name = name;
      this.engine = engine;
      this.subscription = engine.subscribe(10_000);
    }

    Path folder() {
      return dir.resolve(name);
    }

    int port() {
      return engine.snapshot().listenPort();
    }

    TorrentHandle add(byte[] torrent) {
      return add(AddTorrent.of(torrent, folder()));
    }

    TorrentHandle add(AddTorrent request) {
      try {
        return engine.add(request).get(10, TimeUnit.SECONDS);
      } catch (ExecutionException e) {
        throw (EngineException) e.getCause();
      } catch (InterruptedException | TimeoutException e) {
        throw new AssertionError(e);
      }
    }

    void submit(EngineCommand command) {
      try {
        engine.submit(command).get(10, TimeUnit.SECONDS);
      } catch (ExecutionException e) {
        throw (EngineException) e.getCause();
      } catch (InterruptedException | TimeoutException e) {
        throw new AssertionError(e);
      }
    }

    void connect(TorrentHandle t, Node other) {
      submit(new EngineCommand.AddPeer(t.id(), "127.0.0.1:" + other.port()));
    }

    List<EngineEvent> events() {
      for (EngineEvent e = subscription.poll(); e != null; e = subscription.poll()) {
        seen.add(e);
      }
      return seen;
    }

    /** Waits for an event that has come or comes. */
    EngineEvent awaitEvent(Predicate<EngineEvent> what) {
      EngineLab.await("an event", () -> events().stream().anyMatch(what));
      return seen.stream().filter(what).findFirst().orElseThrow();
    }

    void close() {
      engine.close(Duration.ofSeconds(2));
      open.remove(this);
    }
  }

  final Path dir;
  private final List<Node> open = new ArrayList<>();

  EngineLab(Path dir) {
    this.dir = dir;
  }

  Settings settings(String name, int loops) {
    Settings s = Settings.defaults(dir.resolve(name + "-state"));
    return s.with(
            s.network()
                .with(
                    n -> {
                      n.loopback();
                      n.loops = loops;
                      n.halfOpen = 50;
                      n.connectsPerSecond = 200;
                    }))
        .with(Settings.Discovery.off());
  }

  Node node(String name, int loops) {
    return node(name, settings(name, loops));
  }

  Node node(String name, Settings settings) {
    Node n = new Node(name, Engines.start(settings));
    open.add(n);
    return n;
  }

  /** A node whose torrents come back when one of the same name is made again. */
  Node session(String name) {
    return session(name, settings(name, 1));
  }

  Node session(String name, Settings settings) {
    Node n = new Node(name, Engines.startSession(settings));
    open.add(n);
    return n;
  }

  /** Makes a folder of files below a node's folder, and a torrent of it. */
  byte[] payload(String node, String name, List<List<String>> trackers, int... sizes)
      throws Exception {
    return payload(node, name, trackers, false, sizes);
  }

  byte[] privatePayload(String node, String name, int... sizes) throws Exception {
    return payload(node, name, List.of(), true, sizes);
  }

  private byte[] payload(
      String node, String name, List<List<String>> trackers, boolean closed, int... sizes)
      throws Exception {
    Path folder = dir.resolve(node).resolve(name);
    Random random = new Random(name.hashCode());
    for (int i = 0; i < sizes.length; i++) {
      Path f = folder.resolve(i % 2 == 0 ? "f" + i : "sub/f" + i);
      Files.createDirectories(f.getParent());
      byte[] b = new byte[sizes[i]];
      random.nextBytes(b);
      Files.write(f, b);
    }
    return new TorrentCreator(folder)
        .pieceLength(PIECE)
        .trackers(trackers)
        .privateTorrent(closed)
        .creationDate(0)
        .create((done, total) -> {}, () -> false);
  }

  byte[] payload(String node, String name, int... sizes) throws Exception {
    return payload(node, name, List.of(), sizes);
  }

  void assertSame(String a, String b, String path) throws Exception {
    assertArrayEquals(
        Files.readAllBytes(dir.resolve(a).resolve(path)),
        Files.readAllBytes(dir.resolve(b).resolve(path)),
        path);
  }

  /** Looks again and again until it holds. */
  static void await(String what, BooleanSupplier condition) {
    await(() -> what, condition);
  }

  static void await(Supplier<String> what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        fail(what.get() + " did not come in time");
      }
      java.util.concurrent.locks.LockSupport.parkNanos(2_000_000);
    }
  }

  @Override
  public void close() {
    List.copyOf(open).forEach(Node::close);
  }
}
