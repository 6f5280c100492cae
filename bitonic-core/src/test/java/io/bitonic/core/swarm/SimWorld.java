package io.bitonic.core.swarm;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.core.disk.TestTorrent;
import io.bitonic.core.disk.TestTorrent.Spec;
import io.bitonic.core.metainfo.InfoHash;
import io.bitonic.core.metainfo.Metainfo;
import io.bitonic.core.net.SimLoop;
import io.bitonic.core.util.PieceLayout;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** A network, a tracker and the clients in it, on one loop in virtual time. */
final class SimWorld {
  static final int PIECE = 64 * 1024;

  final SimLoop loop = new SimLoop();
  final RandomGenerator random;
  final SimNet net;
  final SimTracker tracker;
  Metainfo meta;
  final List<SimNode> nodes = new ArrayList<>();
  final ByteBuffer discard = ByteBuffer.allocateDirect(PieceLayout.BLOCK);
  final long[] pickScratch = new long[512];
  private final Map<Metainfo, byte[]> payloads = new HashMap<>();
  private final MessageDigest sha1 = digest("SHA-1");
  private final MessageDigest record = digest("SHA-256");
  private int recorded;

  /** A torrent of one file. */
  SimWorld(long seed, int bytes) {
    this(seed, Spec.file("file.bin", bytes));
  }

  SimWorld(long seed, Spec... files) {
    random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    net = new SimNet(loop);
    net.connects = this::record;
    tracker = new SimTracker(loop, random);
    meta = torrent(seed, files);
  }

  /** A world whose torrent has these bytes for its info dictionary, and their hash. */
  static SimWorld withInfo(long seed, byte[] info, Spec... files) {
    SimWorld w = new SimWorld(seed, files);
    Metainfo m = w.meta;
    InfoHash hash = new InfoHash(digest("SHA-1").digest(info), null);
    w.meta =
        new Metainfo(
            hash,
            info,
            m.name(),
            m.multiFile(),
            m.files(),
            m.layout(),
            m.pieceHashes(),
            m.pieceLayers(),
            m.privateTorrent(),
            m.trackers(),
            m.webSeeds(),
            m.comment(),
            m.createdBy(),
            m.creationDate(),
            m.source());
    w.payloads.put(w.meta, w.payloads.get(m));
    return w;
  }

  private static MessageDigest digest(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  /** One more torrent. */
  Metainfo torrent(long seed, Spec... files) {
    TestTorrent t = TestTorrent.v1(seed, PIECE, files);
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    t.contents.forEach(all::writeBytes);
    Metainfo m = withTrackers(t.meta, List.of(List.of(SimTracker.URL)));
    payloads.put(m, all.toByteArray());
    return m;
  }

  static Metainfo withTrackers(Metainfo m, List<List<String>> trackers) {
    return with(m, trackers, m.webSeeds());
  }

  static Metainfo with(Metainfo m, List<List<String>> trackers, List<String> webSeeds) {
    return new Metainfo(
        m.infoHash(),
        m.rawInfo(),
        m.name(),
        m.multiFile(),
        m.files(),
        m.layout(),
        m.pieceHashes(),
        m.pieceLayers(),
        m.privateTorrent(),
        trackers,
        webSeeds,
        m.comment(),
        m.createdBy(),
        m.creationDate(),
        m.source());
  }

  static Metainfo asPrivate(Metainfo m) {
    return new Metainfo(
        m.infoHash(),
        m.rawInfo(),
        m.name(),
        m.multiFile(),
        m.files(),
        m.layout(),
        m.pieceHashes(),
        m.pieceLayers(),
        true,
        m.trackers(),
        m.webSeeds(),
        m.comment(),
        m.createdBy(),
        m.creationDate(),
        m.source());
  }

  static InetAddress ip(String text) {
    return InetAddress.ofLiteral(text);
  }

  byte[] payload(Metainfo m) {
    return payloads.get(m);
  }

  boolean isGood(Metainfo m, int piece, ByteBuffer data) {
    sha1.update(data);
    byte[] d = sha1.digest();
    return Arrays.equals(d, 0, 20, m.pieceHashes(), piece * 20, piece * 20 + 20);
  }

  /** Adds a node at the next address. */
  SimNode node(String name, Consumer<SimNode.Config> setUp) {
    return node(name, meta, setUp);
  }

  SimNode node(String name, Metainfo m, Consumer<SimNode.Config> setUp) {
    SimNode.Config c = new SimNode.Config();
    c.ip = "45.0." + nodes.size() / 200 + "." + (1 + nodes.size() % 200);
    setUp.accept(c);
    SimNode n = new SimNode(this, name, m, c);
    nodes.add(n);
    return n;
  }

  SimNode seed(String name) {
    return node(name, c -> c.complete = true);
  }

  SimNode leecher(String name) {
    return node(name, c -> {});
  }

  /** Notes something that must happen again, at the same time, when the seed is the same. */
  void record(String what) {
    recorded++;
    record.update((loop.elapsed().toNanos() + " " + what + "\n").getBytes(StandardCharsets.UTF_8));
  }

  int recorded() {
    return recorded;
  }

  String recordHash() {
    return HexFormat.of().formatHex(record.digest());
  }

  void run(Duration time) {
    loop.advance(time);
  }

  /** Lets time pass until the condition holds, and fails when that takes too long. */
  void await(String what, int seconds, BooleanSupplier condition) {
    assertTrue(
        loop.runUntil(condition, Duration.ofSeconds(seconds)),
        () -> what + " did not happen within " + seconds + " s");
  }
}
