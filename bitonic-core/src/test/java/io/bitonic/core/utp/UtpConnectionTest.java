package io.bitonic.core.utp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What one connection does with lost, old, forged and late packets. */
class UtpConnectionTest {
  private static final long MS = UtpWorld.MS;
  private static final long SECOND = UtpWorld.SECOND;

  private final UtpWorld world = new UtpWorld(1);
  private UtpWorld.Path there;
  private UtpWorld.Path back;
  private UtpWorld.End a;
  private UtpWorld.End b;

  @BeforeEach
  void makePaths() {
    there = world.new Path(1_000_000, 20 * MS, 200_000);
    back = world.new Path(1_000_000, 20 * MS, 200_000);
    UtpWorld.End[] ends = world.pair(there, back);
    a = ends[0];
    b = ends[1];
  }

  private static UtpConnection.State state(UtpWorld.End e) {
    return e.connection.state();
  }

  private void connect() {
    a.dial();
    assertTrue(world.run(SECOND, () -> state(a) == UtpConnection.State.CONNECTED));
  }

  /** Connected, and both know that the other is there. */
  private void talk() {
    connect();
    a.toWrite = 1000;
    b.toWrite = 1000;
    a.turn();
    b.turn();
    assertTrue(world.run(SECOND, () -> a.read == 1000 && b.read == 1000));
    world.run(SECOND);
  }

  @Test
  void aSynThatIsLostIsSentAgain() {
    there.cut = true;
    a.dial();
    world.run(2 * SECOND);
    there.cut = false;
    assertTrue(world.run(2 * SECOND, () -> state(a) == UtpConnection.State.CONNECTED));
  }

  @Test
  void anAnswerToASynThatIsLostIsSentAgain() {
    back.cut = true;
    a.dial();
    world.run(2 * SECOND);
    assertEquals(UtpConnection.State.ACCEPTED, state(b));
    back.cut = false;
    a.toWrite = 100;
    // Its first acceptance has died meanwhile, as all do that nothing confirms.
    b.connection = null;
    assertTrue(world.run(3 * SECOND, () -> b.read == 100));
  }

  @Test
  void callingASilentAddressEnds() {
    there.cut = true;
    a.dial();
    assertTrue(world.run(10 * SECOND, () -> state(a) == UtpConnection.State.CLOSED));
    assertEquals(3, there.sent);
    assertNotNull(a.connection.failure());
  }

  @Test
  void whatIsNotConfirmedDiesAtItsFirstTimeOut() {
    a.dial();
    world.run(30 * MS);
    assertEquals(UtpConnection.State.ACCEPTED, state(b));
    assertFalse(b.connection.hasRoom());
    there.cut = true;
    assertTrue(world.run(4 * SECOND, () -> state(b) == UtpConnection.State.CLOSED));
    assertEquals(0, b.pool.lent());
  }

  @Test
  void silenceInTheMiddleEnds() {
    talk();
    a.toWrite = 10_000_000;
    there.cut = true;
    a.turn();
    assertTrue(world.run(60 * SECOND, () -> state(a) == UtpConnection.State.CLOSED));
    assertNotNull(a.connection.failure());
  }

  @Test
  void theEndOfABurstIsSentAgainBeforeTheTimeOut() {
    talk();
    a.toWrite += 3000;
    there.cut = true;
    a.turn();
    there.cut = false;
    assertTrue(world.run(300 * MS, () -> b.read == 4000), "read " + b.read);
  }

  @Test
  void closesInOrderThoughAFinIsLost() {
    talk();
    a.toWrite += 50_000;
    a.closeWhenWritten = true;
    there.loss = 0.3;
    a.turn();
    assertTrue(world.run(20 * SECOND, () -> b.sawEnd));
    assertEquals(51_000, b.read);
    there.loss = 0;
    b.closeWhenWritten = true;
    b.turn();
    assertTrue(
        world.run(
            20 * SECOND,
            () ->
                state(a) == UtpConnection.State.CLOSED && state(b) == UtpConnection.State.CLOSED));
    assertNull(b.connection.failure());
  }

  @Test
  void lingersNotForEver() {
    talk();
    a.toWrite += 1_000_000;
    a.turn();
    there.cut = true;
    back.cut = true;
    a.connection.close(a.time());
    a.turn();
    assertTrue(world.run(16 * SECOND, () -> state(a) == UtpConnection.State.CLOSED));
    a.connection.dispose();
    assertEquals(0, a.pool.lent());
  }

  @Test
  void aResetThatNamesNoPacketOfOursIsIgnored() {
    List<byte[]> sent = new ArrayList<>();
    a.tap = sent::add;
    talk();
    UtpHeader h = new UtpHeader();
    assertTrue(h.read(ByteBuffer.wrap(sent.getLast())));
    ByteBuffer r = ByteBuffer.allocate(UtpHeader.LENGTH);
    for (int ahead = 1; ahead < 60_000; ahead += 100) {
      UtpHeader.write(
          r,
          0,
          UtpHeader.RESET,
          0,
          a.connection.receiveId(),
          1,
          0,
          0,
          7,
          Seq.plus(h.sequence, ahead + 1));
      a.arrived(r.array().clone());
      assertEquals(UtpConnection.State.CONNECTED, state(a));
    }
  }

