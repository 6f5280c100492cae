package io.bitonic.core.dht;

import io.bitonic.core.net.Datagrams;
import io.bitonic.core.net.SimLoop;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/** A simulated internet of UDP sockets with delay and loss, replayed exactly from its seed. */
final class SimUdp {
  /** One host's socket. */
  final class Socket implements Datagrams {
    final InetSocketAddress address;
    private final List<Receiver> receivers = new ArrayList<>();

    Socket(InetSocketAddress address) {
      this.address = address;
    }

    @Override
    public boolean send(ByteBuffer data, InetSocketAddress to) {
      byte[] bytes = new byte[data.remaining()];
      data.get(bytes);
      transfer(address, to, bytes);
      return true;
    }

    @Override
    public void addReceiver(Receiver receiver) {
      receivers.add(receiver);
    }
  }

  private final SimLoop loop;
  private final SplittableRandom random;
  private final double loss;
  private final Map<InetSocketAddress, Socket> sockets = new HashMap<>();

  /** Payload bytes sent to each address, whether somebody is there or not. */
  final Map<InetSocketAddress, Long> sentTo = new HashMap<>();

  long datagrams;

  SimUdp(SimLoop loop, long seed, double loss) {
    this.loop = loop;
    this.random = new SplittableRandom(seed);
    this.loss = loss;
  }

  Socket open(InetSocketAddress address) {
    Socket s = new Socket(address);
    sockets.put(address, s);
    return s;
  }

  /** Sends with any sender address: forging it is what attackers do. */
  void transfer(InetSocketAddress from, InetSocketAddress to, byte[] bytes) {
    datagrams++;
    sentTo.merge(to, (long) bytes.length, Long::sum);
    if (random.nextDouble() < loss) {
      return;
    }
    long delay = TimeUnit.MILLISECONDS.toNanos(20 + random.nextInt(180));
    loop.schedule(
        delay,
        () -> {
          Socket s = sockets.get(to);
          if (s != null) {
            s.receivers.forEach(r -> r.received(from, ByteBuffer.wrap(bytes)));
          }
        });
  }
}
