package io.bitonic.core.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.core.config.Settings;
import io.bitonic.core.net.Binding;
import io.bitonic.core.net.EventLoop;
import io.bitonic.core.util.Clock;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SocksDatagramsTest {
  private final EventLoop loop = new EventLoop("test", Clock.SYSTEM);
  private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
  private FakeProxy proxy;
  private DatagramSocket peer;
  private SocksDatagrams socks;

  @BeforeEach
  void open() throws Exception {
    proxy = new FakeProxy(true, "me:secret");
    peer = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    peer.setSoTimeout(300);
    Settings.Proxy to =
        new Settings.Proxy(
            Settings.ProxyKind.SOCKS5, "127.0.0.1", proxy.port(), "me", "secret", true, true, true);
    socks = new SocksDatagrams(loop, to, new ProxyAddress(to), () -> Binding.ANY);
    socks.addReceiver(
        (from, data) -> received.add(from + " " + StandardCharsets.US_ASCII.decode(data)));
  }

  @AfterEach
  void close() throws Exception {
    socks.stop();
    loop.close();
    peer.close();
    proxy.close();
  }

  private static void await(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      LockSupport.parkNanos(1_000_000);
    }
  }

  private boolean send(String text, InetSocketAddress to) throws Exception {
    CompletableFuture<Boolean> sent = new CompletableFuture<>();
    ByteBuffer data = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    loop.execute(() -> sent.complete(socks.send(data, to)));
    return sent.get(5, TimeUnit.SECONDS);
  }

  private DatagramPacket atPeer() {
    DatagramPacket p = new DatagramPacket(new byte[100], 100);
    try {
      peer.receive(p);
      return p;
    } catch (IOException e) {
      return null;
    }
  }

  private InetSocketAddress peerAddress() {
    return new InetSocketAddress("127.0.0.1", peer.getLocalPort());
  }

  @Test
  void datagramsGoToAndFroThroughTheProxy() throws Exception {
    socks.start();
    await(socks::isUp);
    assertTrue(send("hello", peerAddress()));
    DatagramPacket p = atPeer();
    assertEquals("hello", new String(p.getData(), 0, p.getLength(), StandardCharsets.US_ASCII));
    assertEquals("127.0.0.1:" + peer.getLocalPort(), proxy.sentTo.take());
    p.setData("hi!".getBytes(StandardCharsets.US_ASCII));
    peer.send(p);
    assertEquals("/127.0.0.1:" + peer.getLocalPort() + " hi!", received.take());
  }

  @Test
  void namesAreLookedUpByTheProxy() throws Exception {
    socks.start();
    await(socks::isUp);
    int port = peer.getLocalPort();
    assertTrue(send("x", InetSocketAddress.createUnresolved("tracker.example", port)));
    assertEquals("tracker.example:" + port, proxy.sentTo.take());
    assertFalse(send("x", InetSocketAddress.createUnresolved("a".repeat(256), port)));
  }

  @Test
  void nothingIsSentBeforeAndAfterTheAssociation() throws Exception {
    assertFalse(send("early", peerAddress()));
    socks.start();
    await(socks::isUp);
    socks.stop();
    assertFalse(socks.isUp());
    assertFalse(send("late", peerAddress()));
    assertNull(atPeer());
  }

  @Test
  void whenTheProxyHangsUpNothingGoesDirectlyAndItIsAskedAgain() throws Exception {
    socks.start();
    await(socks::isUp);
    proxy.hangUp();
    await(() -> !socks.isUp());
    assertFalse(socks.problem().isEmpty());
    assertFalse(send("lost", peerAddress()));
    assertNull(atPeer());
    await(socks::isUp);
    assertEquals("", socks.problem());
    assertTrue(send("back", peerAddress()));
    assertEquals(4, atPeer().getLength());
  }

  @Test
  void aProxyThatTakesNoUdpIsAskedAgainLater() throws Exception {
    proxy.udp = false;
    socks.start();
    await(() -> socks.problem().contains("it does not know how"));
    assertFalse(send("x", peerAddress()));
    assertNull(atPeer());
    proxy.udp = true;
    await(socks::isUp);
  }

  @Test
  void strangersAreNotHeard() throws Exception {
    socks.start();
    await(socks::isUp);
    assertTrue(send("x", peerAddress()));
    DatagramPacket p = atPeer();
    byte[] forged = {0, 0, 0, 1, 9, 9, 9, 9, 1, 1, 'y'};
    peer.send(new DatagramPacket(forged, forged.length, proxy.client));
    p.setData(new byte[] {'z'});
    peer.send(p);
    assertEquals("/127.0.0.1:" + peer.getLocalPort() + " z", received.take());
    assertTrue(received.isEmpty());
  }
}