  @Test
  void aResetThatAnswersAPacketEndsIt() {
    List<byte[]> sent = new ArrayList<>();
    a.tap = sent::add;
    talk();
    UtpHeader h = new UtpHeader();
    assertTrue(h.read(ByteBuffer.wrap(sent.getLast())));
    ByteBuffer r = ByteBuffer.allocate(UtpHeader.LENGTH);
    UtpHeader.writeReset(r, h, 1, 7);
    a.arrived(r.array());
    assertEquals(UtpConnection.State.CLOSED, state(a));
    assertNotNull(a.connection.failure());
  }

  @Test
  void oldAndDoubledPacketsChangeNothing() {
    List<byte[]> sent = new ArrayList<>();
    a.tap = sent::add;
    talk();
    int before = there.sent + back.sent;
    List<byte[]> again = List.copyOf(sent);
    again.forEach(b::arrived);
    again.forEach(b::arrived);
    world.run(SECOND);
    assertEquals(1000, b.read);
    assertEquals(UtpConnection.State.CONNECTED, state(b));
    int answers = there.sent + back.sent - before;
    assertTrue(answers <= 2 * again.size(), "answers " + answers);
  }

  @Test
  void acksOfWhatWasNeverSentAreDropped() {
    talk();
    ByteBuffer p = ByteBuffer.allocate(UtpHeader.LENGTH + 4);
    UtpHeader.write(
        p,
        0,
        UtpHeader.DATA,
        0,
        b.connection.receiveId(),
        1,
        0,
        1000,
        b.connection.sendId(),
        Seq.plus(b.connection.sendId(), 30_000));
    for (int ack = 0; ack < 65_536; ack += 3000) {
      p.putShort(18, (short) ack);
      b.arrived(p.array().clone());
    }
    a.toWrite += 1000;
    a.turn();
    assertTrue(world.run(2 * SECOND, () -> b.read == 2000));
  }

  @Test
  void aReaderThatStopsHoldsUpTheSender() {
    talk();
    b.reading = false;
    a.toWrite = 20_000_000;
    a.turn();
    world.run(20 * SECOND);
    long held = b.connection.readable();
    assertTrue(held > 500_000 && held <= (1 << 20) + (1 << 16), "held " + held);
    assertTrue(b.pool.lent() < 4 << 20, "memory " + b.pool.lent());
    world.run(100 * SECOND);
    assertEquals(UtpConnection.State.CONNECTED, state(a));
    b.reading = true;
    b.turn();
    assertTrue(world.run(60 * SECOND, () -> b.read == 20_000_000), "read " + b.read);
  }

  @Test
  void theWindowOpensThoughThePacketThatSaysSoIsLost() {
    talk();
    b.reading = false;
    a.toWrite = 3_000_000;
    a.turn();
    world.run(20 * SECOND);
    back.cut = true;
    b.reading = true;
    b.turn();
    world.run(100 * MS);
    back.cut = false;
    assertTrue(world.run(130 * SECOND, () -> b.read == 3_000_000), "read " + b.read);
  }

  @Test
  void findsWhatThePathTakes() {
    for (int mtu : new int[] {1472, 1400, 1300}) {
      for (boolean tells : new boolean[] {true, false}) {
        UtpWorld w = new UtpWorld(mtu);
        UtpWorld.Path out = w.new Path(1_000_000, 20 * MS, 200_000);
        out.mtu = mtu;
        out.tellsTooBig = tells;
        UtpWorld.End[] ends = w.pair(out, w.new Path(1_000_000, 20 * MS, 200_000));
        ends[0].toWrite = 3_000_000;
        ends[0].dial();
        assertTrue(w.run(30 * SECOND, () -> ends[1].read == 3_000_000));
        int found = ends[0].connection.datagramSize();
        assertTrue(found <= mtu && found >= mtu - 20, found + " of " + mtu);
        assertTrue(w.elapsed() < 6 * SECOND, "probes cost speed: " + w.elapsed());
      }
    }
  }

  @Test
  void smallWritesGoTogether() {
    talk();
    int before = there.sent;
    ByteBuffer src = ByteBuffer.allocate(17);
    for (int i = 0; i < 50; i++) {
      src.clear();
      for (int k = 0; k < 17; k++) {
        src.put(UtpWorld.at(a.written++));
      }
      a.connection.write(src.flip(), a.time());
    }
    a.toWrite = a.written;
    a.turn();
    assertEquals(before + 1, there.sent);
    assertTrue(world.run(SECOND, () -> b.read == a.written));
  }
}
