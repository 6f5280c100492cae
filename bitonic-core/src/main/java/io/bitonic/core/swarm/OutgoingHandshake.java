package io.bitonic.core.swarm;

import io.bitonic.core.config.Settings;
import io.bitonic.core.mse.MseInitiator;
import io.bitonic.core.net.Link;
import io.bitonic.core.net.Loop;
import io.bitonic.core.net.MseHandshake;
import io.bitonic.core.net.MseOptions;
import io.bitonic.core.swarm.DialPlan.Failure;
import io.bitonic.core.wire.Handshake;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * An outgoing connection until both handshakes have passed: the ways of a {@link DialPlan} one
 * after the other, each on a connection of its own. Loop thread only.
 */
final class OutgoingHandshake implements Link.Handler {
  private static final long CONNECT_NANOS = 15_000_000_000L;

  /** As long as there is another transport to try: routers often take connections over one only. */
  private static final long IMPATIENT_NANOS = 3_000_000_000L;

  private static final long HANDSHAKE_NANOS = 10_000_000_000L;

  private final Connections<?> connections;
  private final KnownPeer known;
  private final Handshake ours;
  private final MseOptions mse;
  private final DialPlan plan;
  private final boolean punch;
  private final ByteBuffer in = ByteBuffer.allocate(Handshake.LENGTH);
  private Link link;

  /** Runs between connection and handshake of an encrypted way, else null. */
  private MseHandshake encryption;

  private Loop.Timer timer;
  private boolean connected;
  private boolean ended;

  /**
   * @param punch the peer calls us at this moment, over µTP (BEP 55)
   */
  OutgoingHandshake(Connections<?> connections, KnownPeer known, Handshake ours, boolean punch) {
    this.punch = punch;
    this.connections = connections;
    this.known = known;
    this.ours = ours;
    this.mse = connections.context().mse();
    this.plan =
        new DialPlan(
            mse.mode(),
            punch ? Settings.Transport.UTP : connections.context().dialer().transport(),
            known.traits);
  }

  void start() {
    in.clear();
    connected = false;
    Link.Kind kind = plan.current().utp() ? Link.Kind.UTP : Link.Kind.TCP;
    long patience = plan.hasOtherTransport() ? IMPATIENT_NANOS : CONNECT_NANOS;
    timer = connections.loop().schedule(patience, () -> fail(Failure.UNREACHABLE, "no answer"));
    try {
      Dialer dialer = connections.context().dialer();
      link = punch ? dialer.punch(known.address, this) : dialer.dial(known.address, kind, this);
    } catch (IOException e) {
      fail(Failure.UNREACHABLE, e.getMessage());
    }
  }

  InetSocketAddress address() {
    return known.address;
  }

  @Override
  public void connected() {
    connected = true;
    timer.cancel();
    timer =
        connections
            .loop()
            .schedule(HANDSHAKE_NANOS, () -> fail(Failure.NO_HANDSHAKE, "no handshake"));
    ByteBuffer out = ByteBuffer.allocate(Handshake.LENGTH);
    ours.write(out);
    if (plan.current().encrypted()) {
      encrypt(out.array());
      return;
    }
    try {
      // A fresh connection's send buffer takes 68 bytes.
      if (link.write(out.flip()) < Handshake.LENGTH) {
        fail(Failure.NO_HANDSHAKE, "the handshake can't be sent");
      }
    } catch (IOException e) {
      fail(Failure.NO_HANDSHAKE, e.getMessage());
    }
  }

  private void encrypt(byte[] handshake) {
    MseInitiator negotiation = mse.initiator(ours.infoHash(), handshake);
    encryption =
        new MseHandshake(
            connections.loop(),
            link,
            negotiation,
            mse.worker(),
            new MseHandshake.Owner() {
              @Override
              public void agreed() {
                link = MseOptions.layer(link, negotiation);
                link.handler(OutgoingHandshake.this);
                readable();
              }

              @Override
              public void failed(String why) {
                fail(Failure.NO_HANDSHAKE, why);
              }
            });
    encryption.start(ByteBuffer.allocate(0));
  }

  @Override
  public void readable() {
    if (ended) {
      return;
    }
    try {
      int n = link.read(in);
      if (n < 0) {
        fail(Failure.NO_HANDSHAKE, "closed before the handshake");
      } else if (!Handshake.looksRight(in.duplicate().flip())) {
        fail(Failure.NO_HANDSHAKE, "no BitTorrent handshake");
      } else if (!in.hasRemaining()) {
        complete(Handshake.read(in.flip()));
      }
    } catch (IOException e) {
      fail(Failure.NO_HANDSHAKE, e.getMessage());
    }
  }

  private void complete(Handshake theirs) {
    if (!Arrays.equals(theirs.infoHash(), ours.infoHash())) {
      fail(Failure.WRONG_PEER, "another torrent");
      return;
    }
    ended = true;
    timer.cancel();
    plan.succeeded();
    connections.calls().ended(this);
    connections.admit(link, known, theirs, false);
  }

  @Override
  public void writable() {
    // Nothing is ever pending here.
  }

  @Override
  public void closed(IOException cause) {
    fail(
        connected ? Failure.NO_HANDSHAKE : Failure.UNREACHABLE,
        cause == null ? "closed" : cause.getMessage());
  }

  private void fail(Failure failure, String why) {
    if (ended) {
      return;
    }
    drop();
    plan.failed(failure);
    if (plan.current() != null) {
      start();
    } else {
      end();
      connections.calls().failed(known, why);
    }
  }

  /** Gives up; the address is as good as before. */
  void abort() {
    if (!ended) {
      drop();
      end();
      connections.calls().aborted(known);
    }
  }

  private void drop() {
    timer.cancel();
    if (encryption != null) {
      encryption.close();
      encryption = null;
    }
    if (link != null) {
      link.close();
      link = null;
    }
  }

  private void end() {
    ended = true;
    connections.calls().ended(this);
  }
}
