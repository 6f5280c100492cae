package io.bitonic.core.portmap;

import io.bitonic.core.net.Binding;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Asks the gateway by PCP or NAT-PMP. Answers count only when they come from the gateway. Used by
 * one thread, which it blocks.
 */
final class PcpClient implements MappingProtocol {
  /** First wait for an answer; doubled for each further try. */
  static final int FIRST_WAIT_MILLIS = 250;

  static final int TRIES = 4;
  private static final int MAX_REPLY = 1100;

  private final InetSocketAddress gateway;
  private final Supplier<Binding> binding;
  private final boolean natPmp;
  private final byte[] nonce = new byte[PcpPackets.NONCE];

  /**
   * @param natPmp else PCP
   * @param random of the nonce, which keeps others from changing our mapping
   */
  PcpClient(
      InetSocketAddress gateway,
      Supplier<Binding> binding,
      boolean natPmp,
      RandomGenerator random) {
    this.gateway = gateway;
    this.binding = binding;
    this.natPmp = natPmp;
    random.nextBytes(nonce);
  }

  @Override
  public String name() {
    return natPmp ? "NAT-PMP" : "PCP";
  }

  /** Reads an answer, null: not ours. */
  private interface Reading<T> {
    T read(ByteBuffer data) throws PortMapException;
  }

  @Override
  public Lease map(boolean tcp, int port, int wanted, int seconds) throws IOException {
    try (DatagramChannel channel = open()) {
      if (!natPmp) {
        byte[] request =
            PcpPackets.pcpMap(
                ((InetSocketAddress) channel.getLocalAddress()).getAddress(),
                nonce,
                tcp,
                port,
                wanted,
                seconds);
        return exchange(channel, request, b -> PcpPackets.pcpReply(b, nonce, tcp, port));
      }
      Lease lease =
          exchange(
              channel,
              PcpPackets.natPmpMap(tcp, port, wanted, seconds),
              b -> PcpPackets.natPmpReply(b, tcp, port));
      return new Lease(
          lease.externalPort(),
          seconds == 0
              ? null
              : exchange(channel, PcpPackets.natPmpAddress(), PcpPackets::natPmpAddressReply),
          lease.seconds());
    }
  }

  @Override
  public void unmap(boolean tcp, int port, int external) throws IOException {
    // A lifetime of zero ends a mapping; the answer matters to nobody.
    try (DatagramChannel channel = open()) {
      byte[] request =
          natPmp
              ? PcpPackets.natPmpMap(tcp, port, 0, 0)
              : PcpPackets.pcpMap(
                  ((InetSocketAddress) channel.getLocalAddress()).getAddress(),
                  nonce,
                  tcp,
                  port,
                  external,
                  0);
      channel.write(ByteBuffer.wrap(request));
    }
  }

  private DatagramChannel open() throws IOException {
    DatagramChannel channel = DatagramChannel.open();
    try {
      binding.get().bindFor(channel, gateway.getAddress());
      channel.connect(gateway);
      return channel;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private <T> T exchange(DatagramChannel channel, byte[] request, Reading<T> reading)
      throws IOException {
    byte[] buffer = new byte[MAX_REPLY];
    DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
    for (int i = 0; i < TRIES; i++) {
      channel.socket().send(new DatagramPacket(request, request.length, gateway));
      long deadline = System.nanoTime() + (FIRST_WAIT_MILLIS * 1_000_000L << i);
      for (long left = deadline - System.nanoTime(); left > 0; ) {
        channel.socket().setSoTimeout((int) (left / 1_000_000) + 1);
        try {
          packet.setLength(buffer.length);
          channel.socket().receive(packet);
          T value = reading.read(ByteBuffer.wrap(buffer, 0, packet.getLength()).slice());
          if (value != null) {
            return value;
          }
        } catch (SocketTimeoutException e) {
          break;
        }
        left = deadline - System.nanoTime();
      }
    }
    throw new PortMapException(name() + ": the router does not answer");
  }
}
