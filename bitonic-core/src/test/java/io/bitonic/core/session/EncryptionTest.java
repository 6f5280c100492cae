package io.bitonic.core.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.core.api.AddTorrent;
import io.bitonic.core.api.DetailPart;
import io.bitonic.core.api.EngineCommand;
import io.bitonic.core.api.PeerRow;
import io.bitonic.core.api.TorrentHandle;
import io.bitonic.core.api.TorrentState;
import io.bitonic.core.config.Settings;
import io.bitonic.core.config.Settings.Encryption;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Engines that ship, with each of the encryption modes, on sockets and files. */
@Timeout(60)
class EncryptionTest {
  private static final int SIZE = 2_500_000;

  @TempDir Path dir;
  private EngineLab lab;

  @BeforeEach
  void open() {
    lab = new EngineLab(dir);
  }

  @AfterEach
  void close() {
    lab.close();
  }

  private EngineLab.Node node(String name, int loops, Encryption mode) {
    Settings s = lab.settings(name, loops);
    return lab.node(name, s.with(new Settings.Security(mode, List.of())));
  }

  private static void awaitState(TorrentHandle t, TorrentState state) {
    EngineLab.await(() -> state + ", not " + t.snapshot(), () -> t.snapshot().state() == state);
  }

  private static String flags(TorrentHandle t) {
    EngineLab.await("a peer", () -> t.detail() != null && !t.detail().peers().isEmpty());
    return t.detail().peers().stream().map(PeerRow::flags).findFirst().orElseThrow();
  }

  /** The leecher calls; what the flags of its only peer then say of encryption. */
  @ParameterizedTest
  @CsvSource({
    "OFF, OFF, none",
    "OFF, ALLOWED, none",
    "OFF, PREFERRED, none",
    "ALLOWED, OFF, none",
    "ALLOWED, ALLOWED, none",
    "ALLOWED, PREFERRED, none",
    "ALLOWED, REQUIRED, E",
    "PREFERRED, OFF, none",
    "PREFERRED, ALLOWED, E",
    "PREFERRED, PREFERRED, E",
    "PREFERRED, REQUIRED, E",
    "REQUIRED, ALLOWED, E",
    "REQUIRED, PREFERRED, E",
    "REQUIRED, REQUIRED, E",
  })
  void modes(Encryption leeching, Encryption seeding, String flag) throws Exception {
    EngineLab.Node seed = node("seed", 1, seeding);
    EngineLab.Node leecher = node("leecher", 1, leeching);
    byte[] t = lab.payload("seed", "t", SIZE);
    TorrentHandle s = seed.add(AddTorrent.of(t, seed.folder()).forSeeding());
    awaitState(s, TorrentState.SEEDING);
    TorrentHandle l = leecher.add(t);
    l.watch(EnumSet.of(DetailPart.PEERS));
    leecher.submit(new EngineCommand.SetTorrentLimits(l.id(), 1_500_000, 0));
    leecher.connect(l, seed);
    String seen = flags(l);
    assertEquals(flag.equals("E"), seen.contains("E"), seen);
    assertEquals(0, seen.chars().filter(c -> c == 'e').count(), seen);
    leecher.submit(new EngineCommand.SetTorrentLimits(l.id(), 0, 0));
    awaitState(l, TorrentState.SEEDING);
    lab.assertSame("seed", "leecher", "t/f0");
    assertEquals(0, l.snapshot().wasted());
  }

  @ParameterizedTest
  @CsvSource({"OFF, REQUIRED", "REQUIRED, OFF"})
  void modesThatDoNotMeet(Encryption leeching, Encryption seeding) throws Exception {
    EngineLab.Node seed = node("seed", 1, seeding);
    EngineLab.Node leecher = node("leecher", 1, leeching);
    byte[] t = lab.payload("seed", "t", SIZE);
    TorrentHandle s = seed.add(AddTorrent.of(t, seed.folder()).forSeeding());
    awaitState(s, TorrentState.SEEDING);
    TorrentHandle l = leecher.add(t);
    awaitState(l, TorrentState.DOWNLOADING);
    leecher.connect(l, seed);
    EngineLab.await("the attempt to end", () -> leecher.engine.snapshot().halfOpen() == 0);
    assertEquals(0, l.snapshot().peers());
    assertEquals(0, s.snapshot().peers());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void severalTorrentsAndFilesOnSeveralLoops(int loops) throws Exception {
    EngineLab.Node seed = node("seed", loops, Encryption.REQUIRED);
    EngineLab.Node leecher = node("leecher", loops, Encryption.REQUIRED);
    List<TorrentHandle> all = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      byte[] t = lab.payload("seed", "t" + i, 700_000 + i, 1, 0, 300_000);
      awaitState(seed.add(AddTorrent.of(t, seed.folder()).forSeeding()), TorrentState.SEEDING);
      TorrentHandle h = leecher.add(t);
      leecher.connect(h, seed);
      all.add(h);
    }
    for (int i = 0; i < 4; i++) {
      TorrentHandle h = all.get(i);
      awaitState(h, TorrentState.SEEDING);
      assertEquals(h.snapshot().totalSize(), h.snapshot().downloaded(), "nothing came twice");
      lab.assertSame("seed", "leecher", "t" + i + "/f0");
      lab.assertSame("seed", "leecher", "t" + i + "/sub/f1");
      lab.assertSame("seed", "leecher", "t" + i + "/sub/f3");
    }
    EngineLab.await("all buffers back", () -> leecher.engine.snapshot().bufferBytes() == 0);
  }

  @Test
  void aRemovedTorrentIsUnknown() throws Exception {
    EngineLab.Node seed = node("seed", 1, Encryption.REQUIRED);
    byte[] t = lab.payload("seed", "t", 100_000);
    TorrentHandle s = seed.add(AddTorrent.of(t, seed.folder()).forSeeding());
    awaitState(s, TorrentState.SEEDING);
    seed.submit(new EngineCommand.Remove(s.id(), false));
    EngineLab.Node leecher = node("leecher", 1, Encryption.REQUIRED);
    TorrentHandle l = leecher.add(t);
    awaitState(l, TorrentState.DOWNLOADING);
    leecher.connect(l, seed);
    EngineLab.await("the attempt to end", () -> leecher.engine.snapshot().halfOpen() == 0);
    assertEquals(0, l.snapshot().peers());
  }

  /** Handshakes that go nowhere: others are still let in, and nothing is left of them. */
  @Test
  void aFloodOfHandshakes() throws Exception {
    EngineLab.Node seed = node("seed", 1, Encryption.ALLOWED);
    byte[] t = lab.payload("seed", "t", SIZE);
    TorrentHandle s = seed.add(AddTorrent.of(t, seed.folder()).forSeeding());
    awaitState(s, TorrentState.SEEDING);
    Random random = new Random(1);
    List<Socket> flood = new ArrayList<>();
    try {
      for (int i = 0; i < 200; i++) {
        Socket c = new Socket(InetAddress.getLoopbackAddress(), seed.port());
        byte[] key = new byte[96 + random.nextInt(500)];
        random.nextBytes(key);
        key[0] = 1;
        c.getOutputStream().write(key);
        flood.add(c);
      }
      EngineLab.Node leecher = node("leecher", 1, Encryption.REQUIRED);
      TorrentHandle l = leecher.add(t);
      leecher.connect(l, seed);
      awaitState(l, TorrentState.SEEDING);
      lab.assertSame("seed", "leecher", "t/f0");
      for (Socket c : flood) {
        // Each has its answer: the key of the other side.
        assertEquals(96, c.getInputStream().readNBytes(96).length);
      }
    } finally {
      for (Socket c : flood) {
        c.close();
      }
    }
  }

  /** What travels shows neither the protocol's name nor the torrent. */
  @Test
  void nothingReadableOnTheWire() throws Exception {
    EngineLab.Node seed = node("seed", 1, Encryption.REQUIRED);
    byte[] t = lab.payload("seed", "t", SIZE);
    TorrentHandle s = seed.add(AddTorrent.of(t, seed.folder()).forSeeding());
    awaitState(s, TorrentState.SEEDING);
    EngineLab.Node leecher = node("leecher", 1, Encryption.REQUIRED);
    TorrentHandle l = leecher.add(t);
    try (Wiretap tap = new Wiretap(seed.port())) {
      leecher.submit(new EngineCommand.AddPeer(l.id(), "127.0.0.1:" + tap.port()));
      awaitState(l, TorrentState.SEEDING);
      String there = tap.seen();
      assertTrue(there.length() > SIZE, "all of it went by the tap");
      assertEquals(-1, there.indexOf("BitTorrent protocol"));
      String hash = new String(HexFormat.of().parseHex(l.id()), StandardCharsets.ISO_8859_1);
      assertEquals(-1, there.indexOf(hash));
    }
  }
}
